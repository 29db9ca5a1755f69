package io.github.surprisal.measure;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to measure.
 *
 * @param unit of every entropy and gain
 * @param estimator of entropies, and of gains through them
 * @param nulls whether null is a category of its own, or its rows are left out pairwise
 * @param binning how numeric columns are cut
 * @param bins how many bins to cut them into at most
 * @param alpha significance level
 * @param rankBy what features are ranked by
 * @param binningOf overrides of {@code binning} by column name
 * @param cutpointsOf the user's own inner edges of a column's bins, by column name
 */
public record MeasureConfig(
        Unit unit,
        Estimator estimator,
        Nulls nulls,
        Binning binning,
        int bins,
        double alpha,
        RankBy rankBy,
        Map<String, Binning> binningOf,
        Map<String, List<BigDecimal>> cutpointsOf) {
    /** The figure by which features are ranked, the greatest first; of p-values the smallest. */
    public enum RankBy {
        INFORMATION_GAIN,
        ADJUSTED_GAIN,
        GAIN_RATIO,
        SYMMETRIC_UNCERTAINTY,
        CRAMERS_V,
        INFORMATION_VALUE,
        P_VALUE
    }

    /** What a null value means. */
    public enum Nulls {
        CATEGORY,
        DROP
    }

    /**
     * The same for columns of these names: what is said of a column is found by its name in whatever case, where none has just
     * this one.
     */
    public MeasureConfig of(List<String> columns) {
        return new MeasureConfig(
                unit,
                estimator,
                nulls,
                binning,
                bins,
                alpha,
                rankBy,
                named(binningOf, columns),
                named(cutpointsOf, columns));
    }

    private static <T> Map<String, T> named(Map<String, T> said, List<String> columns) {
        Set<String> exact = new HashSet<>(columns);
        Map<String, T> named = new HashMap<>(said);
        named.keySet().retainAll(exact);
        said.forEach((name, value) -> {
            if (!exact.contains(name)) {
                columns.stream()
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .ifPresent(column -> named.putIfAbsent(column, value));
            }
        });
        return named;
    }

    /** How a numeric column is cut into bins. */
    public enum Binning {
        /** By value where values repeat enough, else of equal frequency and as fine as the rows allow: {@link CutRule}. */
        AUTO,
        MDLP,
        EQUAL_FREQUENCY,
        EQUAL_WIDTH,
        NONE
    }
}
