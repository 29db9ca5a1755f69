package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a column differs from the reference, over the whole table.
 *
 * @param id its place on the page, by which links find it
 * @param js in bits, and what chance would give
 * @param changed the new and the vanished categories, a few by name
 */
record DriftRow(
        int id,
        String column,
        String status,
        Js js,
        double psi,
        double ks,
        double pValue,
        double nullShareChange,
        double gain,
        Changed changed,
        List<Bar> bars) {
    /** The divergence of two tables of which one would not speak: a tenth of what is plain to the eye. */
    static final double LITTLE = 0.01;

    private static final double SURE = 0.01;

    /** As many bars as a small drawing has pixels for. */
    private static final int MOST_BARS = 25;

    private static final int WIDE = 100;
    private static final int HIGH = 35;

    record Js(double divergence, double expected) {
        double excess() {
            return divergence - expected;
        }
    }

    /** How many categories are new and how many vanished, and the most frequent ones. */
    record Changed(double added, List<String> newValues, double vanished, List<String> vanishedValues) {}

    /** A bin or a value; what is missing has no label. */
    record Bar(String label, double referenceRows, double rows) {}

    boolean isCompared() {
        return status.startsWith("compared");
    }

    boolean isDrifted() {
        return isCompared() && js.excess() >= LITTLE && pValue <= SURE;
    }

    /** All columns, those that differ most first, then those that could not be compared. */
    static List<DriftRow> all(RunRows run) {
        DatasetRows rows = run.overall("drift");
        Map<String, List<Bar>> bars = bars(run);
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            order.add(row);
        }
        order.sort(Comparator.comparingDouble((Integer row) -> {
            double excess = rows.number(row, "js_divergence") - rows.number(row, "expected_js_divergence");
            return Double.isNaN(excess) ? Double.NEGATIVE_INFINITY : -excess;
        }));
        List<DriftRow> all = new ArrayList<>();
        for (int row : order) {
            all.add(row(all.size(), rows, row, bars.getOrDefault(rows.text(row, "column"), List.of())));
        }
        return all;
    }

    private static DriftRow row(int id, DatasetRows rows, int row, List<Bar> bars) {
        return new DriftRow(
                id,
                rows.text(row, "column"),
                rows.text(row, "status"),
                new Js(rows.number(row, "js_divergence"), rows.number(row, "expected_js_divergence")),
                rows.number(row, "psi"),
                rows.number(row, "ks_statistic"),
                rows.number(row, "p_value"),
                rows.number(row, "null_share_change"),
                rows.number(row, "information_gain"),
                new Changed(
                        rows.number(row, "new_categories"),
                        rows.texts(row, "new_values"),
                        rows.number(row, "vanished_categories"),
                        rows.texts(row, "vanished_values")),
                bars);
    }

    private static Map<String, List<Bar>> bars(RunRows run) {
        DatasetRows rows = run.all("drift_bins");
        Map<String, List<Bar>> bars = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            boolean isRange = rows.isNull(row, "value") && !rows.isNull(row, "upper");
            String label = isRange
                    ? Distribution.range(rows.number(row, "lower"), rows.number(row, "upper"))
                    : rows.isNull(row, "value") ? null : rows.text(row, "value");
            bars.computeIfAbsent(rows.text(row, "column"), name -> new ArrayList<>())
                    .add(new Bar(label, rows.number(row, "reference_rows"), rows.number(row, "rows")));
        }
        return bars;
    }

    /** The new and the vanished ones, how many; empty where that is not known. */
    String changedCounts() {
        return Double.isNaN(changed.added())
                ? ""
                : Figures.figure(changed.added()) + ", " + Figures.figure(changed.vanished());
    }

    /** A few of them by name. */
    String changedValues() {
        String added = changed.newValues().isEmpty() ? "" : "new: " + String.join(", ", changed.newValues());
        String gone =
                changed.vanishedValues().isEmpty() ? "" : "vanished: " + String.join(", ", changed.vanishedValues());
        return added + (added.isEmpty() || gone.isEmpty() ? "" : "; ") + gone;
    }

    /** Shares of both sides as paths of SVG, in a box of 100 × 35. */
    Small small() {
        int n = Math.min(MOST_BARS, bars.size());
        double[] here = new double[n];
        double[] there = new double[n];
        for (int i = 0; i < bars.size(); i++) {
            int at = (int) ((long) i * n / bars.size());
            here[at] += bars.get(i).rows();
            there[at] += bars.get(i).referenceRows();
        }
        double rows = Arrays.stream(here).sum();
        double referenceRows = Arrays.stream(there).sum();
        double most = 0;
        for (int i = 0; i < n; i++) {
            here[i] = rows > 0 ? here[i] / rows : 0;
            there[i] = referenceRows > 0 ? there[i] / referenceRows : 0;
            most = Math.max(most, Math.max(here[i], there[i]));
        }
        StringBuilder table = new StringBuilder();
        StringBuilder reference = new StringBuilder(n > 0 ? "M0 " + HIGH : "");
        for (int i = 0; i < n; i++) {
            long from = Math.round(WIDE * (double) i / n);
            long to = Math.round(WIDE * (double) (i + 1) / n);
            long height = Math.round(HIGH * here[i] / most);
            table.append('M')
                    .append(from)
                    .append(' ')
                    .append(HIGH)
                    .append("v-")
                    .append(height)
                    .append('H')
                    .append(to);
            table.append('v').append(height).append('z');
            reference
                    .append('V')
                    .append(HIGH - Math.round(HIGH * there[i] / most))
                    .append('H')
                    .append(to);
        }
        return new Small(
                table.toString(), reference.append(n > 0 ? "V" + HIGH : "").toString());
    }

    record Small(String table, String reference) {}

    String pText() {
        return Figures.pValue(pValue);
    }

    /** For the page's script. */
    void writeTo(Json json) {
        json.open('{').key("n").value(column).key("b").open('[');
        bars.forEach(bar -> json.open('[')
                .value(bar.label())
                .value(bar.referenceRows())
                .value(bar.rows())
                .close(']'));
        json.close(']').close('}');
    }
}
