package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.linear.LinearTrainer;
import io.github.surprisal.train.network.NetworkTrainer;
import io.github.surprisal.train.trees.AdaBoostTrainer;
import io.github.surprisal.train.trees.BoostingTrainer;
import io.github.surprisal.train.trees.TreeTrainer;
import java.util.List;
import java.util.Optional;

/** Makes a model of the training rows of an encoded table. */
public sealed interface Learner {
    /** Its model's name in config and output. */
    String name();

    /** So many codes, at most 255, each feature is to have at most, numbers too; 0 where numbers are taken as they are. */
    default int codes() {
        return 0;
    }

    /** Whether rows may begin with a margin of their own. */
    default boolean takesOffset() {
        return true;
    }

    /**
     * Trains.
     *
     * @param classes the classes of the label as text, by code
     * @throws io.github.surprisal.table.UserException where the training rows hold fewer than two classes
     */
    Model learn(EncodedTable table, Encoding encoding, List<String> classes);

    /** The learner of this name, which is one of {@link Trainer#NAMES}. */
    static Learner of(String name, TrainConfig config, Optional<WarmStart> warmStart) {
        return switch (name) {
            case Trainer.BOOSTING -> new Boosting(config);
            case Trainer.TREE -> new EntropyTree(config);
            case Trainer.ADABOOST -> new AdaBoost(config);
            case Trainer.NETWORK -> new Network(config);
            default -> new Linear(config, warmStart);
        };
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
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return LinearTrainer.train(table, encoding, classes, config, warmStart);
        }
    }

    /** A network with one hidden layer. */
    record Network(TrainConfig config) implements Learner {
        @Override
        public String name() {
            return Trainer.NETWORK;
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return NetworkTrainer.train(name(), table, encoding, classes, config);
        }
    }

    /** Boosted trees. */
    record Boosting(TrainConfig config) implements Learner {
        @Override
        public String name() {
            return Trainer.BOOSTING;
        }

        @Override
        public int codes() {
            return config.boosting().bins();
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return BoostingTrainer.train(name(), table, encoding, classes, config);
        }
    }

    /** One decision tree by entropy. */
    record EntropyTree(TrainConfig config) implements Learner {
        @Override
        public String name() {
            return Trainer.TREE;
        }

        @Override
        public int codes() {
            return config.tree().bins();
        }

        @Override
        public boolean takesOffset() {
            return false;
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return TreeTrainer.train(name(), table, encoding, classes, config);
        }
    }

    /** Trees boosted by AdaBoost. */
    record AdaBoost(TrainConfig config) implements Learner {
        @Override
        public String name() {
            return Trainer.ADABOOST;
        }

        @Override
        public int codes() {
            return config.adaBoost().bins();
        }

        @Override
        public boolean takesOffset() {
            return false;
        }

        @Override
        public Model learn(EncodedTable table, Encoding encoding, List<String> classes) {
            return AdaBoostTrainer.train(name(), table, encoding, classes, config);
        }
    }
}
