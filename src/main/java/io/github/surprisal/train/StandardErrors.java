package io.github.surprisal.train;

import java.util.Arrays;

/**
 * How far coefficients may be off; NaN where unknown.
 *
 * @param coefficients margins × terms, row-major, as in {@link Scorer}
 * @param intercepts one per margin
 */
public record StandardErrors(double[] coefficients, double[] intercepts) {
    static StandardErrors unknown(int terms, int margins) {
        double[] coefficients = new double[terms * margins];
        double[] intercepts = new double[margins];
        Arrays.fill(coefficients, Double.NaN);
        Arrays.fill(intercepts, Double.NaN);
        return new StandardErrors(coefficients, intercepts);
    }
}
