package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.Evaluator;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Evaluating a logistic model beside training it, on the same cached blocks: eight columns of 10 to 80 categories, six numbers, and
 * a column of groups. Margins are nearly all different, which is the dear case of the area under the curve.
 */
public final class EvaluateBenchmark {
    private EvaluateBenchmark() {}

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of("--rows", "4000000", "--groups", "12", "--runs", "3", "--data", "target/benchmark"), args);
        long rows = Long.parseLong(options.get("--rows"));
        int groups = Integer.parseInt(options.get("--groups"));
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.debug.maxToStringFields", "1000")
                .getOrCreate();
        try {
            String path = written(session, Path.of(options.get("--data")), rows, groups);
            for (int run = 0; run < Integer.parseInt(options.get("--runs")); run++) {
                run(session, path, run == 0 ? "first" : "later");
            }
        } finally {
            session.stop();
        }
    }

    private static String written(SparkSession session, Path data, long rows, int groups) {
        String path = data.resolve("evaluate-" + rows + "-" + groups).toString();
        if (!Files.exists(Path.of(path, "_SUCCESS"))) {
            String[] columns = new String[16];
            columns[0] = "concat('g', pmod(xxhash64(id, 99), " + groups + ")) AS g";
            for (int j = 0; j < 8; j++) {
                columns[1 + j] = "concat('c', pmod(xxhash64(id, " + j + "), " + 10 * (j + 1) + ")) AS c" + j;
            }
            for (int j = 0; j < 6; j++) {
                columns[9 + j] = "pmod(xxhash64(id, " + (20 + j) + "), 1000003) / 1000003D AS n" + j;
            }
            columns[15] = "CAST(pmod(xxhash64(id, 7), 1000003) / 1000003D + pmod(xxhash64(id, 20), 1000003) / 1000003D"
                    + " > 1.2D AS INT) AS y";
            session.range(0, rows, 1, 8)
                    .selectExpr(columns)
                    .write()
                    .mode("overwrite")
                    .parquet(path);
        }
        return path;
    }

    private static void run(SparkSession session, String path, String which) throws Exception {
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(path, "parquet", Map.of(), ""),
                        "",
                        "y",
                        List.of(List.of("g")),
                        "",
                        List.of("c*", "n*"),
                        List.of(),
                        Map.of()));
        Counts counts = CountScan.count(table, new CountConfig(65_536));
        List<String> names = table.features().stream()
                .map(feature -> table.columns().get(feature).name())
                .toList();
        Encoding encoding = Encoding.of(table, counts, names);
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            encoded.blocks().count();
            long start = System.nanoTime();
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
                            1e-4,
                            0,
                            100,
                            1e-6,
                            true,
                            false));
            double trained = (System.nanoTime() - start) / 1e9;
            long again = System.nanoTime();
            Evaluation evaluation = Evaluator.evaluate(model, List.of(encoded), Unit.BITS);
            double evaluated = (System.nanoTime() - again) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s  train %.2f s, evaluate %.2f s: %.2f of it; log-loss %.10f, area %.12f, %d rows of log_loss%n",
                    which,
                    trained,
                    evaluated,
                    evaluated / trained,
                    evaluation.logLosses().get(0).logLoss(),
                    evaluation.logLosses().get(0).areaUnderRoc(),
                    evaluation.logLosses().size());
        }
    }
}
