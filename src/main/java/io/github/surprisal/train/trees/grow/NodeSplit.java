package io.github.surprisal.train.trees.grow;

import io.github.surprisal.math.Elementary;

/**
 * How a node may be parted in two.
 *
 * @param column of codes
 * @param rightCodes the set of the codes that go to the right, a bit for each in four words
 * @param gain by how much it lowers the loss, in units of the greatest weight
 * @param bits that tell this way to part the node's codes of the column from the others
 * @param leftShare of the node's rows that goes to the left
 * @param left by part: the sums of the left child, in quanta
 * @param right likewise
 */
record NodeSplit(int column, long[] rightCodes, double gain, double bits, double leftShare, long[] left, long[] right) {
    /** Of left and right, in nats. */
    double entropy() {
        return -leftShare * Elementary.log(leftShare) - (1 - leftShare) * Elementary.log1p(-leftShare);
    }
}
