package io.github.surprisal.job;

import io.github.surprisal.console.Printable;
import io.github.surprisal.console.TextTable;
import io.github.surprisal.console.View;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.drift.Drift;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Figure;
import io.github.surprisal.evaluate.Attribution;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.measure.ByGroup;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Selection;
import io.github.surprisal.table.Names;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkFit;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesFit;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The short tables of results that end a job. */
final class Summary {
    /** More columns would be wider than any terminal. */
    private static final int MAX_GROUPS = 40;

    private static final int MAX_CATEGORY = 24;
    private static final int MAX_LEAKS = 5;

    private final Counts counts;
    private final Unit unit;
    private final View view;
    private final StringBuilder text = new StringBuilder();

    Summary(Counts counts, Unit unit, View view) {
        this.counts = counts;
        this.unit = unit;
        this.view = view;
    }

    String text() {
        return text.toString();
    }

    void measures(Measures measures, boolean ranked) {
        if (ranked) {
            gains(measures.gains());
        } else {
            entropies(measures.entropies().overall());
        }
    }

    private void entropies(List<ColumnEntropy> overall) {
        title(String.format(
                Locale.ROOT,
                "Entropy of %s in %s, in %s",
                Names.counted(overall.size(), "column"),
                Names.counted(amount(counts.overall().rows()), "row"),
                unit.label()));
        TextTable table = new TextTable()
                .text("column")
                .figure("entropy")
                .figure("of the largest")
                .figure("distinct")
                .figure("nulls")
                .text("mode")
                .figure("its share");
        overall.forEach(e -> table.row(
                e.column(),
                figure(e.entropy()),
                share(e.normalizedEntropy()),
                String.format(Locale.ROOT, "%,d", e.distinct()),
                amount(e.nulls()),
                e.mode() == null ? Double.isNaN(e.modeShare()) ? "-" : "null" : brief(e.mode()),
                share(e.modeShare())));
        text.append(table.text(view));
    }

    private void gains(ByGroup<InformationGain> gains) {
        // Features are in the same order in every group; two may have the same name.
        List<Integer> ranked = IntStream.range(0, gains.overall().size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> gains.overall().get(i).rank()))
                .toList();
        List<InformationGain> overall =
                ranked.stream().map(gains.overall()::get).toList();
        List<Integer> groups = IntStream.range(1, counts.groups().size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        g -> counts.groups().get(g).columns().size()))
                .limit(MAX_GROUPS)
                .toList();
        List<List<InformationGain>> byGroup = groups.stream().map(gains::of).toList();
        title(String.format(
                Locale.ROOT,
                "Information about %s, in %s (its entropy is %s, in %s)",
                counts.label(),
                unit.label(),
                overall.isEmpty() ? "-" : figure(overall.get(0).labelEntropy()),
                labelled()));
        boolean flagged = overall.stream().anyMatch(g -> !g.flags().isEmpty());
        TextTable table = new TextTable()
                .text("feature")
                .figure("all rows")
                .figure("adjusted")
                .figure("p");
        if (flagged) {
            table.text("flags");
        }
        groups.forEach(g -> table.figure(counts.groups().get(g).name()));
        ranked.forEach(i -> {
            InformationGain g = gains.overall().get(i);
            List<String> row = new ArrayList<>(List.of(
                    g.feature(),
                    figure(g.informationGain()),
                    figure(g.adjustedInformationGain()),
                    probability(g.pValue())));
            if (flagged) {
                row.add(String.join(", ", g.flags()));
            }
            byGroup.forEach(of -> row.add(figure(of.get(i).informationGain())));
            table.row(row);
        });
        text.append(table.text(view));
        long others = counts.groups().size() - 1L - groups.size();
        if (others > 0) {
            text.append(view.wrap(
                    "  ",
                    "  ",
                    String.format(
                            Locale.ROOT,
                            "(%,d more groups: surprisal show DIR information_gain shows them, where --output DIR is given)",
                            others)));
        }
        leaks(overall);
    }

    /** The rows that the label's figures are of; and how many have none. */
    private String labelled() {
        double[] classes = counts.overall().classes();
        double without = classes[classes.length - 1];
        return Names.counted(amount(counts.overall().rows() - without), "row")
                + (without > 0 ? "; " + amount(without) + " more have no label" : "");
    }

    private void leaks(List<InformationGain> overall) {
        List<String> leaks = overall.stream()
                .filter(g -> g.flags().contains("leak"))
                .map(InformationGain::feature)
                .toList();
        if (!leaks.isEmpty()) {
            List<String> named = leaks.subList(0, Math.min(MAX_LEAKS, leaks.size()));
            text.append(view.wrap(
                    "  ",
                    "  ",
                    "(leak: " + Names.some(leaks, MAX_LEAKS) + " "
                            + (leaks.size() == 1 ? "tells" : "tell") + " all but everything about " + counts.label()
                            + ". What is known only afterwards is better left out: --ignore "
                            + asArgument(named) + ")"));
        }
    }

    /** Names of columns as a shell and the command line take them. */
    private static String asArgument(List<String> names) {
        return names.stream().allMatch(name -> name.matches("[\\w.-]+"))
                ? String.join(",", names)
                : "'"
                        + String.join(",", names.stream().map(Names::quoted).toList())
                                .replace("'", "'\\''") + "'";
    }

    /** The columns that drifted most, weighed by what they tell where that is known; and the rules that fired. */
    static String drift(Drift drift, View view) {
        StringBuilder text = new StringBuilder();
        List<ColumnDrift> compared = drift.columns().stream()
                .filter(d -> d.group().columns().isEmpty() && d.status().isCompared())
                .sorted(Comparator.comparingDouble((ColumnDrift d) -> -d.figure(Figure.JS_DIVERGENCE)))
                .toList();
        text.append(System.lineSeparator())
                .append(view.wrap(
                        "",
                        "",
                        String.format(
                                Locale.ROOT,
                                "Drift of %s, %s against %s in the reference",
                                Names.counted(compared.size(), "column"),
                                Names.counted(amount(drift.rows()), "row"),
                                amount(drift.referenceRows()))));
        TextTable table = new TextTable().text("column");
        List.of("js", "by chance", "psi", "tv", "nulls", "new", "vanished", "p", "ks", "ks p", "gain")
                .forEach(table::figure);
        compared.forEach(d -> table.row(
                d.column(),
                figure(d.figure(Figure.JS_DIVERGENCE)),
                figure(d.figure(Figure.EXPECTED_JS_DIVERGENCE)),
                figure(d.figure(Figure.PSI)),
                figure(d.figure(Figure.TOTAL_VARIATION)),
                String.format(Locale.ROOT, "%+.4f", d.figure(Figure.NULL_SHARE_CHANGE)),
                Long.toString(d.added().count()),
                Long.toString(d.vanished().count()),
                probability(d.figure(Figure.P_VALUE)),
                figure(d.figure(Figure.KS_STATISTIC)),
                probability(d.figure(Figure.KS_P_VALUE)),
                figure(d.figure(Figure.INFORMATION_GAIN))));
        text.append(table.text(view));
        drift.columns().stream()
                .filter(d -> !d.status().text().equals("compared")
                        && d.group().columns().isEmpty())
                .forEach(d -> text.append(view.wrap(
                        "", "  ", "Column " + d.column() + ": " + d.status().text() + advice(d))));
        drift.groupsOfOneSide()
                .forEach((status, groups) -> text.append(view.wrap(
                        "",
                        "  ",
                        Names.counted(groups.size(), "group") + " with " + status + ": "
                                + Names.some(groups, view.top()))));
        drift.fired().stream().limit(view.top()).forEach(rule -> text.append(view.wrap("", "  ", "Failed on " + rule)));
        if (drift.fired().size() > view.top()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  (%,d more: --all shows them)%n",
                    drift.fired().size() - view.top()));
        }
        return text.toString();
    }

    private static String advice(ColumnDrift drift) {
        String advice = drift.status().advice(drift.column());
        return advice.isEmpty() ? "" : "; if its text is meant as numbers, " + advice;
    }

    /** @param alpha above which a q-value has kept a feature from being selected */
    void selection(Selection selection, double alpha) {
        SelectionSummary summary = new SelectionSummary(selection, counts.label(), alpha);
        title(summary.title(view));
        text.append(summary.text(view));
    }

    /**
     * A model and how good it is.
     *
     * @param seconds that its training took
     */
    record Trained(Model model, Evaluation evaluation, Attribution attribution, double seconds) {}

    /** Each model, and where there are several all of them side by side. */
    void models(List<Trained> trained, String path) {
        trained.forEach(one -> model(one.model(), one.evaluation(), one.attribution()));
        if (trained.size() > 1) {
            compare(trained);
        }
        if (!path.isEmpty()) {
            title((trained.size() == 1 ? "Model" : "Models") + " saved in " + path);
        }
    }

    private void compare(List<Trained> trained) {
        title("Models side by side, all rows, log-loss in " + unit.label());
        TextTable table = new TextTable().text("model");
        List.of("log-loss, train", "test", "information used, train", "test").forEach(table::figure);
        table.text("size").figure("seconds");
        trained.forEach(one -> table.row(
                one.model().name(),
                figure(overall(one, Evaluation.TRAIN, Evaluation.LogLoss::logLoss)),
                figure(overall(one, Evaluation.TEST, Evaluation.LogLoss::logLoss)),
                figure(overall(one, Evaluation.TRAIN, Evaluation.LogLoss::informationUsed)),
                figure(overall(one, Evaluation.TEST, Evaluation.LogLoss::informationUsed)),
                size(one.model()),
                String.format(Locale.ROOT, "%.2f", one.seconds())));
        text.append(table.text(view));
    }

    private static double overall(Trained trained, String dataset, ToDoubleFunction<Evaluation.LogLoss> figure) {
        return trained.evaluation().logLosses().stream()
                .filter(row ->
                        row.dataset().equals(dataset) && row.group().columns().isEmpty())
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String size(Model model) {
        if (model.fit() instanceof NetworkFit network) {
            return String.format(Locale.ROOT, "%,d weights", network.parameters());
        }
        if (!(model.scorer() instanceof TreesScorer scorer)) {
            return String.format(Locale.ROOT, "%,d terms", model.encoding().size());
        }
        List<Tree> trees = scorer.trees();
        return trees.size() == 1
                ? String.format(Locale.ROOT, "%,d leaves", trees.get(0).leaves())
                : String.format(Locale.ROOT, "%,d trees", trees.size());
    }

    private static String ended(Model.Convergence convergence) {
        return switch (convergence) {
            case NO_SPLIT -> "nothing left to split";
            case CHANCE -> "a tree no better than chance";
            case NO_ERROR -> "a tree without errors";
            default -> Names.of(convergence).replace('-', ' ');
        };
    }

    private void model(Model model, Evaluation evaluation, Attribution attribution) {
        ModelTables tables = new ModelTables(counts.label(), unit, view);
        title(String.format(
                Locale.ROOT,
                "%s: log-loss in %s (%s, %s)",
                model.name(),
                unit.label(),
                model.fit() instanceof TreesFit trees && trees.rounds() == 1
                        ? size(model)
                        : Names.counted(model.iterations(), "iteration"),
                ended(model.convergence())));
        TextTable table = new TextTable().text("dataset, group");
        List.of("rows", "label entropy", "log-loss", "information used", "accuracy", "AUC")
                .forEach(table::figure);
        evaluation
                .logLosses()
                .forEach(l -> table.row(
                        l.dataset() + ", "
                                + Group.name(l.group().columns(), l.group().values()),
                        amount(l.rows()),
                        figure(l.labelEntropy()),
                        figure(l.logLoss()),
                        figure(l.informationUsed()),
                        share(l.accuracy()),
                        figure(l.areaUnderRoc())));
        text.append(table.text(ModelTables.twice(view)));
        model.linear()
                .filter(fit -> !fit.penaltyReason().isEmpty())
                .ifPresent(fit -> text.append(view.wrap(
                        "  ",
                        "    ",
                        String.format(Locale.ROOT, "penalty %s: %s", shortest(fit.regParam()), fit.penaltyReason()))));
        text.append(tables.importances(attribution)).append(tables.coefficients(model));
    }

    private void title(String title) {
        text.append(title(title, view));
    }

    static String title(String title, View view) {
        return System.lineSeparator() + view.wrap("", "  ", title);
    }

    static String brief(String name) {
        return Printable.cut(Printable.of(name), MAX_CATEGORY);
    }

    private static String amount(double rows) {
        return rows == Math.rint(rows)
                ? String.format(Locale.ROOT, "%,d", (long) rows)
                : String.format(Locale.ROOT, "%,.3f", rows);
    }

    static String figure(double value) {
        return Double.isNaN(value) ? "-" : unsigned(String.format(Locale.ROOT, "%.4f", value));
    }

    /** Nothing is not less than nothing: −0.0000 without its sign. */
    private static String unsigned(String figure) {
        return figure.matches("-[0. %]+") ? figure.substring(1) : figure;
    }

    /** 1e-4 as 0.0001. */
    private static String shortest(double value) {
        return new java.math.BigDecimal(Double.toString(value))
                .stripTrailingZeros()
                .toPlainString();
    }

    static String share(double value) {
        return Double.isNaN(value) ? "-" : unsigned(String.format(Locale.ROOT, "%.1f %%", 100 * value));
    }

    private static String probability(double p) {
        if (Double.isNaN(p)) {
            return "-";
        }
        return p == 0 ? "<1e-300" : String.format(Locale.ROOT, p < 0.001 ? "%.1e" : "%.3f", p);
    }
}
