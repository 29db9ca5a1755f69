package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.SyntheticTable;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * From a table on disk, of 16 columns of 4 to 1,000 categories, to a logistic regression on every category's term, ridge
 * 1e-4: ours, and MLlib's usual pipeline of indexer, encoder, assembler and logistic regression on cached vectors. Each is
 * run twice, and says which objective it reached. OPENBLAS_NUM_THREADS should be 1.
 */
public final class TrainBenchmark {
    private static final double RIDGE = 1e-4;

    private TrainBenchmark() {}

    /** @param args rows (default 2000000), folder of the data (default target/benchmark) */
    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000;
        Path data = Path.of(args.length > 1 ? args[1] : "target/benchmark");
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
        try {
            String path = table(session, data, rows);
            double[] ours = new double[2];
            double[] theirs = new double[2];
            for (int run = 0; run < 2; run++) {
                ours[run] = surprisal(session, path, run);
            }
            for (int run = 0; run < 2; run++) {
                theirs[run] = mllib(session, path, run);
            }
            System.out.printf(
                    Locale.ROOT, "surprisal / mllib: first %.2f, later %.2f%n", ours[0] / theirs[0], ours[1] / theirs[1]);
        } finally {
            session.stop();
        }
    }

    private static String table(SparkSession session, Path data, long rows) {
        Path path = data.resolve("train-" + rows);
        if (!Files.exists(path.resolve("_SUCCESS"))) {
            List<Integer> categories = IntStream.range(0, 16)
                    .mapToObj(i -> (int) Math.round(4 * Math.pow(250, i / 15.0)))
                    .toList();
            SyntheticConfig config =
                    new SyntheticConfig(rows, 7, "parquet", 4, 0.3, false, categories, 0, List.of(), List.of());
            new SyntheticTable(config).rows(session).write().mode("overwrite").parquet(path.toString());
        }
        return path.toString();
    }

    private static double surprisal(SparkSession session, String path, int run) {
        long start = System.nanoTime();
        List<String> names = IntStream.rangeClosed(1, 16).mapToObj(i -> "c" + i).toList();
        Map<String, TableConfig.ColumnConfig> categorical = new java.util.TreeMap<>();
        names.forEach(name -> categorical.put(name, new TableConfig.ColumnConfig("categorical", "", "")));
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""), "", "y", List.of(), "", names, List.of(), categorical));
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        double counted = seconds(start);
        Encoding encoding = Encoding.of(table, counts, names);
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            long rows = encoded.packed().count();
            double ready = seconds(start);
            Model model = Trainer.train(
                    encoded,
                    encoding,
                    List.of("0", "1"),
                    new TrainConfig(
                            TrainConfig.Engine.SURPRISAL, List.of("logistic"), 0, "", 1, RIDGE, 0, 200, 1e-6, true, false));
            print(
                    "surprisal",
                    run,
                    seconds(start),
                    String.format(Locale.ROOT, "%d rows, %d terms: count %.1f, encode %.1f, train %.1f", rows,
                            encoding.size(), counted, ready - counted, seconds(start) - ready),
                    model.history().get(model.history().size() - 1).objective(),
                    model.iterations());
        }
        return seconds(start);
    }

    private static double mllib(SparkSession session, String path, int run) {
        long start = System.nanoTime();
        Dataset<Row> rows = session.read().parquet(path);
        String[] names = IntStream.rangeClosed(1, 16).mapToObj(i -> "c" + i).toArray(String[]::new);
        String[] indexed = java.util.Arrays.stream(names).map(n -> n + "_i").toArray(String[]::new);
        String[] encoded = java.util.Arrays.stream(names).map(n -> n + "_v").toArray(String[]::new);
        List<PipelineStage> stages = new ArrayList<>();
        stages.add(new StringIndexer().setInputCols(names).setOutputCols(indexed));
        stages.add(new OneHotEncoder().setInputCols(indexed).setOutputCols(encoded).setDropLast(false));
        stages.add(new VectorAssembler().setInputCols(encoded).setOutputCol("features"));
        PipelineModel pipeline = new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
        Dataset<Row> vectors = pipeline.transform(rows).select("y", "features").persist(StorageLevel.MEMORY_AND_DISK());
        long size = vectors.count();
        double ready = seconds(start);
        LogisticRegressionModel model = new LogisticRegression()
                .setLabelCol("y")
                .setRegParam(RIDGE)
                .setStandardization(false)
                .setTol(1e-8)
                .setMaxIter(200)
                .fit(vectors);
        double[] history = model.summary().objectiveHistory();
        print(
                "mllib",
                run,
                seconds(start),
                String.format(Locale.ROOT, "%d rows, %d terms: encode %.1f, fit %.1f", size, model.numFeatures(), ready,
                        seconds(start) - ready),
                history[history.length - 1],
                history.length - 1);
        vectors.unpersist(true);
        return seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String who, int run, double seconds, String of, double objective, int iterations) {
        System.out.printf(
                Locale.ROOT, "%-10s %-6s %8.1f  %s; objective %.9f after %d iterations%n",
                who, run == 0 ? "first" : "later", seconds, of, objective, iterations);
    }
}
