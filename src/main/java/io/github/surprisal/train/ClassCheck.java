package io.github.surprisal.train;

import io.github.surprisal.table.UserException;
import io.github.surprisal.train.trees.sums.Shape;
import java.util.ArrayList;
import java.util.List;

/** Makes sure that there is something to tell apart. */
public final class ClassCheck {
    /** The most classes that trees tell apart: a class is a byte beside the codes, which are as many. */
    private static final int MOST_OF_TREES = Shape.CODES;

    private ClassCheck() {}

    /**
     * Makes sure that trees can tell so many classes apart.
     *
     * @param model the name of the model
     * @throws UserException where there are more than 256
     */
    public static void checkTrees(String model, String label, int classes) {
        if (classes > MOST_OF_TREES) {
            throw new UserException(
                    "Cannot train %s on label '%s': expected at most %d classes, found %d; %s and %s take as many as there are"
                            .formatted(model, label, MOST_OF_TREES, classes, Trainer.LOGISTIC, Trainer.NETWORK));
        }
    }

    /**
     * What the user should know of classes without training rows, one line each.
     *
     * @param rows the training rows of each class
     * @throws UserException where fewer than two classes have any
     */
    public static List<String> warnings(String label, long[] rows, List<String> classes) {
        if (classes.size() < 2) {
            throw new UserException("Cannot train on label '%s': it must have at least two classes, found %s"
                    .formatted(label, classes));
        }
        List<String> present = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            if (rows[k] > 0) {
                present.add(classes.get(k));
            } else {
                warnings.add("Label '%s': class '%s' has no training rows".formatted(label, classes.get(k)));
            }
        }
        if (present.size() < 2) {
            throw new UserException(
                    "Cannot train on label '%s': the training rows must have at least two classes, found %s; lower train.test-fraction or change train.seed"
                            .formatted(label, present));
        }
        return warnings;
    }
}
