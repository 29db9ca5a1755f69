package io.github.surprisal.train.trees.sums;

import io.github.surprisal.train.Tree;
import java.util.Arrays;

/**
 * Rows of a block in the order of a growing tree's nodes: those of a node stand one after the other, so that a level costs a
 * partition of the nodes that were split, and a node's rows are counted without looking at any other.
 */
final class NodeRows {
    /** Numbers of rows; the rows of a leaf are in the order of the block. */
    private final char[] rows;

    /** By node: where its rows begin and end. Rows of a node that was split are those of its children. */
    private int[] begins = new int[1];

    private int[] ends = new int[1];
    private int nodes = 1;

    /** Of those rows of a block that are held out, or of the others, all at the root. */
    NodeRows(boolean[] isHeldOut, boolean ofHeldOut) {
        int size = 0;
        for (boolean held : isHeldOut) {
            size += held == ofHeldOut ? 1 : 0;
        }
        this.rows = new char[size];
        restart(isHeldOut, ofHeldOut);
    }

    /** All rows are at the root again. */
    void restart(boolean[] isHeldOut, boolean ofHeldOut) {
        int size = 0;
        for (int row = 0; row < isHeldOut.length; row++) {
            if (isHeldOut[row] == ofHeldOut) {
                rows[size++] = (char) row;
            }
        }
        ends[0] = size;
        nodes = 1;
    }

    char[] rows() {
        return rows;
    }

    int begin(int node) {
        return begins[node];
    }

    int end(int node) {
        return ends[node];
    }

    /**
     * Rows go on to the leaves of a tree that has grown.
     *
     * @param columnOf by feature: its column of codes
     * @param spare for as many rows
     */
    void follow(Tree tree, int[] columnOf, byte[][] codes, char[] spare) {
        int size = tree.size();
        if (size > begins.length) {
            begins = Arrays.copyOf(begins, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        // Children come after their parents.
        for (int node = 0; node < size; node++) {
            if (tree.features()[node] >= 0 && tree.lefts()[node] >= nodes) {
                int left = tree.lefts()[node];
                int right = tree.rights()[node];
                int middle = part(
                        begins[node],
                        ends[node],
                        codes[columnOf[tree.features()[node]]],
                        tree.rightCodes(),
                        4 * node,
                        spare);
                begins[left] = begins[node];
                ends[left] = middle;
                begins[right] = middle;
                ends[right] = ends[node];
            }
        }
        nodes = size;
    }

    /** Puts the rows whose codes go to the right behind the others; gives where they begin. No branch depends on a code. */
    private int part(int from, int to, byte[] codes, long[] rightCodes, int at, char[] spare) {
        int left = from;
        int right = 0;
        for (int i = from; i < to; i++) {
            char row = rows[i];
            int code = codes[row] & 0xFF;
            int isRight = (int) (rightCodes[at + (code >> 6)] >>> code) & 1;
            rows[left] = row;
            spare[right] = row;
            left += 1 - isRight;
            right += isRight;
        }
        System.arraycopy(spare, 0, rows, left, right);
        return left;
    }
}
