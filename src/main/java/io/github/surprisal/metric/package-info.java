/**
 * Any result → datasets at an {@link io.github.surprisal.metric.Output}, and back: {@link io.github.surprisal.metric.MetricWriter} and
 * {@link io.github.surprisal.metric.MetricReader}; or → data frames of the same columns and bits, {@link
 * io.github.surprisal.metric.MetricFrames}. An output is Parquet files in a folder, or tables of a catalog.
 *
 * <pre>
 * NAME/run_id=ID/part-00000-ATTEMPT.parquet    rows of a dataset, with a column attempt
 * model/run_id=ID/ATTEMPT/                     a saved model
 * runs/run_id=ID/part-00000.snappy.parquet     one row: the attempt that counts
 * _attempts/ATTEMPT-ID/                        an attempt that is under way, and its files that are not whole yet
 *
 * CATALOG.DB.PREFIX_NAME                       rows of a dataset, with columns attempt and run_id
 * CATALOG.DB.PREFIX_runs                       a row for each run: the attempt that counts
 * </pre>
 *
 * <p>Invariants: whenever the process dies, and before anything else runs, a dataset joined with {@code runs} on {@code run_id}
 * and {@code attempt} is the old run or the new one, whole. Read without the join there may be rows of an attempt that {@code
 * runs} does not name, never one too few. Under the name of a Parquet file in a dataset's folder there is no file that is
 * not whole. A run that fails leaves what was there before as it was.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A run is replaced by replacing one file, its row in {@code runs}: the only thing that every file system does in one step
 *       ({@link io.github.surprisal.metric.store.Replacement} says how). No folder is renamed, so there is nothing to put back; no
 *       lock is taken, so none can outlive its owner.
 *   <li>A file is written in {@code _attempts} and renamed when it is whole, as a reader of a dataset's folder would fail on one
 *       without a footer: of an attempt that does not count as well. On an object store, where a rename is a copy and a
 *       file is seen only when it is whole, it is written where it stays.
 *   <li>Two writers of one id write files of different names; the last one to replace the row counts. After that a writer
 *       deletes the files of attempts that neither count nor are under way; see {@link
 *       io.github.surprisal.metric.store.OutputFolder}. What died under way is swept by the next run of any id once it gave no
 *       sign of life for seven days: one look into {@code _attempts} finds it.
 *   <li>In tables rows are added under the attempt's name and the run's row in {@code runs} is replaced by one commit of one table:
 *       no catalog has a commit of several. So only formats do that replace the rows of a filter in one step; a Parquet
 *       table of Spark's own catalog deletes before it writes, and is refused. A count is a double there, as one column holds
 *       the rows of runs with weights and of those without.
 *   <li>A stage that fails leaves no run: part of a run that looks like a run would be worse than none.
 *   <li>A column is declared once, in one of the families of datasets ({@link io.github.surprisal.metric.Datasets} lists them):
 *       its name, type, unit, text and where its value comes from. Schema, rows, the page {@code output.md} and {@code show
 *       --columns} are made of that, so that they cannot part.
 *   <li>Results are on the driver anyway, so each dataset is one file written through Spark's own Parquet writer without a
 *       Spark job; a job for each would cost more than a small run's counting. Undefined figures are NULL.
 * </ul>
 */
package io.github.surprisal.metric;
