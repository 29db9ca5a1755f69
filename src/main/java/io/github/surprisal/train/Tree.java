package io.github.surprisal.train;

import java.io.Serializable;

/**
 * A binary decision tree on the codes of features. Node 0 is the root; children come after their parents. A code goes to the right
 * where its bit is set, so numbers, categories and missing values are split alike.
 *
 * @param features by node: the feature that it is split by, as an index into the encoding; −1 of a leaf
 * @param lefts by node: its left child; 0 of a leaf
 * @param rights by node: its right child; 0 of a leaf
 * @param rightCodes four numbers a node: the set of the codes from 0 to 255 that go to the right
 * @param values by node and margin: what a leaf adds to a margin; of a node that is split, what it would add if it were a leaf. One a
 *     node of a tree for one margin, else one for each margin
 * @param gains by node: by how much its split lowers the log-loss of the rows trained on, in nats times weight: of boosted trees by
 *     its quadratic model, of a tree by entropy exactly; 0 of a leaf
 * @param hessians by node: of boosted trees the second derivative of its rows' log-loss, summed up; of others its rows' weight
 * @param counts by node and class: the weight of its rows of the class; empty of boosted trees
 */
public record Tree(
        int[] features,
        int[] lefts,
        int[] rights,
        long[] rightCodes,
        double[] values,
        double[] gains,
        double[] hessians,
        double[] counts)
        implements Serializable {
    /** How many nodes there are. */
    public int size() {
        return features.length;
    }

    /** How many of them are leaves. */
    public int leaves() {
        return (size() + 1) / 2;
    }

    /** How many margins it adds to. */
    public int width() {
        return values.length / size();
    }

    /** Whether a code goes to the right at a node. */
    public boolean isRight(int node, int code) {
        return (rightCodes[4 * node + (code >> 6)] >>> code & 1) != 0;
    }

    /** The leaf of a row, from a node on. */
    public int leaf(int from, byte[][] codes, int[] columnOf, int row) {
        int node = from;
        while (features[node] >= 0) {
            node = isRight(node, codes[columnOf[features[node]]][row] & 0xFF) ? rights[node] : lefts[node];
        }
        return node;
    }
}
