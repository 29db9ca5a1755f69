package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import java.io.Serializable;

/** The margins of a model for rows of one layout, block by block or row by row, equal to the last bit. */
public interface BlockScorer extends Serializable {
    /** The number of margins of a row: 1 with two classes, else one per class. */
    int margins();

    /** The margins of a block's rows, an array per margin. */
    double[][] margins(EncodedBlock block);

    /**
     * Writes the margins of one row into {@code margins}.
     *
     * @param numbers by column of numbers
     * @param codes by column of codes
     */
    void margins(double[] numbers, int[] codes, double[] margins);
}
