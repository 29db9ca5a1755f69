package io.github.surprisal.train.trees;

import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Boosts trees, round by round and level by level. In: who passes over the rows. Out: the trees. The same code runs on the driver,
 * with a Spark job a level, and within a task that has all rows.
 */
final class Booster {
    /** Passes over the training rows. */
    interface Passes {
        /** Takes a step. */
        Sums take(Step step);

        /** Hands over the trees of a round, which are final. */
        void finish(List<Tree> round);
    }

    /**
     * What does not change.
     *
     * @param features by column of codes: its feature
     * @param unit the greatest weight of a row
     * @param trainWeight of the rows trained on, in that unit
     * @param heldOutWeight of the rows held out, likewise; 0 without
     */
    record Plan(
            TrainConfig.Boosting settings,
            Shape shape,
            SplitSearch search,
            int[] features,
            int margins,
            double unit,
            double trainWeight,
            double heldOutWeight)
            implements Serializable {}

    /**
     * What came of it.
     *
     * @param trees of the rounds that are kept
     * @param curve the log-losses after each round, those that are not kept too
     */
    record Result(List<Tree> trees, int rounds, List<Model.Iteration> curve, Model.Convergence convergence)
            implements Serializable {}

    /** A leaf that may be split. */
    private record Open(int margin, int node, Histogram histogram) {}

    /** Two new leaves, of which the one with the lesser second derivative is counted. */
    private record Pair(int margin, int counted, int other, Histogram parent) {}

    private final Plan plan;
    private final Passes passes;
    private final List<Model.Iteration> curve = new ArrayList<>();
    private final List<List<Tree>> rounds = new ArrayList<>();
    private final long began = System.nanoTime();
    private int best;

    Booster(Plan plan, Passes passes) {
        this.plan = plan;
        this.passes = passes;
    }

    Result boost() {
        TrainConfig.Boosting settings = plan.settings();
        Model.Convergence convergence = Model.Convergence.MAX_ITERATIONS;
        while (true) {
            boolean isLast = rounds.size() == settings.rounds();
            Sums sums = passes.take(root(isLast));
            point(sums);
            if (isLast) {
                break;
            }
            if (settings.earlyStopping() > 0 && rounds.size() - best >= settings.earlyStopping()) {
                convergence = Model.Convergence.EARLY_STOPPING;
                break;
            }
            List<Tree> trees = grow(sums);
            if (trees.stream().allMatch(tree -> tree.size() == 1)) {
                convergence = Model.Convergence.NO_SPLIT;
                break;
            }
            rounds.add(trees);
            passes.finish(trees);
        }
        int kept = settings.earlyStopping() > 0 ? best : rounds.size();
        return new Result(
                rounds.subList(0, kept).stream().flatMap(List::stream).toList(), kept, List.copyOf(curve), convergence);
    }

    /** The losses of the model so far, and the roots of the next trees. */
    private Step root(boolean isLast) {
        int[][] slots = new int[plan.margins()][1];
        int[] firsts = new int[plan.margins() + 1];
        for (int k = 0; k < plan.margins(); k++) {
            slots[k][0] = isLast ? -1 : k;
            firsts[k + 1] = isLast ? 0 : k + 1;
        }
        return new Step(rounds.size(), 0, List.of(), slots, firsts);
    }

    private void point(Sums sums) {
        double train = sums.loss(false) / plan.trainWeight();
        double heldOut = plan.heldOutWeight() > 0 ? sums.loss(true) / plan.heldOutWeight() : Double.NaN;
        curve.add(new Model.Iteration(
                rounds.size(), train, Double.NaN, train, heldOut, (System.nanoTime() - began) / 1e9));
        if (heldOut < curve.get(best).validationLogLoss()) {
            best = rounds.size();
        }
    }

    private List<Tree> grow(Sums ofRoots) {
        GrowingTree[] trees = new GrowingTree[plan.margins()];
        List<Open> open = new ArrayList<>();
        for (int k = 0; k < trees.length; k++) {
            trees[k] = new GrowingTree();
            Histogram root = Histogram.of(ofRoots, k, plan.shape());
            leaf(trees[k], 0, root.gradient(), root.hessian());
            open.add(new Open(k, 0, root));
        }
        for (int level = 1; level <= plan.settings().maxDepth() && !open.isEmpty(); level++) {
            List<Pair> pairs = split(trees, open);
            open = level == plan.settings().maxDepth() || pairs.isEmpty() ? List.of() : count(trees, pairs, level);
        }
        return Arrays.stream(trees).map(GrowingTree::tree).toList();
    }

    private List<Pair> split(GrowingTree[] trees, List<Open> open) {
        List<Pair> pairs = new ArrayList<>();
        for (Open leaf : open) {
            GrowingTree tree = trees[leaf.margin()];
            Histogram all = leaf.histogram();
            Optional<Split> found = tree.hasRoom() ? plan.search().best(all) : Optional.empty();
            if (found.isPresent()) {
                Split split = found.get();
                int left = tree.split(leaf.node(), plan.features()[split.column()], split, split.gain() * plan.unit());
                long leftHessian = all.hessian() - split.rightHessian();
                leaf(tree, left, all.gradient() - split.rightGradient(), leftHessian);
                leaf(tree, left + 1, split.rightGradient(), split.rightHessian());
                boolean leftIsLess = leftHessian <= split.rightHessian();
                pairs.add(new Pair(leaf.margin(), leftIsLess ? left : left + 1, leftIsLess ? left + 1 : left, all));
            }
        }
        return pairs;
    }

    private void leaf(GrowingTree tree, int node, long gradient, long hessian) {
        double h = Gradients.ofHessianQuanta(hessian);
        double lambda = plan.settings().lambda() / plan.unit();
        double value = -plan.settings().step() * Gradients.ofGradientQuanta(gradient) / (h + lambda);
        tree.leaf(node, value, h * plan.unit());
    }

    private List<Open> count(GrowingTree[] trees, List<Pair> pairs, int level) {
        int[][] slots = new int[trees.length][];
        int[] firsts = new int[trees.length + 1];
        int slot = 0;
        for (int k = 0; k < trees.length; k++) {
            slots[k] = new int[trees[k].size()];
            Arrays.fill(slots[k], -1);
            for (Pair pair : pairs) {
                if (pair.margin() == k) {
                    slots[k][pair.counted()] = slot++;
                }
            }
            firsts[k + 1] = slot;
        }
        Sums sums = passes.take(new Step(
                rounds.size(),
                level,
                Arrays.stream(trees).map(GrowingTree::tree).toList(),
                slots,
                firsts));
        return pairs.stream()
                .flatMap(pair -> {
                    Histogram counted = Histogram.of(sums, slots[pair.margin()][pair.counted()], plan.shape());
                    return List.of(
                            new Open(pair.margin(), pair.counted(), counted),
                            new Open(pair.margin(), pair.other(), pair.parent().minus(counted)))
                            .stream();
                })
                .toList();
    }
}
