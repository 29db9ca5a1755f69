package io.github.surprisal.train;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The margins of a model of trees: where it starts, plus the value of each tree's leaf, tree by tree.
 *
 * @param start by margin: what every row begins with
 * @param trees round by round: of a round one tree for all margins, or one for each, margin by margin
 * @param offset whether the first column of numbers is added to the margin
 * @param calibration what is done to the margins last
 */
public record TreesScorer(double[] start, List<Tree> trees, boolean offset, Calibration calibration) implements Scorer {
    public TreesScorer {
        trees = List.copyOf(trees);
    }

    @Override
    public int margins() {
        return start.length;
    }

    @Override
    public TreesScorer with(Calibration other) {
        return new TreesScorer(start, trees, offset, other);
    }

    @Override
    public TreesScorer among(int all, int[] known) {
        ClassesAmong classes = new ClassesAmong(all, known, start.length);
        List<Tree> widened = new ArrayList<>();
        for (int t = 0; t < trees.size(); t++) {
            Tree tree = trees.get(t);
            double[] values = new double[all * tree.size()];
            for (int node = 0; node < tree.size(); node++) {
                for (int k = 0; k < tree.width(); k++) {
                    int margin = t * tree.width() % start.length + k;
                    values[node * all + classes.classOf(margin)] = tree.values()[node * tree.width() + k];
                }
            }
            widened.add(new Tree(
                    tree.features(),
                    tree.lefts(),
                    tree.rights(),
                    tree.rightCodes(),
                    values,
                    tree.gains(),
                    tree.hessians(),
                    new double[0]));
        }
        return new TreesScorer(classes.starts(start), widened, offset, Calibration.NONE);
    }

    /** How many trees a round has: one for each margin, or one for all. */
    public int treesPerRound() {
        return trees.isEmpty() ? start.length : start.length / trees.get(0).width();
    }

    /** The same model after some rounds, not calibrated. */
    public TreesScorer after(int rounds) {
        return new TreesScorer(start, trees.subList(0, rounds * treesPerRound()), offset, Calibration.NONE);
    }

    @Override
    public OnBlocks forBlocks(Layout layout) {
        int features = Arrays.stream(layout.features()).max().orElse(-1) + 1;
        return new OnBlocks(
                this, IntStream.range(0, features).map(layout::codesOf).toArray());
    }

    /**
     * The same for blocks of one layout.
     *
     * @param columnOf by feature: its column of codes
     */
    public record OnBlocks(TreesScorer scorer, int[] columnOf) implements BlockScorer {
        @Override
        public int margins() {
            return scorer.margins();
        }

        /** Margins before the first tree. */
        public double[][] start(EncodedBlock block) {
            double[][] margins = new double[margins()][block.rows()];
            for (int k = 0; k < margins.length; k++) {
                Arrays.fill(margins[k], scorer.start[k]);
                for (int i = 0; i < block.rows() && scorer.offset; i++) {
                    margins[k][i] += block.numbers()[0][i];
                }
            }
            return margins;
        }

        /** Adds the leaves of the trees of one round. */
        public void add(int round, byte[][] codes, double[][] margins) {
            int trees = scorer.treesPerRound();
            for (int t = 0; t < trees; t++) {
                Tree tree = scorer.trees.get(round * trees + t);
                int width = tree.width();
                for (int i = 0; i < margins[t].length; i++) {
                    int leaf = tree.leaf(0, codes, columnOf, i);
                    for (int k = 0; k < width; k++) {
                        margins[t + k][i] += tree.values()[leaf * width + k];
                    }
                }
            }
        }

        /** The codes of a block, column by column. */
        public static byte[][] codes(EncodedBlock block) {
            return Arrays.stream(block.codes()).map(CodeColumn::bytes).toArray(byte[][]::new);
        }

        @Override
        public double[][] margins(EncodedBlock block) {
            double[][] margins = start(block);
            byte[][] codes = codes(block);
            for (int round = 0; round < scorer.trees.size() / scorer.treesPerRound(); round++) {
                add(round, codes, margins);
            }
            Calibration.apply(scorer.calibration, margins);
            return margins;
        }

        @Override
        public void margins(double[] numbers, int[] codes, double[] margins) {
            int count = margins.length;
            for (int k = 0; k < count; k++) {
                margins[k] = scorer.start[k] + (scorer.offset ? numbers[0] : 0);
            }
            for (int t = 0; t < scorer.trees.size(); t++) {
                Tree tree = scorer.trees.get(t);
                int node = 0;
                while (tree.features()[node] >= 0) {
                    boolean right = tree.isRight(node, codes[columnOf[tree.features()[node]]]);
                    node = right ? tree.rights()[node] : tree.lefts()[node];
                }
                int width = tree.width();
                for (int k = 0; k < width; k++) {
                    margins[t * width % count + k] += tree.values()[node * width + k];
                }
            }
            scorer.calibration.apply(margins);
        }
    }
}
