package io.github.surprisal.math;

/**
 * Neumaier's sum: the error stays at an ulp or two however many terms there are. The same terms in the same order give the
 * same bits.
 */
public final class CompensatedSum {
    private double sum;
    private double compensation;

    /** Adds one term. */
    public void add(double term) {
        double next = sum + term;
        compensation += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }

    /** The sum so far. */
    public double value() {
        return sum + compensation;
    }
}
