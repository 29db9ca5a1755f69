package io.github.surprisal.select.criterion;

/**
 * Minimum redundancy, maximum relevance, as a quotient: rel/((1/s)·Σ r<sub>j</sub>). Without redundancy it is infinite: then
 * the greatest rel is best.
 *
 * <p>Source: C. Ding and H. Peng 2005, doi:10.1142/S0219720005001004.
 */
final class MrmrQuotient {
    private MrmrQuotient() {}

    static double score(Standing x) {
        double redundancy = Mrmr.redundancy(x);
        if (x.given().isEmpty()) {
            return x.relevance();
        }
        return redundancy > 0 ? x.relevance() / redundancy : Double.POSITIVE_INFINITY;
    }
}
