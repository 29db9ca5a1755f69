package io.github.surprisal.scan.parquet;

import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * What the rows of a column's batches are read into, the same for one row group after the other: to make it anew took a fifteenth of a scan
 * of row groups of 120,000 rows.
 *
 * @param vector the values
 * @param present levels of the rows
 * @param codes and codes
 */
record BatchRoom(OnHeapColumnVector vector, int[] present, int[] codes) {
    /** Bytes of strings up to which a vector is kept. */
    static final int MOST_KEPT = 1 << 20;

    /** Row groups have batches of about as many rows, not of as many: what is made for one is made for more, so that it fits the next. */
    private static final int STEP = 1 << 10;

    /** For batches of up to so many rows, and a few more. */
    static BatchRoom of(int rows, DataType type) {
        int capacity = (rows + STEP - 1) / STEP * STEP;
        return new BatchRoom(new OnHeapColumnVector(capacity, type), new int[capacity], new int[capacity]);
    }

    boolean fits(int rows) {
        return rows <= codes.length;
    }

    /** How many bytes of strings it holds. */
    int strings() {
        boolean hasStrings = vector.dataType() instanceof StringType
                || vector.dataType() instanceof BinaryType
                || DecimalType.isByteArrayDecimalType(vector.dataType());
        return hasStrings ? vector.arrayData().getElementsAppended() : 0;
    }
}
