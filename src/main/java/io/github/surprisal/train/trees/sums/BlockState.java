package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.Tree;
import java.util.Arrays;

/** The training rows of a block: where each of them is in the model so far. */
final class BlockState {
    /** By margin and row. */
    final double[][] margins;

    /** By growing tree and row: what the row counts for. */
    final long[][] values;

    /** By row. */
    private final boolean[] isHeldOut;

    /** By growing tree: the rows that are trained on, and those held out. */
    private final NodeRows[] trained;

    private final NodeRows[] others;

    /** By row, where classes are counted apart. */
    private final short[] classes;

    /** Rows before the first tree. */
    BlockState(EncodedBlock block, RowStates.Setting setting) {
        int rows = block.rows();
        int margins = setting.start().length;
        this.margins = new double[margins][rows];
        this.values = new long[setting.trees()][rows];
        this.isHeldOut = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            isHeldOut[i] = setting.heldOut().has(block.place(i));
        }
        this.trained = new NodeRows[setting.trees()];
        this.others = new NodeRows[setting.trees()];
        Arrays.setAll(trained, k -> new NodeRows(isHeldOut, false));
        Arrays.setAll(others, k -> new NodeRows(isHeldOut, true));
        this.classes = new short[setting.target() instanceof ClassWeights ? rows : 0];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (short) block.labels().at(i);
        }
        for (int k = 0; k < margins; k++) {
            Arrays.fill(this.margins[k], setting.start()[k]);
            for (int i = 0; i < rows && setting.offset(); i++) {
                this.margins[k][i] += block.numbers()[0][i];
            }
        }
    }

    boolean isHeldOut(int row) {
        return isHeldOut[row];
    }

    int rows() {
        return isHeldOut.length;
    }

    /** The rows that are trained on, in the order of a growing tree's nodes. */
    NodeRows trained(int k) {
        return trained[k];
    }

    /** Where classes are counted apart. */
    int classOf(int row) {
        return classes[row];
    }

    /** Rows go on to the leaves of a tree. */
    void follow(int k, Tree tree, Shape shape, byte[][] codes, char[] spare) {
        trained[k].follow(tree, shape.columnOf(), codes, spare);
        others[k].follow(tree, shape.columnOf(), codes, spare);
    }

    /** Adds the values of a finished tree's leaves, whose rows then are at the root of the next tree. */
    void addLeaves(int k, Tree tree) {
        int width = tree.width();
        for (int node = 0; node < tree.size(); node++) {
            for (int m = 0; m < width && tree.features()[node] < 0; m++) {
                double value = tree.values()[node * width + m];
                add(value, trained[k], node, margins[k + m]);
                add(value, others[k], node, margins[k + m]);
            }
        }
        trained[k].restart(isHeldOut, false);
        others[k].restart(isHeldOut, true);
    }

    private static void add(double value, NodeRows of, int node, double[] margins) {
        char[] rows = of.rows();
        int end = of.end(node);
        for (int i = of.begin(node); i < end; i++) {
            margins[rows[i]] += value;
        }
    }

    /** Adds the rows held out to the totals of their nodes' slots. */
    void countHeldOut(int k, Step step, int parts, long[] into) {
        int[] slots = step.slots()[k];
        for (int node = 0; node < slots.length; node++) {
            int end = slots[node] < 0 ? 0 : others[k].end(node);
            for (int i = others[k].begin(node); i < end; i++) {
                int row = others[k].rows()[i];
                into[slots[node] * parts + classes[row]] += values[k][row];
            }
        }
    }
}
