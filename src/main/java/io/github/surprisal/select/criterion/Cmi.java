package io.github.surprisal.select.criterion;

/**
 * Conditional mutual information given all that is selected, as one column: I(X;Y|Z<sub>1</sub>, .., Z<sub>s</sub>).
 *
 * <p>Source: G. Brown et al., JMLR 13 (2012), 27–66, section 3: the criterion that the others approximate.
 */
final class Cmi {
    private Cmi() {}

    static double score(Standing x) {
        int s = x.given().size();
        return s == 0 ? x.relevance() : x.given().get(s - 1).conditionalGain();
    }
}
