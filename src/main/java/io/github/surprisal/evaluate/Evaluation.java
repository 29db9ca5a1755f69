package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.measure.Unit;
import java.util.List;

/** How good a model is, dataset by dataset and group by group. Undefined figures are NaN here and NULL in the output. */
public record Evaluation(List<LogLoss> logLosses, List<ClassLoss> classLosses, List<CalibrationBin> calibrations) {
    /** The name of the rows that the model was trained on. */
    public static final String TRAIN = "train";

    /** The name of the rows that it was not trained on. */
    public static final String TEST = "test";

    /**
     * A row of {@code log_loss}.
     *
     * @param group empty columns and values for the whole dataset
     * @param rows number of rows, or the sum of their weights
     * @param logLoss mean of −log p(label), in {@code unit}
     * @param labelEntropy entropy of the label in these rows, in {@code unit}: the least log-loss without any feature
     * @param normalizedLogLoss 1 − logLoss/labelEntropy; NaN where there is one class only
     * @param informationUsed labelEntropy − logLoss, in {@code unit}
     * @param brier with two classes the mean of (p − y)² for the second class, from 0 to 1; with more the mean of Σ (p_k −
     *     y_k)², from 0 to 2
     * @param accuracy share of rows whose most probable class is theirs; the first one of equally probable classes
     * @param areaUnderRoc a tie counts half; NaN unless there are two classes and rows of both
     * @param calibrationError Σ over ten equal-width bins of share of rows · |mean predicted − observed share|: of the second
     *     class, or with more than two of the predicted class
     * @param logLossStdError √(Var(loss)/rows), in {@code unit}
     * @param brierParts reliability, resolution and uncertainty, see {@link LossTally#brierParts()}
     * @param areaUnderPrecisionRecall average precision of the second class; NaN unless there are two classes and rows of both
     * @param informationOfFeatures Σ over the model's features of their information gains in the group, in {@code unit}: what
     *     they share counts again and again. NaN where not known
     * @param jointInformation the information gain of all features together in these rows, in {@code unit}: with it each
     *     combination of values is a category, so it is too large where these are many. NaN where they cannot be counted
     */
    public record LogLoss(
            String model,
            String dataset,
            GroupName group,
            double rows,
            double logLoss,
            double labelEntropy,
            double normalizedLogLoss,
            double informationUsed,
            double brier,
            double accuracy,
            double areaUnderRoc,
            double calibrationError,
            double logLossStdError,
            Unit unit,
            List<Double> brierParts,
            double areaUnderPrecisionRecall,
            double informationOfFeatures,
            double jointInformation) {}

    /**
     * A row of {@code class_loss}: the rows of one class.
     *
     * @param rows number of rows of the class, or the sum of their weights
     * @param logLoss mean of −log p(class) over them, in {@code unit}
     * @param logLossStdError √(Var(loss)/rows), in {@code unit}
     * @param observedShare the share of the class among all rows
     * @param meanPredicted the mean over all rows of p(class)
     * @param precision the share of the class among the rows that are predicted to be of it
     * @param recall the share of its rows that are predicted to be of it
     */
    public record ClassLoss(
            String model,
            String dataset,
            GroupName group,
            String labelClass,
            double rows,
            double logLoss,
            double logLossStdError,
            double observedShare,
            double meanPredicted,
            double precision,
            double recall,
            Unit unit) {}

    /**
     * A row of {@code calibration}: the rows whose predicted probability p of a class lies in a bin. With two classes only the
     * second one is there. Bins without rows are left out.
     *
     * @param bin from 0 to 9: bin/10 ≤ p &lt; (bin + 1)/10, the last one with p = 1
     * @param rows number of rows, or the sum of their weights
     * @param meanPredicted mean of p
     * @param observedShare share of the rows that are of the class
     */
    public record CalibrationBin(
            String model,
            String dataset,
            GroupName group,
            String labelClass,
            int bin,
            double rows,
            double meanPredicted,
            double observedShare) {}
}
