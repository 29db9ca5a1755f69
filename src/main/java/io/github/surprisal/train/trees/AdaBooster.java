package io.github.surprisal.train.trees;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.grow.GrowingTree;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.Sums;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Boosts trees by SAMME, round by round (J. Zhu, H. Zou, S. Rosset and T. Hastie 2009, doi:10.4310/SII.2009.v2.n3.a8). A tree whose
 * leaves are wrong in a share ε of the weights has α = step·[log((1 − ε)/ε) + log(K − 1)] votes, and the rows that it has wrong weigh
 * e<sup>α</sup> times as much afterwards.
 */
final class AdaBooster {
    /**
     * What does not change.
     *
     * @param rows how many there are
     * @param weight of all rows, in units of the greatest one
     */
    record Plan(TrainConfig.AdaBoost settings, Grower.Plan trees, long rows, double weight) implements Serializable {}

    private final Plan plan;
    private final TreePasses passes;
    private final List<Model.Iteration> curve = new ArrayList<>();
    private final List<Tree> kept = new ArrayList<>();
    private final long began = System.nanoTime();

    AdaBooster(Plan plan, TreePasses passes) {
        this.plan = plan;
        this.passes = passes;
    }

    Training.Trained boost() {
        int classes = plan.trees().classes();
        // Weights are about 1 on average, in each round.
        double shift = Elementary.log(plan.weight() / plan.rows());
        Model.Convergence convergence = Model.Convergence.MAX_ITERATIONS;
        while (kept.size() < plan.settings().rounds()) {
            Step roots = Step.roots(kept.size(), shift, 1);
            Sums sums = passes.take(roots);
            point(sums);
            GrowingTree tree =
                    new Grower(plan.trees(), passes).grow(roots, sums).get(0);
            double wrong = wrong(tree);
            if (tree.size() == 1 || wrong >= 1 - 1.0 / classes) {
                return trained(tree.size() == 1 ? Model.Convergence.NO_SPLIT : Model.Convergence.CHANCE);
            }
            // As if half a row were wrong: the votes of a tree without errors would be infinite.
            double least = 0.5 / plan.rows();
            double error = Math.max(wrong, least);
            double votes =
                    plan.settings().step() * (Elementary.log((1 - error) / error) + Elementary.log(classes - 1.0));
            vote(tree, votes);
            kept.add(tree.tree());
            passes.finish(List.of(tree.tree()));
            double right = classes == 2 ? Elementary.exp(-votes / 2) : Elementary.exp(-votes);
            shift += Elementary.log((1 - error) * right + error * (classes == 2 ? 1 / right : 1));
            if (wrong == 0) {
                convergence = Model.Convergence.NO_ERROR;
                break;
            }
        }
        point(passes.take(Step.losses(kept.size(), 1)));
        return trained(convergence);
    }

    private Training.Trained trained(Model.Convergence convergence) {
        return new Training.Trained(List.copyOf(kept), kept.size(), List.copyOf(curve), convergence);
    }

    private void point(Sums sums) {
        double loss = sums.loss(false) / plan.weight();
        curve.add(new Model.Iteration(
                kept.size(), loss, Double.NaN, loss, Double.NaN, (System.nanoTime() - began) / 1e9));
    }

    /** The share of the weights that a tree's leaves have wrong. */
    private static double wrong(GrowingTree tree) {
        double wrong = 0;
        for (int node = 0; node < tree.size(); node++) {
            if (tree.isLeaf(node)) {
                double[] counts = tree.counts(node);
                int vote = most(counts);
                for (int k = 0; k < counts.length; k++) {
                    wrong += k == vote ? 0 : counts[k];
                }
            }
        }
        return wrong / Arrays.stream(tree.counts(0)).sum();
    }

    private static int most(double[] counts) {
        int most = 0;
        for (int k = 1; k < counts.length; k++) {
            most = counts[k] > counts[most] ? k : most;
        }
        return most;
    }

    private static void vote(GrowingTree tree, double votes) {
        for (int node = 0; node < tree.size(); node++) {
            double[] counts = tree.counts(node);
            int vote = most(counts);
            double[] value = new double[counts.length == 2 ? 1 : counts.length];
            if (value.length == 1) {
                value[0] = vote == 1 ? votes : -votes;
            } else {
                value[vote] = votes;
            }
            tree.value(node, value);
        }
    }
}
