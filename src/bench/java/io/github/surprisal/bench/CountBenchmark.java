package io.github.surprisal.bench;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.SyntheticTable;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;

/**
 * Counting against a bare scan, DuckDB and Spark's own aggregation.
 *
 * <p>Every contestant has two threads and the same files, which are read once before so that they are in the page cache.
 * Each is run once cold (in a JVM that has not run it yet) and then warm; the ratio is that of the warm medians. DuckDB
 * gets one {@code CREATE OR REPLACE TEMP TABLE .. AS SELECT column, y, count(*) .. GROUP BY ALL} per column and grouping,
 * Spark one {@code groupBy(..).count()} per column and grouping into the noop sink. Ours is all of it: reading the
 * schema, counting, merging, everything on the driver.
 */
public final class CountBenchmark {
    private static final long BASE = 10_000_000;

    private final SparkSession session;
    private final Path data;
    private final double scale;
    private final int runs;
    private final List<String> against;

    private CountBenchmark(SparkSession session, Path data, double scale, int runs, List<String> against) {
        this.session = session;
        this.data = data;
        this.scale = scale;
        this.runs = runs;
        this.against = against;
    }

    /** One table to count: what it is made of, how it is read. */
    private record Contest(String name, String files, String format, List<List<String>> groups, List<String> columns) {}

    /** Seconds and megabytes of one contestant. */
    private record Result(double first, double median, double least, double most, long peakMegabytes) {}

    public static void main(String[] args) throws Exception {
        Map<String, String> options = options(args);
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        CountBenchmark benchmark = new CountBenchmark(
                session,
                Path.of(options.getOrDefault("--data", "target/benchmark")),
                Double.parseDouble(options.getOrDefault("--rows", Long.toString(BASE))) / BASE,
                Integer.parseInt(options.getOrDefault("--runs", "5")),
                List.of(options.getOrDefault("--against", "scan,duckdb,spark").split(",")));
        System.out.printf(
                "%-6s %12s %8s  %-9s %9s %22s %8s %8s %10s%n",
                "table", "rows", "columns", "who", "first s", "warm s (min-max)", "ours/", "first", "peak MB");
        for (String table : options.getOrDefault("--tables", "A,B,C,D,E,F").split(",")) {
            benchmark.run(table);
        }
        session.stop();
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (!List.of("--data", "--rows", "--runs", "--against", "--tables").contains(args[i])) {
                throw new IllegalArgumentException("Unknown option " + args[i]);
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private void run(String name) throws Exception {
        Contest contest = contest(name);
        warmFiles(contest);
        Result ours = measure(() -> ours(contest), runs);
        long rows = session.read().parquet(data.resolve(parquetOf(contest)).toString()).count();
        print(contest, rows, "surprisal", ours, ours);
        for (String other : against) {
            switch (other) {
                case "scan" -> {
                    if (contest.format().equals("parquet")) {
                        Result small = measure(() -> scan(contest, 4096), runs);
                        Result large = measure(() -> scan(contest, 16_384), runs);
                        print(contest, rows, "scan", small.median() < large.median() ? small : large, ours);
                    }
                }
                case "duckdb" -> print(contest, rows, "duckdb", measure(() -> duckdb(contest), runs), ours);
                case "spark" ->
                    print(contest, rows, "spark", measure(() -> spark(contest), Math.min(runs, 2)), ours);
                default -> throw new IllegalArgumentException("Unknown contestant " + other);
            }
        }
    }

    private static void print(Contest contest, long rows, String who, Result result, Result ours) {
        System.out.printf(
                Locale.ROOT,
                "%-6s %12d %8d  %-9s %9.2f %9.2f (%.2f-%.2f) %8.2f %8.2f %10d%n",
                contest.name(),
                rows,
                contest.columns().size(),
                who,
                result.first(),
                result.median(),
                result.least(),
                result.most(),
                ours.median() / result.median(),
                ours.first() / result.first(),
                result.peakMegabytes());
    }

    private static String parquetOf(Contest contest) {
        return contest.files().replaceAll("-csv$", "");
    }

    private Contest contest(String name) throws Exception {
        int[] sizes = IntStream.range(0, 16)
                .map(i -> (int) Math.round(4 * Math.pow(5000, i / 15.0)))
                .toArray();
        List<String> features = names("c", 16);
        switch (name) {
            case "A", "A1", "A5", "A10", "D", "E", "F" -> {
                double times = name.equals("A1") ? 0.1 : name.equals("A5") ? 5 : name.equals("A10") ? 10 : 1;
                String files = generate("A", (long) (BASE * scale * times), sizes, new int[] {10, 100, 10_000}, false);
                if (name.equals("E")) {
                    String csv = files + "-csv";
                    if (!Files.exists(data.resolve(csv).resolve("_SUCCESS"))) {
                        session.read()
                                .parquet(data.resolve(files).toString())
                                .drop("g1", "g2", "g3")
                                .write()
                                .option("header", "true")
                                .csv(data.resolve(csv).toString());
                    }
                    return new Contest(name, csv, "csv", List.of(), features);
                }
                List<List<String>> groups = name.equals("D")
                        ? List.of(List.of("g1"), List.of("g2"))
                        : name.equals("F") ? List.of(List.of("g3")) : List.of();
                return new Contest(name, files, "parquet", groups, features);
            }
            case "B" -> {
                String files = generate("B", (long) (BASE * scale), sizes, new int[0], true);
                return new Contest(
                        name,
                        files,
                        "parquet",
                        List.of(),
                        Stream.concat(features.stream(), names("d", 10).stream()).toList());
            }
            case "C" -> {
                int[] many = IntStream.range(0, 500)
                        .map(i -> (int) Math.round(2 * Math.pow(500, (i % 50) / 49.0)))
                        .toArray();
                String files = generate("C", (long) (BASE * scale / 10), many, new int[0], false);
                return new Contest(name, files, "parquet", List.of(), names("c", 500));
            }
            default -> throw new IllegalArgumentException("Unknown table " + name);
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    private String generate(String name, long rows, int[] sizes, int[] groups, boolean distinct) {
        String files = name + "-" + rows;
        if (!Files.exists(data.resolve(files).resolve("_SUCCESS"))) {
            List<Integer> many = distinct
                    ? IntStream.of(1, 1, 2, 2, 5, 5, 10, 10, 10, 10)
                            .mapToObj(millions -> (int) Math.max(10, millions * 1e6 * scale))
                            .toList()
                    : List.of();
            SyntheticConfig config = new SyntheticConfig(
                    rows,
                    7,
                    "parquet",
                    (int) Math.max(2, rows / 2_500_000),
                    0.3,
                    false,
                    Arrays.stream(sizes).boxed().toList(),
                    0,
                    Arrays.stream(groups).boxed().toList(),
                    many);
            new SyntheticTable(config)
                    .rows(session)
                    .write()
                    .mode("overwrite")
                    .parquet(data.resolve(files).toString());
        }
        return files;
    }

    private void warmFiles(Contest contest) throws Exception {
        try (Stream<Path> files = Files.walk(data.resolve(contest.files()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (var in = Files.newInputStream(file)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
        }
    }

    private static Result measure(Callable<Object> contestant, int runs) throws Exception {
        System.gc();
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .toList();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            long start = System.nanoTime();
            contestant.call();
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
        double[] warm = seconds.subList(1, seconds.size()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return new Result(seconds.get(0), warm[warm.length / 2], warm[0], warm[warm.length - 1], peak);
    }

    private Counts ours(Contest contest) {
        return CountScan.count(table(contest), new CountConfig(65_536));
    }

    private Table table(Contest contest) {
        Map<String, String> options = contest.format().equals("csv") ? Map.of("header", "true") : Map.of();
        return TableReader.read(
                session,
                new TableConfig(
                        new Source.Files(data.resolve(contest.files()).toString(), contest.format(), options, ""),
                        "",
                        "y",
                        contest.groups(),
                        "",
                        contest.columns(),
                        List.of(),
                        Map.of()));
    }

    private Object scan(Contest contest, int batch) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.parquet.columnarReaderBatchSize", batch);
        own.conf().set("spark.sql.codegen.maxFields", 1 << 20);
        List<String> columns = Stream.concat(
                        Stream.concat(Stream.of("y"), contest.groups().stream().flatMap(List::stream)),
                        contest.columns().stream())
                .toList();
        Dataset<Row> rows = own.read()
                .parquet(data.resolve(contest.files()).toString())
                .selectExpr(columns.toArray(String[]::new));
        SparkPlan plan = rows.queryExecution().executedPlan();
        while (!plan.children().isEmpty()) {
            plan = plan.children().head();
        }
        return plan.executeColumnar()
                .toJavaRDD()
                .map(found -> (long) found.numRows())
                .reduce(Long::sum);
    }

    /** Overall and each grouping by itself. */
    private static List<List<String>> keys(Contest contest) {
        return contest.groups().isEmpty() ? List.of(List.of()) : contest.groups();
    }

    private Object duckdb(Contest contest) throws Exception {
        String files = "'" + data.resolve(contest.files()).toAbsolutePath() + "/*." + contest.format() + "'";
        String from = contest.format().equals("csv") ? "read_csv(" + files + ")" : "read_parquet(" + files + ")";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            for (List<String> group : keys(contest)) {
                for (String column : contest.columns()) {
                    String by = String.join(", ", Stream.concat(group.stream(), Stream.of(column, "y")).toList());
                    statement.execute("CREATE OR REPLACE TEMP TABLE counted AS SELECT " + by + ", count(*) AS n FROM "
                            + from + " GROUP BY ALL");
                }
            }
        }
        return contest;
    }

    private Object spark(Contest contest) {
        Dataset<Row> rows = contest.format().equals("csv")
                ? session.read()
                        .option("header", "true")
                        .csv(data.resolve(contest.files()).toString())
                : session.read().parquet(data.resolve(contest.files()).toString());
        for (List<String> group : keys(contest)) {
            for (String column : contest.columns()) {
                String[] by = Stream.concat(group.stream(), Stream.of("y")).toArray(String[]::new);
                rows.groupBy(column, by)
                        .count()
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save();
            }
        }
        return contest;
    }
}
