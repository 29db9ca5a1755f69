package io.github.surprisal.ml;

import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.metric.MetricFrames;
import io.github.surprisal.table.UserException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The account of a model's log-loss on some rows, in nats as Spark's evaluators have it; a figure that is not defined is NaN here and
 * NULL in data frames. The class that is predicted is the most probable one, whatever {@code thresholds} say.
 */
public final class ClassificationSummary {
    private final Evaluation evaluation;
    private final SparkSession session;
    private final LogLoss overall;

    /** @throws UserException if no row had a label and a weight */
    ClassificationSummary(Evaluation evaluation, SparkSession session) {
        this.evaluation = evaluation;
        this.session = session;
        this.overall = evaluation.logLosses().stream()
                .filter(row -> row.group().columns().isEmpty())
                .findFirst()
                .orElseThrow(() -> new UserException(
                        "Cannot evaluate: expected rows whose label is a class of the model, found none"));
    }

    /** The rows that have a label, or the sum of their weights. */
    public double rows() {
        return overall.rows();
    }

    /** Mean of −log p(label). */
    public double logLoss() {
        return overall.logLoss();
    }

    /** The entropy of the label: the least log-loss without any feature. */
    public double labelEntropy() {
        return overall.labelEntropy();
    }

    /** 1 − log-loss/entropy of the label; NaN where there is one class only. */
    public double normalizedLogLoss() {
        return overall.normalizedLogLoss();
    }

    /** Share of rows whose most probable class is theirs. */
    public double accuracy() {
        return overall.accuracy();
    }

    /** With two classes the area under the ROC curve, a tie counting half; else NaN. */
    public double areaUnderROC() {
        return overall.areaUnderRoc();
    }

    /** With two classes the average precision of class 1; else NaN. */
    public double areaUnderPR() {
        return overall.areaUnderPrecisionRecall();
    }

    /** With two classes the mean of (p − y)²; with more that of Σ (p − y)² over the classes. */
    public double brier() {
        return overall.brier();
    }

    /** Σ over ten equal-width bins of share of rows · |mean predicted − observed share|. */
    public double calibrationError() {
        return overall.calibrationError();
    }

    /** All of these, overall and by group: the columns of the dataset {@code log_loss} of a run. */
    public Dataset<Row> byGroup() {
        return MetricFrames.logLosses(session, evaluation);
    }

    /** Predicted and observed shares by bin, overall and by group: the columns of the dataset {@code calibration} of a run. */
    public Dataset<Row> calibration() {
        return MetricFrames.calibrations(session, evaluation);
    }
}
