package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.grow.Newton;
import io.github.surprisal.train.trees.grow.SplitSearch;
import io.github.surprisal.train.trees.sums.Gradients;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.List;
import java.util.Optional;

/** Trains boosted trees: Newton's method in the space of trees (J. Friedman 2001, doi:10.1214/aos/1013203451). */
public final class BoostingTrainer {
    private BoostingTrainer() {}

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
        TrainConfig.Boosting asked = training.config().boosting();
        HeldOut share = HeldOut.share(asked.earlyStopping() > 0 ? asked.validationFraction() : 0);
        Training.Weights split = training.weights(share);
        HeldOut heldOut = training.table().weighted()
                ? HeldOut.share(share.share(), split.rows(), split.all() + split.heldOut())
                : share;
        boolean isWhole = heldOut.equals(HeldOut.NONE);
        TrainConfig.Boosting settings = isWhole ? asked.withoutStopping() : asked;
        Training.Weights weights = heldOut.equals(share) ? split : training.weights(heldOut);
        double unit = weights.unit();
        EncodedTable table = training.table();
        Shape shape = Shape.of(table.layout());
        RowStates.Setting setting = new RowStates.Setting(
                shape,
                new Gradients(weights.ofClass()),
                weights.start(),
                training.encoding().offset().isPresent(),
                heldOut);
        Newton newton = new Newton(
                settings.lambda() / unit, settings.minHessian() / unit, settings.step(), unit, weights.variance());
        Grower.Plan trees = new Grower.Plan(
                shape,
                Gradients.PARTS,
                new SplitSearch(shape, training.encoding(), table.layout(), newton),
                training.features(),
                training.margins(),
                1,
                0,
                settings.maxDepth(),
                unit);
        Booster.Plan plan = new Booster.Plan(settings, trees, weights.all() / unit, weights.heldOut() / unit);
        Training.Trained trained = training.run(weights, training.margins(), rows -> {
            try (TreePasses passes = rows.of(setting)) {
                return new Booster(plan, passes).boost();
            }
        });
        return training.model(weights, setting.start(), trained);
    }
}
