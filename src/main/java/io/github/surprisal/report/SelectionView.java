package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was selected, and what features say of each other.
 *
 * @param steps of the whole table, in the order looked at
 * @param more how many there are beyond
 * @param names of the features in the map of pairs
 * @param pairs of each pair of them the symmetric uncertainty; NaN where it is not known
 */
record SelectionView(List<Step> steps, int more, List<String> names, double[][] pairs) {
    /** The most steps that are shown. */
    private static final int MOST = 100;

    /** The most features a side of the map. */
    private static final int MOST_PAIRS = 30;

    /**
     * A feature that was looked at.
     *
     * @param isRefused whether the test said no; otherwise it is only that others were taken before
     */
    record Step(
            int step,
            String feature,
            String criterion,
            boolean isSelected,
            double score,
            double relevance,
            double redundancy,
            double conditionalGain,
            String redundantWith,
            double pValue,
            double qValue,
            boolean isRefused,
            List<String> flags) {
        /** Why it was refused, or what speaks for it. */
        String reason() {
            if (isSelected) {
                return flags.contains("kept") ? "asked for" : "";
            }
            if (flags.contains("constant")) {
                return "constant";
            }
            if (redundantWith.isEmpty()) {
                return !isRefused
                        ? ""
                        : criterion.equals("cmi") ? "nothing beyond those taken" : "no more than chance gives";
            }
            return (isRefused ? "adds little to " : "most like ") + redundantWith;
        }
    }

    static SelectionView of(RunRows run, List<ColumnRow> columns) {
        DatasetRows rows = run.overall("selection");
        double alpha = run.settings("select").path("alpha").asDouble(Double.NaN);
        List<Step> steps = new ArrayList<>();
        for (int row = 0; row < Math.min(MOST, rows.size()); row++) {
            boolean isSelected = rows.isTrue(row, "selected");
            double qValue = rows.number(row, "q_value");
            steps.add(new Step(
                    (int) rows.number(row, "step"),
                    rows.text(row, "feature"),
                    rows.text(row, "criterion"),
                    isSelected,
                    rows.number(row, "score"),
                    rows.number(row, "relevance"),
                    rows.number(row, "redundancy"),
                    rows.number(row, "conditional_gain"),
                    rows.text(row, "redundant_with"),
                    rows.number(row, "p_value"),
                    qValue,
                    !isSelected && !(qValue <= alpha),
                    rows.texts(row, "flags")));
        }
        DatasetRows pairs = run.all("pairs");
        Set<String> paired = new LinkedHashSet<>();
        for (int row = 0; row < pairs.size(); row++) {
            paired.add(pairs.text(row, "feature"));
            paired.add(pairs.text(row, "other"));
        }
        List<String> names = columns.stream()
                .map(ColumnRow::name)
                .filter(paired::contains)
                .limit(MOST_PAIRS)
                .toList();
        return new SelectionView(steps, rows.size() - steps.size(), names, map(pairs, names));
    }

    private static double[][] map(DatasetRows pairs, List<String> names) {
        double[][] map = new double[names.size()][names.size()];
        for (double[] row : map) {
            Arrays.fill(row, Double.NaN);
        }
        for (int row = 0; row < pairs.size(); row++) {
            int x = names.indexOf(pairs.text(row, "feature"));
            int z = names.indexOf(pairs.text(row, "other"));
            if (x >= 0 && z >= 0) {
                map[x][z] = pairs.number(row, "symmetric_uncertainty");
                map[z][x] = map[x][z];
            }
        }
        return map;
    }

    double mostRelevance() {
        return Bars.most(steps, Step::relevance);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }
}
