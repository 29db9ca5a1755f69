package io.github.surprisal.select.criterion;

/**
 * Fast correlation-based filter with δ = 0: features by SU(X,Y) falling; each one that is kept, P, removes every later X with
 * SU(X,P) ≥ SU(X,Y).
 *
 * <p>Source: L. Yu and H. Liu, Feature selection for high-dimensional data: a fast correlation-based filter solution, ICML 2003,
 * 856–863.
 */
final class Fcbf {
    private Fcbf() {}

    static double score(Standing x) {
        return x.uncertainty();
    }

    /** Whether a selected feature removes the candidate for good. */
    static boolean removes(Standing x) {
        return !(x.uncertainty() > 0)
                || x.given().stream().anyMatch(terms -> terms.symmetricUncertainty() >= x.uncertainty());
    }
}
