package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was trained.
 *
 * @param fits in a few words, model by model
 * @param coefficients the largest ones
 * @param moreCoefficients how many there are beyond
 */
record Models(
        List<Losses> losses,
        List<Fit> fits,
        List<Coefficient> coefficients,
        int moreCoefficients,
        List<Importance> importances,
        List<ClassLoss> classes) {
    /** As many terms as anybody reads. */
    private static final int MOST = 50;

    /** A figure of a model by its name. */
    record Fit(String model, String name, String text, String value) {}

    /**
     * A term of a linear model.
     *
     * @param term the feature, with its category
     */
    record Coefficient(
            String model,
            String labelClass,
            String term,
            double coefficient,
            double lower,
            double upper,
            double oddsRatio,
            double pValue,
            double size) {}

    /** The information that a model has from a feature. */
    record Importance(String model, String dataset, String feature, double information, double share) {}

    /** The log-loss of a class. */
    record ClassLoss(
            String labelClass, double rows, double logLoss, double observed, double predicted, double recall) {}

    static Models of(RunRows run) {
        List<Coefficient> all = coefficients(run.all("coefficients"));
        List<Coefficient> largest = all.stream()
                .sorted(Comparator.comparingDouble((Coefficient term) -> -Math.abs(term.size())))
                .limit(MOST)
                .toList();
        return new Models(
                Losses.all(run),
                fits(run.all("model_fit")),
                largest,
                all.size() - largest.size(),
                importances(run.all("feature_importance")),
                classes(run.overall("class_loss")));
    }

    boolean isEmpty() {
        return losses.isEmpty();
    }

    /** How far the axis of coefficients goes to either side: intervals that go further are cut off there. */
    double reach() {
        return coefficients.stream()
                .mapToDouble(term -> 1.3 * Math.abs(term.coefficient()))
                .max()
                .orElse(1);
    }

    private static List<Fit> fits(DatasetRows rows) {
        List<Fit> fits = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            for (String name : List.of(
                    "rows",
                    "reg_param",
                    "degrees_of_freedom",
                    "mcfadden_r2",
                    "aic",
                    "bic",
                    "iterations",
                    "convergence")) {
                String text = rows.text(row, name);
                String value = text.isEmpty() ? Figures.figure(rows.number(row, name)) : text;
                fits.add(new Fit(rows.text(row, "model"), name, Texts.of("model_fit", name), value));
            }
        }
        return fits;
    }

    private static List<Coefficient> coefficients(DatasetRows rows) {
        List<Coefficient> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            String category = rows.text(row, "category");
            double standardized = rows.number(row, "standardized_coefficient");
            if (rows.number(row, "coefficient") != 0 && !Double.isNaN(standardized)) {
                all.add(new Coefficient(
                        rows.text(row, "model"),
                        rows.text(row, "class"),
                        rows.text(row, "feature") + (rows.isNull(row, "category") ? "" : " = " + category),
                        rows.number(row, "coefficient"),
                        rows.number(row, "ci_lower"),
                        rows.number(row, "ci_upper"),
                        rows.number(row, "odds_ratio"),
                        rows.number(row, "p_value"),
                        standardized));
            }
        }
        return all;
    }

    private static List<Importance> importances(DatasetRows rows) {
        List<Importance> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            all.add(new Importance(
                    rows.text(row, "model"),
                    rows.text(row, "dataset"),
                    rows.text(row, "feature"),
                    rows.number(row, "information"),
                    rows.number(row, "share")));
        }
        return all.stream()
                .sorted(Comparator.comparing(Importance::model)
                        .thenComparing(Importance::dataset)
                        .thenComparing(Comparator.comparingDouble(Importance::information)
                                .reversed()))
                .limit(MOST)
                .toList();
    }

    private static List<ClassLoss> classes(DatasetRows rows) {
        List<ClassLoss> all = new ArrayList<>();
        boolean isTested = false;
        for (int row = 0; row < rows.size(); row++) {
            isTested |= rows.text(row, "dataset").equals("test");
        }
        for (int row = 0; row < rows.size() && all.size() < MOST; row++) {
            if (rows.text(row, "dataset").equals("test") == isTested) {
                all.add(new ClassLoss(
                        rows.text(row, "class"),
                        rows.number(row, "rows"),
                        rows.number(row, "log_loss"),
                        rows.number(row, "observed_share"),
                        rows.number(row, "mean_predicted"),
                        rows.number(row, "recall")));
            }
        }
        return all;
    }

    /** Curves for the page's script: calibration and the objective. */
    static void writeTo(Json json, RunRows run) {
        DatasetRows bins = run.overall("calibration");
        json.key("calibration").open('[');
        for (int row = 0; row < bins.size(); row++) {
            json.open('[').value(bins.text(row, "model")).value(bins.text(row, "dataset"));
            json.value(bins.text(row, "class")).value(bins.number(row, "mean_predicted"));
            json.value(bins.number(row, "observed_share"))
                    .value(bins.number(row, "rows"))
                    .close(']');
        }
        DatasetRows history = run.all("objective_history");
        json.close(']').key("objective").open('[');
        for (int row = 0; row < history.size(); row++) {
            json.open('[').value(history.text(row, "model")).value(history.number(row, "iteration"));
            json.value(history.number(row, "objective"))
                    .value(history.number(row, "gradient_norm"))
                    .close(']');
        }
        DatasetRows path = run.all("regularization_path");
        json.close(']').key("path").open('[');
        for (int row = 0; row < path.size(); row++) {
            json.open('[').value(path.text(row, "model")).value(path.number(row, "reg_param"));
            json.value(path.number(row, "log_loss")).value(path.number(row, "std_error"));
            json.value(path.isTrue(row, "chosen") ? 1 : 0).close(']');
        }
        json.close(']');
    }
}
