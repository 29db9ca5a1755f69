package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of training rows of each class, and the spread of the numeric terms: sums of (x − m) and (x − m)² around the
 * mean m of the counted table, so that little cancels.
 */
final class TrainingMoments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] rows;
    private final int[] terms;
    private final double[] means;
    private final double[] sums;
    private final double[] squares;
    private double weight;

    TrainingMoments(int classes, Encoding encoding) {
        List<Integer> positions = new ArrayList<>();
        List<Double> centers = new ArrayList<>();
        int next = 0;
        for (FeatureEncoding feature : encoding.features()) {
            if (feature instanceof FeatureEncoding.Numeric numeric) {
                positions.add(next);
                centers.add(numeric.mean());
            }
            next += feature.size();
        }
        rows = new long[classes];
        terms = positions.stream().mapToInt(Integer::intValue).toArray();
        means = centers.stream().mapToDouble(Double::doubleValue).toArray();
        sums = new double[terms.length];
        squares = new double[terms.length];
    }

    TrainingMoments add(EncodedRow row) {
        if (row.test()) {
            return this;
        }
        rows[row.label()]++;
        weight += row.weight();
        int at = 0;
        for (int j = 0; j < terms.length; j++) {
            while (at < row.indices().length && row.indices()[at] < terms[j]) {
                at++;
            }
            boolean present = at < row.indices().length && row.indices()[at] == terms[j];
            double distance = (present ? row.values()[at] : 0) - means[j];
            sums[j] += row.weight() * distance;
            squares[j] += row.weight() * distance * distance;
        }
        return this;
    }

    TrainingMoments merge(TrainingMoments other) {
        for (int k = 0; k < rows.length; k++) {
            rows[k] += other.rows[k];
        }
        for (int j = 0; j < terms.length; j++) {
            sums[j] += other.sums[j];
            squares[j] += other.squares[j];
        }
        weight += other.weight;
        return this;
    }

    /** Of the training rows of a table: partitions are added in their order, so that the bits are always the same. */
    static TrainingMoments of(EncodedTable table, int classes, Encoding encoding) {
        TrainingMoments all = new TrainingMoments(classes, encoding);
        table.rows()
                .mapPartitions(rows -> {
                    TrainingMoments some = new TrainingMoments(classes, encoding);
                    rows.forEachRemaining(some::add);
                    return List.of(some).iterator();
                })
                .collect()
                .forEach(all::merge);
        return all;
    }

    double weight() {
        return weight;
    }

    /** The weighted mean of each of {@code size} terms that is a number. */
    double[] means(int size) {
        double[] all = new double[size];
        for (int j = 0; j < terms.length; j++) {
            all[terms[j]] = means[j] + sums[j] / weight;
        }
        return all;
    }

    long rows(int labelClass) {
        return rows[labelClass];
    }

    /** For each of {@code size} terms what to multiply it by: 1/standard deviation for numbers, 1 for indicators and constants. */
    double[] scales(int size) {
        double[] scales = new double[size];
        java.util.Arrays.fill(scales, 1);
        for (int j = 0; j < terms.length; j++) {
            double mean = sums[j] / weight;
            double deviation = Math.sqrt(Math.max(0, squares[j] / weight - mean * mean));
            scales[terms[j]] = deviation > 0 ? 1 / deviation : 1;
        }
        return scales;
    }
}
