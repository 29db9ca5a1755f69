package io.github.surprisal.train;

import io.github.surprisal.encode.Layout;
import java.io.Serializable;

/** The margins of a model: all that calibration, evaluation and saved models need of it. */
public sealed interface Scorer extends Serializable permits LinearScorer, TreesScorer, NetworkScorer {
    /** The number of margins of a row: 1 with two classes, else one per class. */
    int margins();

    /** What is done to the margins last. */
    Calibration calibration();

    /** The same margins with another calibration. */
    Scorer with(Calibration other);

    /**
     * The same model of more classes, of which those that it does not know never happen; not calibrated.
     *
     * @param all how many classes
     * @param known by class of this model: which of them it is
     */
    Scorer among(int all, int[] known);

    /** The same for blocks of rows of this layout. */
    BlockScorer forBlocks(Layout layout);
}
