package io.github.surprisal.select.criterion;

/**
 * Mutual information feature selection with β = 1: rel − Σ r<sub>j</sub>.
 *
 * <p>Source: R. Battiti 1994, doi:10.1109/72.298224.
 */
final class Mifs {
    private Mifs() {}

    static double score(Standing x) {
        double score = x.relevance();
        for (PairTerms terms : x.given()) {
            score -= terms.information();
        }
        return score;
    }
}
