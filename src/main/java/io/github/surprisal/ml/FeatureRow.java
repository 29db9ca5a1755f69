package io.github.surprisal.ml;

import io.github.surprisal.table.StoredVector;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
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

    /** By feature. */
    DataType[] types() {
        return types;
    }

    /** Whether each feature is a column, in their order. */
    boolean isPlain() {
        return vectors.length == 0;
    }

    /** The same with more columns behind those that features are found in, each one more feature. */
    FeatureRow with(int from, List<DataType> more) {
        int features = columns.length;
        int[] allColumns = Arrays.copyOf(columns, features + more.size());
        int[] allElements = Arrays.copyOf(elements, allColumns.length);
        DataType[] allTypes = Arrays.copyOf(types, allColumns.length);
        for (int i = 0; i < more.size(); i++) {
            allColumns[features + i] = from + i;
            allElements[features + i] = -1;
            allTypes[features + i] = more.get(i);
        }
        return new FeatureRow(allColumns, allElements, allTypes);
    }

    /** The features of a row, in their order: the row itself where each is a column. */
    InternalRow of(InternalRow row) {
        if (isPlain()) {
            return row;
        }
        double[][] values = new double[row.numFields()][];
        for (int vector : vectors) {
            values[vector] = row.isNullAt(vector)
                    ? new double[0]
                    : StoredVector.of(row, vector).elements();
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
}
