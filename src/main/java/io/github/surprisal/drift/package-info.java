/**
 * Two tables → {@link io.github.surprisal.drift.Drift}: how far each column's distribution in the table is from that in a
 * reference, overall and by group.
 *
 * <p>How: both are counted together as one table whose label says which of the two a row is from, so every comparison is a
 * question to {@link io.github.surprisal.count.Counts}: columns of any cardinality are compared exactly, from how many
 * values have which pair of counts, and stored counts take part without a scan. {@code Alignment} brings the two under the same
 * columns, {@code NumberBins} says what a number is compared on, {@code CountPairs} holds the categories with their counts on both
 * sides; {@code Divergence}, {@code KolmogorovSmirnov} and {@code ReferenceDensity} have the formulas and are pure Java.
 *
 * <p>Invariants: a column on one side only, or of a type that cannot be compared, is a row that says so, not an error.
 * The same counts give the same bits.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>p is the table and q the reference. Only figures that are infinite where a side lacks a category are smoothed;
 *       Jensen–Shannon divergence, total variation and the p-values are those of the rows as they are.
 *   <li>Null is a category, and NaN of a number is the same one: writers differ in which of the two they write for what is
 *       missing. So a column of nulls that becomes one of NaNs does not drift, and a share of NaNs is a share of nulls.
 *   <li>A number is compared by value only where {@link io.github.surprisal.measure.CutRule} says that its values repeat enough
 *       for that, the two sides being the classes; else on bins of equal frequency in the reference. Whatever holds more than a
 *       bin's share on either side has its own bin, and what lies outside the reference's range has one on each side and counts
 *       as new, value by value, or fine bin by fine bin over the category limit: a mass point cannot move within a bin.
 *   <li>χ² knows no order, so numbers have a Kolmogorov–Smirnov test beside it, from the counts by value, or by fine bin where
 *       the values are over the limit. Where a group has runs of values alone, too many groups having too many values, its bins
 *       and its test are as fine as those.
 *   <li>Numbers of two types are compared as the type that holds both, exactly for integers and decimals; with a float on one
 *       side as floats.
 *   <li>Beside each divergence stands what two samples of these sizes from one distribution would show by chance, exactly,
 *       given how often each value occurs in both together. A rule to fail on fires only where the p-value is small as well;
 *       another schema is no matter of chance.
 * </ul>
 */
package io.github.surprisal.drift;
