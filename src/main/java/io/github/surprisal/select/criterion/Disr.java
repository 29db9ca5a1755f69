package io.github.surprisal.select.criterion;

/**
 * Double input symmetrical relevance: (1/s)·Σ J<sub>j</sub>/H(X,Z<sub>j</sub>,Y). As published it is the sum, which puts candidates in
 * the same order.
 *
 * <p>Source: P. E. Meyer and G. Bontempi 2006, doi:10.1007/11732242_9.
 */
final class Disr {
    private Disr() {}

    static double score(Standing x) {
        if (x.given().isEmpty()) {
            return x.relevance();
        }
        double sum = 0;
        for (PairTerms terms : x.given()) {
            sum += Njmim.relevance(terms);
        }
        return sum / x.given().size();
    }
}
