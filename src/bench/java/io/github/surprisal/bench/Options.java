package io.github.surprisal.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param data where the tables are, or will be made
 * @param rows rows of table A, of which the others have a multiple
 * @param runs warm runs of every contestant
 * @param slope only ours, on a tenth of A, on A and on ten times A
 * @param profile whether to say where ours spends its time
 */
record Options(
        Path data, long rows, int runs, List<String> tables, List<String> against, boolean slope, boolean profile) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "--data", "target/benchmark",
            "--rows", "10000000",
            "--runs", "5",
            "--tables", "A,B,C,D,E,F",
            "--against", "scan,duckdb,spark");

    private static final Set<String> FLAGS = Set.of("--slope", "--profile");

    /** @throws IllegalArgumentException for what is not an option, a table or a contestant */
    static Options parse(String... args) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        Set<String> flags = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(args));
        while (!left.isEmpty()) {
            String option = left.pop();
            if (FLAGS.contains(option)) {
                flags.add(option);
            } else if (!DEFAULTS.containsKey(option)) {
                throw new IllegalArgumentException("Unknown option " + option);
            } else if (left.isEmpty()) {
                throw new IllegalArgumentException("Option " + option + " needs a value");
            } else {
                values.put(option, left.pop());
            }
        }
        return new Options(
                Path.of(values.get("--data")).toAbsolutePath(),
                positive("--rows", values),
                (int) positive("--runs", values),
                among("--tables", values, BenchmarkTables.NAMES),
                among("--against", values, Contestants.OTHERS),
                flags.contains("--slope"),
                flags.contains("--profile"));
    }

    private static long positive(String option, Map<String, String> values) {
        String value = values.get(option);
        if (!value.matches("[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("Option " + option + " needs a number of at least 1, found " + value);
        }
        return Long.parseLong(value);
    }

    private static List<String> among(String option, Map<String, String> values, List<String> known) {
        List<String> chosen = List.of(values.get(option).split(","));
        for (String name : chosen) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "Option " + option + " takes " + String.join(",", known) + ", found " + name);
            }
        }
        return chosen;
    }
}
