package io.github.surprisal.select.criterion;

import java.util.List;

/**
 * Correlation-based feature selection, forward: the merit Σ SU(X,Y)/√(s + 2·Σ SU(X,X')) of the selected features with the
 * candidate, over all of them and over all pairs of them. A pair without any correlation counts as 0.
 *
 * <p>Source: M. A. Hall, Correlation-based feature selection for discrete and numeric class machine learning, ICML 2000,
 * 359–366.
 */
final class Cfs {
    private Cfs() {}

    static double score(Standing x, List<Standing> selected) {
        double toLabel = x.uncertainty();
        double together = mutual(x);
        for (Standing one : selected) {
            toLabel += one.uncertainty();
            together += mutual(one);
        }
        return toLabel / Math.sqrt(selected.size() + 1 + 2 * together);
    }

    private static double mutual(Standing one) {
        double sum = 0;
        for (PairTerms terms : one.given()) {
            sum += terms.symmetricUncertainty();
        }
        return sum;
    }
}
