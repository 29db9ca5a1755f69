/**
 * Text for a terminal: names and values of any kind in, lines that fit and do nothing but show out.
 *
 * <p>Input → output: a {@link io.github.surprisal.console.TextTable} of cells and a {@link
 * io.github.surprisal.console.View} become lines of at most the view's width; {@link io.github.surprisal.console.Printable}
 * makes one text harmless, measures and cuts it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Nothing that comes out holds a control character other than the line ends of its own, nor one that turns the
 *       direction of text or shows nothing.
 *   <li>A cut never parts what a reader sees as one character.
 *   <li>What is not shown for want of room is said, with what shows it.
 * </ul>
 *
 * <p>Decisions: width is that of a terminal's cells: two for East Asian wide characters and emoji, none for combining marks.
 * Names are cut in the middle, since columns of one family differ at their ends. The package knows no other and may be used
 * by the doors alone.
 */
package io.github.surprisal.console;
