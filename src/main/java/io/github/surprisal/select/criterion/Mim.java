package io.github.surprisal.select.criterion;

/**
 * Mutual information maximisation: rel. Each feature by itself, whatever was selected before.
 *
 * <p>Source: D. D. Lewis, Feature selection and feature extraction for text categorization, HLT 1992, 212–217.
 */
final class Mim {
    private Mim() {}

    static double score(Standing x) {
        return x.relevance();
    }
}
