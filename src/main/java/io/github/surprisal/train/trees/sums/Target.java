package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import java.io.Serializable;

/** What a row counts for in the histograms of its node. */
sealed interface Target extends Serializable permits Gradients, ClassWeights {
    /** How many trees grow at a time, for so many margins. */
    int trees(int margins);

    /** How many sums each code of a node has. */
    int parts();

    /**
     * Writes what a block's rows count for in the trees that begin to grow, and adds the losses of the model so far.
     *
     * @param shift what the logarithm of a weight is lowered by
     */
    void write(EncodedBlock rows, BlockState block, double shift, Sums into);
}
