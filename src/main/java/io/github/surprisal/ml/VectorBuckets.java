package io.github.surprisal.ml;

import io.github.surprisal.table.UserException;
import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.api.java.UDF1;

/**
 * The buckets of a vector's elements, [split, next split), as a vector.
 *
 * @param splits by element: −∞, the cuts in ascending order, +∞
 * @param column of the vectors, for messages
 * @param handleInvalid what to do with NaN: error, skip the row, or keep it in a bucket of its own, the last one
 */
record VectorBuckets(double[][] splits, String column, String handleInvalid) implements UDF1<Vector, Vector> {
    boolean skips() {
        return handleInvalid.equals("skip");
    }

    /** Whether there is a vector, and all of its elements are numbers. */
    static boolean isValid(Vector vector) {
        return vector != null && Arrays.stream(vector.toArray()).noneMatch(Double::isNaN);
    }

    @Override
    public Vector call(Vector vector) {
        boolean keeps = handleInvalid.equals("keep");
        if (vector == null) {
            if (keeps) {
                return null;
            }
            throw invalid("null");
        }
        if (vector.size() != splits.length) {
            throw new UserException("Cannot cut vectors of column '%s': expected %d elements, found %d"
                    .formatted(column, splits.length, vector.size()));
        }
        double[] buckets = vector.toArray().clone();
        for (int i = 0; i < buckets.length; i++) {
            if (Double.isNaN(buckets[i])) {
                if (!keeps) {
                    throw invalid("NaN at element " + i);
                }
                buckets[i] = splits[i].length - 1;
            } else {
                buckets[i] = bucket(splits[i], buckets[i]);
            }
        }
        return Vectors.dense(buckets).compressed();
    }

    private UserException invalid(String found) {
        return new UserException(
                "Cannot cut vectors of column '%s': found %s; handleInvalid = skip or keep takes such rows"
                        .formatted(column, found));
    }

    private static double bucket(double[] edges, double value) {
        int at = Arrays.binarySearch(edges, value);
        return Math.min(at >= 0 ? at : -at - 2, edges.length - 2);
    }
}
