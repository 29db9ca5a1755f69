package io.github.surprisal.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.MetricReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a page shows of a run.
 *
 * @param columns all of them; the page itself holds the first ones, its data the others
 * @param data for the page's script, as JSON
 */
record Page(
        RunFacts run,
        Label label,
        String unit,
        List<ColumnRow> columns,
        List<Finding> findings,
        GroupMap map,
        SelectionView selection,
        Models models,
        List<DriftRow> drift,
        GroupMap driftMap,
        String reference,
        History history,
        String data,
        Assets assets) {
    /** Rows of the main table that are there without a script. */
    private static final int FIRST = 200;

    /** The most columns that are in the data: beyond, the datasets are the better place to look. */
    private static final int MOST = 5_000;

    /** How the view is called that Python makes of a dataset to compare with: no name to show. */
    private static final String VIEW = "surprisal_reference_";

    /** The most columns of a comparison. */
    static final int MOST_DRIFT = 500;

    /** Those of them whose distributions are in the data. */
    private static final int MOST_DRAWN = 200;

    /** The label, its entropy and its classes; without one the name is empty. */
    record Label(String name, double entropy, List<String> classes) {
        boolean isThere() {
            return !name.isEmpty();
        }
    }

    static Page of(MetricReader metrics, String runId, Assets assets) {
        RunRows run = new RunRows(metrics, runId);
        List<ColumnRow> columns = ColumnRow.all(run);
        Label label = label(run);
        GroupGains groups = GroupGains.of(run, label.isThere());
        List<DriftRow> drift = DriftRow.all(run);
        DriftGroups driftGroups = DriftGroups.of(run);
        History history = History.of(run, columns, drift);
        Models models = Models.of(run);
        String unit = unit(run);
        List<ColumnRow> kept = columns.subList(0, Math.min(MOST, columns.size()));
        return new Page(
                RunFacts.of(run),
                label,
                unit,
                columns,
                new Findings(run, columns, groups, drift, driftGroups, models.losses()).all(),
                GroupMap.of(columns, groups, label.isThere()),
                SelectionView.of(run, columns),
                models,
                drift,
                GroupMap.of(drift, driftGroups),
                reference(run),
                history,
                data(run, label, unit, kept, groups, drift, history),
                assets);
    }

    /** What the table was compared with, as the config names it; empty where it does not. */
    private static String reference(RunRows run) {
        JsonNode reference = run.settings("drift").path("reference");
        return Stream.of("path", "table", "query", "run")
                .map(key -> reference.path(key).asText(""))
                .filter(name -> !name.isEmpty() && !name.startsWith(VIEW))
                .findFirst()
                .orElse("");
    }

    private static Label label(RunRows run) {
        DatasetRows gains = run.overall("information_gain");
        if (gains.isEmpty()) {
            return new Label("", Double.NaN, List.of());
        }
        String name = gains.text(0, "label");
        // By nulls some features leave rows out, so the greatest is nearest to the whole table's.
        double entropy = 0;
        for (int row = 0; row < gains.size(); row++) {
            entropy = Math.max(entropy, gains.number(row, "label_entropy"));
        }
        DatasetRows values = run.all("frequent_values");
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < values.size(); row++) {
            if (values.text(row, "column").equals(name) && !values.isNull(row, "value")) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparingDouble(row -> values.number(row, "position")));
        return new Label(
                name,
                entropy,
                rows.stream().map(row -> values.text(row, "value")).toList());
    }

    private static String unit(RunRows run) {
        for (String dataset : List.of("column_entropy", "drift")) {
            DatasetRows rows = run.overall(dataset);
            if (!rows.isEmpty()) {
                return rows.text(0, "unit");
            }
        }
        return "bits";
    }

    private static String data(
            RunRows run,
            Label label,
            String unit,
            List<ColumnRow> columns,
            GroupGains groups,
            List<DriftRow> drift,
            History history) {
        Json json = new Json().open('{').key("unit").value(unit);
        json.key("label").value(label.name()).key("classes").values(label.classes());
        json.key("run").value(run.runId()).key("root").value(run.root());
        json.key("columns").open('[');
        columns.forEach(column -> column.writeTo(json));
        json.close(']');
        Details.writeTo(json, run, columns, groups);
        json.key("drift").open('[');
        drift.stream().limit(MOST_DRAWN).forEach(row -> row.writeTo(json));
        json.close(']');
        Models.writeTo(json, run);
        history.writeTo(json);
        return json.close('}').toString();
    }

    /** The rows that are there without a script. */
    List<ColumnRow> firstColumns() {
        return columns.subList(0, Math.min(FIRST, columns.size()));
    }

    List<DriftRow> firstDrift() {
        return drift.subList(0, Math.min(MOST_DRIFT, drift.size()));
    }

    /** Columns that are in the datasets alone. */
    int moreColumns() {
        return Math.max(0, columns.size() - MOST);
    }

    /** The greatest gain, by which bars are drawn. */
    double mostGain() {
        return Bars.most(columns, column -> column.gain().gain());
    }

    /** The greatest entropy, likewise. */
    double mostEntropy() {
        return Bars.most(columns, column -> column.entropy().entropy());
    }

    double mostDrift() {
        return Bars.most(drift, row -> row.js().divergence());
    }

    /** Rows of the table, where they are known. */
    boolean hasColumns() {
        return !columns.isEmpty();
    }
}
