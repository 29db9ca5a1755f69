package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.ml.Pipelines;
import io.github.surprisal.table.Table;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Trees, boosted trees, AdaBoost and the network beside other programs': four fifths of a table are trained on, the rest is tested
 * on, both sides with two threads and the same files. 100 rounds of depth 6, step 0.1, a ridge of 1 and no early stopping for
 * boosting; 100 stumps for AdaBoost; everything else as each program has it by default. MLlib's boosting is stopped after 20
 * trees of depth 5, and ours beside it, too.
 *
 * <p>XGBoost, LightGBM and scikit-learn run in the Python that the variable BENCHMARK_PYTHON names.
 */
final class LearnersBenchmark {
    private static final int ROUNDS = 100;

    private static final int DEPTH = 6;

    /** MLlib takes most of a second for a tree. */
    private static final int FEW_ROUNDS = 20;

    private static final int FEW_DEPTH = 5;

    /** What one run took, in seconds, and the log-loss of the test rows. */
    private record Outcome(double fit, double total, double logLoss) {}

    private final SparkSession session;
    private final TrainTable kind;
    private final String train;
    private final String test;
    private final int runs;

    LearnersBenchmark(SparkSession session, TrainTable kind, Path data, int runs) {
        this.session = session;
        this.kind = kind;
        this.runs = runs;
        String path = kind.path(session, data);
        this.train = path + "-train";
        this.test = path + "-test";
        if (!Files.exists(Path.of(test, "_SUCCESS"))) {
            Dataset<Row>[] parts = session.read().parquet(path).randomSplit(new double[] {0.8, 0.2}, 42);
            parts[0].write().mode("overwrite").parquet(train);
            parts[1].write().mode("overwrite").parquet(test);
        }
    }

    /** Runs a learner and all who are asked for, and prints ratios of the fit and from the files on. */
    void compare(String model, List<String> against) throws IOException, InterruptedException {
        List<Outcome> ours = runs("surprisal", () -> surprisal(model, ROUNDS, DEPTH));
        Map<String, List<Outcome>> theirs = new LinkedHashMap<>(peers(model, against));
        theirs.forEach((name, outcomes) -> ratio(model, ours, name, outcomes));
        if (against.contains("mllib") && !model.equals(Trainer.ADABOOST)) {
            List<Outcome> beside = model.equals(Trainer.BOOSTING)
                    ? runs("surprisal", () -> surprisal(model, FEW_ROUNDS, FEW_DEPTH))
                    : ours;
            ratio(model, beside, "mllib", runs("mllib", () -> mllib(model)));
        }
    }

    @FunctionalInterface
    private interface Run {
        Outcome run();
    }

    private List<Outcome> runs(String who, Run run) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            outcomes.add(run.run());
            print(who, i, outcomes.get(i));
        }
        return outcomes;
    }

    private void print(String who, int run, Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-10s %-6s fit %7.3f, from the files %7.3f; log-loss of the test rows %.4f%n",
                kind.name(),
                who,
                run == 0 ? "first" : "later",
                outcome.fit(),
                outcome.total(),
                outcome.logLoss());
    }

    private void ratio(String model, List<Outcome> ours, String name, List<Outcome> theirs) {
        System.out.printf(
                Locale.ROOT,
                "%s %s: surprisal / %s: fit %.3f later, %.3f first; from the files %.3f later; log-loss %.4f%n",
                kind.name(),
                model,
                name,
                later(ours).fit() / later(theirs).fit(),
                ours.get(0).fit() / theirs.get(0).fit(),
                later(ours).total() / later(theirs).total(),
                later(ours).logLoss() / later(theirs).logLoss());
    }

    private static Outcome later(List<Outcome> outcomes) {
        List<Outcome> sorted = outcomes.stream()
                .skip(Math.min(1, outcomes.size() - 1L))
                .sorted((a, b) -> Double.compare(a.fit(), b.fit()))
                .toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    private static TrainConfig config(int rounds, int depth) {
        TrainConfig.AdaBoost stumps = TrainConfig.AdaBoost.DEFAULT;
        return new TrainConfig(
                        TrainConfig.Engine.SURPRISAL,
                        List.of(Trainer.BOOSTING),
                        0,
                        "",
                        42,
                        TrainConfig.AUTO,
                        0,
                        100,
                        1e-8,
                        true,
                        true)
                .with(new TrainConfig.Boosting(rounds, 0.1, depth, 1, 1, 255, 0, 0.1))
                .with(new TrainConfig.AdaBoost(
                        rounds, stumps.maxDepth(), stumps.step(), stumps.minRows(), stumps.bins()));
    }

    private Outcome surprisal(String model, int rounds, int depth) {
        long start = System.nanoTime();
        TrainConfig config = config(rounds, depth);
        Learner learner = Learner.of(model, config, Optional.empty());
        Table table = kind.read(session, train);
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        int codes = learner.codes();
        Encoding encoding = codes == 0
                ? Encoding.of(table, counts, kind.names())
                : Encoding.of(
                        table,
                        counts,
                        kind.names(),
                        new Encoding.Rules(codes - 2, 1, Measurer.cutpoints(counts, codes - 1)));
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            encoded.blocks().count();
            long ready = System.nanoTime();
            Model trained = Trainer.train(encoded, encoding, counts.classes().texts(), config, learner);
            long end = System.nanoTime();
            return outcome(start, ready, end, Pipelines.of(trained, Map.of(), Map.of()));
        }
    }

    private Outcome mllib(String model) {
        long start = System.nanoTime();
        Dataset<Row> rows = session.read().parquet(train);
        String[] texts = kind.categorical().toArray(String[]::new);
        String[] indexed = kind.categorical().stream().map(n -> n + "_i").toArray(String[]::new);
        boolean isNetwork = model.equals(Trainer.NETWORK);
        String[] taken =
                isNetwork ? kind.categorical().stream().map(n -> n + "_v").toArray(String[]::new) : indexed;
        List<PipelineStage> stages = new ArrayList<>();
        if (texts.length > 0) {
            stages.add(new StringIndexer()
                    .setInputCols(texts)
                    .setOutputCols(indexed)
                    .setHandleInvalid("keep"));
        }
        if (texts.length > 0 && isNetwork) {
            stages.add(new OneHotEncoder().setInputCols(indexed).setOutputCols(taken));
        }
        stages.add(new VectorAssembler()
                .setInputCols(Stream.concat(Arrays.stream(taken), kind.numeric().stream())
                        .toArray(String[]::new))
                .setOutputCol(isNetwork ? "raw" : "features"));
        if (isNetwork) {
            stages.add(new StandardScaler().setInputCol("raw").setOutputCol("features"));
        }
        Transformer prepared =
                new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
        Dataset<Row> vectors = prepared.transform(rows).select("y", "features").persist(StorageLevel.MEMORY_AND_DISK());
        vectors.count();
        int width = ((Vector) vectors.first().getAs("features")).size();
        int classes = (int) vectors.select("y").distinct().count();
        long ready = System.nanoTime();
        Transformer fitted = stage(model, width, classes).fit(vectors);
        long end = System.nanoTime();
        vectors.unpersist(true);
        return outcome(start, ready, end, new PipelineModel("mllib", List.<Transformer>of(prepared, fitted)));
    }

    private static Estimator<? extends org.apache.spark.ml.Model<?>> stage(String model, int width, int classes) {
        return switch (model) {
            case Trainer.BOOSTING ->
                new GBTClassifier()
                        .setLabelCol("y")
                        .setMaxIter(FEW_ROUNDS)
                        .setMaxDepth(FEW_DEPTH)
                        .setMaxBins(256);
            case Trainer.TREE ->
                new DecisionTreeClassifier()
                        .setLabelCol("y")
                        .setImpurity("entropy")
                        .setMaxDepth(DEPTH)
                        .setMaxBins(256);
            default -> new MultilayerPerceptronClassifier().setLabelCol("y").setLayers(new int[] {width, 64, classes});
        };
    }

    private Outcome outcome(long start, long ready, long end, Transformer pipeline) {
        return new Outcome((end - ready) / 1e9, (end - start) / 1e9, TrainTable.logLoss(session, test, pipeline));
    }

    /** By program, what peers.py says. */
    private Map<String, List<Outcome>> peers(String model, List<String> against)
            throws IOException, InterruptedException {
        List<String> programs = against.stream()
                .filter(name -> name.equals("sklearn")
                        || (model.equals(Trainer.BOOSTING)
                                && List.of("xgboost", "lightgbm").contains(name)))
                .toList();
        String python = System.getenv("BENCHMARK_PYTHON");
        if (programs.isEmpty()) {
            return Map.of();
        }
        if (python == null) {
            System.out.println("# " + programs
                    + " are skipped: the variable BENCHMARK_PYTHON, a Python that has them, is not set");
            return Map.of();
        }
        Process process = new ProcessBuilder(
                        python,
                        "src/bench/python/peers.py",
                        model,
                        train,
                        test,
                        Integer.toString(runs),
                        String.join(",", programs))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t");
                if (cells.length < 5) {
                    System.out.println(line);
                    continue;
                }
                List<Outcome> some = outcomes.computeIfAbsent(cells[0], name -> new ArrayList<>());
                some.add(new Outcome(
                        Double.parseDouble(cells[2]), Double.parseDouble(cells[3]), Double.parseDouble(cells[4])));
                print(cells[0], some.size() - 1, some.get(some.size() - 1));
            }
        }
        process.waitFor();
        return outcomes;
    }
}
