package io.github.surprisal.job;

import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.drift.Drift;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Figure;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Selection;
import io.github.surprisal.train.Model;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The short tables of results that end a job. */
final class Summary {
    private static final int MAX_ROWS = 12;
    private static final int MAX_GROUPS = 8;

    private final Counts counts;
    private final Unit unit;
    private final StringBuilder text = new StringBuilder();

    Summary(Counts counts, Unit unit) {
        this.counts = counts;
        this.unit = unit;
    }

    String text() {
        return text.toString();
    }

    void measures(Measures measures, boolean ranked) {
        if (ranked) {
            gains(measures.gains());
        } else {
            entropies(measures.entropies());
        }
    }

    private void entropies(List<ColumnEntropy> entropies) {
        List<ColumnEntropy> overall =
                entropies.stream().filter(e -> e.group().columns().isEmpty()).toList();
        title(String.format(
                Locale.ROOT,
                "Entropy of %d columns in %s rows, in %s",
                overall.size(),
                amount(counts.overall().rows()),
                unit.label()));
        TextTable table = new TextTable();
        table.line("column", "entropy", "of the largest", "distinct", "nulls", "mode", "its share");
        overall.stream()
                .limit(MAX_ROWS)
                .forEach(e -> table.line(
                        e.column(),
                        figure(e.entropy()),
                        share(e.normalizedEntropy()),
                        String.format(Locale.ROOT, "%,d", e.distinct()),
                        amount(e.nulls()),
                        brief(e.mode()),
                        share(e.modeShare())));
        finish(table, overall.size());
    }

    private void gains(List<InformationGain> gains) {
        List<InformationGain> overall = gains.stream()
                .filter(g -> g.group().columns().isEmpty())
                .sorted(Comparator.comparingInt(InformationGain::rank))
                .toList();
        List<Group> groups = counts.groups().stream()
                .skip(1)
                .filter(g -> g.columns().size() == 1)
                .limit(MAX_GROUPS)
                .toList();
        title(String.format(
                Locale.ROOT,
                "Information about %s, in %s (its entropy is %s, in %s rows)",
                counts.label(),
                unit.label(),
                overall.isEmpty() ? "-" : figure(overall.get(0).labelEntropy()),
                amount(counts.overall().rows())));
        Map<String, Double> byGroup = new HashMap<>();
        gains.forEach(g -> byGroup.put(key(g.feature(), g.group()), g.informationGain()));
        TextTable table = new TextTable();
        List<String> header = new ArrayList<>(List.of("feature", "all rows", "adjusted"));
        groups.forEach(group -> header.add(brief(name(group))));
        table.line(header);
        overall.stream().limit(MAX_ROWS).forEach(g -> {
            List<String> line = new ArrayList<>(
                    List.of(g.feature(), figure(g.informationGain()), figure(g.adjustedInformationGain())));
            groups.forEach(group -> line.add(figure(byGroup.getOrDefault(key(g.feature(), group), Double.NaN))));
            table.line(line);
        });
        finish(table, overall.size());
        long others = counts.groups().size() - 1L - groups.size();
        if (others > 0) {
            text.append("  (")
                    .append(others)
                    .append(" more groups in the output)")
                    .append(System.lineSeparator());
        }
    }

    /** The columns that drifted most, weighed by what they tell where that is known; and the rules that fired. */
    static void drift(Drift drift, PrintStream out) {
        List<ColumnDrift> compared = drift.columns().stream()
                .filter(d -> d.group().columns().isEmpty() && d.status().isCompared())
                .sorted(Comparator.comparingDouble((ColumnDrift d) -> -d.figure(Figure.JS_DIVERGENCE)))
                .toList();
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "Drift of %d columns, %s rows against %s in the reference",
                compared.size(),
                amount(drift.rows()),
                amount(drift.referenceRows())));
        TextTable table = new TextTable();
        table.line("column", "js", "by chance", "psi", "tv", "nulls", "new", "vanished", "p", "ks", "ks p", "gain");
        compared.stream()
                .limit(MAX_ROWS)
                .forEach(d -> table.line(
                        d.column(),
                        figure(d.figure(Figure.JS_DIVERGENCE)),
                        figure(d.figure(Figure.EXPECTED_JS_DIVERGENCE)),
                        figure(d.figure(Figure.PSI)),
                        figure(d.figure(Figure.TOTAL_VARIATION)),
                        String.format(Locale.ROOT, "%+.4f", d.figure(Figure.NULL_SHARE_CHANGE)),
                        Long.toString(d.added().count()),
                        Long.toString(d.vanished().count()),
                        pValue(d.figure(Figure.P_VALUE)),
                        figure(d.figure(Figure.KS_STATISTIC)),
                        pValue(d.figure(Figure.KS_P_VALUE)),
                        figure(d.figure(Figure.INFORMATION_GAIN))));
        out.print(table);
        if (compared.size() > MAX_ROWS) {
            out.println("  (" + (compared.size() - MAX_ROWS) + " more in the output)");
        }
        drift.columns().stream()
                .filter(d -> !d.status().text().equals("compared")
                        && d.group().columns().isEmpty())
                .forEach(d ->
                        out.println("Column " + d.column() + ": " + d.status().text()));
        drift.fired().stream().limit(MAX_ROWS).forEach(rule -> out.println("Failed on " + rule));
        if (drift.fired().size() > MAX_ROWS) {
            out.println("  (" + (drift.fired().size() - MAX_ROWS) + " more)");
        }
    }

    private static String key(String feature, Group group) {
        return feature + "\n" + group.columns() + "\n" + group.values();
    }

    void selection(Selection selection) {
        List<String> selected = selection.selected();
        long all = selection.steps().stream()
                .filter(step -> step.groupColumns().isEmpty())
                .count();
        title("Selected " + selected.size() + " of " + all + " features: "
                + String.join(", ", selected.subList(0, Math.min(MAX_ROWS, selected.size())))
                + (selected.size() > MAX_ROWS ? ", .." : ""));
        List<Selection.Step> refused = selection.steps().stream()
                .filter(step -> step.groupColumns().isEmpty())
                .filter(step -> step.refused() || step.flags().contains("constant"))
                .toList();
        refused.stream().limit(MAX_ROWS).forEach(step -> text.append("  ")
                .append(step.feature())
                .append(": ")
                .append(reason(step))
                .append(System.lineSeparator()));
        if (refused.size() > MAX_ROWS) {
            text.append("  (")
                    .append(refused.size() - MAX_ROWS)
                    .append(" more in the output)")
                    .append(System.lineSeparator());
        }
    }

    /** Why a feature was refused. */
    private String reason(Selection.Step step) {
        if (step.flags().contains("constant")) {
            return "constant";
        }
        String p = Double.isNaN(step.figures().pValue()) || step.figures().pValue() == 1
                ? ""
                : String.format(Locale.ROOT, " (p = %.2g)", step.figures().pValue());
        return step.redundantWith().isEmpty()
                ? "nothing about " + counts.label() + " that chance would not give" + p
                : "nothing beyond " + step.redundantWith() + p;
    }

    void model(Model model, Evaluation evaluation, String path) {
        title(String.format(
                Locale.ROOT,
                "%s: log-loss in %s (%d iterations, %s)",
                model.name(),
                unit.label(),
                model.iterations(),
                model.convergence().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        TextTable table = new TextTable();
        table.line("dataset, group", "rows", "label entropy", "log-loss", "information used", "accuracy", "AUC");
        List<Evaluation.LogLoss> losses = evaluation.logLosses();
        losses.stream()
                .limit(2L * MAX_ROWS)
                .forEach(l -> table.line(
                        l.dataset() + ", " + name(l.group().columns(), l.group().values()),
                        amount(l.rows()),
                        figure(l.labelEntropy()),
                        figure(l.logLoss()),
                        figure(l.informationUsed()),
                        share(l.accuracy()),
                        figure(l.areaUnderRoc())));
        finish(table, losses.size(), 2 * MAX_ROWS);
        coefficients(model);
        title("Model saved in " + path);
    }

    private void coefficients(Model model) {
        List<Coefficient> all = Coefficient.of(model, 0.05);
        List<Coefficient> shown = all.size() <= 2 * MAX_ROWS
                ? all
                : all.stream()
                        .filter(c -> !c.feature().equals(Coefficient.INTERCEPT))
                        .sorted(Comparator.comparingDouble(c -> -Math.abs(c.coefficient())))
                        .limit(MAX_ROWS)
                        .toList();
        title(all.size() == shown.size() ? "Coefficients" : "The " + shown.size() + " largest coefficients");
        TextTable table = new TextTable();
        table.line("term", "for " + counts.label(), "coefficient", "odds ratio");
        shown.forEach(c -> table.line(
                c.category().isEmpty() ? c.feature() : c.feature() + " = " + brief(c.category()),
                brief(c.labelClass()),
                figure(c.coefficient()),
                figure(c.oddsRatio())));
        finish(table, all.size(), shown.size());
    }

    private void title(String title) {
        text.append(System.lineSeparator()).append(title).append(System.lineSeparator());
    }

    private void finish(TextTable table, int size) {
        finish(table, size, MAX_ROWS);
    }

    private void finish(TextTable table, int size, int limit) {
        text.append(table);
        if (size > limit) {
            text.append("  (")
                    .append(size - limit)
                    .append(" more in the output)")
                    .append(System.lineSeparator());
        }
    }

    private static String name(Group group) {
        return name(group.columns(), group.values());
    }

    private static String name(List<String> columns, List<String> values) {
        if (columns.isEmpty()) {
            return "all rows";
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            parts.add(columns.get(i) + "=" + (values.get(i) == null ? "null" : values.get(i)));
        }
        return String.join(", ", parts);
    }

    private static String brief(String name) {
        return name.codePointCount(0, name.length()) <= 24
                ? name
                : name.substring(0, name.offsetByCodePoints(0, 22)) + "..";
    }

    private static String amount(double rows) {
        return rows == Math.rint(rows)
                ? String.format(Locale.ROOT, "%,d", (long) rows)
                : String.format(Locale.ROOT, "%,.3f", rows);
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value == 0 ? 0.0 : value);
    }

    private static String pValue(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2g", value);
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }
}
