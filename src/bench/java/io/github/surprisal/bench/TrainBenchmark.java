package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.ml.Pipelines;
import io.github.surprisal.table.Table;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
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
 * From a table on disk to a logistic regression on every category's term: ours (count, encode, train), and MLlib's usual
 * pipeline of indexer, encoder, assembler and logistic regression on cached vectors, to the same objective. Each says what
 * its steps took and which objective it reached. OPENBLAS_NUM_THREADS should be 1.
 *
 * <ul>
 *   <li>T: categories of 16 columns, 30,000 together, and 8 numbers; ridge 1e-4.
 *   <li>D: 50 numbers; ridge 1e-6. Only the fit is compared, on what is cached.
 *   <li>L: the same, ten of them all but sums of others.
 *   <li>K: 26 columns of 1,000,000 categories together, ten million rows; ridge 1e-4.
 *   <li>a9a, adult (two classes) and letter (26 of them): real tables, from the directory that SURPRISAL_DATA names; ridge 1e-4.
 * </ul>
 */
public final class TrainBenchmark {
    /** What one run took, in seconds, and came to. */
    private record Outcome(double total, double fit, double objective, double megabytes, Transformer pipeline) {}

    /** Without standard errors, which MLlib does not have. */
    private static final TrainConfig.Options PLAIN = TrainConfig.Options.DEFAULT.with(TrainConfig.Errors.NONE);

    private final SparkSession session;
    private final Path data;
    private final int runs;

    private TrainBenchmark(SparkSession session, Path data, int runs) {
        this.session = session;
        this.data = data;
        this.runs = runs;
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--tables",
                        "T,D,L",
                        "--rows",
                        "2000000",
                        "--runs",
                        "3",
                        "--data",
                        "target/benchmark",
                        "--models",
                        "logistic",
                        "--against",
                        "mllib"),
                args);
        List<TrainTable> tables = new ArrayList<>();
        try {
            for (String name : options.get("--tables").split(",")) {
                tables.add(TrainTable.of(name, Long.parseLong(options.get("--rows"))));
            }
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(2);
        }
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                // As the command line has it in local mode.
                .config("spark.shuffle.compress", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .config("spark.sql.debug.maxToStringFields", "1000")
                .getOrCreate();
        try {
            TrainBenchmark benchmark = new TrainBenchmark(
                    session, Path.of(options.get("--data")), Integer.parseInt(options.get("--runs")));
            List<String> against = List.of(options.get("--against").split(","));
            List<String> models = List.of(options.get("--models").split(","));
            for (TrainTable table : tables) {
                for (String model : models) {
                    if (!model.equals("logistic")) {
                        new LearnersBenchmark(session, table, benchmark.data, benchmark.runs).compare(model, against);
                    }
                }
                if (!models.contains("logistic")) {
                    continue;
                }
                benchmark.compare(table, options.get("--against").contains("mllib"));
                if (options.get("--against").contains("liblinear")) {
                    benchmark.liblinear(table);
                }
            }
        } finally {
            session.stop();
        }
    }

    /** The fit alone beside LIBLINEAR's, which has its data in memory. */
    private void liblinear(TrainTable kind) throws Exception {
        String path = kind.path(session, data);
        Outcome ours = surprisal(kind, path, 1);
        Table table = kind.read(session, path);
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        Encoding encoding = Encoding.of(table, counts, kind.names());
        Liblinear theirs;
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            theirs = new Liblinear(encoded, encoding.size(), kind.ridge());
        }
        System.out.printf(
                Locale.ROOT,
                "%s  surprisal / liblinear: the fit alone %.3f%n",
                kind.name(),
                ours.fit() / theirs.train(ours.objective()));
    }

    private void compare(TrainTable kind, boolean mllib) throws Exception {
        String path = kind.path(session, data);
        List<Outcome> ours = new ArrayList<>();
        List<Outcome> theirs = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            ours.add(surprisal(kind, path, run));
        }
        for (int run = 0; run < runs && mllib; run++) {
            theirs.add(mllib(kind, path, run));
        }
        score("spark alone reads", kind, path, table -> table.drop("y"));
        double rate = score("surprisal scores", kind, path, scored(ours));
        if (mllib) {
            System.out.printf(
                    Locale.ROOT,
                    "%s  scoring, rows a second: surprisal / mllib %.1f%n",
                    kind.name(),
                    rate / score("mllib scores", kind, path, scored(theirs)));
            System.out.printf(
                    Locale.ROOT,
                    "%s  surprisal / mllib: first %.3f, later %.3f%s; objective - theirs %.1e; log-loss %.8f, theirs %.8f%n",
                    kind.name(),
                    seconds(kind, ours.get(0)) / seconds(kind, theirs.get(0)),
                    later(kind, ours) / later(kind, theirs),
                    kind.whole()
                            ? String.format(
                                    Locale.ROOT,
                                    "; cached %.2f",
                                    ours.get(0).megabytes() / theirs.get(0).megabytes())
                            : "; the fit alone",
                    ours.get(0).objective() - theirs.get(0).objective(),
                    TrainTable.logLoss(session, path, ours.get(0).pipeline()),
                    TrainTable.logLoss(session, path, theirs.get(0).pipeline()));
        }
    }

    /** Turns rows into what is to be had, and prints how many rows a second one core does; its median. */
    private double score(String what, TrainTable kind, String path, UnaryOperator<Dataset<Row>> turned) {
        Dataset<Row> table = session.read().parquet(repeated(kind, path));
        long rows = table.count();
        double[] rates = rates(rows, () -> consume(turned.apply(table)));
        System.out.printf(
                Locale.ROOT,
                "%-17s  %.2f million rows a second and core (first run %.2f)%n",
                what,
                rates[1] / 1e6,
                rates[0] / 1e6);
        return rates[1];
    }

    private static UnaryOperator<Dataset<Row>> scored(List<Outcome> outcomes) {
        Transformer pipeline = outcomes.get(outcomes.size() - 1).pipeline();
        return table -> pipeline.transform(table).select("rawPrediction", "probability", "prediction");
    }

    /** The table, a small one as often as it takes for a million rows. */
    private String repeated(TrainTable kind, String path) {
        long times = (1_000_000 + kind.rows() - 1) / kind.rows();
        String repeated = path + "-" + times + "-times";
        if (times > 1 && !Files.exists(Path.of(repeated))) {
            session.read()
                    .parquet(path)
                    .crossJoin(session.range(times).toDF("time"))
                    .drop("time")
                    .repartition(2)
                    .write()
                    .parquet(repeated);
        }
        return times > 1 ? repeated : path;
    }

    /** Rows a second and core: of the first run, and the median. */
    private double[] rates(long rows, Runnable run) {
        double[] rates = new double[Math.max(5, runs)];
        for (int i = 0; i < rates.length; i++) {
            long start = System.nanoTime();
            run.run();
            rates[i] = rows / seconds(start) / 2;
        }
        double first = rates[0];
        Arrays.sort(rates);
        return new double[] {first, rates[rates.length / 2]};
    }

    private static void consume(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }

    private static double seconds(TrainTable kind, Outcome outcome) {
        return kind.whole() ? outcome.total() : outcome.fit();
    }

    private static double later(TrainTable kind, List<Outcome> outcomes) {
        double[] sorted = outcomes.stream()
                .skip(Math.min(1, outcomes.size() - 1L))
                .mapToDouble(o -> seconds(kind, o))
                .sorted()
                .toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    private Outcome surprisal(TrainTable kind, String path, int run) throws Exception {
        long start = System.nanoTime();
        Table table = kind.read(session, path);
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        double counted = seconds(start);
        Encoding encoding = Encoding.of(table, counts, kind.names());
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            encoded.blocks().count();
            double megabytes = cached();
            double ready = seconds(start);
            Model model = Trainer.train(
                    encoded,
                    encoding,
                    counts.classes().texts(),
                    new TrainConfig(
                                    TrainConfig.Engine.SURPRISAL,
                                    List.of("logistic"),
                                    0,
                                    "",
                                    1,
                                    kind.ridge(),
                                    0,
                                    200,
                                    kind.whole() ? 1e-7 : 1e-6,
                                    true,
                                    false)
                            .with(PLAIN));
            double total = seconds(start);
            List<Model.Iteration> history = model.history();
            Model.Iteration last = history.get(history.size() - 1);
            print(
                    "surprisal",
                    run,
                    total,
                    String.format(
                            Locale.ROOT,
                            "%d terms: count %.2f, encode %.2f (%.0f MB cached), fit %.2f; %d iterations, gradient %.1e of the first",
                            encoding.size(),
                            counted,
                            ready - counted,
                            megabytes,
                            total - ready,
                            model.iterations(),
                            last.gradientNorm() / history.get(0).gradientNorm()),
                    last.objective());
            return new Outcome(
                    total, total - ready, last.objective(), megabytes, Pipelines.of(model, Map.of(), Map.of()));
        }
    }

    private Outcome mllib(TrainTable kind, String path, int run) throws Exception {
        long start = System.nanoTime();
        Dataset<Row> rows = session.read().parquet(path);
        String[] indexed = kind.categorical().stream().map(n -> n + "_i").toArray(String[]::new);
        String[] encoded = kind.categorical().stream().map(n -> n + "_v").toArray(String[]::new);
        List<PipelineStage> stages = new ArrayList<>();
        if (!kind.categorical().isEmpty()) {
            stages.add(new StringIndexer()
                    .setInputCols(kind.categorical().toArray(String[]::new))
                    .setOutputCols(indexed));
            stages.add(new OneHotEncoder()
                    .setInputCols(indexed)
                    .setOutputCols(encoded)
                    .setDropLast(false));
        }
        stages.add(new VectorAssembler()
                .setInputCols(Stream.concat(Arrays.stream(encoded), kind.numeric().stream())
                        .toArray(String[]::new))
                .setOutputCol("features"));
        PipelineModel pipeline =
                new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
        Dataset<Row> vectors = pipeline.transform(rows).select("y", "features").persist(StorageLevel.MEMORY_AND_DISK());
        vectors.count();
        double megabytes = cached();
        double ready = seconds(start);
        LogisticRegressionModel model = new LogisticRegression()
                .setLabelCol("y")
                .setRegParam(kind.ridge())
                .setStandardization(false)
                .setTol(1e-9)
                .setMaxIter(500)
                .fit(vectors);
        double total = seconds(start);
        double[] history = model.summary().objectiveHistory();
        print(
                "mllib",
                run,
                total,
                String.format(
                        Locale.ROOT,
                        "%d terms: encode %.2f (%.0f MB cached), fit %.2f; %d iterations",
                        model.numFeatures(),
                        ready,
                        megabytes,
                        total - ready,
                        history.length - 1),
                history[history.length - 1]);
        vectors.unpersist(true);
        return new Outcome(
                total,
                total - ready,
                history[history.length - 1],
                megabytes,
                new PipelineModel("mllib", List.<Transformer>of(pipeline, model)));
    }

    private double cached() {
        return Arrays.stream(session.sparkContext().getRDDStorageInfo())
                        .mapToDouble(i -> i.memSize() + i.diskSize())
                        .sum()
                / 1e6;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String who, int run, double seconds, String of, double objective) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-6s %8.2f  %s; objective %.10f%n",
                who,
                run == 0 ? "first" : "later",
                seconds,
                of,
                objective);
    }
}
