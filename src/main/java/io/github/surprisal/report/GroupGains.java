package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.DatasetRows.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What features tell within groups; without a label, the entropies of columns.
 *
 * @param groups the largest first
 * @param moreGroups how many there are beyond
 * @param figures by column: of each group the gain, its standard error and what it is beyond chance
 */
record GroupGains(List<GroupRow> groups, int moreGroups, Map<String, double[][]> figures) {
    /** The most that are drawn. */
    static final int MOST = 100;

    static final int GAIN = 0;
    static final int STD_ERROR = 1;
    static final int ADJUSTED = 2;

    /** A group, how many rows it has, and the label's entropy in it. */
    record GroupRow(Group group, double rows, double labelEntropy) {
        String name() {
            return group.name();
        }

        List<String> columns() {
            return group.columns();
        }
    }

    static GroupGains of(RunRows run, boolean hasLabel) {
        DatasetRows rows = hasLabel
                ? run.some(
                        "information_gain",
                        "group_columns",
                        "group_values",
                        "feature",
                        "rows",
                        "label_entropy",
                        "information_gain",
                        "std_error",
                        "adjusted_information_gain")
                : run.some("column_entropy", "group_columns", "group_values", "column", "rows", "entropy", "std_error");
        Map<Group, Integer> places = new LinkedHashMap<>();
        List<GroupRow> groups = new ArrayList<>();
        int[] placeOf = new int[rows.size()];
        Group last = null;
        for (int row = 0; row < rows.size(); row++) {
            placeOf[row] = -1;
            if (!rows.isOverall(row)) {
                Group group = rows.group(row);
                // Rows of a group follow each other.
                group = group.equals(last) ? last : group;
                last = group;
                int at = row;
                Group named = group;
                placeOf[row] = places.computeIfAbsent(named, key -> {
                    groups.add(new GroupRow(named, rows.number(at, "rows"), rows.number(at, "label_entropy")));
                    return groups.size() - 1;
                });
            }
        }
        return of(rows, placeOf, groups, hasLabel);
    }

    private static GroupGains of(DatasetRows rows, int[] placeOf, List<GroupRow> groups, boolean hasLabel) {
        List<GroupRow> largest = groups.stream()
                .sorted(Comparator.comparingDouble((GroupRow group) -> -group.rows()))
                .limit(MOST)
                .toList();
        Map<GroupRow, Integer> kept = new HashMap<>();
        largest.forEach(group -> kept.put(group, kept.size()));
        Map<String, double[][]> figures = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            int at = placeOf[row] < 0 ? -1 : kept.getOrDefault(groups.get(placeOf[row]), -1);
            if (at >= 0) {
                double[][] of = figures.computeIfAbsent(
                        rows.text(row, hasLabel ? "feature" : "column"), name -> new double[3][largest.size()]);
                of[GAIN][at] = rows.number(row, hasLabel ? "information_gain" : "entropy");
                of[STD_ERROR][at] = rows.number(row, "std_error");
                of[ADJUSTED][at] = rows.number(row, "adjusted_information_gain");
            }
        }
        return new GroupGains(largest, groups.size() - largest.size(), figures);
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** The figures of a column; NaNs where there are none. */
    double[] of(String column, int figure) {
        double[][] of = figures.get(column);
        if (of == null) {
            double[] none = new double[groups.size()];
            Arrays.fill(none, Double.NaN);
            return none;
        }
        return of[figure];
    }

    /**
     * The most that one feature tells within a group beyond chance, less some standard errors.
     *
     * @param name of the group
     * @return 0 where there is no such group
     */
    double surelyTold(String name, double errors) {
        double most = 0;
        for (int g = 0; g < groups.size(); g++) {
            if (groups.get(g).name().equals(name)) {
                for (double[][] of : figures.values()) {
                    double told = of[ADJUSTED][g] - errors * of[STD_ERROR][g];
                    most = told > most ? told : most;
                }
            }
        }
        return most;
    }

    /** A mean over groups, and its standard error. */
    record Mean(double value, double stdError) {}

    /** The mean gain beyond chance over groups of the same columns, each as heavy as its rows; NaN where there are none. */
    Mean mean(String column, List<String> grouping) {
        double[] gains = of(column, ADJUSTED);
        double[] errors = of(column, STD_ERROR);
        double sum = 0;
        double variance = 0;
        double rows = 0;
        for (int g = 0; g < groups.size(); g++) {
            if (groups.get(g).columns().equals(grouping) && !Double.isNaN(gains[g])) {
                double weight = groups.get(g).rows();
                sum += gains[g] * weight;
                variance += Double.isNaN(errors[g]) ? 0 : errors[g] * weight * errors[g] * weight;
                rows += weight;
            }
        }
        return rows > 0 ? new Mean(sum / rows, Math.sqrt(variance) / rows) : new Mean(Double.NaN, Double.NaN);
    }

    List<List<String>> groupings() {
        return groups.stream().map(GroupRow::columns).distinct().toList();
    }
}
