/**
 * Any result → datasets at an {@link io.github.surprisal.metric.Output}, and back: {@link io.github.surprisal.metric.MetricWriter} and
 * {@link io.github.surprisal.metric.MetricReader}; or → data frames of the same columns and bits, {@link
 * io.github.surprisal.metric.MetricFrames}. An output is Parquet files in a folder, or tables of a catalog.
 *
 * <pre>
 * NAME/run_id=ID/           files with rows of a dataset, with a column attempt
 * CATALOG.DB.PREFIX_NAME    rows of a dataset, with columns attempt and run_id
 *
 * runs, in either           a row for each run: the attempt that counts
 * </pre>
 *
 * <p>A room inside, for this one alone: {@code store}, what lies in a folder and which of it counts. It knows nothing of datasets, whose columns are
 * declared here as all to the right read them by their names; nor of tables, which have the same readers and writers as folders.
 *
 * <p>Invariants: whenever the process dies, and before anything else runs, a dataset joined with {@code runs} on {@code run_id}
 * and {@code attempt} is the old run or the new one, whole. Read without the join there may be rows of an attempt that {@code
 * runs} does not name, never one too few. A run that fails leaves what was there before as it was.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A run is replaced by replacing one row, of {@code runs}: in a folder one file, in tables one commit of one table. Nothing is moved
 *       and no lock taken.
 *   <li>In tables rows are added under the attempt's name and the run's row in {@code runs} is replaced by one commit of one table:
 *       no catalog has a commit of several. So only formats do that replace the rows of a filter in one step; a Parquet
 *       table of Spark's own catalog deletes before it writes, and is refused. A count is a double there, as one column holds
 *       the rows of runs with weights and of those without.
 *   <li>A stage that fails leaves no run: part of a run that looks like a run would be worse than none.
 *   <li>A column is declared once, in one of the families of datasets ({@link io.github.surprisal.metric.Datasets} lists them):
 *       its name, type, unit, text and where its value comes from. Schema, rows, the page {@code output.md} and {@code show
 *       --columns} are made of that, so that they cannot part.
 *   <li>Results come from the driver anyway, so each dataset of a folder is one file, written without a Spark job. It is gone through once,
 *       row by row, as figures of many groups are measured while they are written. Undefined figures are NULL.
 * </ul>
 */
package io.github.surprisal.metric;
