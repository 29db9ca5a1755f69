package io.github.surprisal.ml;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * The features of a model in a row of columns: a column each, or an element of a vector as Spark stores it, which is looked at once
 * however wide it is. Elements of a vector that is null are null, and so are those beyond its end.
 */
final class FeatureRow implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Fields of a vector: type, size, indices, values. */
    private static final int VECTOR_FIELDS = 4;

    private static final int SIZE = 1;
    private static final int INDICES = 2;
    private static final int VALUES = 3;
    private static final byte SPARSE = 0;

    private final int[] columns;
    private final int[] elements;
    private final DataType[] types;
    private final int[] vectors;

    /**
     * Finds features in rows.
     *
     * @param columns by feature: the column that it is, or is an element of
     * @param elements by feature: the element; −1 for a column that is one feature
     * @param types by feature: those of columns
     */
    FeatureRow(int[] columns, int[] elements, DataType[] types) {
        this.columns = columns;
        this.elements = elements;
        this.types = types;
        this.vectors = IntStream.range(0, columns.length)
                .filter(feature -> elements[feature] >= 0)
                .map(feature -> columns[feature])
                .distinct()
                .toArray();
    }

    /** The features of a row, in their order: the row itself where each is a column. */
    InternalRow of(InternalRow row) {
        if (vectors.length == 0) {
            return row;
        }
        double[][] values = new double[row.numFields()][];
        for (int vector : vectors) {
            values[vector] = row.isNullAt(vector) ? new double[0] : values(row.getStruct(vector, VECTOR_FIELDS));
        }
        Object[] features = new Object[columns.length];
        for (int f = 0; f < features.length; f++) {
            int column = columns[f];
            if (elements[f] < 0) {
                features[f] = row.isNullAt(column) ? null : row.get(column, types[f]);
            } else if (elements[f] < values[column].length) {
                features[f] = values[column][elements[f]];
            }
        }
        return new GenericInternalRow(features);
    }

    private static double[] values(InternalRow vector) {
        double[] found = vector.getArray(VALUES).toDoubleArray();
        if (vector.getByte(0) != SPARSE) {
            return found;
        }
        double[] all = new double[vector.getInt(SIZE)];
        int[] indices = vector.getArray(INDICES).toIntArray();
        for (int i = 0; i < indices.length; i++) {
            all[indices[i]] = found[i];
        }
        return all;
    }
}
