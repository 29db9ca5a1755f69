package io.github.surprisal.metric;

import io.github.surprisal.metric.OutputTables.Published;
import io.github.surprisal.metric.TablesRun.Wanted;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.table.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Runs in tables of a catalog. */
final class TablesReader extends MetricReader {
    /** Runs whose figures are read together, where several runs are looked at: as many as a page shows. */
    private static final int TOGETHER = 60;

    private final SparkSession session;
    private final OutputTables tables;
    private final Map<Wanted, Map<Attempted, DatasetRows>> together = new HashMap<>();

    TablesReader(SparkSession session, OutputTables tables) {
        this.session = session;
        this.tables = tables;
    }

    @Override
    SparkSession session() {
        return session;
    }

    @Override
    public String path() {
        return tables.name();
    }

    @Override
    String expected() {
        return "the output.table of earlier runs";
    }

    @Override
    public List<String> runIds() {
        return !tables.has(OutputFolder.RUNS)
                ? List.of()
                : described(
                        "looking which runs there are",
                        () ->
                                tables
                                        .rows(OutputFolder.RUNS)
                                        .select(RUN_ID)
                                        .distinct()
                                        .orderBy(RUN_ID)
                                        .collectAsList()
                                        .stream()
                                        .map(row -> row.getString(0))
                                        .toList());
    }

    @Override
    Dataset<Row> readRuns() {
        return tables.rows(OutputFolder.RUNS);
    }

    @Override
    boolean hasWritten(String dataset, String runId) {
        String attempt = published(runId).attempt();
        return !dataset.equals(OutputFolder.RUNS)
                && tables.has(dataset)
                && !described("looking for " + dataset, () -> of(dataset, runId, attempt)
                        .isEmpty());
    }

    @Override
    public List<String> datasets(String runId) {
        String attempt = published(runId).attempt();
        return described("looking what run " + runId + " has written", () -> tables.attempts(runId)).stream()
                .filter(row -> row.getString(1).equals(attempt))
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    @Override
    Dataset<Row> readDataset(String name, String runId) {
        return of(name, runId, published(runId).attempt());
    }

    /** What an attempt has written into a dataset. */
    private Dataset<Row> of(String dataset, String runId, String attempt) {
        return tables.rows(dataset)
                .where(functions
                        .col(RUN_ID)
                        .equalTo(runId)
                        .and(functions.col(ParquetFile.ATTEMPT).equalTo(attempt)));
    }

    @Override
    public StoredRun run(String runId) {
        return new TablesRun(this, new Attempted(runId, published(runId).attempt()));
    }

    @Override
    public String query(String place, String dataset, String runId, boolean isOld) {
        return "SELECT * FROM " + tables.sql(dataset) + "\n  JOIN (SELECT run_id, attempt FROM "
                + tables.sql(OutputFolder.RUNS) + ") USING (run_id, attempt)\n  WHERE run_id = '" + runId + "'";
    }

    @Override
    public String model(String runId) {
        String model = published(runId).model();
        if (model.isEmpty()) {
            throw new UserException("Cannot find the model of run '" + runId + "' in '" + path()
                    + "': it was not kept; with output.models = FOLDER a run keeps its models");
        }
        return model;
    }

    @Override
    public String root() {
        return tables.name();
    }

    @Override
    public Optional<String> beside(String name) {
        return Optional.empty();
    }

    private Published published(String runId) {
        return described("looking for run " + runId, () -> tables.published(runId))
                .orElseThrow(() -> noRun(runId));
    }

    /** All of a dataset of one attempt, or some of its columns. */
    DatasetRows rows(Attempted run, Wanted wanted) {
        return tables.has(wanted.dataset())
                ? described(
                        "reading " + wanted.dataset(),
                        () -> wanted.rows(of(wanted.dataset(), run.runId(), run.attempt())))
                : new DatasetRows();
    }

    /**
     * The same, read of the latest runs at once: whoever looks at one run after the other would otherwise wait for a job for each.
     * A run that is not among them is read by itself.
     */
    DatasetRows together(Attempted run, Wanted wanted) {
        if (!tables.has(wanted.dataset())) {
            return new DatasetRows();
        }
        DatasetRows found = together.computeIfAbsent(wanted, this::latest).get(run);
        return found == null ? rows(run, wanted) : found;
    }

    private Map<Attempted, DatasetRows> latest(Wanted wanted) {
        return described("reading " + wanted.dataset() + " of the latest runs", () -> {
            Map<Attempted, DatasetRows> all = new HashMap<>();
            readRuns()
                    .orderBy(functions.col("finished_at").desc())
                    .limit(TOGETHER)
                    .select(RUN_ID, ParquetFile.ATTEMPT)
                    .collectAsList()
                    .forEach(row -> all.put(new Attempted(row.getString(0), row.getString(1)), new DatasetRows()));
            Object[] ids = all.keySet().stream().map(Attempted::runId).toArray();
            wanted.rows(
                    tables.rows(wanted.dataset()).where(functions.col(RUN_ID).isin(ids)),
                    row -> all.get(new Attempted(row.getAs(RUN_ID), row.getAs(ParquetFile.ATTEMPT))));
            return all;
        });
    }

    /** One attempt at a run. */
    record Attempted(String runId, String attempt) {}
}
