package io.github.surprisal.bench;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * How little memory whole commands need: each one on each table with smaller and smaller heaps, every run a JVM of its own in local
 * mode on two cores, until one does not end well. The first run of a table warms the page cache and is not told.
 */
public final class MemoryBenchmark {
    private static final int MINUTES = 15;

    private final Path data;
    private final long rows;
    private final boolean isTold;

    private MemoryBenchmark(Path data, long rows, boolean isTold) {
        this.data = data;
        this.rows = rows;
        this.isTold = isTold;
    }

    /** @param args see submit/benchmark */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.of(
                Map.of(
                        "--tables",
                        "few,ids,ids-csv,columns",
                        "--commands",
                        "profile,rank",
                        "--rows",
                        "10000000",
                        "--heaps",
                        "8g,4g,2g,1g,512m,256m",
                        "--verbose",
                        "false",
                        "--data",
                        "target/benchmark"),
                args);
        MemoryBenchmark benchmark = new MemoryBenchmark(
                Path.of(options.get("--data")),
                Long.parseLong(options.get("--rows")),
                Boolean.parseBoolean(options.get("--verbose")));
        for (String table : options.get("--tables").split(",")) {
            String path = benchmark.table(table);
            for (String command : options.get("--commands").split(",")) {
                benchmark.descend(table, path, command, options.get("--heaps").split(","));
            }
        }
    }

    private void descend(String table, String path, String command, String... heaps) throws Exception {
        run(path, command, heaps[0]);
        List<String> told = new ArrayList<>();
        double most = Double.NaN;
        for (String heap : heaps) {
            double seconds = run(path, command, heap);
            most = Double.isNaN(most) ? seconds : most;
            told.add(
                    Double.isNaN(seconds)
                            ? heap + " does not do"
                            : String.format(Locale.ROOT, "%s %.1f s (%.2f)", heap, seconds, seconds / most));
            if (Double.isNaN(seconds)) {
                break;
            }
        }
        System.out.println(command + " " + table + ": " + String.join(", ", told));
    }

    /** The seconds that a command takes, or NaN if it fails. */
    private double run(String path, String command, String heap) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.of("memory")) {
            Path log = scratch.path().resolve("log.txt");
            List<String> line = Scratch.jvm(heap);
            line.addAll(List.of(
                    "-Dspark.master=local[2]",
                    "-Dspark.ui.enabled=false",
                    "io.github.surprisal.cli.Main",
                    command,
                    path,
                    "--output",
                    scratch.path().resolve("out").toString()));
            if (!command.equals("profile")) {
                line.addAll(List.of("--label", "y"));
            }
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            double seconds = (System.nanoTime() - begun) / 1e9;
            process.destroyForcibly().waitFor();
            if (isTold) {
                Files.readAllLines(log).stream()
                        .filter(one -> one.startsWith("surprisal:"))
                        .forEach(one -> System.out.println("  " + heap + ": " + one));
            }
            return ended && process.exitValue() == 0 ? seconds : Double.NaN;
        }
    }

    /**
     * Files by DuckDB, made when first asked for, of row groups of a million rows: {@code few} has 16 columns of 4 to 20,000 values;
     * {@code ids} five texts of 20 and more characters and five doubles, all different; {@code ids-csv} the same as CSV; {@code columns}
     * a thousand columns, a hundredth of the rows.
     */
    private String table(String name) throws IOException, SQLException {
        boolean isCsv = name.endsWith("-csv");
        long size = name.equals("columns") ? Math.max(1, rows / 100) : rows;
        Path file = data.resolve("memory-" + name + "-" + size + (isCsv ? ".csv" : ".parquet"));
        if (!Files.exists(file)) {
            Path half = file.resolveSibling("half-" + file.getFileName());
            Files.createDirectories(data);
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("COPY (SELECT " + String.join(", ", columns(name)) + " FROM range(" + size
                        + ") t(id)) TO '" + half + "' (FORMAT "
                        + (isCsv ? "csv, HEADER" : "parquet, ROW_GROUP_SIZE 1000000") + ")");
            }
            Files.move(half, file);
        }
        return file.toString();
    }

    private static List<String> columns(String name) {
        List<String> columns = new ArrayList<>(List.of("(hash(id) % 10 < 3)::INT AS y"));
        int count =
                switch (name) {
                    case "few" -> 16;
                    case "ids", "ids-csv" -> 10;
                    case "columns" -> 1_000;
                    default ->
                        throw new IllegalArgumentException(
                                "Unknown table " + name + ", expected few, ids, ids-csv or columns");
                };
        IntStream.range(0, count)
                .mapToObj(i -> {
                    String drawn = "hash(id, " + i + ")";
                    if (name.startsWith("ids")) {
                        return i % 2 == 0
                                ? "printf('user-%d-%016x', " + i + ", " + drawn + ") AS t" + i
                                : "(" + drawn + " / 18446744073709551616.0)::DOUBLE AS d" + i;
                    }
                    long values = Math.round(4 * Math.pow(5_000, (i % 16) / 15.0));
                    return i % 2 == 0
                            ? "'v' || " + drawn + " % " + values + " AS c" + i
                            : drawn + " % " + values + " AS c" + i;
                })
                .forEach(columns::add);
        return columns;
    }
}
