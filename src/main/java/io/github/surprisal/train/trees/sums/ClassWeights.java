package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.Loss;
import java.io.Serializable;

/**
 * The weights of rows by their class, as whole numbers: what entropies are made of.
 *
 * <p>Boosted, a row of class y weighs w·e<sup>−F<sub>y</sub></sup>, where F<sub>y</sub> is the sum of the votes for y so far; with
 * two classes and the margin m = F₁ − F₀ that is w·e<sup>∓m/2</sup>, a factor that all rows share left out.
 *
 * @param ofClass what a row's weight is multiplied by, by class, so that the greatest weight is at most 1
 * @param isBoosted whether rows weigh the more the fewer votes their class has
 */
public record ClassWeights(double[] ofClass, boolean isBoosted) implements Target, Serializable {
    /** Sums of 2³⁴ rows of weight 1 stay below 2⁶³; whole weights up to 2²⁸ are exact. */
    private static final double QUANTA = 1 << 28;

    public static double ofQuanta(long quanta) {
        return quanta / QUANTA;
    }

    @Override
    public int trees(int margins) {
        return 1;
    }

    @Override
    public int parts() {
        return ofClass.length;
    }

    @Override
    public void write(EncodedBlock rows, BlockState block, double shift, Sums into) {
        long[] losses = block.margins.length == 1 ? two(rows, block, shift) : more(rows, block, shift);
        into.addLosses(false, losses[0]);
        into.addLosses(true, losses[1]);
    }

    private static long quanta(double weight) {
        return Math.max(1, (long) Math.rint(weight * QUANTA));
    }

    /** The losses of the rows trained on, and of those held out. */
    private long[] two(EncodedBlock of, BlockState block, double shift) {
        double[] margins = block.margins[0];
        int rows = margins.length;
        byte[] labels = of.labels().bytes();
        double[] agreement = new double[rows];
        double[] exponents = new double[rows];
        double[] exps = new double[rows];
        // No branch depends on a label, and logarithms have a loop of their own: of a block a row takes 13 ns instead
        // of 18 (one core).
        for (int i = 0; i < rows; i++) {
            agreement[i] = (2 * labels[i] - 1) * margins[i];
            exponents[i] = -Math.abs(margins[i]);
        }
        Elementary.exp(exponents, exps, rows);
        for (int i = 0; i < rows; i++) {
            exps[i] = Elementary.log1p(exps[i]);
        }
        long[] losses = new long[2];
        for (int i = 0; i < rows; i++) {
            double against = (Math.abs(agreement[i]) - agreement[i]) / 2;
            losses[block.isHeldOut(i) ? 1 : 0] += Sums.quanta(of.weight(i) * ofClass[labels[i]] * (against + exps[i]));
        }
        for (int i = 0; i < rows; i++) {
            exponents[i] = -agreement[i] / 2 - shift;
        }
        Elementary.exp(exponents, exps, rows);
        for (int i = 0; i < rows; i++) {
            double weight = of.weight(i) * ofClass[labels[i]];
            block.values[0][i] = quanta(isBoosted ? weight * exps[i] : weight);
        }
        return losses;
    }

    private long[] more(EncodedBlock of, BlockState block, double shift) {
        long[] losses = new long[2];
        double[] margins = new double[block.margins.length];
        byte[] labels = of.labels().bytes();
        for (int i = 0; i < labels.length; i++) {
            int y = labels[i] & 0xFF;
            double weight = of.weight(i) * ofClass[y];
            for (int k = 0; k < margins.length; k++) {
                margins[k] = block.margins[k][i];
            }
            losses[block.isHeldOut(i) ? 1 : 0] += Sums.quanta(weight * Loss.logLoss(margins, y));
            block.values[0][i] = quanta(isBoosted ? weight * Elementary.exp(-margins[y] - shift) : weight);
        }
        return losses;
    }
}
