package io.github.surprisal.measure;

import io.github.surprisal.count.Group;
import java.util.List;

/**
 * Every figure of the measure stage, by the dataset that it is written to; gains and splits are none where there is no label.
 * Undefined figures are NaN here and NULL in the output; texts that are undefined are empty.
 */
public record Measures(
        ByGroup<ColumnEntropy> entropies,
        ByGroup<InformationGain> gains,
        ByGroup<BestSplit> splits,
        List<Bin> bins,
        List<Value> values) {
    /**
     * One column within one group: a row of {@code column_entropy}. Entropy is in {@code unit}, perplexity has none.
     *
     * @param mode the most frequent value but null; null where there is none
     * @param modeShare of the rows; NaN where there is none
     * @param differentialEntropy of a measurement over the whole table; NaN otherwise
     */
    public record ColumnEntropy(
            Group group,
            String column,
            String kind,
            double rows,
            double nulls,
            long distinct,
            double entropy,
            double normalizedEntropy,
            double perplexity,
            double stdError,
            Unit unit,
            String estimator,
            String mode,
            double modeShare,
            double differentialEntropy) {}

    /** One feature and the label within one group: a row of {@code information_gain}. */
    public record InformationGain(
            Group group,
            String feature,
            String label,
            double rows,
            double labelEntropy,
            double conditionalEntropy,
            double informationGain,
            double adjustedInformationGain,
            double gainRatio,
            double symmetricUncertainty,
            double gStatistic,
            double degreesOfFreedom,
            double chiSquared,
            double pValue,
            double logPValue,
            double qValue,
            double stdError,
            double cramersV,
            double theilsU,
            double informationValue,
            double missingInformationGain,
            List<String> flags,
            Unit unit,
            String estimator,
            int rank) {
        /** The same with its rank and q-value. */
        InformationGain ranked(int newRank, double newQValue) {
            return new InformationGain(
                    group,
                    feature,
                    label,
                    rows,
                    labelEntropy,
                    conditionalEntropy,
                    informationGain,
                    adjustedInformationGain,
                    gainRatio,
                    symmetricUncertainty,
                    gStatistic,
                    degreesOfFreedom,
                    chiSquared,
                    pValue,
                    logPValue,
                    newQValue,
                    stdError,
                    cramersV,
                    theilsU,
                    informationValue,
                    missingInformationGain,
                    flags,
                    unit,
                    estimator,
                    newRank);
        }
    }

    /**
     * The best question with two answers: a row of {@code best_split}. Left rows are those that answer yes.
     *
     * @param threshold of a number: left is x ≤ threshold; NaN of a category
     * @param thresholdValue its exact text; empty of a category
     * @param categories the ones that go left; empty of a number, and where they are too many to list
     * @param caseWhen the question in Spark's SQL: 1 goes left, 0 right; empty where it cannot be asked
     */
    public record BestSplit(
            Group group,
            String feature,
            double threshold,
            String thresholdValue,
            List<String> categories,
            double gain,
            double gainRatio,
            boolean mdlAccepted,
            double leftRows,
            double rightRows,
            String caseWhen) {}

    /**
     * One bin of a binned numeric feature, over the whole table: a row of {@code bins}. Bounds: lower &lt; x ≤ upper.
     *
     * @param lowerValue the exact text of {@code lower}, empty where that is not finite
     * @param upperValue that of {@code upper}
     * @param weightOfEvidence ln(p(bin|1)/p(bin|0)) of a label with two classes, the second one being class 1, with half a row
     *     added to both counts where one of them is 0; NaN otherwise
     */
    public record Bin(
            String feature,
            int bin,
            double lower,
            double upper,
            String lowerValue,
            String upperValue,
            double rows,
            double[] labelCounts,
            double weightOfEvidence) {}

    /**
     * A frequent value of a column that is taken by value, over the whole table: a row of {@code frequent_values}.
     *
     * @param value its text; null is the null
     * @param position its place among the column's values in ascending order; null comes last. Of a column over the category
     *     limit the place among the most frequent ones
     * @param labelCounts rows by class; empty where they are not known by class
     * @param weightOfEvidence as of a {@link Bin}
     */
    public record Value(
            String column, String value, int position, double rows, double[] labelCounts, double weightOfEvidence) {}
}
