package io.github.surprisal.measure;

import io.github.surprisal.count.Group;
import java.util.List;

/**
 * Every figure of the measure stage; one list per dataset that is written. Undefined figures are NaN here and NULL in the
 * output; texts that are undefined are empty.
 */
public record Measures(List<ColumnEntropy> entropies, List<InformationGain> gains, List<Bin> bins) {
    /** One column within one group: a row of {@code column_entropy}. Entropy is in {@code unit}, perplexity has none. */
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
            double modeShare) {}

    /** One feature and the label within one group: a row of {@code information_gain}. */
    public record InformationGain(
            Group group,
            String feature,
            String label,
            double rows,
            double labelEntropy,
            double conditionalEntropy,
            double informationGain,
            double gainRatio,
            double symmetricUncertainty,
            double gStatistic,
            double degreesOfFreedom,
            double pValue,
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
                    gainRatio,
                    symmetricUncertainty,
                    gStatistic,
                    degreesOfFreedom,
                    pValue,
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

    /** One bin of a binned numeric feature, over the whole table: a row of {@code bins}. Bounds: lower &lt; x ≤ upper. */
    public record Bin(String feature, int bin, double lower, double upper, double rows, double[] labelCounts) {}
}
