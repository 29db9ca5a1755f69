package io.github.surprisal.table;

import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A vector as Spark stores it, a struct of type, size, indices and values.
 *
 * @param isSparse whether only the elements at {@code indices} are in {@code values}, the others being 0
 * @param size how many elements it has
 * @param indices ascending, of a sparse one; null of a dense one
 */
public record StoredVector(boolean isSparse, int size, int[] indices, double[] values) {
    private static final int FIELDS = 4;
    private static final int SIZE = 1;
    private static final int INDICES = 2;
    private static final int VALUES = 3;
    private static final byte SPARSE = 0;

    /** The vector in a column of a row, which is not null there. */
    public static StoredVector of(InternalRow row, int column) {
        InternalRow vector = row.getStruct(column, FIELDS);
        double[] values = vector.getArray(VALUES).toDoubleArray();
        return vector.getByte(0) == SPARSE
                ? new StoredVector(
                        true, vector.getInt(SIZE), vector.getArray(INDICES).toIntArray(), values)
                : new StoredVector(false, values.length, null, values);
    }

    /** All elements; of a dense vector they are not copied. */
    public double[] elements() {
        if (!isSparse) {
            return values;
        }
        double[] all = new double[size];
        for (int i = 0; i < indices.length; i++) {
            all[indices[i]] = values[i];
        }
        return all;
    }
}
