package io.github.surprisal.measure;

import java.util.Map;

/**
 * How to measure.
 *
 * @param unit of every entropy and gain
 * @param nulls whether null is a category of its own, or its rows are left out pairwise
 * @param binning how numeric columns of many values are cut
 * @param bins how many bins to cut them into
 * @param alpha significance level
 * @param binningOf overrides of {@code binning} by column name
 */
public record MeasureConfig(
        Unit unit, Nulls nulls, Binning binning, int bins, double alpha, Map<String, Binning> binningOf) {
    /** What a null value means. */
    public enum Nulls {
        CATEGORY,
        DROP
    }

    /** How a numeric column is cut into bins. */
    public enum Binning {
        MDLP,
        EQUAL_FREQUENCY,
        EQUAL_WIDTH,
        NONE
    }
}
