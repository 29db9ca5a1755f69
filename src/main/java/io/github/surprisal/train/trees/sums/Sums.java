package io.github.surprisal.train.trees.sums;

import java.io.Serializable;

/**
 * What a pass over the rows gives: histograms of the nodes that were counted, and losses. All are sums of whole numbers, so they may
 * be merged in any order.
 *
 * @param cells slot × part × code, in quanta: Σ of gradients and Σ of second derivatives, or Σ of weights by class
 * @param losses Σ of losses in quanta of 2⁻³² nats of the greatest weight, of the rows trained on and of those held out: the whole
 *     nats and what is left of each
 */
public record Sums(long[] cells, long[] losses) implements Serializable {
    private static final int TRAIN = 0;

    private static final int HELD_OUT = 2;

    private static final int LOSS_BITS = 32;

    /** Losses beyond are taken for so many nats: then a block's sum stays below 2⁶³. */
    private static final double MOST_NATS = 1e5;

    static Sums of(int cells) {
        return new Sums(new long[cells], new long[4]);
    }

    /** A loss in quanta. */
    static long quanta(double nats) {
        return (long) Math.rint(Math.min(nats, MOST_NATS) * (1L << LOSS_BITS));
    }

    /** Adds the losses of a block. */
    void addLosses(boolean heldOut, long quanta) {
        int at = heldOut ? HELD_OUT : TRAIN;
        losses[at] += quanta >> LOSS_BITS;
        losses[at + 1] += quanta & (1L << LOSS_BITS) - 1;
    }

    /** The losses of the rows trained on or held out, in nats of the greatest weight. */
    public double loss(boolean heldOut) {
        int at = heldOut ? HELD_OUT : TRAIN;
        return losses[at] + losses[at + 1] * 0x1p-32;
    }

    Sums merge(Sums other) {
        add(cells, other.cells);
        add(losses, other.losses);
        return this;
    }

    static void add(long[] to, long[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += what[i];
        }
    }
}
