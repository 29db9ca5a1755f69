package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was trained.
 *
 * @param fits in a few words, model by model
 * @param coefficients the largest ones
 * @param moreCoefficients how many there are beyond
 * @param importances of the features that any model has most from
 * @param moreImportances how many features there are beyond
 * @param classes of the label; of many the first ones
 * @param moreClasses how many there are beyond
 */
record Models(
        List<Losses> losses,
        List<Fit> fits,
        List<Coefficient> coefficients,
        int moreCoefficients,
        List<Importances> importances,
        int moreImportances,
        List<ClassLosses> classes,
        int moreClasses) {
    /** As many terms as anybody reads. */
    private static final int MOST = 50;

    /** What is told of how models were fitted. */
    static final List<String> FITS = List.of(
            "rows", "reg_param", "degrees_of_freedom", "mcfadden_r2", "aic", "bic", "iterations", "convergence");

    /** Figures of a model, in the order of {@link #FITS}. */
    record Fit(String model, List<String> values) {}

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

    /**
     * The information that models have from a feature.
     *
     * @param of by model, in the order of {@link #names}
     */
    record Importances(String feature, List<Importance> of) {
        private double most() {
            return of.stream()
                    .mapToDouble(Importance::information)
                    .filter(Double::isFinite)
                    .map(Math::abs)
                    .max()
                    .orElse(0);
        }
    }

    /** Of one model, on the rows held out where there are any; NaN where it has not looked at the feature. */
    record Importance(double information, double share) {
        private static final Importance NONE = new Importance(Double.NaN, Double.NaN);
    }

    /**
     * The log-losses of a class.
     *
     * @param of by model, in the order of {@link #names}
     */
    record ClassLosses(String labelClass, double rows, double observed, List<ClassLoss> of) {}

    /** Of one model, on the rows held out where there are any. */
    record ClassLoss(double logLoss, double predicted, double recall) {
        private static final ClassLoss NONE = new ClassLoss(Double.NaN, Double.NaN, Double.NaN);
    }

    static Models of(RunRows run) {
        List<Coefficient> all = coefficients(run.all("coefficients"));
        List<Coefficient> largest = all.stream()
                .sorted(Comparator.comparingDouble((Coefficient term) -> -Math.abs(term.size())))
                .limit(MOST)
                .toList();
        List<Losses> losses = Losses.all(run);
        List<String> names = losses.stream().map(Losses::model).toList();
        List<Importances> importances = importances(names, run.all("feature_importance"));
        List<ClassLosses> classes = classes(names, run.overall("class_loss"));
        return new Models(
                losses,
                fits(run.all("model_fit")),
                largest,
                all.size() - largest.size(),
                importances.stream().limit(MOST).toList(),
                Math.max(0, importances.size() - MOST),
                classes.stream().limit(MOST).toList(),
                Math.max(0, classes.size() - MOST));
    }

    /** The models, in the order of all tables. */
    List<String> names() {
        return losses.stream().map(Losses::model).toList();
    }

    /** Whether coefficients are those of several models. */
    boolean areOfSeveral() {
        return coefficients.stream().map(Coefficient::model).distinct().count() > 1;
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
            int at = row;
            fits.add(new Fit(
                    rows.text(row, "model"),
                    FITS.stream().map(name -> fit(rows, at, name)).toList()));
        }
        return fits;
    }

    private static String fit(DatasetRows rows, int row, String name) {
        String text = rows.text(row, name);
        return text.isEmpty() ? Figures.figure(rows.number(row, name)) : text;
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

    private static List<Importances> importances(List<String> names, DatasetRows rows) {
        String best = best(rows);
        Map<String, List<Importance>> all = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            int model = names.indexOf(rows.text(row, "model"));
            if (rows.text(row, "dataset").equals(best) && model >= 0) {
                all.computeIfAbsent(
                                rows.text(row, "feature"),
                                feature -> new ArrayList<>(Collections.nCopies(names.size(), Importance.NONE)))
                        .set(model, new Importance(rows.number(row, "information"), rows.number(row, "share")));
            }
        }
        return all.entrySet().stream()
                .map(of -> new Importances(of.getKey(), of.getValue()))
                .sorted(Comparator.comparingDouble(Importances::most).reversed())
                .toList();
    }

    private static List<ClassLosses> classes(List<String> names, DatasetRows rows) {
        String best = best(rows);
        Map<String, ClassLosses> all = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            int model = names.indexOf(rows.text(row, "model"));
            String name = rows.text(row, "class");
            if (rows.text(row, "dataset").equals(best) && model >= 0) {
                ClassLosses of = all.get(name);
                if (of == null) {
                    of = new ClassLosses(
                            name,
                            rows.number(row, "rows"),
                            rows.number(row, "observed_share"),
                            new ArrayList<>(Collections.nCopies(names.size(), ClassLoss.NONE)));
                    all.put(name, of);
                }
                of.of()
                        .set(
                                model,
                                new ClassLoss(
                                        rows.number(row, "log_loss"),
                                        rows.number(row, "mean_predicted"),
                                        rows.number(row, "recall")));
            }
        }
        return List.copyOf(all.values());
    }

    /** The rows that count: those held out where there are any. */
    private static String best(DatasetRows rows) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.text(row, "dataset").equals("test")) {
                return "test";
            }
        }
        return "train";
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
