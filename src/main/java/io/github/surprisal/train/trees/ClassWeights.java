package io.github.surprisal.train.trees;

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
record ClassWeights(double[] ofClass, boolean isBoosted) implements Target, Serializable {
    /** Sums of 2³⁴ rows of weight 1 stay below 2⁶³; whole weights up to 2²⁸ are exact. */
    private static final double QUANTA = 1 << 28;

    static double ofQuanta(long quanta) {
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
        long[] losses = new long[2];
        double[] margins = new double[block.margins.length];
        for (int i = 0; i < rows.rows(); i++) {
            int y = rows.labels().at(i);
            double weight = rows.weight(i) * ofClass[y];
            for (int k = 0; k < margins.length; k++) {
                margins[k] = block.margins[k][i];
            }
            losses[block.isHeldOut(i) ? 1 : 0] += Sums.quanta(weight * Loss.logLoss(margins, y));
            double votes = margins.length > 1 ? margins[y] : (y == 1 ? margins[0] : -margins[0]) / 2;
            double boosted = isBoosted ? weight * Elementary.exp(-votes - shift) : weight;
            block.values[0][i] = Math.max(1, (long) Math.rint(boosted * QUANTA));
        }
        into.addLosses(false, losses[0]);
        into.addLosses(true, losses[1]);
    }
}
