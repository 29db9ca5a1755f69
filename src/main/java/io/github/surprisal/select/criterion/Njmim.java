package io.github.surprisal.select.criterion;

/**
 * Normalised joint mutual information maximisation: min J<sub>j</sub>/H(X,Z<sub>j</sub>,Y); a ratio of 0/0 is 0.
 *
 * <p>Source: M. Bennasar, Y. Hicks and R. Setchi 2015, doi:10.1016/j.eswa.2015.07.007.
 */
final class Njmim {
    private Njmim() {}

    static double score(Standing x) {
        return x.given().stream().mapToDouble(Njmim::relevance).min().orElse(x.relevance());
    }

    /** The symmetrical relevance J/H(X,Z,Y). */
    static double relevance(PairTerms terms) {
        return terms.jointEntropy() > 0 ? terms.jointGain() / terms.jointEntropy() : 0;
    }
}
