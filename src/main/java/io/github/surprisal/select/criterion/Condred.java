package io.github.surprisal.select.criterion;

/**
 * Conditional redundancy: rel + Σ q<sub>j</sub>. Of interest as the other half of {@link Cife} rather than by itself.
 *
 * <p>Source: G. Brown et al., JMLR 13 (2012), 27–66, section 3.
 */
final class Condred {
    private Condred() {}

    static double score(Standing x) {
        double score = x.relevance();
        for (PairTerms terms : x.given()) {
            score += terms.conditionalInformation();
        }
        return score;
    }
}
