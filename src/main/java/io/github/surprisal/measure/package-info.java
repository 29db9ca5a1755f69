/**
 * {@link io.github.surprisal.count.Counts} → {@link io.github.surprisal.measure.Measures}: entropies, information gains and
 * what goes with them. Pure Java: no Spark here.
 *
 * <p>Invariants: the same counts give the same bits; sums are compensated and in a fixed order. Everything inside is in
 * nats, the unit is applied at the end. Undefined is NaN. A gain is computed on labelled rows alone; with nulls dropped, on
 * the rows where the feature is not null, and the label's entropy too.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Figures that are symmetric in the categories come from spectra just as well as from tables, so a column of a
 *       billion values has them too, exactly.
 *   <li>A number is cut into bins before its gain is taken unless its values repeat enough to fill their cells, or its gain would
 *       say no more than that its values are many: {@link io.github.surprisal.measure.CutRule} is the one rule. The bins are
 *       those of the whole table in every group, cut by the rank of exact values.
 *   <li>p-values are the tail of χ² by its exact mean, variance and skewness given the margins, for dense and sparse tables alike; G
 *       against χ² with its degrees of freedom calls noise significant wherever cells are few-rowed. Features are ranked by the gain beyond what
 *       chance would give, which does not underflow and which an identifier has none of.
 *   <li>Figures by group are columns × groups rows, millions where there are thousands of each, while the counts that they come from share most
 *       of what they have: of many only those of the whole table are kept ({@link io.github.surprisal.measure.ByGroup}).
 * </ul>
 */
package io.github.surprisal.measure;
