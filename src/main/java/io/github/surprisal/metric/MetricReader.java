package io.github.surprisal.metric;

import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads the datasets of an output: of each run what its attempt that counts has written, and nothing else. Of a folder it reads
 * as well what was written before runs had attempts; the column {@code attempt} is NULL there.
 *
 * <pre>{@code
 * MetricReader metrics = MetricReader.open(session, "out/adult");
 * Dataset<Row> gains = metrics.dataset("information_gain", metrics.latest());
 * }</pre>
 */
public abstract sealed class MetricReader permits FolderReader, TablesReader {
    static final String RUN_ID = "run_id";

    /**
     * Opens an output by what a user calls it.
     *
     * @param place a folder, as any Hadoop URI; or what the names of tables begin with, such as {@code lake.db.metrics}, where there
     *     are such tables and no such folder
     * @throws UserException if no run has been written there
     */
    public static MetricReader open(SparkSession session, String place) {
        Optional<OutputTables> tables =
                FolderReader.isFolder(session, place) ? Optional.empty() : OutputTables.ofRuns(session, place);
        return tables.isPresent()
                ? withRuns(new TablesReader(session, tables.get()))
                : withRuns(FolderReader.of(session, place));
    }

    /**
     * Opens an output that a job writes to.
     *
     * @throws UserException if no run has been written there
     */
    public static MetricReader open(SparkSession session, Output output) {
        return output instanceof Output.Tables tables
                ? withRuns(new TablesReader(session, OutputTables.of(session, tables)))
                : withRuns(FolderReader.of(session, output.path()));
    }

    private static MetricReader withRuns(MetricReader reader) {
        if (reader.runIds().isEmpty()) {
            throw new UserException("Cannot read metrics in '" + reader.path() + "': expected " + reader.expected()
                    + ", found no run there");
        }
        return reader;
    }

    abstract SparkSession session();

    /** What the user calls the output. */
    public abstract String path();

    /** What should have been there where there is no run. */
    abstract String expected();

    /** Whether the attempt of a run that counts has written a dataset. */
    abstract boolean hasWritten(String dataset, String runId);

    /** All rows of {@code runs} that count, in any order of columns; some may be missing. */
    abstract Dataset<Row> readRuns();

    /** A dataset that there is. */
    abstract Dataset<Row> readDataset(String name, String runId);

    /** The ids of the runs, in alphabetical order. */
    public abstract List<String> runIds();

    /**
     * The datasets that a run has written, but for {@code runs}.
     *
     * @throws UserException if there is no such run
     */
    public abstract List<String> datasets(String runId);

    /**
     * What the attempt of a run that counts now has written, for those who read several datasets and want them to go together.
     *
     * @throws UserException if there is no such run
     */
    public abstract StoredRun run(String runId);

    /**
     * The query that gives the rows of a run's dataset that count.
     *
     * @param place the output as the query is to name it: its {@link #path} or its {@link #root}
     * @param isOld whether the run is from before there were attempts: then {@code runs} has nothing to add
     */
    public abstract String query(String place, String dataset, String runId, boolean isOld);

    /**
     * The folder in which a run has saved its model, or a folder for each of its models.
     *
     * @throws UserException if there is no such run, or its models were not kept
     */
    public abstract String model(String runId);

    /** What it reads: a folder as a URI, or what the names of tables begin with. */
    public abstract String root();

    /** A file beside the datasets; empty where there is no folder. */
    public abstract Optional<String> beside(String name);

    /** The id of the run that finished last. */
    public String latest() {
        return described(
                "looking for the latest run", () -> newestFirst().first().getString(0));
    }

    /**
     * The id of the run that finished last of those that have written a dataset.
     *
     * @param butFor the id of a run that is not meant, as it is under way or done again
     */
    public Optional<String> latest(String dataset, String butFor) {
        List<Row> runs = described("looking for the latest run with " + dataset, () -> newestFirst()
                .collectAsList());
        return runs.stream()
                .map(row -> row.getString(0))
                .filter(id -> !id.equals(butFor) && hasWritten(dataset, id))
                .findFirst();
    }

    private Dataset<Row> newestFirst() {
        return runs().orderBy(
                        functions.col("finished_at").desc(),
                        functions.col(RUN_ID).desc())
                .select(RUN_ID);
    }

    /**
     * One row for each run: {@code run_id} (always a text), {@code attempt}, {@code model_path}, {@code reader}, then the other
     * columns of {@code runs}. Where some runs have weights and others don't, all row counts are doubles.
     */
    public Dataset<Row> runs() {
        return described("reading the schema of runs", () -> ordered(readRuns()));
    }

    final <T> T described(String what, Supplier<T> reading) {
        return JobDescription.during(session().sparkContext(), what, reading);
    }

    /** {@code run_id}, {@code attempt}, {@code model_path} and {@code reader} first, NULL where a file has no such column. */
    private static Dataset<Row> ordered(Dataset<Row> runs) {
        List<String> first = List.of(RUN_ID, ParquetFile.ATTEMPT, "model_path", "reader");
        Dataset<Row> all = runs;
        for (String name : first) {
            if (!List.of(all.columns()).contains(name)) {
                all = all.withColumn(name, functions.lit(null).cast(DataTypes.StringType));
            }
        }
        List<String> names = new ArrayList<>(first);
        for (String name : all.columns()) {
            if (!first.contains(name)) {
                names.add(name);
            }
        }
        return all.selectExpr(names.stream().map(Names::quoted).toArray(String[]::new));
    }

    /**
     * What a run has written into a dataset, with the columns {@code attempt} and {@code run_id} (a text) at the end.
     *
     * @throws UserException if there is no such run or it has not written this dataset
     */
    public Dataset<Row> dataset(String name, String runId) {
        if (!hasWritten(name, runId)) {
            throw new UserException("Cannot read '" + name + "' of run '" + runId + "' in '" + path()
                    + "': expected one of " + String.join(", ", datasets(runId))
                    + latest(name, runId)
                            .map(other -> "; run '" + other + "' has written it (--run)")
                            .orElse(""));
        }
        return described("reading the schema of " + name, () -> readDataset(name, runId));
    }

    final UserException noRun(String runId) {
        return new UserException("Cannot read run '" + runId + "' in '" + path() + "': expected one of "
                + String.join(", ", runIds()) + ", found no such run");
    }

    /**
     * Which Parquet files count in a folder {@code DIR/NAME/run_id=ID}: those of the attempt that {@code DIR/runs} names. Of a
     * folder that was copied to elsewhere all of them, if they are of one attempt. Any other path is itself.
     *
     * @return nothing where there are none
     * @throws UserException if it cannot be said which ones count
     */
    public static List<String> files(SparkSession session, String runFolder) {
        return FolderReader.filesOf(session, runFolder);
    }

    /**
     * The folder of a saved model.
     *
     * @param modelFolder it, or the folder {@code DIR/model/run_id=ID} of a run
     * @return what was given where there is no such run
     */
    public static String model(SparkSession session, String modelFolder) {
        return FolderReader.modelOf(session, modelFolder);
    }
}
