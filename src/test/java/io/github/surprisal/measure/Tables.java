package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Counts made by hand, without Spark. */
final class Tables {
    static final MeasureConfig BITS = config(Unit.BITS, MeasureConfig.Nulls.CATEGORY);

    private Tables() {}

    static MeasureConfig config(Unit unit, MeasureConfig.Nulls nulls) {
        return config(unit, nulls, MeasureConfig.Binning.AUTO);
    }

    static MeasureConfig config(Unit unit, MeasureConfig.Nulls nulls, MeasureConfig.Binning binning) {
        return new MeasureConfig(
                unit,
                Estimator.PLUG_IN,
                nulls,
                binning,
                32,
                0.05,
                MeasureConfig.RankBy.INFORMATION_GAIN,
                Map.of(),
                Map.of());
    }

    /** Counts of a CSV file whose first lines may be comments; {@code weight} may be empty. */
    static Counts csv(Path file, String label, String weight) {
        List<String[]> lines;
        try {
            lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> names = Arrays.asList(lines.get(0));
        Map<String, Map<String, Map<String, Double>>> cells = new TreeMap<>();
        for (String[] line : lines.subList(1, lines.size())) {
            double count = weight.isEmpty() ? 1 : Double.parseDouble(line[names.indexOf(weight)]);
            for (String name : names) {
                if (!name.equals(label) && !name.equals(weight)) {
                    cells.computeIfAbsent(name, n -> new TreeMap<>())
                            .computeIfAbsent(line[names.indexOf(name)], v -> new TreeMap<>())
                            .merge(line[names.indexOf(label)], count, Double::sum);
                }
            }
        }
        List<String> classes = lines.stream()
                .skip(1)
                .map(line -> line[names.indexOf(label)])
                .distinct()
                .sorted()
                .toList();
        List<ColumnCounts> columns = new ArrayList<>();
        double[] totals = new double[classes.size() + 1];
        for (String name : names) {
            if (cells.containsKey(name)) {
                Arrays.fill(totals, 0);
                double[][] table = cells.get(name).values().stream()
                        .map(row -> IntStream.rangeClosed(0, classes.size())
                                .mapToDouble(k -> k < classes.size() ? row.getOrDefault(classes.get(k), 0.0) : 0)
                                .toArray())
                        .toArray(double[][]::new);
                for (double[] row : table) {
                    for (int k = 0; k < totals.length; k++) {
                        totals[k] += row[k];
                    }
                }
                columns.add(categorical(name, List.copyOf(cells.get(name).keySet()), table));
            }
        }
        return counts(columns, strings(classes), totals);
    }

    static Counts counts(List<ColumnCounts> features, Categories classes, double[] totals) {
        return new Counts(
                features,
                features.size(),
                "label",
                classes,
                List.of(new Group(List.of(), List.of(), Arrays.stream(totals).sum(), totals)),
                false,
                1);
    }

    static Categories strings(List<String> ascending) {
        return Categories.ofBytes(
                CategoryType.of(Base.STRING),
                ascending.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
    }

    /** Rows are categories; the last column holds unlabelled rows. */
    static ColumnCounts categorical(String name, List<String> categories, double[][] table) {
        return new ColumnCounts(
                name,
                Kind.CATEGORICAL,
                false,
                strings(categories),
                Categories.empty(CategoryType.of(Base.STRING)),
                List.of(group(table, new double[table[0].length])));
    }

    static ColumnCounts numeric(String name, double[] ascending, double[][] table) {
        return new ColumnCounts(
                name,
                Kind.NUMERIC,
                false,
                Categories.ofKeys(
                        CategoryType.of(Base.DOUBLE),
                        Arrays.stream(ascending)
                                .mapToLong(Double::doubleToLongBits)
                                .toArray()),
                Categories.empty(CategoryType.of(Base.DOUBLE)),
                List.of(group(table, new double[table[0].length])));
    }

    static ColumnGroup group(double[][] table, double[] nulls) {
        int classes = nulls.length;
        return new ColumnGroup(
                nulls,
                new ContingencyTable(
                        IntStream.range(0, table.length).toArray(),
                        classes,
                        Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray()),
                ColumnGroup.Spectra.NONE);
    }

    /** A random table in which some cells are 0. */
    static double[][] random(long seed, int rows, int columns, int most) {
        Random random = new Random(seed);
        double[][] table = new double[rows][columns];
        for (double[] row : table) {
            Arrays.setAll(row, k -> random.nextInt(4) == 0 ? 0 : random.nextInt(most));
        }
        table[0][0] += 1;
        return table;
    }
}
