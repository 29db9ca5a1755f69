package io.github.surprisal.select;

import io.github.surprisal.count.Categories;
import io.github.surprisal.select.criterion.PairTerms;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a selection: every feature, the selected ones in their order, then the others by what they tell by themselves.
 *
 * @param steps of the whole table, then of each group that has a selection of its own
 * @param pairs every pair of features, where it was asked for
 * @param cutpoints by numeric feature: where it was cut on the training rows, if features were chosen on these alone; else empty
 */
public record Selection(List<Step> steps, List<Pair> pairs, Map<String, Categories> cutpoints) {
    /**
     * One feature: a row of {@code selection}.
     *
     * @param groupColumns the columns of the group; empty for the whole table
     * @param groupValues their values
     * @param step from 1
     * @param redundantWith the selected feature beyond which it tells least; empty where there is none
     * @param refused whether it was refused for good: it tells nothing about the label beyond {@code redundantWith}, or nothing at all
     * @param flags constant, coarsened, kept
     */
    public record Step(
            List<String> groupColumns,
            List<String> groupValues,
            int step,
            String feature,
            String criterion,
            boolean selected,
            boolean refused,
            Figures figures,
            String redundantWith,
            List<String> flags) {}

    /**
     * What was found of a feature, as of the step in which it was taken or refused. Undefined figures are NaN.
     *
     * @param score what the criterion gave
     * @param adjustedScore the same on terms less what chance would give
     * @param relevance I(feature; label)
     * @param redundancy relevance less score, where the criterion has that form
     * @param conditionalGain the least I(feature; label | Z) over the selected Z, adjusted unless scores are not
     * @param pValue the greatest of I(feature; label | Z) over the selected Z; of the first feature that of its relevance
     * @param qValue the same among all candidates of the step
     * @param selectedShare the share of folds in which it was selected
     */
    public record Figures(
            double score,
            double adjustedScore,
            double relevance,
            double redundancy,
            double conditionalGain,
            double pValue,
            double qValue,
            double selectedShare) {}

    /**
     * A pair of features: a row of {@code pairs}.
     *
     * @param terms in the unit of the measures
     */
    public record Pair(String feature, String other, PairTerms terms, double synergy) {}

    /** Names of the features selected for the whole table, best first. */
    public List<String> selected() {
        return steps.stream()
                .filter(step -> step.selected() && step.groupColumns().isEmpty())
                .map(Step::feature)
                .toList();
    }
}
