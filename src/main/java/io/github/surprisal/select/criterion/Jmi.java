package io.github.surprisal.select.criterion;

/**
 * Joint mutual information: (1/s)·Σ c<sub>j</sub>. Σ J<sub>j</sub>, as it is published, puts candidates in the same order.
 *
 * <p>Source: H. H. Yang and J. Moody, Data visualization and feature selection: new algorithms for nongaussian data, NIPS 12
 * (1999), 687–693.
 */
final class Jmi {
    private Jmi() {}

    static double score(Standing x) {
        if (x.given().isEmpty()) {
            return x.relevance();
        }
        double sum = 0;
        for (PairTerms terms : x.given()) {
            sum += terms.conditionalGain();
        }
        return sum / x.given().size();
    }
}
