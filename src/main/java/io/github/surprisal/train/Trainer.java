package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.TrainConfig.Engine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Trains models. */
public final class Trainer {
    /** The name of logistic and softmax regression in config and output. */
    public static final String LOGISTIC = "logistic";

    /** The name of boosted trees. */
    public static final String BOOSTING = "boosting";

    /** The name of one decision tree. */
    public static final String TREE = "tree";

    /** The name of trees boosted by AdaBoost. */
    public static final String ADABOOST = "adaboost";

    /** The name of a network with one hidden layer. */
    public static final String NETWORK = "network";

    /** Every model that there is. */
    public static final List<String> NAMES = List.of(LOGISTIC, TREE, BOOSTING, ADABOOST, NETWORK);

    private Trainer() {}

    /**
     * Makes sure, before anything is trained, that each model of the config can tell so many classes apart.
     *
     * @throws UserException where one cannot
     */
    public static void check(TrainConfig config, String label, int classes) {
        learners(config)
                .filter(learner -> learner.codes() > 0)
                .forEach(learner -> ClassCheck.checkTrees(learner.name(), label, classes));
    }

    private static Stream<Learner> learners(TrainConfig config) {
        return config.models().stream().map(name -> Learner.of(name, config, Optional.empty()));
    }

    /** The models of the config that have no offset. */
    private static String withoutOffset(TrainConfig config, Learner found) {
        String names = learners(config)
                .filter(learner -> !learner.takesOffset())
                .map(Learner::name)
                .collect(Collectors.joining(" and "));
        return names.isEmpty() ? found.name() : names;
    }

    /**
     * Minimises the mean weighted log-loss of the training rows plus the penalty of {@link TrainConfig}.
     *
     * @param classes the classes of the label as text, by code
     * @throws UserException where the training rows hold fewer than two classes, or there is no feature
     */
    public static Model train(EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return train(table, encoding, classes, config, Optional.empty());
    }

    /**
     * The same from where another model is.
     *
     * @throws UserException also where that model has no class or no feature in common with this table
     */
    public static Model train(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            Optional<WarmStart> warmStart) {
        return train(table, encoding, classes, config, new Learner.Linear(config, warmStart));
    }

    /**
     * Trains what a learner makes of these rows, and calibrates it if that is asked for.
     *
     * @throws UserException where the training rows hold fewer than two classes, or there is no feature; or where its calibration is to be
     *     fitted and a fold has all rows of all classes but one
     */
    public static Model train(
            EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config, Learner learner) {
        if (encoding.size() == 0) {
            throw new UserException("Cannot train on label '%s': no feature is selected".formatted(table.label()));
        }
        for (String name : config.options().classWeights().keySet()) {
            if (!classes.contains(name)) {
                throw new UserException(
                        "Key 'train.class-weights': expected classes of label '%s', which are %s, found '%s'"
                                .formatted(table.label(), classes, name));
            }
        }
        encoding.offset()
                .filter(offset -> classes.size() > 2 || config.engine() == Engine.MLLIB || !learner.takesOffset())
                .ifPresent(offset -> {
                    throw new UserException("Cannot use column '%s' as table.offset: expected %s"
                            .formatted(
                                    offset.feature(),
                                    !learner.takesOffset()
                                            ? "train.models without " + withoutOffset(config, learner)
                                            : config.engine() == Engine.MLLIB
                                                    ? "train.engine = surprisal, found mllib"
                                                    : "a label of two classes, found " + classes.size()));
                });
        TrainConfig.Options options = config.options();
        if (learner instanceof Learner.Linear || options.calibration() == Calibration.Method.NONE) {
            // Linear models calibrate themselves: those of folds begin where that of all rows ended.
            return learner.learn(table, encoding, classes);
        }
        int folds = options.folds();
        CrossCalibration.check(learner.name(), table, classes, folds);
        return CrossCalibration.calibrated(learner.learn(table, encoding, classes), table, options, fold -> {
            try (EncodedTable others = table.without(fold, folds)) {
                return learner.learn(others, encoding, classes).scorer();
            }
        });
    }
}
