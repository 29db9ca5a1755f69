package io.github.surprisal.evaluate;

import io.github.surprisal.math.ExactSums;
import java.io.Serializable;

/**
 * By how much the log-loss of rows fell where a model took in a feature, added up over the rows of each dataset, and how many
 * training rows came to each leaf. Mergeable in any order, with the same result to the last bit.
 */
final class LossChanges implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The part of the model without any feature. */
    static final int START = 0;

    private final int parts;
    private final ExactSums fell;
    private final ExactSums rose;
    private final int nodes;
    private final Masses reached;

    /**
     * Sums of nothing.
     *
     * @param parts of a model: the start, then the features, last the calibration
     * @param nodes of its trees
     * @param whole whether all weights are whole numbers
     */
    LossChanges(int parts, int nodes, boolean whole) {
        this.parts = parts;
        this.fell = new ExactSums(2 * parts);
        this.rose = new ExactSums(2 * parts);
        this.nodes = nodes;
        this.reached = new Masses(nodes, whole);
    }

    int calibration() {
        return parts - 1;
    }

    /** Adds a row. */
    void add(boolean test, int part, double weight, double change) {
        int sum = cell(test, part);
        if (change > 0) {
            fell.add(sum, weight * change);
        } else {
            rose.add(sum, weight * -change);
        }
    }

    void reach(int node, double weight) {
        reached.add(node, weight);
    }

    LossChanges merge(LossChanges other) {
        fell.merge(other.fell);
        rose.merge(other.rose);
        reached.addAll(other.reached, nodes);
        return this;
    }

    /** By how much the rows' losses, times their weights, fell in all. */
    double of(boolean test, int part) {
        int sum = cell(test, part);
        return fell.value(sum) - rose.value(sum);
    }

    double rows(int node) {
        return reached.value(node);
    }

    private int cell(boolean test, int part) {
        return (test ? parts : 0) + part;
    }
}
