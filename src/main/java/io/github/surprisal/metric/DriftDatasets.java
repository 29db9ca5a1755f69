package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.COUNT;
import static io.github.surprisal.metric.ColumnType.DOUBLE;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.LONG;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.ColumnType.TEXTS;
import static io.github.surprisal.metric.Dataset.MEASURE_UNIT;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.required;
import static io.github.surprisal.metric.Dataset.unit;

import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Drift.DriftBin;
import io.github.surprisal.drift.Drift.OneSided;
import io.github.surprisal.drift.DriftRule;
import io.github.surprisal.drift.Figure;
import io.github.surprisal.metric.Dataset.Column;

/** How a table differs from a reference. */
final class DriftDatasets {
    static final Dataset<ColumnDrift> DRIFT = Dataset.<ColumnDrift>of(
                    "drift",
                    "group × column",
                    "p is the table, q the reference.",
                    column("column", TEXT, "", "The column", ColumnDrift::column),
                    column("reference_rows", COUNT, "rows", "Rows of the reference", ColumnDrift::referenceRows),
                    column("rows", COUNT, "rows", "Rows of the table", ColumnDrift::rows),
                    figure(Figure.CROSS_ENTROPY, MEASURE_UNIT, "H(p, q)"),
                    figure(Figure.KL_DIVERGENCE, MEASURE_UNIT, "D(p‖q)"),
                    figure(Figure.JS_DIVERGENCE, "bits", "Jensen–Shannon divergence, from 0 to 1"),
                    figure(Figure.PSI, "nats", "Population stability index"),
                    figure(Figure.TOTAL_VARIATION, "", "½ Σ |p − q|, from 0 to 1"),
                    figure(
                            Figure.NULL_SHARE_CHANGE,
                            "",
                            "Share of missing values (nulls, and of numbers NaNs) less that of the reference"),
                    figure(Figure.P_VALUE, "", "Of both samples being from one distribution, categories without order"),
                    figure(Figure.INFORMATION_GAIN, MEASURE_UNIT, "Of the column with the table's label"),
                    unit(ColumnDrift::unit),
                    column(
                            "status",
                            TEXT,
                            "",
                            "`compared`, only in the table, only in the reference, ..",
                            d -> d.status().text()),
                    figure(Figure.EXPECTED_JS_DIVERGENCE, "bits", "What chance would give two samples of these sizes"),
                    figure(Figure.EXPECTED_PSI, "nats", "Likewise"),
                    figure(Figure.REVERSE_KL_DIVERGENCE, MEASURE_UNIT, "D(q‖p)"),
                    figure(
                            Figure.KS_STATISTIC,
                            "",
                            "Of numbers: greatest distance of the two cumulative distributions"),
                    figure(Figure.KS_P_VALUE, "", "Two-sided, by Kolmogorov and Smirnov"),
                    figure(
                            Figure.DIFFERENTIAL_CROSS_ENTROPY,
                            MEASURE_UNIT,
                            "h(p, q) of fractions of many values, over the whole table"),
                    column(
                            "new_categories",
                            LONG,
                            "",
                            "How many only the table has; of numbers that are cut, values outside the reference's range",
                            d -> known(d.added())),
                    column(
                            "vanished_categories",
                            LONG,
                            "",
                            "How many only the reference has; of numbers that are cut, bins in which the table has no row",
                            d -> known(d.vanished())),
                    required("new_values", TEXTS, "", "The most frequent of the new ones, ten at most", d -> d.added()
                            .values()),
                    required("vanished_values", TEXTS, "", "Likewise", d -> d.vanished()
                            .values()),
                    required(
                            "failed_rules",
                            TEXTS,
                            "",
                            "The rules of `drift.fail-on` that it breaks",
                            d -> d.fired().stream().map(DriftRule::text).toList()))
            .of(ColumnDrift::group)
            .orderedBy("group_columns", "group_values", "js_divergence DESC", "column");

    static final Dataset<DriftBin> DRIFT_BINS = Dataset.<DriftBin>of(
                    "drift_bins",
                    "compared column × bin or frequent value",
                    "Over the whole table; of categories the 20 most frequent ones. A row without value and bounds is what is"
                            + " missing.",
                    column("column", TEXT, "", "The column", DriftBin::column),
                    required("bin", INT, "", "From 0; of a number ascending, of categories by rows", DriftBin::bin),
                    column("value", TEXT, "", "The value; NULL of a bin of several", DriftBin::value),
                    column("lower", DOUBLE, "", "Of a number: lower < x ≤ upper", DriftBin::lower),
                    column("upper", DOUBLE, "", "Likewise", DriftBin::upper),
                    required("reference_rows", COUNT, "rows", "Rows of the reference", DriftBin::referenceRows),
                    required("rows", COUNT, "rows", "Rows of the table", DriftBin::rows))
            .ofTheWholeTable();

    private DriftDatasets() {}

    private static Column<ColumnDrift> figure(Figure figure, String unit, String text) {
        return column(figure.label(), DOUBLE, unit, text, d -> d.figure(figure));
    }

    private static Long known(OneSided side) {
        return side.isKnown() ? side.count() : null;
    }
}
