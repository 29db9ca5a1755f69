package io.github.surprisal.select;

import java.util.List;

/** The outcome of a selection: every feature looked at, in the order in which it was looked at. */
public record Selection(List<Step> steps) {
    /**
     * One feature: a row of {@code selection}. Undefined figures are NaN.
     *
     * @param step from 1
     * @param score what the criterion gave
     * @param relevance I(feature; label)
     * @param redundancy what the criterion took off for features selected before
     */
    public record Step(
            int step,
            String feature,
            String criterion,
            double score,
            double relevance,
            double redundancy,
            double pValue,
            boolean selected) {}

    /** Names of the selected features, best first. */
    public List<String> selected() {
        return steps.stream().filter(Step::selected).map(Step::feature).toList();
    }
}
