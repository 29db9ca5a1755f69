package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.Arrays;
import java.util.List;

/**
 * What each split of a model of trees does to the log-loss. A row goes down tree after tree, and in each from node to node; a node's
 * value is what its rows' margins would get if it were a leaf. The step from a node to its child changes the row's loss by
 * L(m + v(child)) − L(m + v(node)), with the margins m of the trees before, and that is put down to the feature that the node asks
 * for. What comes between a row's start and its end is there once, so that the steps add up to the whole.
 */
final class TreePaths implements LossPaths {
    private static final long serialVersionUID = 1L;

    /** Rows that go down a tree before the next tree's turn: their changes by feature, and the tree, stay in a cache. */
    private static final int ROWS = 256;

    /** Beyond, e<sup>v</sup> is near the end of what a double holds. */
    private static final double ORDINARY = 500;

    private final TreesScorer.OnBlocks scorer;
    private final int parts;
    private final int offset;
    private final int[] firstNodes;
    private transient Prepared[] prepared;

    /** A tree as its rows go down it: by node the column asked for (−1 of a leaf), the part of the model, e^|value| − 1. */
    private record Prepared(Tree tree, int[] columns, int[] parts, double[] growth) {}

    /**
     * The paths of a model.
     *
     * @param features how many there are
     * @param offset the one that is an offset; −1 if there is none
     */
    TreePaths(TreesScorer.OnBlocks scorer, int features, int offset) {
        this.scorer = scorer;
        this.parts = features + 2;
        this.offset = offset;
        List<Tree> trees = scorer.scorer().trees();
        this.firstNodes = new int[trees.size() + 1];
        for (int t = 0; t < trees.size(); t++) {
            firstNodes[t + 1] = firstNodes[t] + trees.get(t).size();
        }
    }

    /** Sums of nothing for these paths. */
    @Override
    public LossChanges sums(boolean whole) {
        return new LossChanges(parts, firstNodes[firstNodes.length - 1], whole);
    }

    /** Where a tree's nodes begin among those of all. */
    int firstNode(int tree) {
        return firstNodes[tree];
    }

    /** Rows on their way. */
    private final class Walk {
        private final EncodedBlock block;
        private final byte[][] codes;
        private final int first;
        private final int rows;
        private final double[][] margins;
        private final double[][] changes = new double[parts][];
        private final double[][] exps;
        private final double[] greatest;
        private final LossChanges sums;

        Walk(EncodedBlock block, byte[][] codes, int first, double[][] start, LossChanges sums) {
            this.block = block;
            this.codes = codes;
            this.first = first;
            this.rows = Math.min(ROWS, block.rows() - first);
            this.margins = new double[start.length][];
            this.exps = new double[start.length][start.length == 1 ? 0 : rows];
            this.greatest = new double[rows];
            this.sums = sums;
            Arrays.setAll(margins, k -> Arrays.copyOfRange(start[k], first, first + rows));
            Arrays.setAll(changes, part -> new double[rows]);
        }

        int label(int row) {
            return block.labels().at(first + row);
        }

        double[] losses(double[][] of) {
            double[] losses = new double[rows];
            double[] row = new double[of.length];
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = of[k][i];
                }
                losses[i] = Loss.logLoss(row, label(i));
            }
            return losses;
        }

        void put(int part, double[] before, double[] after) {
            for (int i = 0; i < rows; i++) {
                changes[part][i] += before[i] - after[i];
            }
        }

        /** Of the model that knows no feature, and of the offset. */
        void start() {
            double[] with = losses(margins);
            double[] without = with;
            if (offset >= 0) {
                double[] numbers = block.numbers()[0];
                double[][] alone = new double[margins.length][rows];
                for (int k = 0; k < alone.length; k++) {
                    for (int i = 0; i < rows; i++) {
                        alone[k][i] = margins[k][i] - numbers[first + i];
                    }
                }
                without = losses(alone);
                put(1 + offset, without, with);
            }
            put(LossChanges.START, new double[rows], without);
        }

        void calibrate(Calibration calibration) {
            double[] before = losses(margins);
            Calibration.apply(calibration, margins);
            put(sums.calibration(), before, losses(margins));
        }

        void finish() {
            for (int part = 0; part < parts; part++) {
                for (int i = 0; i < rows; i++) {
                    sums.add(block.test(), part, block.weight(first + i), changes[part][i]);
                }
            }
        }

        void reach(int node, int row) {
            if (!block.test()) {
                sums.reach(node, block.weight(first + row));
            }
        }

        /** Of a tree for margin {@code k}. */
        void one(Prepared of, int firstNode, int k) {
            if (k == 0 && margins.length > 1) {
                exponentials();
            }
            Tree tree = of.tree();
            double[] values = tree.values();
            for (int i = 0; i < rows; i++) {
                double odds = odds(k, i);
                double e = Elementary.exp(-Math.abs(odds));
                double less = e / (1 + e);
                double more = 1 / (1 + e);
                double p = odds > 0 ? more : less;
                double q = odds > 0 ? less : more;
                double own = label(i) == (margins.length == 1 ? 1 : k) ? 1 : 0;
                int node = 0;
                double at = change(values[0], of.growth()[0], p, q, odds) - own * values[0];
                changes[LossChanges.START][i] -= at;
                int column = of.columns()[0];
                while (column >= 0) {
                    int part = of.parts()[node];
                    node = tree.isRight(node, codes[column][first + i] & 0xFF)
                            ? tree.rights()[node]
                            : tree.lefts()[node];
                    double to = change(values[node], of.growth()[node], p, q, odds) - own * values[node];
                    changes[part][i] += at - to;
                    at = to;
                    column = of.columns()[node];
                }
                margins[k][i] += values[node];
                if (margins.length > 1) {
                    exps[k][i] = Elementary.exp(Math.min(ORDINARY, margins[k][i] - greatest[i]));
                }
                reach(firstNode + node, i);
            }
        }

        /** e^margin of each row, by its greatest. */
        private void exponentials() {
            for (int i = 0; i < rows; i++) {
                double most = margins[0][i];
                for (double[] margin : margins) {
                    most = Math.max(most, margin[i]);
                }
                greatest[i] = most;
                for (int k = 0; k < margins.length; k++) {
                    exps[k][i] = Elementary.exp(margins[k][i] - most);
                }
            }
        }

        /** The log-odds of margin {@code k} against all others. */
        private double odds(int k, int row) {
            if (margins.length == 1) {
                return margins[0][row];
            }
            double others = 0;
            for (int j = 0; j < exps.length; j++) {
                others += j == k ? 0 : exps[j][row];
            }
            return margins[k][row] - greatest[row] - Elementary.log(others);
        }

        /** Of a tree for all margins at once. */
        void all(Prepared of, int firstNode) {
            Tree tree = of.tree();
            int label;
            double[] before = new double[margins.length];
            double[] moved = new double[margins.length];
            for (int i = 0; i < rows; i++) {
                label = label(i);
                for (int k = 0; k < before.length; k++) {
                    before[k] = margins[k][i];
                }
                int node = 0;
                double at = moved(before, tree, 0, moved, label);
                changes[LossChanges.START][i] += Loss.logLoss(before, label) - at;
                while (of.columns()[node] >= 0) {
                    int part = of.parts()[node];
                    node = tree.isRight(node, codes[of.columns()[node]][first + i] & 0xFF)
                            ? tree.rights()[node]
                            : tree.lefts()[node];
                    double to = moved(before, tree, node, moved, label);
                    changes[part][i] += at - to;
                    at = to;
                }
                for (int k = 0; k < before.length; k++) {
                    margins[k][i] = moved[k];
                }
                reach(firstNode + node, i);
            }
        }
    }

    /** The loss of margins with a node's values added. */
    private static double moved(double[] margins, Tree tree, int node, double[] into, int label) {
        for (int k = 0; k < margins.length; k++) {
            into[k] = margins[k] + tree.values()[node * margins.length + k];
        }
        return Loss.logLoss(into, label);
    }

    /**
     * By how much log(q + p·e^v) exceeds log(q + p): what v more of a margin adds to the logarithm of the sum of all classes'
     * exponentials. Nothing cancels, whatever the sign of v.
     *
     * @param growth e^|v| − 1
     */
    private static double change(double v, double growth, double p, double q, double odds) {
        if (Math.abs(v) > ORDINARY) {
            double near = Math.max(-1e6, Math.min(1e6, odds));
            return Loss.logLoss(new double[] {near + v}, 0) - Loss.logLoss(new double[] {near}, 0);
        }
        return v >= 0 ? Elementary.log1p(p * growth) : v + Elementary.log1p(q * growth);
    }

    /** Adds a block's rows. */
    @Override
    public LossChanges add(LossChanges sums, EncodedBlock block) {
        byte[][] codes = TreesScorer.OnBlocks.codes(block);
        double[][] start = scorer.start(block);
        Prepared[] trees = prepared();
        for (int first = 0; first < block.rows(); first += ROWS) {
            Walk walk = new Walk(block, codes, first, start, sums);
            walk.start();
            for (int t = 0; t < trees.length; t++) {
                if (trees[t].tree().width() == 1) {
                    walk.one(trees[t], firstNodes[t], t % start.length);
                } else {
                    walk.all(trees[t], firstNodes[t]);
                }
            }
            walk.calibrate(scorer.scorer().calibration());
            walk.finish();
        }
        return sums;
    }

    private Prepared[] prepared() {
        if (prepared == null) {
            prepared = scorer.scorer().trees().stream().map(this::prepare).toArray(Prepared[]::new);
        }
        return prepared;
    }

    private Prepared prepare(Tree tree) {
        int[] columns = Arrays.stream(tree.features())
                .map(feature -> feature < 0 ? -1 : scorer.columnOf()[feature])
                .toArray();
        int[] parts = Arrays.stream(tree.features()).map(feature -> 1 + feature).toArray();
        double[] growth = Arrays.stream(tree.values())
                .map(value -> Elementary.expm1(Math.abs(value)))
                .toArray();
        return new Prepared(tree, columns, parts, growth);
    }
}
