package io.github.surprisal.select;

/**
 * How to select.
 *
 * @param criterion name of the criterion
 * @param k how many features at most
 * @param minGain least information gain, in the unit of the measures
 * @param alpha greatest p-value
 */
public record SelectConfig(Criterion criterion, int k, double minGain, double alpha) {
    /** Selection criteria, named as in Brown et al. 2012. */
    public enum Criterion {
        /** Mutual information maximisation: each feature by its own gain. */
        MIM
    }
}
