package io.github.surprisal.drift;

import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Unit;
import java.util.List;

/**
 * The outcome of a comparison.
 *
 * @param columns group by group, columns in the table's order; columns that are on one side only, or changed their type, at
 *     the end, of the whole table alone
 * @param fired rules that fired, each with where and what
 * @param rows rows of the table
 * @param referenceRows rows of the reference
 * @param scans how many tables were read
 */
public record Drift(List<ColumnDrift> columns, List<String> fired, double rows, double referenceRows, int scans) {
    /**
     * One column within one group: a row of {@code drift}. Undefined figures are NaN; cross-entropy and both Kullback–Leibler
     * divergences are in the job's unit, the Jensen–Shannon divergence in bits, PSI in nats.
     *
     * @param status "compared", "only in the table", "only in the reference" or "type changed: ..."
     * @param crossEntropy H(p, q), p being the table and q the smoothed reference
     * @param klDivergence D(p‖q) = H(p, q) − H(p)
     * @param reverseKlDivergence D(q‖p), p smoothed
     * @param expectedJsDivergence mean Jensen–Shannon divergence of two samples of these sizes from one distribution
     * @param expectedPsi the same of PSI
     * @param newCategories how many categories, or bins, only the table has; −1 if unknown
     * @param vanishedCategories how many only the reference has
     * @param newValues the most frequent new ones
     * @param vanishedValues the most frequent vanished ones
     * @param informationGain of the column with the table's label
     */
    public record ColumnDrift(
            Group group,
            String column,
            String status,
            double referenceRows,
            double rows,
            double crossEntropy,
            double klDivergence,
            double reverseKlDivergence,
            double jsDivergence,
            double expectedJsDivergence,
            double psi,
            double expectedPsi,
            double totalVariation,
            double nullShareChange,
            double pValue,
            long newCategories,
            long vanishedCategories,
            List<String> newValues,
            List<String> vanishedValues,
            double informationGain,
            Unit unit) {}
}
