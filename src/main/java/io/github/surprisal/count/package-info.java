/**
 * {@link io.github.surprisal.table.Table} → {@link io.github.surprisal.count.Counts}, in one scan whatever the number of
 * columns.
 *
 * <p>How: each task counts (value, stratum) for every column into open-addressing tables of primitives, a stratum being a
 * combination of group values and label, coded per row once. When a task's tables outgrow their share of memory it hands
 * them on early. They travel as compact blocks, one per task and reduce partition, values to partitions by hash. A
 * reducer merges its blocks; columns that are small there go to the driver as they are, of the others only spectra, the
 * most frequent values and, for numeric ones, a bottom-k sample. If a numeric column is over the limit, or one within the
 * limit was held back by bad luck, the reducers run once more over the same shuffle files: the table is not read again.
 *
 * <p>Invariants: counts depend on the rows alone, bit for bit: not on their order, partitioning or file format. Counts are
 * exact whole numbers; weights are added in fixed point for the same reason.
 *
 * <p>Rules for values: null is not a category here but has counts of its own beside each table. NaN is one value, greater
 * than infinity; −0.0 is 0.0; infinities are ordinary values. Strings compare by their bytes. Nested types are refused.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Strata are counted for the finest groupings only; coarser ones and the whole table are sums, made at the end.
 *   <li>A column over the limit whose weights are fractional has its masses rounded to 16 binary digits, or its spectrum
 *       could be as large as the column.
 *   <li>Rows of weight 0 are not there at all: their values are not categories.
 * </ul>
 */
package io.github.surprisal.count;
