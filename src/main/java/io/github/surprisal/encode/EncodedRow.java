package io.github.surprisal.encode;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * One row of a block, for what takes rows one by one.
 *
 * @param test whether it is kept for testing
 * @param label code of its class
 * @param weight positive and finite
 * @param groups its group in each grouping, as an index into {@link EncodedTable#groups()}
 * @param indices the terms that are not 0, ascending
 * @param values their values
 */
public record EncodedRow(boolean test, int label, double weight, int[] groups, int[] indices, double[] values)
        implements Serializable {
    /** The terms as a sparse vector of that length. */
    public Vector features(int size) {
        return Vectors.sparse(size, indices, values);
    }
}
