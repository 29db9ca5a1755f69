package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import java.util.List;

/** The keys of models of trees. */
final class TreeKeys {
    private static final KeyType<Integer> MOST_BINS =
            KeyType.whole("a whole number from 3 to 255", x -> x >= 3 && x <= 255);

    /** How splits of one tree are chosen. */
    private enum By {
        GAIN,
        GAIN_RATIO
    }

    static final Key<Integer> TREE_MAX_DEPTH = new Key<>(
            "train.tree.max-depth",
            KeyType.whole("a whole number from 1 to 100", x -> x >= 1 && x <= 100),
            "20",
            "How many splits there are from the root to a leaf at most");

    static final Key<Double> MIN_ROWS = new Key<>(
            "train.tree.min-rows",
            KeyType.number("a number above 0", x -> x > 0),
            "5",
            "How many rows a leaf has at least; with `table.weight` how much they weigh");

    static final Key<Pruned> PRUNING = new Key<>(
            "train.tree.pruning",
            KeyType.oneOf(Pruned.values()),
            "mdl",
            "What becomes of a tree that is grown out: `mdl` makes leaves of splits that do not save the bits that they take;"
                    + " `cost-complexity` takes the subtree of the least log-loss + α·leaves, α by cross-validation in"
                    + " `train.folds` folds; `none` keeps it");

    private static final Key<By> CRITERION = new Key<>(
            "train.tree.criterion",
            KeyType.oneOf(By.values()),
            "gain",
            "A node is split by the greatest information gain; `gain-ratio`: by the greatest ratio of it to the entropy of the"
                    + " split, among columns of at least average gain");

    static final Key<Integer> TREE_BINS = new Key<>("train.tree.bins", MOST_BINS, "255", "As `train.boosting.bins`");

    static final Key<Integer> ROUNDS = new Key<>(
            "train.boosting.rounds",
            KeyType.from(1),
            "100",
            "How many rounds at most; each grows a tree, with more than two classes one for each class");

    static final Key<Double> STEP = new Key<>(
            "train.boosting.step",
            KeyType.number("a number above 0 and up to 1", x -> x > 0 && x <= 1),
            "0.1",
            "What each leaf's Newton step is multiplied by");

    static final Key<Integer> MAX_DEPTH = new Key<>(
            "train.boosting.max-depth",
            KeyType.whole("a whole number from 1 to 12", x -> x >= 1 && x <= 12),
            "6",
            "How many splits there are from the root to a leaf at most");

    static final Key<Double> LAMBDA = new Key<>(
            "train.boosting.lambda",
            KeyType.number("a number of at least 0", x -> x >= 0),
            "1",
            "A ridge on the values of leaves: what is added to each leaf's second derivative");

    static final Key<Double> MIN_HESSIAN = new Key<>(
            "train.boosting.min-hessian",
            KeyType.number("a number of at least 0", x -> x >= 0),
            "1",
            "The least second derivative of a leaf, summed over its rows: a row whose probability is ½ counts for ¼");

    static final Key<Integer> BINS = new Key<>(
            "train.boosting.bins",
            MOST_BINS,
            "255",
            "A number has at most so many bins of about as many rows, that of missing values among them; of a column with more"
                    + " categories the rarer ones share one");

    static final Key<Integer> EARLY_STOPPING = new Key<>(
            "train.boosting.early-stopping",
            KeyType.from(0),
            "10",
            "After so many rounds without a lower log-loss of the rows held out training ends, and the best rounds are kept;"
                    + " 0 trains on all training rows to the end");

    static final Key<Integer> ADABOOST_ROUNDS =
            new Key<>("train.adaboost.rounds", KeyType.from(1), "50", "How many rounds at most; each grows a tree");

    static final Key<Integer> ADABOOST_MAX_DEPTH = new Key<>(
            "train.adaboost.max-depth",
            KeyType.whole("a whole number from 1 to 12", x -> x >= 1 && x <= 12),
            "1",
            "How many splits there are from the root to a leaf at most");

    static final List<Key<?>> ALL = List.of(
            TREE_MAX_DEPTH,
            MIN_ROWS,
            PRUNING,
            CRITERION,
            TREE_BINS,
            ROUNDS,
            STEP,
            MAX_DEPTH,
            LAMBDA,
            MIN_HESSIAN,
            BINS,
            EARLY_STOPPING,
            ADABOOST_ROUNDS,
            ADABOOST_MAX_DEPTH);

    private TreeKeys() {}

    static TrainConfig.Boosting boosting(ConfigValues values) {
        return new TrainConfig.Boosting(
                ROUNDS.in(values),
                STEP.in(values),
                MAX_DEPTH.in(values),
                LAMBDA.in(values),
                MIN_HESSIAN.in(values),
                BINS.in(values),
                EARLY_STOPPING.in(values),
                TrainKeys.VALIDATION_FRACTION.in(values));
    }

    static TrainConfig.EntropyTree tree(ConfigValues values) {
        return new TrainConfig.EntropyTree(
                TREE_MAX_DEPTH.in(values),
                MIN_ROWS.in(values),
                PRUNING.in(values),
                CRITERION.in(values) == By.GAIN_RATIO,
                TREE_BINS.in(values));
    }

    static TrainConfig.AdaBoost adaBoost(ConfigValues values) {
        TrainConfig.AdaBoost standard = TrainConfig.AdaBoost.DEFAULT;
        return new TrainConfig.AdaBoost(
                ADABOOST_ROUNDS.in(values),
                ADABOOST_MAX_DEPTH.in(values),
                standard.step(),
                standard.minRows(),
                standard.bins());
    }
}
