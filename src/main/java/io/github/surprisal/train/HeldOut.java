package io.github.surprisal.train;

import java.io.Serializable;

/**
 * Which training rows are not trained on: every so many of each run in the order of their content hashes, which follows from all rows' values.
 *
 * @param share of the rows; used where there are no folds
 * @param folds to which rows are dealt in turn; 0 for none
 * @param fold that is held out
 */
public record HeldOut(double share, int folds, int fold) implements Serializable {
    /** A table of more counts loses few cells of each kind. */
    private static final int FEW_CELLS = 1000;

    /** Weights of surveys and of repeated rows are one or two on average. */
    private static final int MANY_A_CELL = 4;

    /** None. */
    public static final HeldOut NONE = share(0);

    /** A share of them, from 0 to less than 1. */
    public static HeldOut share(double share) {
        return new HeldOut(share, 0, 0);
    }

    /**
     * A share of training rows to end early by; none of a table of counts, few rows that stand for many each: what is held out of
     * it are cells of which nothing is learned then, not some of the rows of every cell.
     *
     * @param rows how many there are
     * @param weight of all of them
     */
    public static HeldOut share(double share, long rows, double weight) {
        return rows < FEW_CELLS && weight >= MANY_A_CELL * rows ? NONE : share(share);
    }

    /** A fold of them. */
    public static HeldOut fold(int fold, int folds) {
        return new HeldOut(0, folds, fold);
    }

    /** Whether the training row of a place in its run, counted from 0, is held out. */
    public boolean has(int place) {
        return folds > 0 ? place % folds == fold : Math.floor((place + 1) * share) > Math.floor(place * share);
    }
}
