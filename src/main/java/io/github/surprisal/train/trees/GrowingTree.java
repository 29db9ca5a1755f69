package io.github.surprisal.train.trees;

import io.github.surprisal.train.Tree;
import java.util.Arrays;

/** A tree while nodes are added to it. */
final class GrowingTree {
    /** A node's number is a short. */
    static final int MOST_NODES = Short.MAX_VALUE;

    private int[] features = {-1};
    private int[] lefts = new int[1];
    private int[] rights = new int[1];
    private long[] rightCodes = new long[4];
    private double[] values = new double[1];
    private double[] gains = new double[1];
    private double[] hessians = new double[1];
    private int size = 1;

    boolean hasRoom() {
        return size + 2 <= MOST_NODES;
    }

    /** Splits a leaf, whose children become the last two nodes; gives the left one. */
    int split(int node, int feature, Split split, double gain) {
        if (size + 2 > features.length) {
            int room = 2 * size + 2;
            features = Arrays.copyOf(features, room);
            lefts = Arrays.copyOf(lefts, room);
            rights = Arrays.copyOf(rights, room);
            rightCodes = Arrays.copyOf(rightCodes, 4 * room);
            values = Arrays.copyOf(values, room);
            gains = Arrays.copyOf(gains, room);
            hessians = Arrays.copyOf(hessians, room);
        }
        features[node] = feature;
        lefts[node] = size;
        rights[node] = size + 1;
        System.arraycopy(split.rightCodes(), 0, rightCodes, 4 * node, 4);
        gains[node] = gain;
        features[size] = -1;
        features[size + 1] = -1;
        size += 2;
        return size - 2;
    }

    /** What the node adds to the margin; should it be split, it keeps that beside its children's. */
    void leaf(int node, double value, double hessian) {
        values[node] = value;
        hessians[node] = hessian;
    }

    int size() {
        return size;
    }

    Tree tree() {
        return new Tree(
                Arrays.copyOf(features, size),
                Arrays.copyOf(lefts, size),
                Arrays.copyOf(rights, size),
                Arrays.copyOf(rightCodes, 4 * size),
                Arrays.copyOf(values, size),
                Arrays.copyOf(gains, size),
                Arrays.copyOf(hessians, size),
                new double[0]);
    }
}
