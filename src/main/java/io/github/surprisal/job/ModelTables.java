package io.github.surprisal.job;

import io.github.surprisal.console.TextTable;
import io.github.surprisal.console.View;
import io.github.surprisal.evaluate.Attribution;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.FeatureImportance;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.train.Model;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of the summary that say what a model is made of.
 *
 * @param label its name
 */
record ModelTables(String label, Unit unit, View view) {
    /** What the model has from each feature: most on test rows first, where there are any. Empty where that is not known. */
    String importances(Attribution attribution) {
        Map<String, Map<String, FeatureImportance>> byDataset = new HashMap<>();
        attribution.importances().forEach(row -> byDataset
                .computeIfAbsent(row.dataset(), any -> new HashMap<>())
                .put(row.feature(), row));
        if (byDataset.isEmpty()) {
            return "";
        }
        boolean isTested = byDataset.containsKey(Evaluation.TEST);
        String first = isTested ? Evaluation.TEST : Evaluation.TRAIN;
        TextTable table = new TextTable().text("feature").figure("train").figure("share");
        if (isTested) {
            table.figure("test").figure("share");
        }
        attribution.importances().stream()
                .filter(row -> row.dataset().equals(first))
                .map(FeatureImportance::feature)
                .forEach(feature -> {
                    FeatureImportance train = row(byDataset, Evaluation.TRAIN, feature);
                    FeatureImportance test = row(byDataset, Evaluation.TEST, feature);
                    String of = Summary.brief(feature);
                    if (isTested) {
                        table.row(
                                of,
                                Summary.figure(train.information()),
                                Summary.share(train.share()),
                                Summary.figure(test.information()),
                                Summary.share(test.share()));
                    } else {
                        table.row(of, Summary.figure(train.information()), Summary.share(train.share()));
                    }
                });
        return Summary.title("Information used by feature, in " + unit.label(), view) + table.text(view);
    }

    private static FeatureImportance row(
            Map<String, Map<String, FeatureImportance>> byDataset, String dataset, String feature) {
        FeatureImportance unknown = new FeatureImportance("", dataset, feature, Double.NaN, Double.NaN, Double.NaN);
        return byDataset.getOrDefault(dataset, Map.of()).getOrDefault(feature, unknown);
    }

    /** The coefficients of a linear model, the largest ones where there are many; empty of another. */
    String coefficients(Model model) {
        if (model.linear().isEmpty()) {
            return "";
        }
        List<Coefficient> all = Coefficient.of(model, 0.05);
        View twice = twice(view);
        boolean isWhole = all.size() <= twice.top();
        List<Coefficient> shown = isWhole
                ? all
                : all.stream()
                        .filter(c -> !c.feature().equals(Coefficient.INTERCEPT))
                        .sorted(Comparator.comparingDouble(c -> -Math.abs(c.standardized())))
                        .toList();
        TextTable table = new TextTable()
                .text("term")
                .text("for " + label)
                .figure("coefficient")
                .figure("per std dev")
                .figure("odds ratio");
        shown.forEach(c -> table.row(
                c.category().isEmpty() ? c.feature() : c.feature() + " = " + Summary.brief(c.category()),
                Summary.brief(c.labelClass()),
                Summary.figure(c.coefficient()),
                Summary.figure(c.standardized()),
                Summary.figure(c.oddsRatio())));
        String title = isWhole ? "Coefficients" : "Coefficients, the largest per standard deviation first";
        return Summary.title(title, view) + table.text(isWhole ? twice : view);
    }

    /** Twice as many rows: for tables with a row for both train and test, or for both of two classes. */
    static View twice(View view) {
        return new View(view.width(), view.top() > View.ALL / 2 ? View.ALL : 2 * view.top());
    }
}
