package io.github.surprisal.bench;

import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.SyntheticTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The tables to count, made once and used again: what {@link SyntheticTable} makes of seed 7.
 *
 * <ul>
 *   <li>A: 16 columns of 4 to 20,000 values in geometric steps, texts and integers by turns, and the label. A1, A5, A10:
 *       a tenth, five and ten times as many rows.
 *   <li>B: A and ten columns of one to ten million values where A has ten million rows, texts and fractions by turns.
 *   <li>C: 500 columns of 2 to 1,000 values, a tenth of the rows.
 *   <li>D: A by two groupings, of 10 and of 100 groups. F: A by one of 10,000.
 *   <li>E: A as CSV.
 * </ul>
 */
final class BenchmarkTables {
    static final List<String> NAMES = List.of("A", "B", "C", "D", "E", "F", "A1", "A5", "A10");

    private static final double BASE = 10_000_000;

    private static final int ROWS_PER_FILE = 2_500_000;

    private static final int[] MILLIONS = {1, 1, 2, 2, 5, 5, 10, 10, 10, 10};

    private final SparkSession session;
    private final Path data;
    private final long rows;

    /** @param rows of A */
    BenchmarkTables(SparkSession session, Path data, long rows) {
        this.session = session;
        this.data = data;
        this.rows = rows;
    }

    /** A table by name, made if need be, its files in the page cache. */
    Contest prepare(String name) throws IOException {
        Contest contest = contest(name);
        try (Stream<Path> found = Files.walk(contest.files())) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        return contest;
    }

    private Contest contest(String name) {
        return switch (name) {
            case "A" -> tableA(name, rows, List.of());
            case "A1" -> tableA(name, Math.max(1, rows / 10), List.of());
            case "A5" -> tableA(name, rows * 5, List.of());
            case "A10" -> tableA(name, rows * 10, List.of());
            case "B" -> tableB();
            case "C" -> tableC();
            case "D" -> tableA(name, rows, List.of(List.of("g1"), List.of("g2")));
            case "E" -> tableE();
            case "F" -> tableA(name, rows, List.of(List.of("g3")));
            default -> throw new IllegalArgumentException("Unknown table " + name);
        };
    }

    private Contest tableA(String name, long size, List<List<String>> groups) {
        Path files = parquet("A", size, geometric(16, 4, 20_000), List.of(10, 100, 10_000), List.of());
        return new Contest(name, files, "parquet", size, groups, names("c", 16));
    }

    private Contest tableB() {
        List<Integer> distinct = Arrays.stream(MILLIONS)
                .mapToObj(millions -> (int) Math.max(10, millions * 1e6 * rows / BASE))
                .toList();
        Path files = parquet("B", rows, geometric(16, 4, 20_000), List.of(), distinct);
        List<String> columns = Stream.of(names("c", 16), names("d", distinct.size()))
                .flatMap(List::stream)
                .toList();
        return new Contest("B", files, "parquet", rows, List.of(), columns);
    }

    private Contest tableC() {
        long size = Math.max(1, rows / 10);
        List<Integer> steps = geometric(50, 2, 1000);
        List<Integer> categories =
                IntStream.range(0, 500).mapToObj(i -> steps.get(i % 50)).toList();
        Path files = parquet("C", size, categories, List.of(), List.of());
        return new Contest("C", files, "parquet", size, List.of(), names("c", 500));
    }

    private Contest tableE() {
        Contest parquet = tableA("A", rows, List.of());
        Path files = data.resolve("A-" + rows + "-csv");
        if (isMissing(files)) {
            session.read()
                    .parquet(parquet.files().toString())
                    .drop("g1", "g2", "g3")
                    .write()
                    .mode("overwrite")
                    .option("header", "true")
                    .csv(files.toString());
        }
        return new Contest("E", files, "csv", rows, List.of(), parquet.columns());
    }

    private Path parquet(
            String name, long size, List<Integer> categories, List<Integer> groups, List<Integer> distinct) {
        Path files = data.resolve(name + "-" + size);
        if (isMissing(files)) {
            int partitions = (int) Math.max(2, size / ROWS_PER_FILE);
            SyntheticConfig config =
                    new SyntheticConfig(size, 7, "parquet", partitions, 0.3, false, categories, 0, groups, distinct);
            new SyntheticTable(config).rows(session).write().mode("overwrite").parquet(files.toString());
        }
        return files;
    }

    /** Spark writes the mark last: a table without it was left half-made. */
    private static boolean isMissing(Path files) {
        return !Files.exists(files.resolve("_SUCCESS"));
    }

    private static List<Integer> geometric(int count, int first, int last) {
        double ratio = (double) last / first;
        return IntStream.range(0, count)
                .mapToObj(i -> (int) Math.round(first * Math.pow(ratio, i / (count - 1.0))))
                .toList();
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }
}
