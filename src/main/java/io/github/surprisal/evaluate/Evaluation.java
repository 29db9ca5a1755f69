package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.measure.Unit;
import java.util.List;

/** How good a model is, dataset by dataset and group by group. Undefined figures are NaN here and NULL in the output. */
public record Evaluation(List<LogLoss> logLosses, List<Calibration> calibrations) {
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
    public record Calibration(
            String model,
            String dataset,
            GroupName group,
            String labelClass,
            int bin,
            double rows,
            double meanPredicted,
            double observedShare) {}
}
