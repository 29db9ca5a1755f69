package io.github.surprisal.drift;

import io.github.surprisal.math.Elementary;
import java.util.Arrays;

/**
 * The two-sample Kolmogorov–Smirnov test: whether two samples of an ordered quantity are from one distribution.
 *
 * <p>D = sup |F − G| of the two cumulative distributions. The p-value, two-sided, is exact for whole counts n and m with n·m up
 * to {@value #MAX_EXACT_STEPS}: the share of the ways to order the n + m values in which D is as great or greater. Else it is
 * Kolmogorov's Q((√e + 0.12 + 0.11/√e)·D), e = n·m/(n + m), Q(λ) = 2·Σ (−1)<sup>k−1</sup>·exp(−2k²λ²), within a twentieth of the
 * exact one around 0.05. Values that are equal, or that are known by bins only, make both conservative: D is that between
 * different values, and p is that of values that are all different.
 *
 * <p>Sources: T. Viehmann 2021, doi:10.48550/arXiv.2102.08037 (the exact p-value, as a sum of positive terms); M. A. Stephens
 * 1970, doi:10.1111/j.2517-6161.1970.tb00821.x.
 *
 * @param statistic D, NaN where one of the samples is empty
 * @param pValue its two-sided p-value, NaN likewise and where the weights of a sample add up to less than one row
 */
record KolmogorovSmirnov(double statistic, double pValue) {
    /** At some 5 ns a step, 5 ms at most for a column of a group. */
    static final long MAX_EXACT_STEPS = 1_000_000;

    /** @param here counts of one sample by value, in the order of the values; {@code there} of the other */
    static KolmogorovSmirnov of(double[] here, double[] there) {
        double n = Arrays.stream(here).sum();
        double m = Arrays.stream(there).sum();
        if (!(n > 0 && m > 0)) {
            return new KolmogorovSmirnov(Double.NaN, Double.NaN);
        }
        double distance = 0;
        double x = 0;
        double y = 0;
        boolean whole = true;
        for (int i = 0; i < here.length; i++) {
            x += here[i];
            y += there[i];
            whole &= here[i] == Math.rint(here[i]) && there[i] == Math.rint(there[i]);
            distance = Math.max(distance, Math.abs(x * m - y * n));
        }
        double statistic = Math.min(1, distance / n / m);
        double p = whole && n * m <= MAX_EXACT_STEPS
                ? exact((int) n, (int) m, (long) distance)
                : Math.min(n, m) < 1 ? Double.NaN : limit(statistic, n * m / (n + m));
        return new KolmogorovSmirnov(statistic, p);
    }

    /**
     * The probability that a random path of unit steps from (0, 0) to (n, m), through (i, j) after i steps of one kind and j of
     * the other, ever has |i·m − j·n| ≥ distance. It is 1 where that holds at its end; else the last step came from (i − 1, j)
     * with probability i/(i + j).
     */
    private static double exact(int n, int m, long distance) {
        if (distance <= 0) {
            return 1;
        }
        double[] column = new double[m + 1];
        Arrays.fill(column, 1);
        int low = 0;
        for (int i = 0; i <= n; i++) {
            long middle = (long) i * m;
            while (low <= m && middle - (long) low * n >= distance) {
                column[low++] = 1;
            }
            for (int j = low; j <= m && (long) j * n - middle < distance; j++) {
                double left = i == 0 ? 0 : i * column[j];
                double below = j == 0 ? 0 : j * column[j - 1];
                column[j] = i + j == 0 ? 0 : (left + below) / (i + j);
            }
        }
        return column[m];
    }

    private static double limit(double statistic, double effective) {
        double root = Math.sqrt(effective);
        return complementary((root + 0.12 + 0.11 / root) * statistic);
    }

    /** Q(λ), by whichever of its two series ends soon. */
    static double complementary(double lambda) {
        if (lambda <= 0) {
            return 1;
        }
        double sum = 0;
        if (lambda < 1) {
            for (int k = 1; k < 20; k += 2) {
                sum += Elementary.exp(-k * k * Math.PI * Math.PI / (8 * lambda * lambda));
            }
            return 1 - Math.sqrt(2 * Math.PI) / lambda * sum;
        }
        for (int k = 10; k > 0; k--) {
            sum = Elementary.exp(-2.0 * k * k * lambda * lambda) - sum;
        }
        return 2 * sum;
    }
}
