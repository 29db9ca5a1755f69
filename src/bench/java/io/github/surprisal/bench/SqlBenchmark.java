package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.duckdb.DuckDBDriver;

/**
 * The SQL functions against the same figures written in SQL, and against DuckDB's function, on the same Parquet in one run: first and warm apart, who comes
 * first changing from run to run.
 */
public final class SqlBenchmark {
    private static final int COLUMNS = 16;

    private SqlBenchmark() {}

    private record Contest(String name, Runnable ours, Runnable theirs) {}

    /** @param args see submit/benchmark */
    public static void main(String[] args) {
        Map<String, String> options = Arguments.of(
                Map.of("--rows", "10000000", "--runs", "3", "--data", "target/benchmark", "--only", ""), args);
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate();
        try {
            String path = written(session, Path.of(options.get("--data")), Long.parseLong(options.get("--rows")));
            session.read().parquet(path).createOrReplaceTempView("t");
            System.out.printf(
                    Locale.ROOT, "%-42s %9s %9s %9s %9s %6s%n", "seconds", "first", "SQL's", "warm", "SQL's", "ratio");
            for (Contest contest : contests(session, path)) {
                if (contest.name().contains(options.get("--only"))) {
                    run(contest, Integer.parseInt(options.get("--runs")));
                }
            }
        } finally {
            session.stop();
        }
    }

    private static String written(SparkSession session, Path data, long rows) {
        String path = data.resolve("sql-" + rows).toString();
        if (!Files.exists(Path.of(path, "_SUCCESS"))) {
            List<String> columns = new ArrayList<>(List.of(
                    column("few", 1, 4),
                    column("some", 2, 1_000),
                    column("many", 3, 1_000_000),
                    column("label", 4, 2),
                    column("groups", 5, 100_000),
                    column("fewer_groups", 6, 10_000)));
            for (int i = 0; i < COLUMNS; i++) {
                columns.add(column("c" + i, 10 + i, 10 * (i + 1)));
            }
            session.range(0, rows, 1, 8)
                    .selectExpr(columns.toArray(String[]::new))
                    .write()
                    .mode("overwrite")
                    .parquet(path);
        }
        return path;
    }

    private static String column(String name, int seed, int values) {
        return "int(pmod(xxhash64(id, " + seed + "), " + values + ")) AS " + name;
    }

    private static List<Contest> contests(SparkSession session, String path) {
        List<Contest> contests = new ArrayList<>();
        for (String column : List.of("few", "some", "many")) {
            contests.add(entropy(session, column, ""));
        }
        for (String column : List.of("few", "some", "many")) {
            contests.add(new Contest(
                    "entropy(" + column + "); DuckDB's",
                    () -> consume(session, "SELECT entropy(" + column + ") FROM t"),
                    () -> duckdb("SELECT entropy(t." + column + ") FROM '" + path + "/*.parquet' AS t")));
        }
        contests.add(entropy(session, "few", "groups"));
        contests.add(entropy(session, "some", "groups"));
        contests.add(gain(session, ""));
        contests.add(gain(session, "fewer_groups"));
        String gains = IntStream.range(0, COLUMNS)
                .mapToObj(i -> "information_gain(c" + i + ", label)")
                .collect(Collectors.joining(", "));
        contests.add(new Contest(
                COLUMNS + " gains in one query; the job's count",
                () -> consume(session, "SELECT " + gains + " FROM t"),
                () -> CountScan.count(
                        TableReader.read(
                                session,
                                new TableConfig(
                                        new Source.Files(path, "parquet", Map.of(), ""),
                                        "",
                                        "label",
                                        List.of(),
                                        "",
                                        List.of("c*"),
                                        List.of(),
                                        Map.of())),
                        new CountConfig(65_536))));
        return contests;
    }

    private static Contest entropy(SparkSession session, String column, String group) {
        String by = group.isEmpty() ? "" : group + ", ";
        String end = group.isEmpty() ? "" : " GROUP BY " + group;
        return new Contest(
                "entropy(" + column + ")" + end,
                () -> consume(session, "SELECT " + by + "entropy(" + column + ") FROM t" + end),
                () -> consume(
                        session,
                        "SELECT " + by + "log2(sum(n)) - sum(n * log2(n)) / sum(n) FROM (SELECT " + by
                                + "count(*) AS n FROM t GROUP BY " + by + column + ")" + end));
    }

    private static Contest gain(SparkSession session, String group) {
        String by = group.isEmpty() ? "" : group + ", ";
        String end = group.isEmpty() ? "" : " GROUP BY " + group;
        String within = group.isEmpty() ? "" : "PARTITION BY " + group;
        return new Contest(
                "information_gain(some, label)" + end,
                () -> consume(session, "SELECT " + by + "information_gain(some, label) FROM t" + end),
                () -> consume(
                        session,
                        "SELECT " + by + "sum(n / total * log2(n * total / (of_some * of_label))) FROM (SELECT " + by
                                + "n, double(sum(n) OVER (" + within + ")) AS total, double(sum(n) OVER (PARTITION BY "
                                + by + "some)) AS of_some, double(sum(n) OVER (PARTITION BY " + by
                                + "label)) AS of_label FROM (SELECT " + by
                                + "some, label, double(count(*)) AS n FROM t GROUP BY " + by + "some, label))" + end));
    }

    private static void duckdb(String query) {
        // Not of the DriverManager, which knows no driver where Spark's executor has loaded it first.
        try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void consume(SparkSession session, String query) {
        session.sql(query).write().format("noop").mode("overwrite").save();
    }

    private static void run(Contest contest, int runs) {
        double[] ours = new double[runs + 1];
        double[] theirs = new double[runs + 1];
        for (int run = 0; run <= runs; run++) {
            boolean first = run % 2 == 0;
            if (first) {
                ours[run] = seconds(contest.ours());
            }
            theirs[run] = seconds(contest.theirs());
            if (!first) {
                ours[run] = seconds(contest.ours());
            }
        }
        double warm = median(ours);
        double their = median(theirs);
        System.out.printf(
                Locale.ROOT,
                "%-42s %9.2f %9.2f %9.2f %9.2f %6.2f%n",
                contest.name(),
                ours[0],
                theirs[0],
                warm,
                their,
                warm / their);
    }

    /** Of the warm ones. */
    private static double median(double[] seconds) {
        double[] warm = Arrays.copyOfRange(seconds, 1, seconds.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
