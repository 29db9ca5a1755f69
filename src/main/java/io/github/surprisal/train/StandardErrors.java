package io.github.surprisal.train;

import java.util.Arrays;

/**
 * How far coefficients may be off; NaN where unknown.
 *
 * @param kind where they come from
 * @param coefficients margins × terms, row-major, as in {@link LinearScorer}
 * @param intercepts one per margin
 */
public record StandardErrors(Kind kind, double[] coefficients, double[] intercepts) {
    /** With H the second derivative of the log-loss of all rows at the minimum, Λ the ridge. */
    public enum Kind {
        /** There are none. */
        NONE,
        /** √diag(H⁻¹), the observed Fisher information. */
        FISHER,
        /** √diag((H + Λ)⁻¹·H·(H + Λ)⁻¹): the spread of the penalised coefficients, not how far the penalty has pulled them. */
        SANDWICH,
        /** √Hⱼⱼ / (Hⱼⱼ + Λⱼⱼ): what they would be if all other coefficients were known. Without a ridge never too great. */
        DIAGONAL
    }

    /** None. */
    public static StandardErrors unknown(int terms, int margins) {
        return unknown(Kind.NONE, terms, margins);
    }

    /** To be filled in. */
    public static StandardErrors unknown(Kind kind, int terms, int margins) {
        double[] coefficients = new double[terms * margins];
        double[] intercepts = new double[margins];
        Arrays.fill(coefficients, Double.NaN);
        Arrays.fill(intercepts, Double.NaN);
        return new StandardErrors(kind, coefficients, intercepts);
    }
}
