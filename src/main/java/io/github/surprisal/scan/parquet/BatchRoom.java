package io.github.surprisal.scan.parquet;

import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * What the rows of a column's batches are read into, the same for one row group after the other: to make it anew took a fifteenth of a scan
 * of row groups of 120,000 rows.
 */
final class BatchRoom {
    /** Bytes of strings up to which a vector is kept. */
    private static final int MOST_KEPT = 1 << 20;

    /** Row groups have batches of about as many rows, not of as many: what is made for one is made for more, so that it fits the next. */
    private static final int STEP = 1 << 10;

    private final OnHeapColumnVector vector;
    private final boolean hasStrings;
    private final int[] present;
    private final int[] codes;
    private boolean isGreat;

    /** For batches of up to so many rows, and a few more. */
    BatchRoom(int rows, DataType type) {
        int capacity = (rows + STEP - 1) / STEP * STEP;
        this.vector = new OnHeapColumnVector(capacity, type);
        this.hasStrings =
                type instanceof StringType || type instanceof BinaryType || DecimalType.isByteArrayDecimalType(type);
        this.present = new int[capacity];
        this.codes = new int[capacity];
    }

    OnHeapColumnVector vector() {
        return vector;
    }

    /** For the levels of the rows. */
    int[] present() {
        return present;
    }

    /** For their codes. */
    int[] codes() {
        return codes;
    }

    /** Is told of each batch: one of long strings makes the vector greater than is worth keeping. */
    void filled() {
        isGreat |= hasStrings && vector.arrayData().getElementsAppended() > MOST_KEPT;
    }

    /** Whether it will do for batches of so many rows, and no batch has made it great. */
    boolean fits(int rows) {
        return rows <= codes.length && !isGreat;
    }
}
