package io.github.surprisal.select.criterion;

import java.util.List;

/**
 * Where a candidate stands: all that a criterion may look at.
 *
 * @param relevance rel = I(X;Y)
 * @param uncertainty SU(X,Y)
 * @param given its terms with each selected feature, in the order of their selection; of {@link Criterion#CMI} with all of them
 *     together, as one column
 */
public record Standing(double relevance, double uncertainty, List<PairTerms> given) {}
