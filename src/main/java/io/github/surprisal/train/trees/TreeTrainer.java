package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import io.github.surprisal.train.trees.grow.CodeLength;
import io.github.surprisal.train.trees.grow.Entropy;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.grow.GrowingTree;
import io.github.surprisal.train.trees.grow.Pruning;
import io.github.surprisal.train.trees.sums.ClassWeights;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.Sums;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Trains one decision tree by entropy: grown out level by level, then pruned. A leaf gives the class k the probability
 * (n<sub>k</sub> + ½)/(n + K/2) (R. E. Krichevsky and V. K. Trofimov 1981, doi:10.1109/TIT.1981.1056331).
 */
public final class TreeTrainer {
    private TreeTrainer() {}

    /**
     * Grows a tree on the training rows of a table whose features are all codes.
     *
     * @throws io.github.surprisal.table.UserException where the training rows hold fewer than two classes, or the label has more than
     *     256
     */
    public static Model train(
            String name, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return train(new Training(name, table, encoding, classes, config, Optional.empty()));
    }

    static Model train(Training training) {
        TrainConfig.EntropyTree settings = training.config().tree();
        Training.Weights weights = training.weights(HeldOut.NONE);
        double unit = weights.unit();
        CodeLength code = new CodeLength(training.features().length);
        double leastBits = settings.pruning() == Pruned.MDL
                ? code.ofLeastSplit(training.classes().size(), settings.minRows())
                : 0;
        Entropy entropy = new Entropy(settings.minRows() / unit, settings.isRatio(), unit, code, leastBits);
        Grower.Plan trees = training.ofClasses(entropy, settings.maxDepth());
        Growth growth = new Growth(
                trees, new ClassWeights(weights.ofClass(), false), weights.start(), settings.pruning(), entropy.code());
        int folds = training.config().options().folds();
        Training.Trained trained = training.run(weights, 1, rows -> growth.grow(rows, folds));
        return training.model(weights, weights.start(), trained);
    }

    /** One tree, from growing to its leaves. */
    private record Growth(Grower.Plan trees, ClassWeights target, double[] start, Pruned pruning, CodeLength code)
            implements Serializable {
        Training.Trained grow(TreePasses.Source rows, int folds) {
            long began = System.nanoTime();
            GrowingTree grown;
            try (TreePasses passes = rows.of(setting(HeldOut.NONE))) {
                grown = grown(passes);
            }
            GrowingTree pruned =
                    switch (pruning) {
                        case NONE -> grown;
                        case MDL -> grown.pruned(Pruning.byCodeLength(grown, code));
                        case COST_COMPLEXITY -> byFolds(grown, rows, folds);
                    };
            double before = 0;
            double after = 0;
            double[] all = pruned.counts(0);
            double weight = Arrays.stream(all).sum();
            for (int k = 0; k < all.length; k++) {
                before -= all[k] > 0 ? all[k] * Elementary.log(all[k] / weight) : 0;
            }
            for (int node = 0; node < pruned.size(); node++) {
                double[] counts = pruned.counts(node);
                pruned.value(node, value(counts));
                after += pruned.isLeaf(node) ? Pruning.loss(counts, counts) : 0;
            }
            boolean isRoot = pruned.size() == 1;
            List<Model.Iteration> curve = new ArrayList<>(List.of(point(0, before / weight, 0)));
            if (!isRoot) {
                curve.add(point(1, after / weight, (System.nanoTime() - began) / 1e9));
            }
            return new Training.Trained(
                    isRoot ? List.of() : List.of(pruned.tree()),
                    isRoot ? 0 : 1,
                    List.copyOf(curve),
                    Model.Convergence.NO_SPLIT);
        }

        private static Model.Iteration point(int iteration, double loss, double seconds) {
            return new Model.Iteration(iteration, loss, Double.NaN, loss, Double.NaN, seconds);
        }

        private RowStates.Setting setting(HeldOut heldOut) {
            return new RowStates.Setting(trees.shape(), target, start, false, heldOut);
        }

        private GrowingTree grown(TreePasses passes) {
            Step roots = Step.roots(0, 0, 1);
            return new Grower(trees, passes).grow(roots, passes.take(roots)).get(0);
        }

        private GrowingTree byFolds(GrowingTree grown, TreePasses.Source rows, int folds) {
            List<Pruning.HeldOutLoss> losses = new ArrayList<>();
            for (int fold = 0; fold < folds; fold++) {
                try (TreePasses passes = rows.of(setting(HeldOut.fold(fold, folds)))) {
                    GrowingTree without = grown(passes);
                    losses.add(Pruning.HeldOutLoss.of(without, heldOut(without, passes)));
                }
            }
            double[] thresholds = Pruning.thresholds(grown);
            double alpha = Pruning.bestAlpha(thresholds, losses);
            boolean[] isLeaf = new boolean[grown.size()];
            for (int node = 0; node < isLeaf.length; node++) {
                isLeaf[node] = thresholds[node] <= alpha;
            }
            return grown.pruned(isLeaf);
        }

        /** By node and class: the weights of the rows held out. */
        private double[][] heldOut(GrowingTree tree, TreePasses passes) {
            int classes = trees.classes();
            int[] slots = new int[tree.size()];
            int leaves = 0;
            for (int node = 0; node < slots.length; node++) {
                slots[node] = tree.isLeaf(node) ? leaves++ : -1;
            }
            Sums sums = passes.take(new Step(
                    0,
                    trees.maxDepth() + 1,
                    0,
                    List.of(tree.tree()),
                    new int[][] {slots},
                    new int[] {0, leaves},
                    true));
            double[][] counts = new double[slots.length][classes];
            for (int node = slots.length - 1; node >= 0; node--) {
                for (int k = 0; k < classes; k++) {
                    counts[node][k] = tree.isLeaf(node)
                            ? ClassWeights.ofQuanta(sums.cells()[slots[node] * classes + k]) * trees.unit()
                            : counts[tree.left(node)][k] + counts[tree.right(node)][k];
                }
            }
            return counts;
        }

        /** What a leaf adds to the margins that rows begin with. */
        private double[] value(double[] counts) {
            double[] margins = Pruning.margins(counts);
            for (int m = 0; m < margins.length; m++) {
                margins[m] -= start[m];
            }
            return margins;
        }
    }
}
