package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.trees.grow.CodeLength;
import io.github.surprisal.train.trees.grow.Entropy;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.sums.ClassWeights;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.List;
import java.util.Optional;

/**
 * Trains trees by AdaBoost. Of the votes F<sub>k</sub> for each class the probabilities are p<sub>k</sub> ∝ e<sup>F<sub>k</sub></sup>,
 * for exponential loss and log-loss are lowest at the same F (J. Friedman, T. Hastie and R. Tibshirani 2000,
 * doi:10.1214/aos/1016218223).
 */
public final class AdaBoostTrainer {
    private AdaBoostTrainer() {}

    /**
     * Boosts trees on the training rows of a table whose features are all codes.
     *
     * @throws io.github.surprisal.table.UserException where the training rows hold fewer than two classes, or the label has more than
     *     256
     */
    public static Model train(
            String name, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return train(new Training(name, table, encoding, classes, config, Optional.empty()));
    }

    static Model train(Training training) {
        TrainConfig.AdaBoost settings = training.config().adaBoost();
        Training.Weights weights = training.weights(HeldOut.NONE);
        double unit = weights.unit();
        CodeLength code = new CodeLength(training.features().length);
        Grower.Plan trees = training.ofClasses(new Entropy(settings.minRows(), false, 1, code, 0), settings.maxDepth());
        AdaBooster.Plan plan = new AdaBooster.Plan(settings, trees, weights.rows(), weights.all() / unit);
        RowStates.Setting setting = new RowStates.Setting(
                trees.shape(),
                new ClassWeights(weights.ofClass(), true),
                new double[training.margins()],
                false,
                HeldOut.NONE);
        Training.Trained trained = training.run(weights, 1, rows -> {
            try (TreePasses passes = rows.of(setting)) {
                return new AdaBooster(plan, passes).boost();
            }
        });
        return training.model(weights, setting.start(), trained);
    }
}
