/**
 * Batches → blocks: what a task counts of each column by stratum, in tables of bounded size.
 *
 * <p>It takes a {@link io.github.surprisal.count.tally.ScanPlan}, which says what columns there are and which of them make strata, and
 * batches; {@link io.github.surprisal.count.tally.TaskBlocks} gives blocks in the format of {@code count.wire}.
 *
 * <p>How: {@link io.github.surprisal.count.tally.Stratification} gives each row the id of its stratum, a combination of group values and
 * label, once for all columns. A column is a {@link io.github.surprisal.count.tally.ColumnTally}: the ids of its values, and for each base
 * grouping a {@link io.github.surprisal.count.tally.CellTable} (value, stratum) → rows. That is a dense array of bytes, integers or longs
 * ({@link io.github.surprisal.count.tally.Counters}) while it is small or well filled, and beyond a list of cells that is sorted and added
 * up whenever it is full. The rows of a column whose values hardly ever repeat within the task are not counted but listed, bucket by bucket.
 *
 * <p>Invariants: counts are whole numbers of rows, or with weights whole numbers and fractions in units of 2⁻⁶⁴: adding is exact, and in any
 * order the same. A tally that outgrows its memory is handed on and begun anew, so that a value may be in several blocks of a task. Rows of
 * weight 0 are not there at all. What is wrong with the rows is a complaint in the block, and not an exception in the task: the driver
 * raises it once.
 */
package io.github.surprisal.count.tally;
