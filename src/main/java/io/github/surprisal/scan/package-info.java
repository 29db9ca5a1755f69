/**
 * {@link io.github.surprisal.table.Table} → batches of columns: where the values come from.
 *
 * <p>How: where nothing but a choice of columns stands between the table and its source, and the source gives batches
 * (Parquet, ORC, cached tables), they are its own; elsewhere rows are put into vectors first, so that there is one way to
 * count and to encode. Parquet is read page by page ({@code scan.parquet}).
 *
 * <p>Invariants: a batch is valid until the next one is asked for. What a column's values are does not depend on the way by
 * which they come; {@code SourceReader} names that way, and {@code Counts.readers} tells which was taken.
 *
 * <p>Decisions: in local mode parts of a table are put together into as many tasks as there are cores, since each task hands
 * on partial results about the same things. On a cluster they are tasks as Spark cuts files, by bytes: the cores of the moment say
 * nothing about those that join later.
 */
package io.github.surprisal.scan;
