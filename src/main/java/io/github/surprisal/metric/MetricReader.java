package io.github.surprisal.metric;

import io.github.surprisal.metric.OutputFolder.Published;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads the datasets of an output directory: of each run what its attempt that counts has written, and nothing else. It reads
 * as well what was written before runs had attempts; the column {@code attempt} is NULL there.
 *
 * <pre>{@code
 * MetricReader metrics = MetricReader.open(session, "out/adult");
 * Dataset<Row> gains = metrics.dataset("information_gain", metrics.latest());
 * }</pre>
 */
public final class MetricReader {
    private static final String RUN_ID = "run_id";
    private static final int TRIES = 3;

    private final SparkSession session;
    private final String path;
    private final OutputFolder folder;

    private MetricReader(SparkSession session, String path, OutputFolder folder) {
        this.session = session;
        this.path = path;
        this.folder = folder;
    }

    /**
     * Opens an output directory.
     *
     * @param path any Hadoop URI
     * @throws UserException if no run has been written there
     */
    public static MetricReader open(SparkSession session, String path) {
        try {
            MetricReader reader = new MetricReader(
                    session, path, OutputFolder.of(session.sessionState().newHadoopConf(), path));
            if (reader.runIds().isEmpty()) {
                throw new UserException("Cannot read metrics in '" + path
                        + "': expected the output.path of earlier runs, found no run there");
            }
            return reader;
        } catch (UserException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("Cannot read metrics in '" + path + "': " + e.getMessage(), e);
        }
    }

    /** The ids of the runs, in alphabetical order. */
    public List<String> runIds() {
        return look(folder::runIds);
    }

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
                .filter(id ->
                        !id.equals(butFor) && !look(() -> files(dataset, id)).isEmpty())
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
        return described("reading the schema of runs", this::readRuns);
    }

    private <T> T described(String what, Supplier<T> reading) {
        return JobDescription.during(session.sparkContext(), what, reading);
    }

    private Dataset<Row> readRuns() {
        Map<DataType, List<String>> files = new LinkedHashMap<>();
        List<String> all = look(this::rows);
        Dataset<Row> runs;
        try {
            runs = session.read().option("mergeSchema", true).parquet(all.toArray(String[]::new));
        } catch (Exception mixed) {
            // Rows are long in one and double in the other.
            for (String file : all) {
                DataType rows =
                        session.read().parquet(file).schema().apply("rows").dataType();
                files.computeIfAbsent(rows, type -> new ArrayList<>()).add(file);
            }
            runs = files.values().stream()
                    .map(some -> session.read().option("mergeSchema", true).parquet(some.toArray(String[]::new)))
                    .map(some -> some.select(
                            functions.col("*"),
                            functions.col("_metadata.file_path").as("file")))
                    .map(some -> some.withColumn("rows", some.col("rows").cast(DataTypes.DoubleType))
                            .withColumn(
                                    "unlabelled_rows",
                                    some.col("unlabelled_rows").cast(DataTypes.DoubleType)))
                    .reduce((one, other) -> one.unionByName(other, true))
                    .orElseThrow();
        }
        if (!List.of(runs.columns()).contains("file")) {
            runs = runs.select(
                    functions.col("*"), functions.col("_metadata.file_path").as("file"));
        }
        return ordered(runs.withColumn(
                        RUN_ID,
                        functions.regexp_extract(functions.col("file"), OutputFolder.PARTITION + "([^/]+)/[^/]*$", 1))
                .drop("file"));
    }

    private List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String runId : folder.runIds()) {
            List<Path> candidates = folder.parquet(folder.run(OutputFolder.RUNS, runId));
            Optional<Path> row = candidates.size() == 1
                    ? Optional.of(candidates.get(0))
                    : folder.published(runId).map(Published::row);
            row.ifPresent(file -> rows.add(quoted(file)));
        }
        return rows;
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
     * The datasets that a run has written, but for {@code runs}.
     *
     * @throws UserException if there is no such run
     */
    public List<String> datasets(String runId) {
        return look(() -> {
            Published run = published(runId);
            List<String> names = new ArrayList<>();
            for (String name : folder.datasets()) {
                if (!name.equals(OutputFolder.MODEL)
                        && !folder.parts(name, runId, run.attempt()).isEmpty()) {
                    names.add(name);
                }
            }
            return names;
        });
    }

    /**
     * What a run has written into a dataset, with the columns {@code attempt} and {@code run_id} (a text) at the end.
     *
     * @throws UserException if there is no such run or it has not written this dataset
     */
    public Dataset<Row> dataset(String name, String runId) {
        List<String> files = look(() -> files(name, runId));
        if (files.isEmpty()) {
            throw new UserException("Cannot read '" + name + "' of run '" + runId + "' in '" + path
                    + "': expected one of " + String.join(", ", datasets(runId)));
        }
        Dataset<Row> rows =
                described("reading the schema of " + name, () -> session.read().parquet(files.toArray(String[]::new)));
        if (!List.of(rows.columns()).contains(ParquetFile.ATTEMPT)) {
            rows = rows.withColumn(ParquetFile.ATTEMPT, functions.lit(null).cast(DataTypes.StringType));
        }
        return rows.withColumn(RUN_ID, functions.lit(runId));
    }

    /**
     * What the attempt of a run that counts now has written, for those who read several datasets and want them to go together.
     *
     * @throws UserException if there is no such run
     */
    public StoredRun run(String runId) {
        return look(() -> new StoredRun(folder, runId, published(runId)));
    }

    /**
     * The query that gives the rows of a run's dataset that count.
     *
     * @param root an output directory
     * @param isOld whether the run is from before there were attempts: then {@code runs} has nothing to add
     */
    public static String query(String root, String dataset, String runId, boolean isOld) {
        String folder = "parquet.`" + root.replaceFirst("/+$", "").replace("`", "``") + "/";
        String join = isOld ? "" : "\n  JOIN (SELECT run_id, attempt FROM " + folder + "runs`) USING (run_id, attempt)";
        return "SELECT * FROM " + folder + dataset + "`" + join + "\n  WHERE run_id = '" + runId + "'";
    }

    /**
     * The folder in which a run has saved its model, or a folder for each of its models.
     *
     * @throws UserException if there is no such run
     */
    public String model(String runId) {
        return look(() -> {
            String attempt = published(runId).attempt();
            Path run = folder.run(OutputFolder.MODEL, runId);
            return (attempt.isEmpty() ? run : new Path(run, attempt)).toString();
        });
    }

    /** The folder that it reads, as a URI. */
    public String root() {
        return folder.root().toString();
    }

    /** Looks again where a run is replaced between looking which attempt counts and looking for its files. */
    private List<String> files(String name, String runId) throws IOException {
        List<Path> files = List.of();
        for (int i = 0; i < TRIES && files.isEmpty(); i++) {
            files = folder.parts(name, runId, published(runId).attempt());
        }
        return files.stream().map(MetricReader::quoted).toList();
    }

    private Published published(String runId) throws IOException {
        return folder.published(runId)
                .orElseThrow(() -> new UserException("Cannot read run '" + runId + "' in '" + path
                        + "': expected one of " + String.join(", ", runIds()) + ", found no such run"));
    }

    /**
     * Which Parquet files count in a folder {@code DIR/NAME/run_id=ID}: those of the attempt that {@code DIR/runs} names. Of a
     * folder that was copied to elsewhere all of them, if they are of one attempt. Any other path is itself.
     *
     * @return nothing where there are none
     * @throws UserException if it cannot be said which ones count
     */
    public static List<String> files(SparkSession session, String runFolder) {
        return look(() -> {
            Path run = new Path(runFolder);
            if (!run.getName().startsWith(OutputFolder.PARTITION)
                    || run.getParent() == null
                    || run.getParent().getParent() == null) {
                return List.of(runFolder);
            }
            OutputFolder folder = OutputFolder.of(
                    session.sessionState().newHadoopConf(),
                    run.getParent().getParent().toString());
            String runId = run.getName().substring(OutputFolder.PARTITION.length());
            String dataset = run.getParent().getName();
            Optional<Published> published = folder.published(runId);
            List<Path> files = folder.parquet(folder.run(dataset, runId));
            List<String> attempts =
                    files.stream().map(OutputFolder::attemptOf).distinct().toList();
            if (published.isEmpty() && attempts.size() > 1) {
                throw new UserException("Cannot read '" + runFolder + "': it has files of the attempts "
                        + String.join(", ", attempts) + ", and no " + folder.run(OutputFolder.RUNS, runId)
                        + " says which one counts");
            }
            return files.stream()
                    .filter(file -> published.isEmpty()
                            || OutputFolder.attemptOf(file)
                                    .equals(published.get().attempt()))
                    .map(MetricReader::quoted)
                    .toList();
        });
    }

    /**
     * The folder of a saved model.
     *
     * @param modelFolder it, or the folder {@code DIR/model/run_id=ID} of a run
     * @return what was given where there is no such run
     */
    public static String model(SparkSession session, String modelFolder) {
        return look(() -> {
            Path run = new Path(modelFolder);
            if (!run.getName().startsWith(OutputFolder.PARTITION)
                    || run.getParent() == null
                    || run.getParent().getParent() == null) {
                return modelFolder;
            }
            OutputFolder folder = OutputFolder.of(
                    session.sessionState().newHadoopConf(),
                    run.getParent().getParent().toString());
            String attempt = folder.published(run.getName().substring(OutputFolder.PARTITION.length()))
                    .map(Published::attempt)
                    .orElse("");
            return attempt.isEmpty() ? modelFolder : new Path(run, attempt).toString();
        });
    }

    /** A file as Spark is told to read it: by its name, also where that looks like a pattern. */
    private static String quoted(Path file) {
        return file.toString().replaceAll("[\\[\\]{}*?\\\\]", "\\\\$0");
    }

    private interface Look<T> {
        T look() throws IOException;
    }

    private static <T> T look(Look<T> look) {
        try {
            return look.look();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
