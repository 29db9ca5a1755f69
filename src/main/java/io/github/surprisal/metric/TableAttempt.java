package io.github.surprisal.metric;

import io.github.surprisal.metric.OutputTables.Published;
import io.github.surprisal.metric.store.MetricStore;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * An attempt whose datasets are tables of a catalog: rows are added under the attempt's name, which nobody looks at before {@code
 * runs} names it, and then the run's row in {@code runs} is replaced: one commit of one table.
 *
 * <p>Two attempts at one id have rows of their own; the one that replaces the row last counts. Whoever counts deletes the rows of
 * the attempt that it replaced, and of those that began more than {@link MetricStore#ABANDONED} ago and never counted: one that began
 * later may be under way.
 */
final class TableAttempt implements Attempt {
    /** Rows that are added in one step: with their texts some 50 MB on their way. */
    private static final int ROWS_OF_A_COMMIT = 60_000;

    private final SparkSession session;
    private final OutputTables tables;
    private final String runId;
    private final String models;
    private final String attempt = OutputFolder.newAttempt(Instant.now());
    private final Set<String> written = new LinkedHashSet<>();
    private String model = "";
    private boolean isOver;

    private TableAttempt(SparkSession session, OutputTables tables, String runId, String models) {
        this.session = session;
        this.tables = tables;
        this.runId = runId;
        this.models = models;
    }

    static TableAttempt open(SparkSession session, Output.Tables output, String runId) {
        OutputTables tables = OutputTables.of(session, output);
        JobDescription.run(session.sparkContext(), "looking at the tables of the output", tables::prepare);
        return new TableAttempt(session, tables, runId, folder(session, output.models()));
    }

    private static String folder(SparkSession session, String models) {
        if (models.isEmpty()) {
            return "";
        }
        try {
            Path folder = new Path(models);
            return folder.getFileSystem(session.sessionState().newHadoopConf())
                    .makeQualified(folder)
                    .toString();
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("Cannot write to output.models '" + models + "': " + ReadFailure.reason(e), e);
        }
    }

    @Override
    public String name() {
        return attempt;
    }

    @Override
    public String root() {
        return tables.name();
    }

    @Override
    public String model() {
        if (!models.isEmpty()) {
            model = models + "/" + OutputFolder.PARTITION + runId + "/" + attempt;
        }
        return model;
    }

    @Override
    public <T> void write(Dataset<T> dataset, Iterable<T> results) {
        doing("write", dataset.name(), () -> {
            tables.make(dataset);
            Iterator<T> rows = results.iterator();
            List<T> some = new ArrayList<>();
            while (rows.hasNext()) {
                some.add(rows.next());
                if (some.size() == ROWS_OF_A_COMMIT || !rows.hasNext()) {
                    written.add(dataset.name());
                    tables.append(dataset.name(), tables.frame(dataset, some, runId, attempt));
                    some.clear();
                }
            }
        });
    }

    @Override
    public void writeCounts(org.apache.spark.sql.Dataset<Row> cells) {
        String name = RunDatasets.COUNTS.name();
        doing("write", name, () -> {
            tables.make(RunDatasets.COUNTS);
            written.add(name);
            tables.append(
                    name,
                    cells.withColumn(ParquetFile.ATTEMPT, functions.lit(attempt))
                            .withColumn(MetricReader.RUN_ID, functions.lit(runId)));
        });
    }

    @Override
    public void commit(RunDatasets.Finished run) {
        List<Published> before = new ArrayList<>();
        doing("publish", OutputFolder.RUNS, () -> {
            tables.published(runId).ifPresent(before::add);
            Dataset<RunDatasets.Finished> runs = RunDatasets.RUNS;
            org.apache.spark.sql.Dataset<Row> row = tables.frame(runs, List.of(run), runId, attempt);
            // If it fails, nobody knows whether it was done: then nothing is deleted until this attempt is taken for
            // dead.
            isOver = true;
            publish(row);
        });
        try {
            JobDescription.run(session.sparkContext(), "deleting what was replaced", () -> clean(before));
        } catch (RuntimeException e) {
            // The run counts. What is left of others is deleted by the next run of this id.
        }
    }

    private void publish(org.apache.spark.sql.Dataset<Row> row) throws Exception {
        try {
            tables.replace(runId, row);
        } catch (Exception e) {
            if (!counts()) {
                throw e;
            }
        }
    }

    private boolean counts() {
        Optional<Published> published = tables.published(runId);
        return published.isPresent() && published.get().attempt().equals(attempt);
    }

    private void clean(List<Published> before) {
        if (!counts()) {
            takeBack();
            return;
        }
        String dead = OutputFolder.newAttempt(Instant.now().minus(MetricStore.ABANDONED));
        for (Row row : tables.attempts(runId)) {
            String other = row.getString(1);
            boolean isReplaced = before.stream().anyMatch(one -> one.attempt().equals(other));
            if (!other.equals(attempt) && (isReplaced || other.compareTo(dead) < 0)) {
                tables.delete(row.getString(0), runId, other);
            }
        }
        before.stream()
                .map(Published::model)
                .filter(folder -> !models.isEmpty() && folder.startsWith(models + "/"))
                .forEach(this::delete);
    }

    private void delete(String folder) {
        try {
            Path path = new Path(folder);
            path.getFileSystem(session.sessionState().newHadoopConf()).delete(path, true);
        } catch (IOException e) {
            // A model that nothing names any more is in nobody's way.
        }
    }

    private void takeBack() {
        written.forEach(dataset -> tables.delete(dataset, runId, attempt));
        if (!model.isEmpty()) {
            delete(model);
        }
    }

    /** Gives the attempt up, unless it was committed: deletes its rows. */
    @Override
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        try {
            JobDescription.run(session.sparkContext(), "deleting what was written", this::takeBack);
        } catch (RuntimeException e) {
            // Nobody sees them; the next run of this id deletes them once they are old.
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void doing(String what, String dataset, Step step) {
        JobDescription.run(session.sparkContext(), "writing " + dataset, () -> {
            try {
                step.run();
            } catch (UserException e) {
                throw e;
            } catch (Exception e) {
                IOException told = new IOException("Cannot " + what + " run '" + runId + "' in " + tables.sql(dataset)
                        + ": " + ReadFailure.reason(e));
                told.addSuppressed(e);
                throw new UncheckedIOException(told.getMessage(), told);
            }
        });
    }
}
