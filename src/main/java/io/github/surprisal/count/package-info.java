/**
 * {@link io.github.surprisal.table.Table} → {@link io.github.surprisal.count.Counts}, in one scan whatever the number of
 * columns.
 *
 * <p>Rooms inside, for this one alone; data walks to the right:
 *
 * <pre>
 *          blocks                 blocks                 Counts
 * tally ───────────▶ (wire) ───────────▶ reduce ───────────▶ count
 *   ▲                                      │ cells
 *   └──────────── store ◀──────────────────┘
 * </pre>
 *
 * <p>From below, each knowing those before it alone:
 *
 * <ul>
 *   <li>{@code wire}: the bytes in which partial counts travel, written down in its documentation. Tables write
 *       themselves into blocks and add what stands in them, so that reading and writing stand beside each other.
 *   <li>{@code tally}: what a task counts, in tables of bounded size.
 *   <li>{@code reduce}: what a partition makes of its blocks, and the driver of all partitions.
 *   <li>{@code store}: saved counts as rows, and rows as blocks again.
 * </ul>
 *
 * <p>Here are the results, which know nothing of what is inside, and the doors: {@link io.github.surprisal.count.CountScan} runs the jobs,
 * {@link io.github.surprisal.count.CountStore} and {@link io.github.surprisal.count.StoredSum} are saved counts as others hold them. Of all
 * that is here, those inside know no more than the results and the config, and that in {@code reduce} alone. A test holds this, and that no two
 * files know each other. Results have no room of their own inside, since every room to the right asks them.
 *
 * <p>How: a task takes the table batch by batch ({@code scan}) and each batch column by column. Of a dictionary-encoded
 * column only the codes are looked at ({@code ids}). Each row's strata, a stratum being a combination of group values and label, are coded
 * once and counted with every column: (value, stratum) → rows, in dense arrays while these are small or well filled, in a list that is sorted
 * now and then beyond. A column whose values hardly ever repeat within a task is not counted there but listed.
 *
 * <p>When a task's tables outgrow their share of memory, or Spark has none for them or needs it for another part of the task, it hands them on
 * early, and what it only lists before that. They
 * travel as compact blocks, one per task and reduce partition, values to partitions by hash: through Spark's shuffle, and in
 * local mode, where all tasks share one heap, as they are while there is room, stored by Spark as cached data is. A reducer merges small
 * blocks as they come, while that makes them fewer bytes, so that many tasks that have seen the same values take it no more room than one;
 * and all that are left one column and one part of its values at a time, in tables that fit a cache, or, numbers that are nearly all
 * different, without any. Columns that are small there go to the driver as they are, of the others only spectra, the most frequent values and,
 * for numeric ones, a bottom-k sample.
 * Where there are very many groups, so are a column's cells though its values are few: then the driver gets the values of
 * the whole table and the spectra of the groups. If values were kept back that the driver should have, or a numeric column needs
 * bins, the reducers run again over the same blocks, once for each: the table is not read again.
 *
 * <p>The count store is the reducers' merged cells, all of them, as rows. Stored counts that are merged become blocks
 * again and go through the same shuffle, so that there is one way from partial counts to counts.
 *
 * <p>Invariants: counts depend on the rows alone, bit for bit: not on their order, partitioning or file format. Counts are
 * exact whole numbers; weights are added in fixed point for the same reason. Hashes only say where a value belongs; values
 * are compared themselves, so that no two are ever taken for one.
 *
 * <p>Rules for values: null is not a category here but has counts of its own beside each table. NaN is one value, greater
 * than infinity; −0.0 is 0.0; infinities are ordinary values. Strings compare by their bytes; under a
 * collation by the key by which Spark groups them, where that is a string itself (lower case, without trailing blanks) and so stands
 * for its spellings whatever their order; other collations are refused. Nested types are refused.
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
