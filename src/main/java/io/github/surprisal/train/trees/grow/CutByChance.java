package io.github.surprisal.train.trees.grow;

import io.github.surprisal.math.Elementary;
import java.util.Arrays;

/**
 * What the best cut of ordered categories gains on average if no category tells anything.
 *
 * <p>G<sub>k</sub> is then normal around 0 with variance vH<sub>k</sub>, and the key G<sub>k</sub>/(H<sub>k</sub> + s) that
 * categories are ordered by has the deviation σ<sub>k</sub> = √(vH<sub>k</sub>)/(H<sub>k</sub> + s). A cut at the key t has to one
 * side S = Σ √(vH<sub>k</sub>)·φ(t/σ<sub>k</sub>) of the gradient and h = Σ H<sub>k</sub>·Φ(t/σ<sub>k</sub>) of the Hessian, and
 * gains ½S²(1/(h + r) + 1/(H − h + r)). Of K equal categories t = 0 is the best: about K/π nats. Where one holds most of H its key is
 * near 0, and the best cut parts the extreme ones of the others from it.
 *
 * <p>Of few rows, or few of a class, the sum is not normal: S<sub>k</sub> is at most H<sub>k</sub>, as of a single row, and of
 * n = H<sub>k</sub>/v &lt; 1 the part of categories with a row of the rare class is 1 − e<sup>−n</sup> (Poisson), no half.
 *
 * <p>Means of 60 drawn tables, and this, in nats: 250 equal categories 79 and 80, sizes 1/k of 254 56 and 52, 90 % in one and 250 others
 * 57 and 51, 200 categories of 20 rows with 0.2 % in one class 3.8 and 4.5, 250 of one row or two 42 and 36.
 */
final class CutByChance {
    /** From one key to the next tried, in parts of the greatest σ: with steps half as long the greatest gain is 1 % greater. */
    private static final double STEP = 1.0 / 6;

    /** Values of the normal density and distribution at 0, −1/32, … −8, between which lines are drawn: off by less than 1e-4. */
    private static final int PER_UNIT = 32;

    private static final double[] DENSITY = new double[8 * PER_UNIT + 2];
    private static final double[] BELOW = new double[DENSITY.length];

    static {
        Arrays.setAll(DENSITY, i -> {
            double z = (double) i / PER_UNIT;
            return Elementary.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        });
        // By the trapezoidal rule from the far end on.
        for (int i = DENSITY.length - 2; i >= 0; i--) {
            BELOW[i] = BELOW[i + 1] + (DENSITY[i] + DENSITY[i + 1]) / (2 * PER_UNIT);
        }
    }

    private CutByChance() {}

    /**
     * @param hessians of the categories
     * @param variance v: what the variance of a gradient's sum is to its Hessian
     * @param smoothing s, added to Hessians in keys
     * @param ridge r, added to Hessians in gains
     * @param least a side's Hessian
     * @return nats, in the unit of the Hessians
     */
    static double gain(double[] hessians, double variance, double smoothing, double ridge, double least) {
        int count = hessians.length;
        double[] deviations = new double[count];
        double[] perKey = new double[count];
        double[] mostBelow = new double[count];
        double all = 0;
        double widest = 0;
        for (int k = 0; k < count; k++) {
            double hessian = hessians[k];
            all += hessian;
            deviations[k] = Math.sqrt(variance * hessian);
            perKey[k] = (hessian + smoothing) / Math.max(deviations[k], Double.MIN_NORMAL);
            widest = Math.max(widest, 1 / perKey[k]);
            double rows = hessian / variance;
            double none = rows < 1 ? Elementary.exp(-rows) : 0;
            mostBelow[k] = 1 - none;
        }
        double best = 0;
        for (int step = 0; ; step++) {
            double key = step * STEP * widest;
            double gradient = 0;
            double below = 0;
            for (int k = 0; k < count; k++) {
                double z = key * perKey[k] * PER_UNIT;
                if (z < DENSITY.length - 1) {
                    int at = (int) z;
                    double part = z - at;
                    gradient += Math.min(
                            deviations[k] * (DENSITY[at] + part * (DENSITY[at + 1] - DENSITY[at])), hessians[k]);
                    below += hessians[k] * Math.min(BELOW[at] + part * (BELOW[at + 1] - BELOW[at]), mostBelow[k]);
                }
            }
            double gain = gradient * gradient / 2 * (1 / (below + ridge) + 1 / (all - below + ridge));
            if (!(gain > best) || (step > 0 && below < least)) {
                return best;
            }
            best = gain;
        }
    }
}
