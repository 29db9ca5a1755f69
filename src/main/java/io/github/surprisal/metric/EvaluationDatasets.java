package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.COUNT;
import static io.github.surprisal.metric.ColumnType.DOUBLE;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.Dataset.MEASURE_UNIT;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.model;
import static io.github.surprisal.metric.Dataset.required;
import static io.github.surprisal.metric.Dataset.trainOrTest;
import static io.github.surprisal.metric.Dataset.unit;

import io.github.surprisal.evaluate.Evaluation.CalibrationBin;
import io.github.surprisal.evaluate.Evaluation.ClassLoss;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.evaluate.FeatureImportance;
import io.github.surprisal.measure.Unit;

/** How good a model is. */
final class EvaluationDatasets {
    static final Dataset<LogLoss> LOG_LOSS = Dataset.<LogLoss>of(
                    "log_loss",
                    "model × dataset × group",
                    "",
                    model(LogLoss::model),
                    trainOrTest(LogLoss::dataset),
                    column("rows", COUNT, "rows", "Rows of the group", LogLoss::rows),
                    column("log_loss", DOUBLE, MEASURE_UNIT, "Mean of −log p(label)", LogLoss::logLoss),
                    column(
                            "label_entropy",
                            DOUBLE,
                            MEASURE_UNIT,
                            "Of these rows: the least log-loss without any feature",
                            LogLoss::labelEntropy),
                    column("normalized_log_loss", DOUBLE, "", "1 − log_loss/label_entropy", LogLoss::normalizedLogLoss),
                    column(
                            "information_used",
                            DOUBLE,
                            MEASURE_UNIT,
                            "label_entropy − log_loss",
                            LogLoss::informationUsed),
                    column(
                            "brier",
                            DOUBLE,
                            "",
                            "Mean of (p − y)²: of two classes of the second, from 0 to 1; of more the sum over them, from 0"
                                    + " to 2",
                            LogLoss::brier),
                    column(
                            "accuracy",
                            DOUBLE,
                            "",
                            "Share of rows whose most probable class is theirs",
                            LogLoss::accuracy),
                    column(
                            "area_under_roc",
                            DOUBLE,
                            "",
                            "Of two classes; exact, a tie counts half",
                            LogLoss::areaUnderRoc),
                    column(
                            "calibration_error",
                            DOUBLE,
                            "",
                            "Mean of |mean predicted − observed share| over ten bins",
                            LogLoss::calibrationError),
                    column("log_loss_std_error", DOUBLE, MEASURE_UNIT, "√(Var(loss)/rows)", LogLoss::logLossStdError),
                    unit(LogLoss::unit),
                    column("brier_reliability", DOUBLE, "", "Murphy's parts, by the ten bins", l -> l.brierParts()
                            .get(0)),
                    column("brier_resolution", DOUBLE, "", "Likewise", l -> l.brierParts()
                            .get(1)),
                    column("brier_uncertainty", DOUBLE, "", "Likewise", l -> l.brierParts()
                            .get(2)),
                    column(
                            "area_under_precision_recall",
                            DOUBLE,
                            "",
                            "Average precision of the second of two classes",
                            LogLoss::areaUnderPrecisionRecall),
                    column(
                            "information_of_features",
                            DOUBLE,
                            MEASURE_UNIT,
                            "The features' gains in the group, added up: what they share counts again",
                            LogLoss::informationOfFeatures),
                    column(
                            "joint_information",
                            DOUBLE,
                            MEASURE_UNIT,
                            "The gain of all features together, combinations as categories, so too large where they are"
                                    + " many; NULL beyond 131,072",
                            LogLoss::jointInformation))
            .of(row -> row.group().columns(), row -> row.group().values());

    /** An importance, and the unit that it is in. */
    record Importance(FeatureImportance of, Unit unit) {}

    static final Dataset<Importance> FEATURE_IMPORTANCE = Dataset.<Importance>of(
                    "feature_importance",
                    "model × dataset × feature",
                    "What a model has from each feature: together with `(intercept)`, and `(calibration)` where there is one,"
                            + " the `information_used` of `log_loss`. See [learners](learners.md#importances-that-add-up).",
                    model(i -> i.of().model()),
                    trainOrTest(i -> i.of().dataset()),
                    column("feature", TEXT, "", "The feature, `(intercept)` or `(calibration)`", i -> i.of().feature()),
                    column(
                            "information",
                            DOUBLE,
                            MEASURE_UNIT,
                            "By how much it lowers the log-loss of these rows; below 0 where it raises it",
                            i -> i.of().information()),
                    column(
                            "splits",
                            ColumnType.WHOLE,
                            "",
                            "Nodes of trees that ask for it; NULL without trees",
                            i -> i.of().splits()),
                    column(
                            "share",
                            DOUBLE,
                            "",
                            "information ÷ information_used; NULL where that is not above 0",
                            i -> i.of().share()),
                    unit(Importance::unit))
            .ofTheWholeTable()
            .orderedBy("model", "dataset DESC", "information DESC", "feature");

    static final Dataset<ClassLoss> CLASS_LOSS = Dataset.<ClassLoss>of(
                    "class_loss",
                    "model × dataset × group × class",
                    "",
                    model(ClassLoss::model),
                    trainOrTest(ClassLoss::dataset),
                    column("class", TEXT, "", "The class", ClassLoss::labelClass),
                    column("rows", COUNT, "rows", "Rows of the class", ClassLoss::rows),
                    column("log_loss", DOUBLE, MEASURE_UNIT, "Mean of −log p(class) over them", ClassLoss::logLoss),
                    column("log_loss_std_error", DOUBLE, MEASURE_UNIT, "√(Var(loss)/rows)", ClassLoss::logLossStdError),
                    column("observed_share", DOUBLE, "", "Share of the class among all rows", ClassLoss::observedShare),
                    column("mean_predicted", DOUBLE, "", "Mean of p(class) over all rows", ClassLoss::meanPredicted),
                    column(
                            "precision",
                            DOUBLE,
                            "",
                            "Share of the class among the rows predicted to be of it",
                            ClassLoss::precision),
                    column("recall", DOUBLE, "", "Share of its rows that are predicted to be of it", ClassLoss::recall),
                    unit(ClassLoss::unit))
            .of(row -> row.group().columns(), row -> row.group().values());

    static final Dataset<CalibrationBin> CALIBRATION = Dataset.<CalibrationBin>of(
                    "calibration",
                    "model × dataset × group × class × bin",
                    "Empty bins are left out. Of two classes only the second one is there.",
                    model(CalibrationBin::model),
                    trainOrTest(CalibrationBin::dataset),
                    column("class", TEXT, "", "The class", CalibrationBin::labelClass),
                    required(
                            "bin",
                            INT,
                            "",
                            "From 0 to 9: bin/10 ≤ p < (bin + 1)/10, the last one with 1",
                            CalibrationBin::bin),
                    column("rows", COUNT, "rows", "Rows of the bin", CalibrationBin::rows),
                    column("mean_predicted", DOUBLE, "", "Mean of p", CalibrationBin::meanPredicted),
                    column(
                            "observed_share",
                            DOUBLE,
                            "",
                            "Share of the rows that are of the class",
                            CalibrationBin::observedShare))
            .of(row -> row.group().columns(), row -> row.group().values());

    private EvaluationDatasets() {}
}
