package io.github.surprisal.drift;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import io.github.surprisal.math.Hypergeometric;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How far two distributions over the same categories are from each other, from how often each category was seen on both
 * sides; in nats unless said. Both sides have rows. Categories that were seen equally often on both sides may come as one with a multiplicity.
 *
 * <p>With x of n rows here and r of m there, p = x/n, q = r/m; smoothed by α over K categories p' = (x + α)/(n + α·K).
 *
 * <p>Sources: J. Lin 1991, doi:10.1109/18.61115 (Jensen–Shannon divergence); B. Yurdakul, Statistical properties of
 * population stability index, 2018 (PSI, which is the symmetrised Kullback–Leibler divergence).
 */
public final class Divergence {
    /** Gauss–Hermite nodes and weights for the mean under a normal distribution. */
    private static final double[] NODES = {0, 1.154405394739968, 2.366759410734541, 3.750439717725742};

    private static final double[] WEIGHTS = {0.457142857142857, 0.240123178605013, 0.030757123967586, 0.000548268855972
    };

    /** Beyond this variance of a count the normal distribution stands for the hypergeometric one. */
    private static final double MANY = 400;

    private static final int GREATEST_EXPONENT = 40;

    private final double[] here;
    private final double[] there;
    private final long[] times;
    private final double smoothing;
    private final double n;
    private final double m;
    private final double categories;

    /**
     * The divergence between the two sides.
     *
     * @param here counts of the table
     * @param there counts of the reference
     * @param times how many categories have them
     * @param smoothing α
     */
    public Divergence(double[] here, double[] there, long[] times, double smoothing) {
        this.here = here;
        this.there = there;
        this.times = times;
        this.smoothing = smoothing;
        n = total(here, times);
        m = total(there, times);
        categories = Arrays.stream(times).sum();
    }

    /** Exact, in whatever order and however small all of them are: a power of two brings the greatest to about 2⁴⁰. */
    private static double total(double[] masses, long[] times) {
        int up =
                GREATEST_EXPONENT - Math.getExponent(Arrays.stream(masses).max().orElse(0));
        ExactSums sum = new ExactSums(1);
        for (int i = 0; i < masses.length; i++) {
            sum.add(0, Math.scalb(masses[i], up), times[i]);
        }
        return Math.scalb(sum.value(0), -up);
    }

    private interface Term {
        double of(double x, double r);
    }

    /** The sums of the terms above 0 and of those below, each exact, so that the order of the categories changes no bit. */
    private double sum(Term term) {
        ExactSums sums = new ExactSums(2);
        for (int i = 0; i < times.length; i++) {
            double next = term.of(here[i], there[i]);
            if (Double.isInfinite(next)) {
                return next;
            }
            sums.add(next < 0 ? 1 : 0, Math.abs(next), times[i]);
        }
        return sums.value(0) - sums.value(1);
    }

    private double smoothedHere(double x) {
        return (x + smoothing) / (n + smoothing * categories);
    }

    private double smoothedThere(double r) {
        return (r + smoothing) / (m + smoothing * categories);
    }

    /** H(p, q') = −Σ p·log q'; infinite without smoothing where the reference lacks a category. */
    public double crossEntropy() {
        return sum((x, r) -> x == 0 ? 0 : -x / n * Elementary.log(smoothedThere(r)));
    }

    /** D(p‖q') = Σ p·log(p/q') = H(p, q') − H(p). */
    public double klDivergence() {
        return Math.max(0, sum((x, r) -> x == 0 ? 0 : x / n * Elementary.log(x / n / smoothedThere(r))));
    }

    /** D(q‖p') = Σ q·log(q/p'). */
    double reverseKlDivergence() {
        return Math.max(0, sum((x, r) -> r == 0 ? 0 : r / m * Elementary.log(r / m / smoothedHere(x))));
    }

    /** H((p + q)/2) − (H(p) + H(q))/2, from 0 to log 2. */
    public double jsDivergence() {
        return Math.min(Elementary.log(2), Math.max(0, sum(this::jsTerm)));
    }

    private double jsTerm(double x, double r) {
        double p = x / n;
        double q = r / m;
        return (p == 0 ? 0 : p / 2 * Elementary.log(2 * p / (p + q)))
                + (q == 0 ? 0 : q / 2 * Elementary.log(2 * q / (p + q)));
    }

    /** Population stability index Σ (p' − q')·log(p'/q'). */
    public double psi() {
        return Math.max(0, sum(this::psiTerm));
    }

    private double psiTerm(double x, double r) {
        double p = smoothedHere(x);
        double q = smoothedThere(r);
        return p == q ? 0 : (p - q) * Elementary.log(p / q);
    }

    /** Total variation Σ |p − q|/2. */
    double totalVariation() {
        return Math.min(1, sum((x, r) -> Math.abs(x / n - r / m) / 2));
    }

    /**
     * The mean of {@link #jsDivergence} if both sides were drawn from one distribution: of a category's rows on both sides
     * together, a hypergeometric number is here.
     */
    double expectedJsDivergence() {
        return Math.min(Elementary.log(2), expected(this::jsTerm));
    }

    /** The same of {@link #psi}. */
    double expectedPsi() {
        return expected(this::psiTerm);
    }

    private double expected(Term term) {
        // Categories of the same total have the same mean.
        Integer[] order = new Integer[times.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(here[a] + there[a], here[b] + there[b]));
        double sum = 0;
        double last = -1;
        double mean = 0;
        for (int i : order) {
            double total = here[i] + there[i];
            if (total != last) {
                last = total;
                mean = mean(total, x -> term.of(x, total - x));
            }
            sum += times[i] * mean;
        }
        return sum;
    }

    private double mean(double total, DoubleUnaryOperator figure) {
        double share = n / (n + m);
        double centre = total * share;
        double variance = centre * (1 - share) * (n + m - total) / Math.max(1, n + m - 1);
        if (variance > MANY || total != Math.rint(total)) {
            double deviation = Math.sqrt(variance);
            double sum = 0;
            for (int i = 0; i < NODES.length; i++) {
                double above = Math.min(Math.min(total, n), centre + NODES[i] * deviation);
                double below = Math.max(Math.max(0, total - m), centre - NODES[i] * deviation);
                sum += i == 0
                        ? WEIGHTS[0] * figure.applyAsDouble(centre)
                        : WEIGHTS[i] * (figure.applyAsDouble(above) + figure.applyAsDouble(below));
            }
            return sum;
        }
        return new Hypergeometric(total, n, n + m).mean(figure);
    }
}
