package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Rows and weight of each class among the training rows, and mean and spread of each column of numbers: sums of (x − m) and
 * (x − m)² around the mean m of the counted table, so that little cancels.
 */
public final class TrainingMoments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] rows;
    private final double[] weights;
    private final double[] centres;
    private final double[] sums;
    private final double[] squares;

    private TrainingMoments(int classes, double[] centres) {
        this.rows = new long[classes];
        this.weights = new double[classes];
        this.centres = centres;
        this.sums = new double[centres.length];
        this.squares = new double[centres.length];
    }

    /**
     * Of the training rows of a table: partitions are added in their order, so that the bits are always the same.
     *
     * @param model for which, in the description of the job
     */
    public static TrainingMoments of(EncodedTable table, int classes, Encoding encoding, String model) {
        double[] centres = encoding.features().stream()
                .filter(FeatureEncoding.Numeric.class::isInstance)
                .mapToDouble(feature -> ((FeatureEncoding.Numeric) feature).mean())
                .toArray();
        TrainingMoments all = new TrainingMoments(classes, centres);
        PartitionJob.Function<EncodedBlock, TrainingMoments> part = blocks -> {
            TrainingMoments some = new TrainingMoments(classes, centres);
            blocks.forEachRemaining(some::add);
            return some;
        };
        JobDescription.during(
                        table.blocks().context(),
                        "training " + model + ", the first look at the rows",
                        () -> new PartitionJob<>(table.blocks()).ofAll(part))
                .forEach(all::merge);
        return all;
    }

    private void add(EncodedBlock block) {
        if (block.test()) {
            return;
        }
        for (int row = 0; row < block.rows(); row++) {
            int label = block.labels().at(row);
            rows[label]++;
            weights[label] += block.weight(row);
        }
        double[] of = block.weights();
        if (of.length == 0) {
            of = new double[block.rows()];
            Arrays.fill(of, 1);
        }
        for (int j = 0; j < centres.length; j++) {
            add(j, block.numbers()[j], of, block.rows());
        }
    }

    /** Four sums at once: an addition waits for the one before it in the same sum, and memory need not. */
    private void add(int j, double[] column, double[] of, int rows) {
        double centre = centres[j];
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double q0 = 0;
        double q1 = 0;
        double q2 = 0;
        double q3 = 0;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            double d0 = column[row] - centre;
            double d1 = column[row + 1] - centre;
            double d2 = column[row + 2] - centre;
            double d3 = column[row + 3] - centre;
            double w0 = of[row] * d0;
            double w1 = of[row + 1] * d1;
            double w2 = of[row + 2] * d2;
            double w3 = of[row + 3] * d3;
            s0 += w0;
            s1 += w1;
            s2 += w2;
            s3 += w3;
            q0 += w0 * d0;
            q1 += w1 * d1;
            q2 += w2 * d2;
            q3 += w3 * d3;
        }
        for (; row < rows; row++) {
            double distance = column[row] - centre;
            double weighted = of[row] * distance;
            s0 += weighted;
            q0 += weighted * distance;
        }
        sums[j] += (s0 + s1) + (s2 + s3);
        squares[j] += (q0 + q1) + (q2 + q3);
    }

    private void merge(TrainingMoments other) {
        for (int k = 0; k < rows.length; k++) {
            rows[k] += other.rows[k];
            weights[k] += other.weights[k];
        }
        for (int j = 0; j < sums.length; j++) {
            sums[j] += other.sums[j];
            squares[j] += other.squares[j];
        }
    }

    /** The rows of a class. */
    public long rows(int labelClass) {
        return rows[labelClass];
    }

    /** The rows of each class. */
    public long[] rows() {
        return rows;
    }

    /** The weight of each class. */
    public double[] ofClass() {
        return weights;
    }

    /** The weighted mean of each column of numbers. */
    public double[] means() {
        double weight = Arrays.stream(weights).sum();
        double[] means = new double[sums.length];
        Arrays.setAll(means, j -> centres[j] + sums[j] / weight);
        return means;
    }

    /** What to multiply each column of numbers by: 1/standard deviation; constants by 1. */
    public double[] scales() {
        return Arrays.stream(deviations()).map(d -> d > 0 ? 1 / d : 1).toArray();
    }

    /** The weighted standard deviation of each column of numbers. */
    public double[] deviations() {
        double weight = Arrays.stream(weights).sum();
        double[] deviations = new double[sums.length];
        for (int j = 0; j < deviations.length; j++) {
            double mean = sums[j] / weight;
            deviations[j] = Math.sqrt(Math.max(0, squares[j] / weight - mean * mean));
        }
        return deviations;
    }
}
