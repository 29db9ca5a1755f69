package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.train.Scorer;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** The {@link Tally} of every dataset and group: one pass over the rows fills all of them. */
final class Tallies implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int classes;
    private final Map<Integer, Tally> tallies = new HashMap<>();
    private transient double[] margins;
    private transient double[] probabilities;

    Tallies(int classes) {
        this.classes = classes;
    }

    /** One number for a dataset and a group. */
    static int cell(boolean test, int group) {
        return group << 1 | (test ? 1 : 0);
    }

    Tallies add(EncodedRow row, Scorer scorer) {
        if (margins == null) {
            margins = new double[scorer.margins()];
            probabilities = new double[classes];
        }
        scorer.margins(row, margins);
        Loss.probabilities(margins, probabilities);
        Tally.Scored scored = new Tally.Scored(
                row.label(), row.weight(), Loss.logLoss(margins, row.label()), Loss.predict(margins), probabilities);
        add(cell(row.test(), 0), scored);
        for (int group : row.groups()) {
            add(cell(row.test(), group), scored);
        }
        return this;
    }

    private void add(int cell, Tally.Scored row) {
        tallies.computeIfAbsent(cell, any -> new Tally(classes)).add(row);
    }

    Tallies merge(Tallies other) {
        other.tallies.forEach((cell, tally) -> tallies.merge(cell, tally, Tally::merge));
        return this;
    }

    /** The tallies by cell; only cells with rows are there. */
    Map<Integer, Tally> byCell() {
        return tallies;
    }
}
