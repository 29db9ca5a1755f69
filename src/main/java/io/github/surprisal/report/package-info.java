/**
 * Metric datasets → one page of HTML: {@link io.github.surprisal.report.Report}.
 *
 * <p>Input → output: what one run has written, read by {@link io.github.surprisal.metric.MetricReader}, becomes a {@code Page} of
 * records, which the templates of {@code src/main/jte} write as HTML. What a run has not written is left out.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Made from metric datasets alone, never from a table: no row of it is on the page.
 *   <li>The page fetches nothing and runs no script but its own: its Content-Security-Policy names the hashes of those, and
 *       allows nothing else.
 *   <li>Names and values are shown as text, whatever they are: the templates escape by where they stand, and {@code Json} writes
 *       no character that could end the element that holds it.
 *   <li>The page is small whatever the table is: the first 200 columns are HTML, 5,000 are data, and of those as many have their
 *       distribution and groups with them as fit a budget of characters.
 *   <li>It can be read and printed without its script, which sorts, searches, opens columns and draws what has axes.
 * </ul>
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Templates are jte: they become classes of this package when the program is built, so what they say of a record is
 *       checked by the compiler, and the records need be nobody else's.
 *   <li>Bars, small distributions and maps are HTML and SVG from the templates; what needs axes is drawn by Observable Plot,
 *       which is in every page with D3 (490 KB), unchanged as its makers publish it.
 *   <li>Rows of the table of columns beyond the first 200 are made by the script, as a browser takes 1.1 s to paint a thousand
 *       of them and 0.2 s for a hundred; its rows are the same to the character, which a test in a browser holds.
 *   <li>What stands out is found by a few rules with stated limits, in {@code Findings}; at most ten lines of them.
 * </ul>
 */
package io.github.surprisal.report;
