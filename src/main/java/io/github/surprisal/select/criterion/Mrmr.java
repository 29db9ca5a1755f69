package io.github.surprisal.select.criterion;

/**
 * Minimum redundancy, maximum relevance, as a difference: rel − (1/s)·Σ r<sub>j</sub>.
 *
 * <p>Source: H. Peng, F. Long and C. Ding 2005, doi:10.1109/TPAMI.2005.159.
 */
final class Mrmr {
    private Mrmr() {}

    static double score(Standing x) {
        return x.relevance() - redundancy(x);
    }

    /** (1/s)·Σ r<sub>j</sub>; 0 where nothing is selected. */
    static double redundancy(Standing x) {
        double sum = 0;
        for (PairTerms terms : x.given()) {
            sum += terms.information();
        }
        return sum / Math.max(1, x.given().size());
    }
}
