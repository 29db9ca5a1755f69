package io.github.surprisal.train.trees;

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
import java.util.List;

/** Boosts trees, round by round. In: who passes over the rows. Out: the trees. */
final class Booster {
    /**
     * What does not change.
     *
     * @param trainWeight of the rows trained on, in units of the greatest weight
     * @param heldOutWeight of the rows held out, likewise; 0 without
     */
    record Plan(TrainConfig.Boosting settings, Grower.Plan trees, double trainWeight, double heldOutWeight)
            implements Serializable {}

    private final Plan plan;
    private final TreePasses passes;
    private final List<Model.Iteration> curve = new ArrayList<>();
    private final List<List<Tree>> rounds = new ArrayList<>();
    private final long began = System.nanoTime();
    private int best;

    Booster(Plan plan, TreePasses passes) {
        this.plan = plan;
        this.passes = passes;
    }

    Training.Trained boost() {
        TrainConfig.Boosting settings = plan.settings();
        Model.Convergence convergence = Model.Convergence.MAX_ITERATIONS;
        while (true) {
            boolean isLast = rounds.size() == settings.rounds();
            int trees = plan.trees().trees();
            Step step = isLast ? Step.losses(rounds.size(), trees) : Step.roots(rounds.size(), 0, trees);
            Sums sums = passes.take(step);
            point(sums);
            if (isLast) {
                break;
            }
            if (settings.earlyStopping() > 0 && rounds.size() - best >= settings.earlyStopping()) {
                convergence = Model.Convergence.EARLY_STOPPING;
                break;
            }
            List<Tree> grown = new Grower(plan.trees(), passes)
                    .grow(step, sums).stream().map(GrowingTree::tree).toList();
            if (grown.stream().allMatch(tree -> tree.size() == 1)) {
                convergence = Model.Convergence.NO_SPLIT;
                break;
            }
            rounds.add(grown);
            passes.finish(grown);
        }
        int kept = settings.earlyStopping() > 0 ? best : rounds.size();
        return new Training.Trained(
                rounds.subList(0, kept).stream().flatMap(List::stream).toList(), kept, List.copyOf(curve), convergence);
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
}
