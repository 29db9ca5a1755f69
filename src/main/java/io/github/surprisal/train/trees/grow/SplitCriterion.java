package io.github.surprisal.train.trees.grow;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What makes a split a good one. */
sealed interface SplitCriterion extends Serializable permits Newton, Entropy {
    /** How good the splits of one node are. */
    interface OfNode {
        /**
         * By how much it lowers the loss that these rows go to the left and the others to the right; 0 where that is not allowed or
         * not worth it.
         *
         * @param left by part: their sums
         * @param categories how many categories the node's rows have, of a column of categories; 0 of one of numbers
         */
        double gain(long[] left, int categories);

        /**
         * The keys that a cut parts categories by, in whose order they are put.
         *
         * @param cells those of the categories, as indices into the histogram
         */
        double[] keys(int[] cells);

        /**
         * What the best cut of categories gains by chance, which is taken off.
         *
         * @param cells those of the categories, as indices into the histogram
         */
        double chance(int[] cells);

        /** Whether, instead, every way to part so many categories is tried. */
        boolean triesAll(int categories);
    }

    /** For the splits of a node. */
    OfNode at(Histogram node);

    /** The split to take, of the best one of each column, in the order of columns: that of the greatest gain, of equal ones the first. */
    default Optional<NodeSplit> choose(List<NodeSplit> best) {
        return best.stream().reduce((a, b) -> b.gain() > a.gain() ? b : a);
    }

    /** Whether a node with these totals can have a split that pays. */
    boolean isWorthSplitting(long[] totals);

    /** How much a node's rows are: of two children the lesser one is counted. */
    long mass(long[] totals);

    /** Writes what is known of a node. */
    void describe(GrowingTree tree, int node, long[] totals);
}
