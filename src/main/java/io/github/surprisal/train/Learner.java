package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.linear.LinearTrainer;
import io.github.surprisal.train.trees.BoostingTrainer;
import java.util.List;
import java.util.Optional;

/** Makes a model of the training rows of an encoded table. */
public sealed interface Learner {
    /** Its model's name in config and output. */
    String name();

    /** Whether every feature, numbers too, has to be a code below 256. */
    boolean takesCodes();

    /**
     * Trains.
     *
     * @param classes the classes of the label as text, by code
     * @throws io.github.surprisal.table.UserException where the training rows hold fewer than two classes
     */
    Model learn(EncodedTable table, Encoding encoding, List<String> classes);

    /** The learner of this name, which is one of {@link Trainer#NAMES}. */
    static Learner of(String name, TrainConfig config, Optional<WarmStart> warmStart) {
        return name.equals(Trainer.BOOSTING) ? new Boosting(config) : new Linear(config, warmStart);
    }

    /**
     * Logistic regression, with more than two classes softmax regression.
     *
     * @param warmStart a model to begin from
     */
    record Linear(TrainConfig config, Optional<WarmStart> warmStart) implements Learner {
        @Override
        public String name() {
            return Trainer.LOGISTIC;
        }

        @Override
        public boolean takesCodes() {
            return false;
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return LinearTrainer.train(table, encoding, classes, config, warmStart);
        }
    }

    /** Boosted trees. */
    record Boosting(TrainConfig config) implements Learner {
        @Override
        public String name() {
            return Trainer.BOOSTING;
        }

        @Override
        public boolean takesCodes() {
            return true;
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return BoostingTrainer.train(name(), table, encoding, classes, config);
        }
    }
}
