/**
 * Any result → Parquet datasets, {@code NAME/run_id=ID/*.parquet} under the output path.
 *
 * <p>Invariants: a run appears whole or not at all. Its files are staged in a hidden folder, then moved, its row in {@code
 * runs} last; whoever reads joins on {@code runs}. The same id again replaces that run. Two runs at once do not touch each
 * other's folders; two of the same id take turns. A run that fails leaves what was there before as it was.
 *
 * <p>Decisions: results are on the driver anyway, so each dataset is one file written through Spark's own Parquet writer
 * without a Spark job; a job for each would cost more than a small run's counting. Undefined figures are NULL.
 */
package io.github.surprisal.metric;
