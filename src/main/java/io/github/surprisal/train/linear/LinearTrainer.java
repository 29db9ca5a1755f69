package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.ClassCheck;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Engine;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TrainingMoments;
import io.github.surprisal.train.WarmStart;
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
        TrainingMoments moments = TrainingMoments.of(table, classes.size(), encoding, Trainer.LOGISTIC);
        List<String> warnings = ClassCheck.warnings(table.label(), moments.rows(), classes);
        return config.engine() == Engine.MLLIB
                ? MllibTrainer.train(table, encoding, classes, config, moments, warnings)
                : new BlockTrainer(table, encoding, classes, config, moments, warnings).train(warmStart);
    }
}
