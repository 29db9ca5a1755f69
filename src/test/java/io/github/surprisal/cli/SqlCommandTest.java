package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.surprisal.SparkExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model as SQL says of a row what its saved pipeline says. */
@ExtendWith(SparkExtension.class)
class SqlCommandTest {
    private static final StructType SCHEMA =
            StructType.fromDDL("id BIGINT, `x ``y`` \"z.` DOUBLE, f FLOAT, i INT, l BIGINT,"
                    + " `größe ''s` STRING, yes BOOLEAN, day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, price DECIMAL(10, 2), big"
                    + " DECIMAL(30, 5), bytes BINARY, since DATE, level DOUBLE, label STRING");

    private static final String CONFIG = """
            run.id = %s
            table {
              path = "%s"
              label = label
              ignore = [id]
              columns {
                level { kind = categorical }
                since { kind = numeric }
                first { expression = "upper(substring(`größe ''s`, 1, 1)) || '!'" }
              }
            }
            select { criterion = mim, stop = k, k = 50 }
            train {
              models = [%s]
              calibration = %s
              reg-param = 0.001
              boosting { rounds = 6, step = 0.3, early-stopping = 0, max-depth = 4 }
              adaboost { rounds = 8 }
            }
            output { path = "%s", report = false }
            """;

    /** What texts may hold that SQL, or a terminal, would take for something else. */
    private static final List<String> TEXTS = List.of(
            "plain",
            "it's",
            "back\\slash",
            "\\' OR 1 = 1 --",
            "two\nlines",
            "tab\tand\u0000",
            "",
            "' '",
            "größe",
            "日本",
            "😀",
            "turned \u202E round",
            "\"quoted\"",
            "`ticks`",
            "100%_",
            "(null)",
            "(other)");

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    private int surprisal(String... args) {
        Outcome outcome = Outcome.of(args);
        out = outcome.out();
        err = outcome.err();
        return outcome.code();
    }

    /** Of every type, with nulls; with values beyond those of the training rows where they are to be scored. */
    private static List<Row> rows(int count, int classes, boolean unseen, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int more = unseen ? 3 : 0;
            double x = random.nextInt(40) == 0
                    ? List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0)
                            .get(random.nextInt(4))
                    : random.nextGaussian() * (1 + more);
            int text = random.nextInt(TEXTS.size());
            int level = random.nextInt(6 + more);
            boolean yes = random.nextBoolean();
            Instant at = Instant.ofEpochSecond(1_700_000_000L + 3600L * random.nextInt(8 + more), 123_456_000L);
            LocalDate day = LocalDate.of(1969, 12, 28).plusDays(random.nextInt(9 + more));
            double margin = (Double.isFinite(x) ? x : 0)
                    + 0.3 * text
                    - 2
                    + (yes ? 1 : 0)
                    + level % 3
                    - day.getDayOfMonth() % 4
                    + random.nextGaussian();
            int label = (int) Math.max(0, Math.min(classes - 1, Math.round(margin / 2 + 0.5 * (classes - 1))));
            Object[] values = {
                (long) i,
                x,
                (float) (random.nextGaussian() / 3),
                random.nextInt(50 + 20 * more) - 25,
                Long.MAX_VALUE - random.nextInt(4 + more),
                unseen && random.nextInt(5) == 0 ? "unseen's \\ " + i : TEXTS.get(text),
                yes,
                Date.valueOf(day),
                Timestamp.from(at),
                LocalDateTime.ofInstant(at, ZoneOffset.UTC).minusNanos(456_000L * random.nextInt(2)),
                BigDecimal.valueOf(random.nextInt(200 + 200 * more) - 100, 2),
                new BigDecimal("1234567890123456789012345.00000").add(BigDecimal.valueOf(random.nextInt(300), 5)),
                new byte[] {(byte) random.nextInt(4 + more), (byte) 0xC3},
                Date.valueOf(LocalDate.of(2020, 1, 1).plusDays(random.nextInt(4000))),
                level == 0 ? Double.NaN : level == 1 ? -0.0 : level == 2 ? 0.0 : level / 10.0,
                "class " + label
            };
            for (int column = 1; column + 1 < values.length; column++) {
                values[column] = random.nextInt(25) == 0 ? null : values[column];
            }
            rows.add(RowFactory.create(values));
        }
        return rows;
    }

    private String table(String name, List<Row> rows) {
        String path = folder.resolve(name).toString();
        session.createDataFrame(rows, SCHEMA).coalesce(1).write().parquet(path);
        return path;
    }

    private String train(String run, int classes, String models, String calibration) throws IOException {
        Path config = folder.resolve(run + ".conf");
        String output = folder.resolve("out").toString();
        String table = table(run + "-table", rows(1500, classes, false, 3));
        Files.writeString(config, CONFIG.formatted(run, table, models, calibration, output));
        assertThat(surprisal("train", config.toString())).as(err).isZero();
        return output;
    }

    private String sql(String output, String run, String... more) {
        List<String> args = new ArrayList<>(List.of("sql", output, "--run", run));
        args.addAll(List.of(more));
        assertThat(surprisal(args.toArray(String[]::new))).as(err).isZero();
        return out;
    }

    private PipelineModel pipeline(String output, String run, String model) {
        String path = session.read()
                .parquet(output + "/runs")
                .where("run_id = '" + run + "'")
                .select("model_path")
                .first()
                .getString(0);
        return PipelineModel.load(path + (model.isEmpty() ? "" : "/" + model));
    }

    /** Margins as the pipeline has them, by row; with two classes that of the second one. */
    private List<double[]> expected(PipelineModel pipeline, Dataset<Row> table, String column) {
        return pipeline.transform(table).select("id", column).orderBy("id").collectAsList().stream()
                .map(row -> ((Vector) row.get(1)).toArray())
                .map(of -> of.length == 2 ? new double[] {of[1]} : of)
                .toList();
    }

    private void agrees(String sql, List<double[]> expected, int from, Dataset<Row> table, String what) {
        table.createOrReplaceTempView("to_score");
        List<Row> found =
                session.sql("SELECT id, " + sql + " FROM to_score ORDER BY id").collectAsList();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            for (int k = 0; k < expected.get(i).length; k++) {
                assertThat(found.get(i).getDouble(1 + from + k))
                        .as("%s: margin %d of row %s", what, k, found.get(i))
                        .isCloseTo(expected.get(i)[k], within(1e-12));
            }
        }
    }

    @Test
    void saysOfEveryRowWhatThePipelineSays() throws IOException {
        Dataset<Row> table = session.read().parquet(table("score", rows(10_000, 2, true, 8)));
        String output = train("two", 2, "logistic, boosting, tree, adaboost", "none");
        for (String model : List.of("logistic", "boosting", "tree", "adaboost")) {
            PipelineModel pipeline = pipeline(output, "two", model);
            String sql = sql(output, "two", "--model", model);
            assertThat(sql).as(model).doesNotContain("two", "\u202E");
            if (model.equals("logistic")) {
                assertThat(sql)
                        .contains("`größe ''s`", "`x ``y`` \"z.`", "'it' || chr(39) || 's'")
                        .contains("'back' || chr(92) || 'slash'", "chr(92) || chr(39) || ' OR 1 = 1 --'")
                        .contains("(upper(substring(`größe ''s`, 1, 1)) || '!')");
            }
            agrees(sql, expected(pipeline, table, "rawPrediction"), 0, table, model);
            if (model.equals("tree")) {
                String probability = sql(output, "two", "--model", model, "--as", "probability");
                agrees(probability, expected(pipeline, table, "probability"), 0, table, model);
            }
            keep(model, sql, expected(pipeline, table, "rawPrediction"));
        }
        output = train("three", 3, "logistic, boosting, network", "none");
        assertThat(out.split("Information used by feature, in bits", -1)).hasSize(4);
        for (String model : List.of("logistic", "boosting")) {
            PipelineModel pipeline = pipeline(output, "three", model);
            String sql = sql(output, "three", "--model", model, "--as", "probability");
            assertThat(sql).contains("AS `margin_class 0`,", "AS `probability_class 2`");
            agrees(sql, expected(pipeline, table, "rawPrediction"), 0, table, model + " of three classes");
            agrees(sql, expected(pipeline, table, "probability"), 3, table, model + " of three classes");
        }
        output = train("platt", 2, "logistic, boosting, tree, adaboost", "platt");
        for (String model : List.of("logistic", "boosting", "tree", "adaboost")) {
            List<double[]> calibrated = expected(pipeline(output, "platt", model), table, "rawPrediction");
            agrees(sql(output, "platt", "--model", model), calibrated, 0, table, "calibrated " + model);
        }
        output = train("warm", 3, "tree, network", "temperature");
        List<double[]> calibrated = expected(pipeline(output, "warm", "tree"), table, "rawPrediction");
        agrees(sql(output, "warm", "--model", "tree"), calibrated, 0, table, "calibrated tree of three classes");
        importancesAddUp(output);
        inDuckDb();
    }

    private void keep(String model, String sql, List<double[]> expected) throws IOException {
        Files.writeString(folder.resolve(model + ".sql"), sql);
        List<Row> rows = IntStream.range(0, expected.size())
                .mapToObj(i -> RowFactory.create((long) i, expected.get(i)[0]))
                .toList();
        session.createDataFrame(rows, StructType.fromDDL("id BIGINT, margin DOUBLE"))
                .coalesce(1)
                .write()
                .parquet(folder.resolve(model + "-margins").toString());
    }

    private void inDuckDb() throws IOException {
        String python = System.getenv("SURPRISAL_DUCKDB");
        assumeTrue(
                python != null,
                "not compared with DuckDB: SURPRISAL_DUCKDB is not set, expected a Python that has the module duckdb");
        String script = """
                import duckdb, sys
                c = duckdb.connect()
                c.execute("SET TimeZone = 'UTC'")
                c.execute("CREATE MACRO unix_micros(x) AS epoch_us(x)")
                for model in ['logistic', 'boosting', 'tree', 'adaboost']:
                    sql = open(f'{sys.argv[1]}/{model}.sql').read()
                    print(c.execute(f"SELECT count(*), max(abs(m.margin - s.margin)) FROM"
                        f" (SELECT id, {sql} AS margin FROM '{sys.argv[1]}/score/*.parquet') s"
                        f" JOIN '{sys.argv[1]}/{model}-margins/*.parquet' m USING (id)").fetchone())
                """;
        Path file = folder.resolve("compare.py");
        Files.writeString(file, script);
        Process process = new ProcessBuilder(python, file.toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(said.lines().toList()).as(said).hasSize(4).allSatisfy(line -> {
            String[] parts = line.replaceAll("[()]", "").split(", ");
            assertThat(parts[0]).isEqualTo("10000");
            assertThat(Double.parseDouble(parts[1])).isLessThan(1e-12);
        });
    }

    @Test
    void whatCannotBePrintedIsRefused() throws IOException {
        String output = train("both", 2, "logistic, boosting", "none");
        assertThat(surprisal("sql", output)).isEqualTo(2);
        assertThat(err)
                .isEqualTo("surprisal: Cannot print the models of run 'both' in '" + output
                        + "' at once: expected --model with one of logistic, boosting\n");
        assertThat(surprisal("sql", output, "--model", "bosting")).isEqualTo(2);
        assertThat(err)
                .isEqualTo("surprisal: Cannot print model 'bosting' of run 'both' in '" + output
                        + "': expected one of logistic, boosting, did you mean 'boosting'?\n");
        train("bent", 2, "logistic, boosting", "isotonic");
        for (String model : List.of("logistic", "boosting")) {
            assertThat(surprisal("sql", output, "--model", model)).isEqualTo(2);
            assertThat(err)
                    .isEqualTo("surprisal: Cannot print model '" + model + "' of run 'bent' in '" + output
                            + "' as SQL: found isotonic calibration, whose knots are no formula; its saved pipeline scores rows"
                            + " all the same (PipelineModel.load)\n");
        }
        train("net", 2, "network", "none");
        assertThat(surprisal("sql", output, "--run", "net")).isEqualTo(2);
        assertThat(err)
                .isEqualTo("surprisal: Cannot print model 'network' of run 'net' in '" + output
                        + "' as SQL: found a network, whose every margin needs all hidden units; its saved pipeline scores rows"
                        + " all the same (PipelineModel.load)\n");
        assertThat(surprisal("sql", output, "--as", "odds")).isEqualTo(2);
        assertThat(err).isEqualTo("surprisal: Option --as: expected one of margin, probability, found 'odds'\n");
        String counted = folder.resolve("counted").toString();
        assertThat(surprisal(
                        "profile", folder.resolve("both-table").toString(), "--output", counted, "--set", "run.id=c"))
                .as(err)
                .isZero();
        assertThat(surprisal("sql", counted)).isEqualTo(2);
        assertThat(err)
                .isEqualTo("surprisal: Cannot print a model of run 'c' in '" + counted
                        + "' as SQL: expected a run that trained, found no model; surprisal train writes one\n");
        assertThat(surprisal("sql", "--help")).isZero();
        assertThat(out).contains("Usage: surprisal sql", "--model=NAME", "--as=FORM", "score.sql");
    }

    private void importancesAddUp(String output) {
        session.read().parquet(output + "/feature_importance").createOrReplaceTempView("importance");
        session.read().parquet(output + "/log_loss").createOrReplaceTempView("loss");
        List<Row> sums = session.sql(
                        "SELECT i.run_id, i.model, i.dataset, sum(i.information), any_value(l.information_used)"
                                + " FROM importance i JOIN loss l USING (run_id, attempt, model, dataset)"
                                + " WHERE size(l.group_columns) = 0 GROUP BY i.run_id, i.model, i.dataset")
                .collectAsList();
        assertThat(sums).hasSize(26);
        for (Row row : sums) {
            assertThat(row.getDouble(3)).as("%s", row).isCloseTo(row.getDouble(4), within(1e-9));
        }
        Dataset<Row> nodes =
                session.read().parquet(output + "/tree_nodes").where("run_id = 'three' AND model = 'boosting'");
        assertThat(nodes.where("parent IS NULL").count()).isEqualTo(18);
        assertThat(nodes.where("feature IS NOT NULL").select("case_when").collectAsList().stream()
                        .map(row -> row.getString(0))
                        .toList())
                .allSatisfy(sql -> assertThat(sql).startsWith("CASE WHEN "));
    }
}
