package io.github.surprisal.train.trees.grow;

import io.github.surprisal.train.Tree;
import java.util.Arrays;

/** A tree while nodes are added to it. */
public final class GrowingTree {
    /** A node's number is a short. */
    private static final int MOST_NODES = Short.MAX_VALUE;

    private final int width;
    private final int classes;
    private int[] features = {-1};
    private int[] lefts = new int[1];
    private int[] rights = new int[1];
    private long[] rightCodes = new long[4];
    private double[] values;
    private double[] gains = new double[1];
    private double[] masses = new double[1];
    private double[] counts;
    private double[] bits = new double[1];
    private int size = 1;

    /**
     * A root.
     *
     * @param width to how many margins it adds
     * @param classes that are counted apart; 0 for none
     */
    GrowingTree(int width, int classes) {
        this.width = width;
        this.classes = classes;
        this.values = new double[width];
        this.counts = new double[classes];
    }

    /** How many more leaves can be split. */
    int room() {
        return (MOST_NODES - size) / 2;
    }

    /** Splits a leaf, whose children become the last two nodes; gives the left one. */
    int split(int node, int feature, NodeSplit split, double gain) {
        if (size + 2 > features.length) {
            int more = 2 * size + 2;
            features = Arrays.copyOf(features, more);
            lefts = Arrays.copyOf(lefts, more);
            rights = Arrays.copyOf(rights, more);
            rightCodes = Arrays.copyOf(rightCodes, 4 * more);
            values = Arrays.copyOf(values, width * more);
            gains = Arrays.copyOf(gains, more);
            masses = Arrays.copyOf(masses, more);
            counts = Arrays.copyOf(counts, classes * more);
            bits = Arrays.copyOf(bits, more);
        }
        features[node] = feature;
        lefts[node] = size;
        rights[node] = size + 1;
        System.arraycopy(split.rightCodes(), 0, rightCodes, 4 * node, 4);
        gains[node] = gain;
        bits[node] = split.bits();
        features[size] = -1;
        features[size + 1] = -1;
        size += 2;
        return size - 2;
    }

    /** What a node adds to the margins, or would add if it were a leaf. */
    public void value(int node, double... value) {
        System.arraycopy(value, 0, values, width * node, width);
    }

    /** How much the rows of a node are. */
    void mass(int node, double mass) {
        masses[node] = mass;
    }

    /** The weights of a node's rows by class. */
    void counts(int node, double[] ofNode) {
        System.arraycopy(ofNode, 0, counts, classes * node, classes);
    }

    public double[] counts(int node) {
        return Arrays.copyOfRange(counts, classes * node, classes * (node + 1));
    }

    public boolean isLeaf(int node) {
        return features[node] < 0;
    }

    public int left(int node) {
        return lefts[node];
    }

    public int right(int node) {
        return rights[node];
    }

    /** What tells its way to part its column. */
    double bits(int node) {
        return bits[node];
    }

    public int size() {
        return size;
    }

    /** The same with some nodes as leaves, without the nodes below them. */
    public GrowingTree pruned(boolean[] isLeaf) {
        int[] to = new int[size];
        int kept = 0;
        boolean[] isIn = new boolean[size];
        isIn[0] = true;
        // Children come after their parents.
        for (int node = 0; node < size; node++) {
            if (isIn[node]) {
                to[node] = kept++;
                if (!isLeaf(node) && !isLeaf[node]) {
                    isIn[lefts[node]] = true;
                    isIn[rights[node]] = true;
                }
            }
        }
        GrowingTree tree = new GrowingTree(width, classes);
        tree.size = kept;
        tree.features = new int[kept];
        tree.lefts = new int[kept];
        tree.rights = new int[kept];
        tree.rightCodes = new long[4 * kept];
        tree.values = new double[width * kept];
        tree.gains = new double[kept];
        tree.masses = new double[kept];
        tree.counts = new double[classes * kept];
        tree.bits = new double[kept];
        for (int node = 0; node < size; node++) {
            if (isIn[node]) {
                int at = to[node];
                boolean splits = !isLeaf(node) && !isLeaf[node];
                tree.features[at] = splits ? features[node] : -1;
                tree.masses[at] = masses[node];
                System.arraycopy(counts, classes * node, tree.counts, classes * at, classes);
                System.arraycopy(values, width * node, tree.values, width * at, width);
                if (splits) {
                    tree.lefts[at] = to[lefts[node]];
                    tree.rights[at] = to[rights[node]];
                    System.arraycopy(rightCodes, 4 * node, tree.rightCodes, 4 * at, 4);
                    tree.gains[at] = gains[node];
                    tree.bits[at] = bits[node];
                }
            }
        }
        return tree;
    }

    public Tree tree() {
        return new Tree(
                Arrays.copyOf(features, size),
                Arrays.copyOf(lefts, size),
                Arrays.copyOf(rights, size),
                Arrays.copyOf(rightCodes, 4 * size),
                Arrays.copyOf(values, width * size),
                Arrays.copyOf(gains, size),
                Arrays.copyOf(masses, size),
                Arrays.copyOf(counts, classes * size));
    }
}
