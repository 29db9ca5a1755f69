package io.github.surprisal.measure;

import io.github.surprisal.count.Spectrum;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Bias and root mean squared error of the estimators, in bits, over 1,000 samples of n rows from m categories: equally
 * frequent ones, and ones whose frequency falls as 1/rank (Zipf's law).
 */
public final class EstimatorTable {
    private static final int SAMPLES = 1000;

    private EstimatorTable() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        System.out.printf("%-8s %6s %6s %8s", "shares", "m", "n", "true");
        for (Estimator estimator : Estimator.values()) {
            System.out.printf(" %16s", estimator.label());
        }
        System.out.println();
        for (double exponent : new double[] {0, 1}) {
            for (int[] size :
                    new int[][] {{100, 20}, {100, 100}, {100, 500}, {100, 5000}, {10_000, 1000}, {10_000, 20_000}}) {
                line(exponent, size[0], size[1]);
            }
        }
    }

    private static void line(double exponent, int categories, int rows) {
        double[] cumulated = new double[categories];
        double total = 0;
        for (int i = 0; i < categories; i++) {
            total += Math.pow(i + 1.0, -exponent);
            cumulated[i] = total;
        }
        double truth = 0;
        for (int i = 0; i < categories; i++) {
            double p = Math.pow(i + 1.0, -exponent) / total;
            truth -= p * Math.log(p);
        }
        SplittableRandom random = new SplittableRandom(1);
        Estimator[] estimators = Estimator.values();
        double[] errors = new double[estimators.length];
        double[] squares = new double[estimators.length];
        for (int s = 0; s < SAMPLES; s++) {
            double[] counts = new double[categories];
            for (int i = 0; i < rows; i++) {
                int at = Arrays.binarySearch(cumulated, random.nextDouble() * total);
                counts[at < 0 ? -1 - at : at]++;
            }
            Spectrum spectrum = Spectrum.of(counts);
            for (int e = 0; e < estimators.length; e++) {
                double error = (estimators[e].entropy(spectrum) - truth) / Math.log(2);
                errors[e] += error / SAMPLES;
                squares[e] += error * error / SAMPLES;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-8s %6d %6d %8.3f",
                exponent == 0 ? "equal" : "1/rank",
                categories,
                rows,
                truth / Math.log(2));
        for (int e = 0; e < estimators.length; e++) {
            System.out.printf(
                    Locale.ROOT, " %16s", String.format(Locale.ROOT, "%+.3f %.3f", errors[e], Math.sqrt(squares[e])));
        }
        System.out.println();
    }
}
