package io.github.surprisal.select.criterion;

/**
 * Conditional infomax feature extraction: rel − Σ (r<sub>j</sub> − q<sub>j</sub>) = rel − Σ (I(X;Y) − c<sub>j</sub>).
 *
 * <p>Source: D. Lin and X. Tang 2006, doi:10.1007/11744023_6.
 */
final class Cife {
    private Cife() {}

    static double score(Standing x) {
        double score = x.relevance();
        for (PairTerms terms : x.given()) {
            score -= terms.gain() - terms.conditionalGain();
        }
        return score;
    }
}
