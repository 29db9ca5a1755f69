package io.github.surprisal.metric;

import io.github.surprisal.metric.store.MetricStore;
import io.github.surprisal.metric.store.ParquetFile;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** An attempt whose datasets are Parquet files: results come from the driver anyway, so each is one file, written without a job. */
final class FolderAttempt implements Attempt {
    private final SparkSession session;
    private final MetricStore store;
    private final boolean weighted;

    private FolderAttempt(SparkSession session, MetricStore store, boolean weighted) {
        this.session = session;
        this.store = store;
        this.weighted = weighted;
    }

    static FolderAttempt open(SparkSession session, String path, String runId, boolean weighted) {
        return new FolderAttempt(
                session, MetricStore.open(session.sessionState().newHadoopConf(), path, runId), weighted);
    }

    @Override
    public String name() {
        return store.attempt();
    }

    @Override
    public String root() {
        return store.root().toString();
    }

    @Override
    public String model() {
        return store.model().toString();
    }

    @Override
    public <T> void write(Dataset<T> dataset, Iterable<T> results) {
        Dataset<T> stamped = dataset.stamped(store.attempt());
        store.write(dataset.name(), file -> write(file, stamped, results));
    }

    private <T> void write(Path file, Dataset<T> dataset, Iterable<T> results) throws IOException {
        ParquetFile.write(session, file, dataset.schema(weighted), dataset.rows(results, weighted));
    }

    @Override
    public void writeCounts(org.apache.spark.sql.Dataset<Row> cells) {
        String name = RunDatasets.COUNTS.name();
        Path staged = store.staged(name);
        cells.withColumn(ParquetFile.ATTEMPT, functions.lit(store.attempt()))
                .write()
                .parquet(staged.toString());
        store.take(name, staged);
    }

    @Override
    public void commit(RunDatasets.Finished run) {
        store.commit(file -> write(file, RunDatasets.RUNS, List.of(run)));
    }

    @Override
    public void close() {
        store.close();
    }
}
