package io.github.surprisal.train;

import java.io.Serializable;

/**
 * Which training rows are not trained on: every so many by their place in a block, and what that is follows from all rows' values.
 *
 * @param share of the rows; used where there are no folds
 * @param folds to which rows are dealt in turn; 0 for none
 * @param fold that is held out
 */
public record HeldOut(double share, int folds, int fold) implements Serializable {
    /** None. */
    public static final HeldOut NONE = share(0);

    /** A share of them, from 0 to less than 1. */
    public static HeldOut share(double share) {
        return new HeldOut(share, 0, 0);
    }

    /** A fold of them. */
    public static HeldOut fold(int fold, int folds) {
        return new HeldOut(0, folds, fold);
    }

    /** Whether a row of a block is held out. */
    public boolean has(int row) {
        return folds > 0 ? row % folds == fold : Math.floor((row + 1) * share) > Math.floor(row * share);
    }
}
