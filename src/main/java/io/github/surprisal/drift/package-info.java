/**
 * Two tables → {@link io.github.surprisal.drift.Drift}: how far each column's distribution in the table is from that in a
 * reference, overall and by group.
 *
 * <p>How: both are counted together as one table whose label says which of the two a row is from, so every comparison is a
 * question to {@link io.github.surprisal.count.Counts}: columns of any cardinality are compared exactly, from how many
 * values have which pair of counts, and stored counts take part without a scan. {@code Sides} brings the two under the same
 * columns; {@code Divergence} has the formulas and is pure Java.
 *
 * <p>Invariants: a column on one side only, or of a type that cannot be compared, is a row that says so, not an error.
 * The same counts give the same bits.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>p is the table and q the reference. Null is a category. Only figures that are infinite where a side lacks a category
 *       are smoothed; Jensen–Shannon divergence, total variation and the p-value are those of the rows as they are.
 *   <li>A number of more than 256 values is compared on bins of equal frequency in the reference.
 *   <li>Beside each divergence stands what two samples of these sizes from one distribution would show by chance, exactly,
 *       given how often each value occurs in both together. A rule to fail on fires only where the p-value is small as well.
 * </ul>
 */
package io.github.surprisal.drift;
