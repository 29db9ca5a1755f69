package io.github.surprisal.select.criterion;

/**
 * Conditional mutual information maximisation: min(rel, min c<sub>j</sub>).
 *
 * <p>Source: F. Fleuret, Fast binary feature selection with conditional mutual information, JMLR 5 (2004), 1531–1555.
 */
final class Cmim {
    private Cmim() {}

    static double score(Standing x) {
        double least = x.relevance();
        for (PairTerms terms : x.given()) {
            least = Math.min(least, terms.conditionalGain());
        }
        return least;
    }
}
