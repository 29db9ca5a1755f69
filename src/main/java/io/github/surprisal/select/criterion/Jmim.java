package io.github.surprisal.select.criterion;

/**
 * Joint mutual information maximisation: min J<sub>j</sub>.
 *
 * <p>Source: M. Bennasar, Y. Hicks and R. Setchi 2015, doi:10.1016/j.eswa.2015.07.007.
 */
final class Jmim {
    private Jmim() {}

    static double score(Standing x) {
        return x.given().stream().mapToDouble(PairTerms::jointGain).min().orElse(x.relevance());
    }
}
