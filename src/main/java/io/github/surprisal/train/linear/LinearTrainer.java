package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Engine;
import io.github.surprisal.train.WarmStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Trains logistic and softmax regression. */
public final class LinearTrainer {
    private LinearTrainer() {}

    /**
     * Minimises the mean weighted log-loss of the training rows plus the penalty.
     *
     * @throws UserException where the training rows hold fewer than two classes
     */
    public static Model train(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            Optional<WarmStart> warmStart) {
        warmStart.ifPresent(model -> model.check(encoding, classes));
        TrainingMoments moments = TrainingMoments.of(table, classes.size(), encoding);
        List<String> warnings = check(table, moments, classes);
        return config.engine() == Engine.MLLIB
                ? MllibTrainer.train(table, encoding, classes, config, moments, warnings)
                : new BlockTrainer(table, encoding, classes, config, moments, warnings).train(warmStart);
    }

    private static List<String> check(EncodedTable table, TrainingMoments rows, List<String> classes) {
        if (classes.size() < 2) {
            throw new UserException("Cannot train on label '%s': it must have at least two classes, found %s"
                    .formatted(table.label(), classes));
        }
        List<String> present = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            if (rows.rows(k) > 0) {
                present.add(classes.get(k));
            } else {
                warnings.add("Label '%s': class '%s' has no training rows".formatted(table.label(), classes.get(k)));
            }
        }
        if (present.size() < 2) {
            throw new UserException(
                    "Cannot train on label '%s': the training rows must have at least two classes, found %s; lower train.test-fraction or change train.seed"
                            .formatted(table.label(), present));
        }
        return warnings;
    }
}
