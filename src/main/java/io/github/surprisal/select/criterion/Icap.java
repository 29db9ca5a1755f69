package io.github.surprisal.select.criterion;

/**
 * Interaction capping: rel − Σ max(0, I(X;Y) − c<sub>j</sub>). What a pair shares counts against a candidate, what it has in synergy
 * does not count for it.
 *
 * <p>Source: A. Jakulin, Machine learning based on attribute interactions, PhD thesis, University of Ljubljana 2005.
 */
final class Icap {
    private Icap() {}

    static double score(Standing x) {
        double score = x.relevance();
        for (PairTerms terms : x.given()) {
            score -= Math.max(0, terms.gain() - terms.conditionalGain());
        }
        return score;
    }
}
