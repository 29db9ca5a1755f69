package io.github.surprisal.metric;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One attempt at a run where it is kept: rows come under the attempt's name, and {@link #commit} makes all of them count in one
 * step. Closed without that it takes back what it wrote.
 */
sealed interface Attempt extends AutoCloseable permits FolderAttempt, TableAttempt {
    /**
     * Begins one.
     *
     * @param weighted whether counts are sums of weights
     * @throws io.github.surprisal.table.UserException if nothing can be written there, before anything is computed
     */
    static Attempt open(SparkSession session, Output output, String runId, boolean weighted) {
        return output instanceof Output.Tables tables
                ? TableAttempt.open(session, tables, runId)
                : FolderAttempt.open(session, output.path(), runId, weighted);
    }

    /** Its name, which no other has. */
    String name();

    /** Where the datasets are, for whoever looks for them. */
    String root();

    /** A folder that is not there yet, for what is trained; empty where models are not kept. */
    String model();

    /** Writes a dataset of which it has written nothing yet; it goes through the results once. */
    <T> void write(Dataset<T> dataset, Iterable<T> results);

    /** Writes {@code counts}, on the executors. */
    void writeCounts(org.apache.spark.sql.Dataset<Row> cells);

    /**
     * Makes what was written the run that counts, then deletes what it replaces.
     *
     * @throws java.io.UncheckedIOException if that cannot be done; then the run before counts as it did
     */
    void commit(RunDatasets.Finished run);

    @Override
    void close();
}
