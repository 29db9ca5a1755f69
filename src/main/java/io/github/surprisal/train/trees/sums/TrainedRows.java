package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.math.ExactSums;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.train.HeldOut;
import java.io.Serializable;

/** What the training rows weigh: of each class the rows trained on and those held out. Sums are exact, so partitions do not matter. */
public final class TrainedRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] rows;
    private final double[] greatest;
    private final ExactSums weights;
    private final HeldOut heldOut;

    private TrainedRows(int classes, HeldOut heldOut) {
        this.rows = new long[classes];
        this.greatest = new double[classes];
        this.weights = new ExactSums(2 * classes);
        this.heldOut = heldOut;
    }

    public static TrainedRows of(String name, EncodedTable table, int classes, HeldOut heldOut) {
        TrainedRows all = new TrainedRows(classes, heldOut);
        JobDescription.run(
                table.blocks().context(), "training " + name + ", weights of the classes", () -> new PartitionJob<>(
                                table.blocks())
                        .ofAll(blocks -> {
                            TrainedRows some = new TrainedRows(classes, heldOut);
                            blocks.forEachRemaining(some::add);
                            return some;
                        })
                        .forEach(all::merge));
        return all;
    }

    private void add(EncodedBlock block) {
        for (int row = 0; row < block.rows() && !block.test(); row++) {
            int label = block.labels().at(row);
            double weight = block.weight(row);
            boolean isHeldOut = heldOut.has(block.place(row));
            rows[label]++;
            greatest[label] = Math.max(greatest[label], weight);
            weights.add(isHeldOut ? rows.length + label : label, weight);
        }
    }

    private void merge(TrainedRows other) {
        for (int k = 0; k < rows.length; k++) {
            rows[k] += other.rows[k];
            greatest[k] = Math.max(greatest[k], other.greatest[k]);
        }
        weights.merge(other.weights);
    }

    /** By class: how many there are, held out or not. */
    public long[] rows() {
        return rows;
    }

    /** The greatest weight of a row of a class. */
    public double greatest(int labelClass) {
        return greatest[labelClass];
    }

    /** Of a class, trained on or held out. */
    public double weight(int labelClass, boolean isHeldOut) {
        return weights.value(isHeldOut ? rows.length + labelClass : labelClass);
    }
}
