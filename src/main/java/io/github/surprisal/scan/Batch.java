package io.github.surprisal.scan;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Some rows, column by column. Its vectors are used again for the next batch.
 *
 * @param rows how many
 * @param columns by table ordinal
 * @param isWhole whether no rows beside them were left out: else dictionaries may hold values that no row has
 */
public record Batch(int rows, ColumnVector[] columns, boolean isWhole) {
    private static final int MAX_VALUES = 1 << 18;

    private static final int MAX_ROWS = 4096;

    private static final long MAX_BYTES = 1L << 26;

    /** Of which no rows were left out. */
    public Batch(int rows, ColumnVector[] columns) {
        this(rows, columns, true);
    }

    /**
     * Spark's own batches; where a flag is not 0 in all of their rows, those rows of them in which it is.
     *
     * @param vectorOf for each table ordinal, which vector of the batch it is; −1 − n where it is n in every row
     * @param flag the vector of bytes, or {@link ColumnarScan#ALL}
     */
    static Iterator<Batch> ofColumns(
            Iterator<ColumnarBatch> batches, int[] vectorOf, int flag, List<ValueReader> readers) {
        return new Iterator<>() {
            private final RowChoice choice = new RowChoice(readers);
            private int[] kept = new int[0];

            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public Batch next() {
                ColumnarBatch batch = batches.next();
                Batch all = of(batch, vectorOf);
                return flag == ColumnarScan.ALL ? all : unflagged(all, batch.column(flag));
            }

            private Batch unflagged(Batch all, ColumnVector flags) {
                kept = kept.length < all.rows ? new int[all.rows] : kept;
                int size = 0;
                for (int row = 0; row < all.rows; row++) {
                    kept[size] = row;
                    size += !flags.isNullAt(row) && flags.getByte(row) == 0 ? 1 : 0;
                }
                return size == all.rows ? new Batch(all.rows, all.columns, false) : choice.of(all, kept, size);
            }
        };
    }

    private static Batch of(ColumnarBatch batch, int[] vectorOf) {
        ColumnVector[] columns = new ColumnVector[vectorOf.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = vectorOf[i] >= 0 ? batch.column(vectorOf[i]) : constant(-1 - vectorOf[i], batch.numRows());
        }
        return new Batch(batch.numRows(), columns);
    }

    private static ColumnVector constant(int value, int rows) {
        ConstantColumnVector vector = new ConstantColumnVector(rows, DataTypes.IntegerType);
        vector.setInt(value);
        return vector;
    }

    /**
     * Batches of rows that come one by one.
     *
     * @param ordinals by table ordinal: which column of a row it is
     */
    static Iterator<Batch> ofRows(Iterator<InternalRow> rows, int[] ordinals, List<ValueReader> readers) {
        int columns = readers.size();
        int capacity = Math.max(64, Math.min(MAX_ROWS, MAX_VALUES / Math.max(1, columns)));
        RowVector[] vectors = vectors(readers, capacity);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Batch next() {
                if (!rows.hasNext()) {
                    throw new NoSuchElementException();
                }
                clear(vectors);
                int size = 0;
                long bytes = 0;
                while (size < capacity && bytes < MAX_BYTES && rows.hasNext()) {
                    InternalRow row = rows.next();
                    bytes = 0;
                    for (int i = 0; i < columns; i++) {
                        vectors[i].add(row, ordinals[i]);
                        bytes += vectors[i].bytes();
                    }
                    size++;
                }
                return new Batch(size, vectors);
            }
        };
    }

    private static RowVector[] vectors(List<ValueReader> readers, int capacity) {
        return readers.stream().map(reader -> new RowVector(reader, capacity)).toArray(RowVector[]::new);
    }

    private static void clear(RowVector[] vectors) {
        for (RowVector vector : vectors) {
            vector.clear();
        }
    }
}
