package io.github.surprisal.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * What a partition costs, above all the driver: a command on tables of more and more files, each a task of its own, with a real executor.
 * Every run is a driver of its own. Below each but the first stands what each partition more has cost.
 */
public final class ScalingBenchmark {
    private static final int COLUMNS = 100;

    /** Files that differ; the others are links to them. */
    private static final int DIFFERENT = 16;

    private static final List<String> FIGURES = List.of(
            "tasks",
            "seconds",
            "scan s",
            "reduce s",
            "executor s",
            "driver cpu s",
            "read MB",
            "shuffled MB",
            "to driver MB",
            "live MB");

    private final Path data;
    private final int rows;
    private final int distinct;
    private final String command;
    private final String heap;

    private ScalingBenchmark(Map<String, String> options) {
        this.data = Path.of(options.get("--data")).toAbsolutePath();
        this.rows = Integer.parseInt(options.get("--rows"));
        this.distinct = Integer.parseInt(options.get("--distinct"));
        this.command = options.get("--command");
        this.heap = options.get("--heap");
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--partitions",
                        "1000,3000,10000",
                        "--rows",
                        "200",
                        "--distinct",
                        "0",
                        "--command",
                        "rank",
                        "--heap",
                        "2g",
                        "--data",
                        "target/benchmark"),
                args);
        new ScalingBenchmark(options).run(options.get("--partitions").split(","));
    }

    private void run(String... partitions) throws Exception {
        System.out.printf("%-10s", "partitions");
        FIGURES.forEach(name -> System.out.printf(" %12s", name));
        System.out.println();
        Properties before = new Properties();
        int fewer = 0;
        for (String some : partitions) {
            int count = Integer.parseInt(some);
            Properties found = run(table(count));
            print(some, found, new Properties(), 1);
            if (fewer > 0) {
                print("each more", found, before, count - fewer);
            }
            before = found;
            fewer = count;
        }
    }

    private static void print(String what, Properties found, Properties before, int divisor) {
        System.out.printf("%-10s", what);
        for (String name : FIGURES) {
            double more = Double.parseDouble(found.getProperty(name, "0"))
                    - Double.parseDouble(before.getProperty(name, "0"));
            System.out.printf(Locale.ROOT, divisor == 1 ? " %12.1f" : " %12.5f", more / divisor);
        }
        System.out.println();
    }

    private Properties run(Path table) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.in(data, "scaling-run")) {
            Path figures = scratch.path().resolve("figures");
            Path log = scratch.path().resolve("log.txt");
            List<String> line = Scratch.jvm(heap);
            line.addAll(List.of(
                    ScalingRun.class.getName(),
                    figures.toString(),
                    Path.of("target", "bench", "classes").toAbsolutePath().toString(),
                    command,
                    table.toString(),
                    "--output",
                    scratch.path().resolve("results").toString()));
            if (!command.equals("profile")) {
                line.addAll(List.of("--label", "y"));
            }
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("SPARK_HOME", distribution(scratch.path()).toString());
            builder.environment().put("SPARK_SCALA_VERSION", "2.13");
            if (builder.start().waitFor() != 0) {
                Files.readAllLines(log).forEach(System.err::println);
                throw new IllegalStateException("The run failed, see above");
            }
            Properties found = new Properties();
            try (InputStream in = Files.newInputStream(figures)) {
                found.load(in);
            }
            return found;
        }
    }

    /** To Spark, which starts the executor, jars beside a file RELEASE are a distribution. */
    private static Path distribution(Path scratch) throws IOException {
        Path spark = Files.createDirectory(scratch.resolve("spark"));
        Files.createFile(spark.resolve("RELEASE"));
        Path jars = Files.createDirectory(spark.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(jars.resolve(Path.of(entry).getFileName()), Path.of(entry));
            }
        }
        return spark;
    }

    /** So many files, links to those that differ. */
    private Path table(int files) throws IOException, SQLException {
        Path made = files();
        Path folder = made.resolveSibling(made.getFileName() + "-" + files);
        Path done = folder.resolve("_SUCCESS");
        if (!Files.exists(done)) {
            Files.createDirectories(folder);
            for (int file = 0; file < files; file++) {
                Path link = folder.resolve(String.format(Locale.ROOT, "part-%05d.parquet", file));
                Files.deleteIfExists(link);
                Files.createLink(link, made.resolve(file % DIFFERENT + ".parquet"));
            }
            Files.createFile(done);
        }
        return folder;
    }

    /**
     * Files by DuckDB, made when first asked for: a label of two classes, columns of 4 to 20,000 values, half of them texts, and before
     * them those of doubles that are all different.
     */
    private Path files() throws IOException, SQLException {
        Path folder = data.resolve("scaling-" + rows + "-" + distinct);
        if (Files.exists(folder)) {
            return folder;
        }
        Path half = Files.createDirectories(folder.resolveSibling("half-" + folder.getFileName()));
        List<String> columns = new ArrayList<>(List.of("(hash(id) % 10 < 3)::INT AS y"));
        IntStream.range(0, COLUMNS).mapToObj(this::column).forEach(columns::add);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (int file = 0; file < DIFFERENT; file++) {
                statement.execute("COPY (SELECT " + String.join(", ", columns) + " FROM range(" + (long) rows * file
                        + ", " + (long) rows * (file + 1) + ") t(id)) TO '" + half.resolve(file + ".parquet")
                        + "' (FORMAT parquet, ROW_GROUP_SIZE 1000000)");
            }
        }
        return Files.move(half, folder);
    }

    private String column(int column) {
        String drawn = "hash(id, " + column + ")";
        long values = Math.round(4 * Math.pow(5_000, (column % 16) / 15.0));
        String value;
        if (column < distinct) {
            value = "(" + drawn + " / 18446744073709551616.0)::DOUBLE";
        } else if (column % 2 == 0) {
            value = "'v' || " + drawn + " % " + values;
        } else {
            value = "(" + drawn + " % " + values + ")::INT";
        }
        return value + " AS c" + column;
    }
}
