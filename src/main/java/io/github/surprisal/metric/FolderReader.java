package io.github.surprisal.metric;

import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.OutputFolder.Published;
import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Runs in a folder, and the files of those that count. */
final class FolderReader extends MetricReader {
    private static final int TRIES = 3;

    private final SparkSession session;
    private final String path;
    private final OutputFolder folder;

    private FolderReader(SparkSession session, String path, OutputFolder folder) {
        this.session = session;
        this.path = path;
        this.folder = folder;
    }

    /** @throws UserException if it is no path, or cannot be reached */
    static FolderReader of(SparkSession session, String path) {
        try {
            return new FolderReader(
                    session, path, OutputFolder.of(session.sessionState().newHadoopConf(), path));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("Cannot read metrics in '" + path + "': " + e.getMessage(), e);
        }
    }

    /** Whether a text can be nothing else, or is the name of a folder that is there. */
    static boolean isFolder(SparkSession session, String place) {
        if (place.indexOf('/') >= 0 || place.indexOf('\\') >= 0 || place.indexOf(':') >= 0) {
            return true;
        }
        FolderReader reader = of(session, place);
        return look(() -> reader.folder.files().exists(reader.folder.root()));
    }

    @Override
    SparkSession session() {
        return session;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    String expected() {
        return path.indexOf('/') >= 0
                ? "the output.path of earlier runs"
                : "the output.path or output.table of earlier runs";
    }

    @Override
    public List<String> runIds() {
        return look(folder::runIds);
    }

    @Override
    boolean hasWritten(String dataset, String runId) {
        return !look(() -> files(dataset, runId)).isEmpty();
    }

    @Override
    Dataset<Row> readRuns() {
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
        return runs.withColumn(
                        RUN_ID,
                        functions.regexp_extract(functions.col("file"), OutputFolder.PARTITION + "([^/]+)/[^/]*$", 1))
                .drop("file");
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

    @Override
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

    @Override
    Dataset<Row> readDataset(String name, String runId) {
        List<String> files = look(() -> files(name, runId));
        Dataset<Row> rows = session.read().parquet(files.toArray(String[]::new));
        if (!List.of(rows.columns()).contains(ParquetFile.ATTEMPT)) {
            rows = rows.withColumn(ParquetFile.ATTEMPT, functions.lit(null).cast(DataTypes.StringType));
        }
        return rows.withColumn(RUN_ID, functions.lit(runId));
    }

    @Override
    public StoredRun run(String runId) {
        return look(() -> new FolderRun(folder, runId, published(runId)));
    }

    @Override
    public String query(String place, String dataset, String runId, boolean isOld) {
        String folder = "parquet.`" + place.replaceFirst("/+$", "").replace("`", "``") + "/";
        String join = isOld ? "" : "\n  JOIN (SELECT run_id, attempt FROM " + folder + "runs`) USING (run_id, attempt)";
        return "SELECT * FROM " + folder + dataset + "`" + join + "\n  WHERE run_id = '" + runId + "'";
    }

    @Override
    public String model(String runId) {
        return look(() -> {
            String attempt = published(runId).attempt();
            Path run = folder.run(OutputFolder.MODEL, runId);
            return (attempt.isEmpty() ? run : new Path(run, attempt)).toString();
        });
    }

    @Override
    public String root() {
        return folder.root().toString();
    }

    @Override
    public Optional<String> beside(String name) {
        return Optional.of(new Path(root(), name).toString());
    }

    /** Looks again where a run is replaced between looking which attempt counts and looking for its files. */
    private List<String> files(String name, String runId) throws IOException {
        List<Path> files = List.of();
        for (int i = 0; i < TRIES && files.isEmpty(); i++) {
            files = folder.parts(name, runId, published(runId).attempt());
        }
        return files.stream().map(FolderReader::quoted).toList();
    }

    private Published published(String runId) throws IOException {
        return folder.published(runId).orElseThrow(() -> noRun(runId));
    }

    /** As {@link MetricReader#files}. */
    static List<String> filesOf(SparkSession session, String runFolder) {
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
                    .map(FolderReader::quoted)
                    .toList();
        });
    }

    /** As {@link MetricReader#model(SparkSession, String)}. */
    static String modelOf(SparkSession session, String modelFolder) {
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
