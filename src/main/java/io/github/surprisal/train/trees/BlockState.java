package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Tree;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The training rows of a block: where each of them is in the model so far. */
final class BlockState {
    /** By margin and row. */
    final double[][] margins;

    /** By growing tree and row: the row's node. */
    final short[][] nodes;

    /** By growing tree and row: what the row counts for. */
    final long[][] values;

    private final HeldOut heldOut;

    /** The rows that are trained on, and those held out. */
    private final int[] trained;

    private final int[] others;

    /** By row, where classes are counted apart. */
    private final short[] classes;

    /** Rows before the first tree. */
    BlockState(EncodedBlock block, RowStates.Setting setting) {
        int rows = block.rows();
        int margins = setting.start().length;
        this.margins = new double[margins][rows];
        this.nodes = new short[setting.trees()][rows];
        this.values = new long[setting.trees()][rows];
        this.heldOut = setting.heldOut();
        this.trained = IntStream.range(0, rows).filter(row -> !isHeldOut(row)).toArray();
        this.others = IntStream.range(0, rows).filter(this::isHeldOut).toArray();
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
        return heldOut.has(row);
    }

    /** Rows go on to the leaves of a tree. */
    void route(int k, Tree tree, Shape shape, byte[][] codes) {
        short[] node = nodes[k];
        int[] features = tree.features();
        int[] columns = new int[features.length];
        Arrays.setAll(columns, n -> features[n] < 0 ? -1 : shape.columnOf()[features[n]]);
        long[] rightCodes = tree.rightCodes();
        for (int i = 0; i < node.length; i++) {
            int n = node[i];
            int column = columns[n];
            while (column >= 0) {
                int code = codes[column][i] & 0xFF;
                n = (rightCodes[4 * n + (code >> 6)] >>> code & 1) != 0 ? tree.rights()[n] : tree.lefts()[n];
                column = columns[n];
            }
            node[i] = (short) n;
        }
    }

    /** Adds the values of a finished tree's leaves, whose rows then are at the root of the next tree. */
    void addLeaves(int k, Tree tree) {
        short[] node = nodes[k];
        int width = tree.width();
        for (int m = 0; m < width; m++) {
            double[] margin = margins[k + m];
            for (int i = 0; i < node.length; i++) {
                margin[i] += tree.values()[node[i] * width + m];
            }
        }
        Arrays.fill(node, (short) 0);
    }

    /** How many rows are trained on. */
    int trained() {
        return trained.length;
    }

    /** Adds the rows held out to the totals of their nodes' slots. */
    void countHeldOut(int k, Step step, int parts, long[] into) {
        int[] slots = step.slots()[k];
        for (int row : others) {
            int slot = slots[nodes[k][row]];
            if (slot >= 0) {
                into[slot * parts + classes[row]] += values[k][row];
            }
        }
    }

    /**
     * Adds the rows trained on to the histograms of their nodes' slots; of each slot as many as there are classes that are counted
     * apart.
     */
    void count(int k, Step step, byte[][] codes, long[] into, Shape shape, Scratch scratch) {
        int apart = classes.length == 0 ? 1 : scratch.apart;
        int[] slots = step.slots()[k];
        int first = step.firsts()[k] * apart;
        int count = step.firsts()[k + 1] * apart - first;
        int[] ends = new int[count + 1];
        short[] node = nodes[k];
        for (int row : trained) {
            int slot = slots[node[row]];
            if (slot >= 0) {
                ends[(apart == 1 ? slot : slot * apart + classes[row]) - first + 1]++;
            }
        }
        for (int s = 0; s < count; s++) {
            ends[s + 1] += ends[s];
        }
        int[] next = Arrays.copyOf(ends, count);
        int[] order = scratch.order(trained.length);
        long[] counted = scratch.values(trained.length);
        for (int row : trained) {
            int slot = slots[node[row]];
            if (slot >= 0) {
                int at = next[(apart == 1 ? slot : slot * apart + classes[row]) - first]++;
                order[at] = row;
                counted[at] = values[k][row];
            }
        }
        for (int s = 0; s < count; s++) {
            if (ends[s] < ends[s + 1]) {
                int base = (first + s) * shape.width();
                add(codes, scratch, ends[s], ends[s + 1], into, base, shape.starts());
            }
        }
    }

    /** Four columns at a time: rows and their values are then read once for four additions. */
    private static void add(byte[][] codes, Scratch scratch, int from, int to, long[] into, int base, int[] starts) {
        int[] order = scratch.order;
        long[] values = scratch.values;
        int columns = codes.length;
        int c = 0;
        for (; c + 4 <= columns; c += 4) {
            byte[] c0 = codes[c];
            byte[] c1 = codes[c + 1];
            byte[] c2 = codes[c + 2];
            byte[] c3 = codes[c + 3];
            int s0 = base + starts[c];
            int s1 = base + starts[c + 1];
            int s2 = base + starts[c + 2];
            int s3 = base + starts[c + 3];
            for (int i = from; i < to; i++) {
                int row = order[i];
                long value = values[i];
                into[s0 + (c0[row] & 0xFF)] += value;
                into[s1 + (c1[row] & 0xFF)] += value;
                into[s2 + (c2[row] & 0xFF)] += value;
                into[s3 + (c3[row] & 0xFF)] += value;
            }
        }
        for (; c < columns; c++) {
            byte[] c0 = codes[c];
            int s0 = base + starts[c];
            for (int i = from; i < to; i++) {
                into[s0 + (c0[order[i]] & 0xFF)] += values[i];
            }
        }
    }

    /** Arrays that are used again and again. */
    static final class Scratch {
        private final int apart;
        private int[] order = new int[0];
        private long[] values = new long[0];

        /** @param apart how many classes are counted apart */
        Scratch(int apart) {
            this.apart = apart;
        }

        int[] order(int rows) {
            order = order.length < rows ? new int[rows] : order;
            return order;
        }

        long[] values(int rows) {
            values = values.length < rows ? new long[rows] : values;
            return values;
        }
    }
}
