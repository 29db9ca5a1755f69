package io.github.surprisal.scan;

import io.github.surprisal.spark.DictionaryIds;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

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
            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public Batch next() {
                ColumnarBatch batch = batches.next();
                Batch all = of(batch, vectorOf);
                return flag == ColumnarScan.ALL ? all : all.flagged(batch.column(flag), readers);
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

    private Batch flagged(ColumnVector flags, List<ValueReader> readers) {
        boolean[] kept = new boolean[rows];
        int size = 0;
        for (int row = 0; row < rows; row++) {
            kept[row] = !flags.isNullAt(row) && flags.getByte(row) == 0;
            size += kept[row] ? 1 : 0;
        }
        return size == rows ? new Batch(rows, columns, false) : only(kept, readers);
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

    /** Only the rows that are marked. */
    public Batch only(boolean[] kept, List<ValueReader> readers) {
        int[] some = IntStream.range(0, rows).filter(row -> kept[row]).toArray();
        ColumnVector[] chosen = new ColumnVector[columns.length];
        ColumnarBatchRow all = new ColumnarBatchRow(columns);
        for (int i = 0; i < columns.length; i++) {
            if (DictionaryIds.dictionary(columns[i]) != null) {
                chosen[i] = DictionaryIds.chosen(columns[i], rows, some);
                continue;
            }
            RowVector values = new RowVector(readers.get(i), some.length);
            for (int row : some) {
                all.rowId = row;
                values.add(all, i);
            }
            chosen[i] = values;
        }
        return new Batch(some.length, chosen, false);
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
