package io.github.surprisal.encode;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * One row, ready to be trained on.
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

    /**
     * A row as bytes: 1 for test, label, weight, groups, terms. A term of value 1 is {@code index << 1}, any other is
     * {@code index << 1 | 1} followed by its value; most terms are indicators, so this is what keeps the cache small.
     */
    static byte[] pack(boolean test, int label, double weight, int[] groups, Terms terms) {
        int valued = 0;
        for (int i = 0; i < terms.size(); i++) {
            valued += terms.value(i) == 1 ? 0 : 1;
        }
        int ints = 3 + groups.length + terms.size();
        ByteBuffer buffer = ByteBuffer.allocate(1 + ints * Integer.BYTES + (1 + valued) * Double.BYTES);
        buffer.put((byte) (test ? 1 : 0));
        buffer.putInt(label).putDouble(weight).putInt(groups.length).putInt(terms.size());
        for (int group : groups) {
            buffer.putInt(group);
        }
        for (int i = 0; i < terms.size(); i++) {
            if (terms.value(i) == 1) {
                buffer.putInt(terms.index(i) << 1);
            } else {
                buffer.putInt(terms.index(i) << 1 | 1).putDouble(terms.value(i));
            }
        }
        return buffer.array();
    }

    static void markTest(byte[] packed) {
        packed[0] = 1;
    }

    static EncodedRow unpack(byte[] packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed);
        boolean test = buffer.get() == 1;
        int label = buffer.getInt();
        double weight = buffer.getDouble();
        int[] groups = new int[buffer.getInt()];
        int[] indices = new int[buffer.getInt()];
        double[] values = new double[indices.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = buffer.getInt();
        }
        for (int i = 0; i < indices.length; i++) {
            int index = buffer.getInt();
            indices[i] = index >>> 1;
            values[i] = (index & 1) == 0 ? 1 : buffer.getDouble();
        }
        return new EncodedRow(test, label, weight, groups, indices, values);
    }
}
