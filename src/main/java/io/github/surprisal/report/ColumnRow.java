package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A column of the table over all its rows: a row of the page's main table.
 *
 * @param id its place on the page, by which links find it
 * @param gain what it tells of the label; unknown of a column that is no feature, and without a label
 */
record ColumnRow(
        int id,
        String name,
        String kind,
        Counts counts,
        Entropy entropy,
        Gain gain,
        List<String> flags,
        Distribution distribution) {
    /** Rows, and of them nulls; different values. */
    record Counts(double rows, double nulls, double distinct) {
        double nullShare() {
            return nulls / rows;
        }
    }

    /** The column's own entropy. */
    record Entropy(double entropy, double stdError, double normalized, String mode, double modeShare) {}

    /** What it tells of the label. */
    record Gain(
            int rank,
            double gain,
            double stdError,
            double adjusted,
            double labelEntropy,
            double pValue,
            double logPValue,
            double qValue,
            double ofMissing) {
        static final Gain NONE = new Gain(
                0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

        boolean isKnown() {
            return !Double.isNaN(gain);
        }
    }

    /** All of them: features by rank, then the others; without a label as they are in the table. */
    static List<ColumnRow> all(RunRows run) {
        DatasetRows entropies = run.overall("column_entropy");
        DatasetRows gains = run.overall("information_gain");
        Map<String, Integer> gainOf = new HashMap<>();
        for (int row = 0; row < gains.size(); row++) {
            gainOf.put(gains.text(row, "feature"), row);
        }
        Set<String> numbers = new HashSet<>();
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (int row = 0; row < entropies.size(); row++) {
            rows.put(entropies.text(row, "column"), row);
            if (entropies.text(row, "kind").equals("numeric")) {
                numbers.add(entropies.text(row, "column"));
            }
        }
        Map<String, Distribution> distributions = Distribution.all(run, numbers);
        List<String> names = new ArrayList<>(rows.keySet());
        names.sort(Comparator.comparingDouble(name -> {
            Integer row = gainOf.get(name);
            return row == null ? Double.MAX_VALUE : gains.number(row, "rank");
        }));
        List<ColumnRow> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(column(
                    columns.size(),
                    entropies,
                    rows.get(name),
                    gains,
                    gainOf.getOrDefault(name, -1),
                    distributions.getOrDefault(name, Distribution.NONE)));
        }
        return columns;
    }

    private static ColumnRow column(
            int id, DatasetRows entropies, int row, DatasetRows gains, int gain, Distribution distribution) {
        return new ColumnRow(
                id,
                entropies.text(row, "column"),
                entropies.text(row, "kind"),
                new Counts(
                        entropies.number(row, "rows"),
                        entropies.number(row, "nulls"),
                        entropies.number(row, "distinct")),
                new Entropy(
                        entropies.number(row, "entropy"),
                        entropies.number(row, "std_error"),
                        entropies.number(row, "normalized_entropy"),
                        entropies.isNull(row, "mode") ? null : entropies.text(row, "mode"),
                        entropies.number(row, "mode_share")),
                gain < 0 ? Gain.NONE : gain(gains, gain),
                gain < 0 ? List.of() : gains.texts(gain, "flags"),
                distribution);
    }

    private static Gain gain(DatasetRows gains, int row) {
        return new Gain(
                (int) gains.number(row, "rank"),
                gains.number(row, "information_gain"),
                gains.number(row, "std_error"),
                gains.number(row, "adjusted_information_gain"),
                gains.number(row, "label_entropy"),
                gains.number(row, "p_value"),
                gains.number(row, "log_p_value"),
                gains.number(row, "q_value"),
                gains.number(row, "missing_information_gain"));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    String pText() {
        return Figures.pValue(gain.pValue());
    }

    Distribution.Small small() {
        return distribution.small();
    }

    /** Its figures for the page's script, in the order that it knows. */
    void writeTo(Json json) {
        Distribution.Small small = small();
        json.open('[').value(name).value(kind.startsWith("num") ? 1 : 0);
        json.value(counts.distinct()).value(counts.nullShare());
        json.value(entropy.entropy()).value(entropy.normalized());
        json.value(gain.gain()).value(gain.stdError()).value(gain.adjusted());
        json.value(pText()).value(gain.logPValue());
        json.values(flags).value(small.heights()).value(small.shares());
        json.value(entropy.mode()).value(entropy.modeShare());
        json.value(entropy.stdError()).close(']');
    }
}
