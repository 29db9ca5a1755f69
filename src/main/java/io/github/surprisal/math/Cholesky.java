package io.github.surprisal.math;

import java.util.ArrayList;
import java.util.List;

/** A = L·Lᵀ of a symmetric positive definite matrix. */
public final class Cholesky {
    /** A pivot that is this share of what it was before the elimination is nothing but rounding. */
    private static final double NOTHING = 1e-11;

    private final double[][] lower;
    private final List<Integer> dependent;

    private Cholesky(double[][] lower, List<Integer> dependent) {
        this.lower = lower;
        this.dependent = dependent;
    }

    /** The rows that are sums of those before them, but for rounding. */
    public List<Integer> dependent() {
        return dependent;
    }

    /** Pivots that rounding has left at nothing are taken as tiny. */
    public static Cholesky of(double[][] a) {
        int n = a.length;
        double[][] lower = new double[n][];
        List<Integer> dependent = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = new double[i + 1];
            lower[i] = row;
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                double[] other = lower[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                if (j == i) {
                    if (!(sum > NOTHING * a[i][i])) {
                        dependent.add(i);
                    }
                    row[j] = Math.sqrt(Math.max(sum, 1e-14 * Math.max(a[i][i], 1e-300)));
                } else {
                    row[j] = sum / other[j];
                }
            }
        }
        return new Cholesky(lower, dependent);
    }

    /** x of A·x = b. */
    public double[] solve(double[] b) {
        int n = lower.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            double[] row = lower[i];
            for (int k = 0; k < i; k++) {
                x[i] -= row[k] * x[k];
            }
            x[i] /= row[i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= lower[i][i];
            double[] row = lower[i];
            for (int k = 0; k < i; k++) {
                x[k] -= row[k] * x[i];
            }
        }
        return x;
    }
}
