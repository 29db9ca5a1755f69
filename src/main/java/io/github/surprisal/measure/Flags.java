package io.github.surprisal.measure;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.scan.CategoryType.Base;
import java.util.ArrayList;
import java.util.List;

/**
 * Warnings by rule, over the rows with a label.
 *
 * <ul>
 *   <li>{@code constant}: one value.
 *   <li>{@code id-like}: at least 95 % of more than 30 rows have a value of their own, and it is no measurement (a fraction).
 *   <li>{@code leak}: the gain is at least 99 % of the label's entropy and what it is beyond chance at least 90 %, and the feature
 *       is not id-like. A table of almost as many cells as rows has a high gain by chance alone.
 *   <li>{@code sparse-cells}: fewer than five rows per cell of the table on average.
 * </ul>
 */
final class Flags {
    private static final double OWN_VALUES = 0.95;

    /** So few rows may all differ by chance in a column of moderately many values. */
    private static final double FEW_ROWS = 30;

    private static final double LEAK = 0.99;

    private static final double LEAK_BEYOND_CHANCE = 0.9;

    private Flags() {}

    /** @param labelEntropy by the estimator that is shown beside the flags */
    static List<String> of(
            ColumnCounts column,
            ColumnGroup counted,
            Association association,
            boolean nullIsCategory,
            double labelEntropy) {
        List<String> flags = new ArrayList<>();
        if (association.categories() == 0) {
            return flags;
        }
        long distinct = labelledDistinct(counted);
        if (distinct + (nullIsCategory ? 1 : 0) == 1) {
            flags.add("constant");
        }
        Base base = column.categories().type().base();
        boolean measurement =
                base == Base.FLOAT || base == Base.DOUBLE || base == Base.DECIMAL || base == Base.BIG_DECIMAL;
        boolean idLike = !measurement && association.n() > FEW_ROWS && distinct >= OWN_VALUES * association.n();
        if (idLike) {
            flags.add("id-like");
        }
        double entropy = Math.max(labelEntropy, association.labelEntropy());
        if (!idLike
                && entropy > 0
                && association.mutualInformation() >= LEAK * association.labelEntropy()
                && association.adjustedInformation() >= LEAK_BEYOND_CHANCE * entropy) {
            flags.add("leak");
        }
        if (association.isSparse()) {
            flags.add("sparse-cells");
        }
        return flags;
    }

    /** How many non-null values the rows with a label have; of a number its own values, not its bins. */
    private static long labelledDistinct(ColumnGroup counted) {
        if (counted.isSummarised()) {
            return counted.spectra().labelled().distinct();
        }
        ContingencyTable table = counted.table();
        long distinct = 0;
        for (int row = 0; row < table.size(); row++) {
            boolean labelled = false;
            for (int k = 0; k < table.classes() - 1; k++) {
                labelled |= table.count(row, k) > 0;
            }
            distinct += labelled ? 1 : 0;
        }
        return distinct;
    }
}
