package io.github.surprisal.select;

import io.github.surprisal.measure.Estimator;
import io.github.surprisal.select.criterion.PairTerms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A table of texts in memory, coded: pair counts without Spark.
 *
 * @param columns by column: the code of each row
 * @param sizes by column: how many categories it has
 * @param known terms that were asked for before
 * @param joints columns that were taken as one before
 */
record CodedTable(
        List<String> names,
        int[][] columns,
        int[] sizes,
        int[] label,
        int classes,
        Map<List<Object>, PairTerms> known,
        Map<List<Integer>, Joint> joints) {
    /** Several columns as one. */
    private record Joint(int[] codes, int size) {}

    CodedTable(List<String> names, int[][] columns, int[] sizes, int[] label, int classes) {
        this(names, columns, sizes, label, classes, new HashMap<>(), new HashMap<>());
    }

    /** From rows of text; the label is one of the columns. */
    static CodedTable of(List<String> names, List<String[]> rows, String label) {
        int at = names.indexOf(label);
        int[][] coded = new int[names.size()][rows.size()];
        int[] sizes = new int[names.size()];
        for (int c = 0; c < coded.length; c++) {
            Map<String, Integer> codes = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                String value = rows.get(row)[c].strip();
                coded[c][row] = codes.computeIfAbsent(value, any -> codes.size());
            }
            sizes[c] = codes.size();
        }
        int[] features = IntStream.range(0, names.size()).filter(c -> c != at).toArray();
        return new CodedTable(
                Arrays.stream(features).mapToObj(names::get).toList(),
                Arrays.stream(features).mapToObj(c -> coded[c]).toArray(int[][]::new),
                Arrays.stream(features).map(c -> sizes[c]).toArray(),
                coded[at],
                sizes[at]);
    }

    /** From a file of the shared data: ARFF, or a header and rows. */
    static CodedTable read(Path file, String separator, String label, List<String> only) {
        List<String> names = new ArrayList<>();
        List<String[]> rows = new ArrayList<>();
        boolean arff = file.toString().contains(".arff");
        try (BufferedReader reader = reader(file)) {
            boolean data = !arff;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String text = line.strip();
                if (text.isEmpty() || (arff && text.startsWith("%"))) {
                    continue;
                }
                if (!data) {
                    String[] words = text.split("\\s+");
                    if (words[0].equalsIgnoreCase("@attribute")) {
                        names.add(words[1].replace("'", ""));
                    }
                    data = words[0].equalsIgnoreCase("@data");
                } else if (names.isEmpty()) {
                    names.addAll(List.of(text.split(separator)));
                } else {
                    rows.add(text.split(separator, -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CodedTable all = of(names, rows, label);
        return only.isEmpty() ? all : all.only(only);
    }

    /** The same from a file without a header. */
    static CodedTable read(Path file, String separator, List<String> names, String label, List<String> only) {
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader reader = reader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    rows.add(line.strip().split(separator, -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CodedTable all = of(names, rows, label);
        return only.isEmpty() ? all : all.only(only);
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
    }

    private CodedTable only(List<String> some) {
        int[] kept = some.stream().mapToInt(names::indexOf).toArray();
        return new CodedTable(
                some,
                Arrays.stream(kept).mapToObj(c -> columns[c]).toArray(int[][]::new),
                Arrays.stream(kept).map(c -> sizes[c]).toArray(),
                label,
                classes);
    }

    int rows() {
        return label.length;
    }

    /** n(x, z, y) of a column and several others, together as one. */
    PairCounts counts(int x, List<Integer> others) {
        Joint joint = joints.computeIfAbsent(others, any -> joint(others));
        return counts(x, joint.codes(), joint.size());
    }

    private Joint joint(List<Integer> others) {
        if (others.size() == 1) {
            return new Joint(columns[others.get(0)], sizes[others.get(0)]);
        }
        int[] z = new int[rows()];
        int size = 1;
        for (int other : others) {
            Map<Long, Integer> codes = new HashMap<>();
            for (int row = 0; row < z.length; row++) {
                long both = (long) z[row] * sizes[other] + columns[other][row];
                z[row] = codes.computeIfAbsent(both, any -> codes.size());
            }
            size = codes.size();
        }
        return new Joint(z, size);
    }

    private PairCounts counts(int x, int[] z, int size) {
        long[] cells = new long[sizes[x] * size * classes];
        for (int row = 0; row < z.length; row++) {
            cells[(columns[x][row] * size + z[row]) * classes + label[row]]++;
        }
        return new PairCounts(cells, sizes[x], size, classes, 1);
    }

    /** Terms counted one by one. */
    PairSource source(boolean byChance, boolean redundancy) {
        PairCounts.Rules rules = new PairCounts.Rules(
                byChance,
                !redundancy
                        ? PairCounts.Redundancy.NONE
                        : byChance ? PairCounts.Redundancy.BY_CHANCE : PairCounts.Redundancy.PLAIN,
                Estimator.PLUG_IN);
        return asks -> asks.stream()
                .map(ask -> ask.others().stream()
                        .map(z -> ask.candidates().stream()
                                .map(x -> known.computeIfAbsent(List.of(x, z, rules), any -> counts(x, z)
                                        .terms(rules)))
                                .toArray(PairTerms[]::new))
                        .toArray(PairTerms[][]::new))
                .toList();
    }
}
