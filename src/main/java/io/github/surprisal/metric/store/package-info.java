/**
 * A folder of runs: files in, under the name of an attempt; out, which files count.
 *
 * <p>How: {@link io.github.surprisal.metric.store.MetricStore} is an attempt at a run from its first file to its end. {@link
 * io.github.surprisal.metric.store.OutputFolder} has the picture of what lies where, and knows which attempt of a run counts and what is deleted. {@link
 * io.github.surprisal.metric.store.ParquetFile} writes and reads small files on the driver. What stands in a dataset is not known here.
 *
 * <p>Invariants: whenever the process dies, and before anything else runs, the attempt that {@code runs} names is whole. Under the name
 * of a Parquet file in a dataset's folder there is no file that is not whole. No writer deletes files of an attempt that counts, or of
 * another one that is under way.
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
 *       deletes the files of attempts that neither count nor are under way; see {@code OutputFolder.clean}. What died under way is
 *       swept by the next run of any id once it gave no sign of life for seven days: one look into {@code _attempts} finds it.
 *   <li>Small files are written through Spark's own Parquet writer and read without it, neither with a Spark job: a job for each would
 *       cost more than a small run's counting.
 * </ul>
 */
package io.github.surprisal.metric.store;
