package io.github.surprisal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Counting against a bare scan, DuckDB and Spark's own aggregation, in one run and on the same files.
 *
 * <p>The files are in the page cache. Every contestant counts a table for the first time, and then warm; only on the first
 * table asked for is the first time that of a new JVM. The ratios are ours divided by theirs. A table's lines appear when
 * all have counted it and our counts have been found to be DuckDB's.
 */
public final class CountBenchmark {
    private static final int[] BATCH_ROWS = {4096, 16_384};

    private final Options options;
    private final BenchmarkTables tables;
    private final Contestants contestants;

    private CountBenchmark(SparkSession session, Options options) {
        this.options = options;
        this.tables = new BenchmarkTables(session, options.data(), options.rows());
        this.contestants = new Contestants(session);
    }

    /** @param args see {@code submit/benchmark} */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmark: " + e.getMessage());
            System.exit(2);
            return;
        }
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("benchmark")
                .config("spark.ui.enabled", "false")
                // As submit/surprisal has it in local mode.
                .config("spark.shuffle.compress", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate();
        try {
            new CountBenchmark(session, options).run();
        } finally {
            session.stop();
        }
    }

    private void run() throws Exception {
        System.out.printf(
                "Spark %s, DuckDB %s, Java %s%n",
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                duckdbVersion(),
                Runtime.version().feature());
        if (options.slope()) {
            slope();
        } else {
            System.out.printf(
                    "%-5s %12s %8s  %-9s %8s %22s %8s %8s %8s%n",
                    "table", "rows", "columns", "who", "first s", "warm s (min-max)", "ours/", "first", "peak MB");
            for (String name : options.tables()) {
                compare(tables.prepare(name));
            }
        }
        System.out.println("Resident memory of the whole process at its highest: " + highWater());
    }

    private void compare(Contest contest) throws Exception {
        Map<String, Measurement> measured = new LinkedHashMap<>();
        say(contest, "surprisal");
        Measurement ours = Measurement.of(() -> contestants.surprisal(contest), options.runs());
        measured.put("surprisal", ours);
        for (String other : options.against()) {
            if (contest.isParquet() || !other.equals("scan")) {
                say(contest, other);
                measured.put(other, measure(other, contest));
            }
        }
        say(contest, "are the counts equal");
        Agreement.check(contest, contestants.surprisal(contest));
        measured.forEach((who, theirs) -> print(contest, who, theirs, ours));
        if (options.profile()) {
            profile(contest);
        }
    }

    private Measurement measure(String other, Contest contest) throws Exception {
        return switch (other) {
            case "scan" ->
                Measurement.of(() -> contestants.scan(contest, BATCH_ROWS[0]), options.runs())
                        .or(Measurement.of(() -> contestants.scan(contest, BATCH_ROWS[1]), options.runs()));
            case "duckdb" -> Measurement.of(() -> contestants.duckdb(contest), options.runs());
            case "spark" -> Measurement.of(() -> contestants.spark(contest), options.runs());
            default -> throw new IllegalArgumentException("Unknown contestant " + other);
        };
    }

    private static void say(Contest contest, String what) {
        System.err.println("benchmark: " + contest.name() + ": " + what);
    }

    private static void print(Contest contest, String who, Measurement theirs, Measurement ours) {
        System.out.printf(
                Locale.ROOT,
                "%-5s %12d %8d  %-9s %8.2f %8.2f %13s %8.2f %8.2f %8d%n",
                contest.name(),
                contest.rows(),
                contest.columns().size(),
                who,
                theirs.first(),
                theirs.median(),
                theirs.range(),
                ours.median() / theirs.median(),
                ours.first() / theirs.first(),
                theirs.peakMegabytes());
    }

    /** As many runs again, so that looking at them does not slow what was measured. */
    private void profile(Contest contest) throws Exception {
        StackSampler sampler = new StackSampler();
        for (int run = 0; run < options.runs(); run++) {
            contestants.surprisal(contest);
        }
        System.out.print(sampler.finish());
    }

    /**
     * What a million rows cost, on the whole and beyond the table before. The greatest table is counted once before, so that
     * the smaller ones do not pay for what is compiled as it runs.
     */
    private void slope() throws Exception {
        List<Contest> contests = new ArrayList<>();
        for (String name : List.of("A1", "A", "A10")) {
            contests.add(tables.prepare(name));
        }
        contestants.surprisal(contests.get(contests.size() - 1));
        System.out.printf("%-5s %12s %22s %14s %14s%n", "table", "rows", "warm s (min-max)", "s/million", "marginal");
        double secondsBefore = 0;
        double millionsBefore = 0;
        for (Contest contest : contests) {
            Measurement ours = Measurement.of(() -> contestants.surprisal(contest), options.runs());
            double millions = contest.rows() / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "%-5s %12d %8.2f %13s %14.4f %14.4f%n",
                    contest.name(),
                    contest.rows(),
                    ours.median(),
                    ours.range(),
                    ours.median() / millions,
                    (ours.median() - secondsBefore) / (millions - millionsBefore));
            secondsBefore = ours.median();
            millionsBefore = millions;
        }
    }

    private static String duckdbVersion() throws SQLException {
        try (Connection connection = Contestants.connect()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static String highWater() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "unknown";
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.substring("VmHWM:".length()).trim())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
