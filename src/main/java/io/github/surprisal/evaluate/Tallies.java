package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Loss;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** The {@link Tally} of every dataset and group: one pass over the rows fills all of them. */
final class Tallies implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int classes;
    private final Map<Integer, Tally> tallies = new HashMap<>();

    Tallies(int classes) {
        this.classes = classes;
    }

    /** One number for a dataset and a group. */
    static int cell(boolean test, int group) {
        return group << 1 | (test ? 1 : 0);
    }

    Tallies add(EncodedBlock block, BlockScorer scorer) {
        double[][] ofMargin = scorer.margins(block);
        double[] margins = new double[ofMargin.length];
        double[] probabilities = new double[classes];
        for (int row = 0; row < block.rows(); row++) {
            for (int k = 0; k < margins.length; k++) {
                margins[k] = ofMargin[k][row];
            }
            int label = block.labels().at(row);
            Loss.probabilities(margins, probabilities);
            Tally.Scored scored = new Tally.Scored(
                    label, block.weight(row), Loss.logLoss(margins, label), Loss.predict(margins), probabilities);
            add(cell(block.test(), 0), scored);
            for (CodeColumn groups : block.groups()) {
                add(cell(block.test(), groups.at(row)), scored);
            }
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
