package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Elementary;
import java.io.Serializable;

/**
 * The log-loss of rows, its first and its second derivative by their margins, as whole numbers.
 *
 * <p>Two classes: with p = 1/(1 + e<sup>−m</sup>) the loss w·log(1 + e<sup>∓m</sup>) has the derivatives g = w(p − y) and
 * h = w·p(1 − p). More: g<sub>k</sub> = w(p<sub>k</sub> − [y = k]), h<sub>k</sub> = w·p<sub>k</sub>(1 − p<sub>k</sub>), the diagonal
 * of the second derivative as it is (J. Friedman 2001, doi:10.1214/aos/1013203451, and XGBoost make it greater, which only shortens
 * the steps).
 *
 * @param ofClass what a row's weight is multiplied by, by class, so that the greatest weight is 1
 */
public record Gradients(double[] ofClass) implements Target, Serializable {
    /** The parts of a histogram. */
    public static final int GRADIENT = 0;

    public static final int HESSIAN = 1;

    public static final int PARTS = 2;

    private static final int HESSIAN_BITS = 28;

    private static final double GRADIENT_QUANTA = 1 << 20;

    private static final double HESSIAN_QUANTA = 1 << 15;

    /** A second derivative is at most a quarter: of so many rows the sum stays below 2²⁸ quanta. */
    static final int MOST_ROWS = (1 << HESSIAN_BITS) / ((1 << 15) / 4) - 1;

    static long pack(double gradient, double hessian) {
        return ((long) Math.rint(gradient * GRADIENT_QUANTA) << HESSIAN_BITS)
                + Math.max(1, (long) Math.rint(hessian * HESSIAN_QUANTA));
    }

    /** A gradient of a sum of packed ones, in quanta. */
    static long gradient(long packed) {
        return packed >> HESSIAN_BITS;
    }

    static long hessian(long packed) {
        return packed & (1L << HESSIAN_BITS) - 1;
    }

    /** In units of the greatest weight. */
    public static double ofGradientQuanta(long quanta) {
        return quanta / GRADIENT_QUANTA;
    }

    public static double ofHessianQuanta(long quanta) {
        return quanta / HESSIAN_QUANTA;
    }

    @Override
    public int trees(int margins) {
        return margins;
    }

    @Override
    public int parts() {
        return PARTS;
    }

    @Override
    public void write(EncodedBlock rows, BlockState block, double shift, Sums into) {
        if (block.margins.length == 1) {
            two(rows, block, into);
        } else {
            more(rows, block, into);
        }
    }

    private void two(EncodedBlock of, BlockState block, Sums into) {
        double[] margins = block.margins[0];
        int rows = margins.length;
        double[] negative = new double[rows];
        double[] exps = new double[rows];
        for (int i = 0; i < rows; i++) {
            negative[i] = -Math.abs(margins[i]);
        }
        Elementary.exp(negative, exps, rows);
        byte[] labels = of.labels().bytes();
        long train = 0;
        long heldOut = 0;
        for (int i = 0; i < rows; i++) {
            double e = exps[i];
            double likely = 1 / (1 + e);
            double p = margins[i] > 0 ? likely : e * likely;
            int y = labels[i];
            double weight = of.weight(i) * ofClass[y];
            block.values[0][i] = pack(weight * (p - y), weight * (e * likely * likely));
            double against = y == 1 ? -margins[i] : margins[i];
            long loss = Sums.quanta(weight * (Math.max(0, against) + Elementary.log1p(e)));
            if (block.isHeldOut(i)) {
                heldOut += loss;
            } else {
                train += loss;
            }
        }
        into.addLosses(false, train);
        into.addLosses(true, heldOut);
    }

    private void more(EncodedBlock of, BlockState block, Sums into) {
        int classes = block.margins.length;
        int rows = block.margins[0].length;
        double[] top = block.margins[0].clone();
        for (int k = 1; k < classes; k++) {
            for (int i = 0; i < rows; i++) {
                top[i] = Math.max(top[i], block.margins[k][i]);
            }
        }
        double[][] p = new double[classes][rows];
        double[] all = new double[rows];
        double[] less = new double[rows];
        for (int k = 0; k < classes; k++) {
            for (int i = 0; i < rows; i++) {
                less[i] = block.margins[k][i] - top[i];
            }
            Elementary.exp(less, p[k], rows);
            for (int i = 0; i < rows; i++) {
                all[i] += p[k][i];
            }
        }
        byte[] labels = of.labels().bytes();
        long train = 0;
        long heldOut = 0;
        for (int i = 0; i < rows; i++) {
            int y = labels[i] & 0xFF;
            double weight = of.weight(i) * ofClass[y];
            long loss = Sums.quanta(weight * Math.max(0, top[i] - block.margins[y][i] + Elementary.log(all[i])));
            if (block.isHeldOut(i)) {
                heldOut += loss;
            } else {
                train += loss;
            }
            for (int k = 0; k < classes; k++) {
                double share = p[k][i] / all[i];
                block.values[k][i] = pack(weight * (share - (k == y ? 1 : 0)), weight * share * (1 - share));
            }
        }
        into.addLosses(false, train);
        into.addLosses(true, heldOut);
    }
}
