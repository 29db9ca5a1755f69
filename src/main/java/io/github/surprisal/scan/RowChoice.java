package io.github.surprisal.scan;

import io.github.surprisal.spark.DictionaryIds;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** Leaves rows out of batches. The vectors of what is left are used again for the next batch. */
public final class RowChoice {
    private final List<ValueReader> readers;

    /** By column: of values that are given by a dictionary, and of others. */
    private final OnHeapColumnVector[] codes;

    private final RowVector[] values;
    private int capacity;

    /** @param readers of the columns of all batches */
    public RowChoice(List<ValueReader> readers) {
        this.readers = readers;
        this.codes = new OnHeapColumnVector[readers.size()];
        this.values = new RowVector[readers.size()];
    }

    /**
     * Some rows of a batch.
     *
     * @param kept their places in it, in ascending order
     * @param size how many places there are
     */
    public Batch of(Batch batch, int[] kept, int size) {
        if (capacity < size) {
            close();
            capacity = Math.min(batch.rows(), Math.max(size, 2 * capacity));
        }
        ColumnVector[] columns = batch.columns();
        ColumnVector[] chosen = new ColumnVector[columns.length];
        ColumnarBatchRow all = new ColumnarBatchRow(columns);
        for (int i = 0; i < columns.length; i++) {
            if (DictionaryIds.dictionary(columns[i]) != null) {
                if (codes[i] == null) {
                    codes[i] = new OnHeapColumnVector(capacity, columns[i].dataType());
                }
                DictionaryIds.choose(columns[i], batch.rows(), kept, size, codes[i]);
                chosen[i] = codes[i];
                values[i] = null;
                continue;
            }
            if (values[i] == null) {
                values[i] = new RowVector(readers.get(i), capacity);
            }
            values[i].clear();
            for (int row = 0; row < size; row++) {
                all.rowId = kept[row];
                values[i].add(all, i);
            }
            chosen[i] = values[i];
        }
        return new Batch(size, chosen, false);
    }

    private void close() {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != null) {
                codes[i].close();
            }
            codes[i] = null;
            values[i] = null;
        }
    }
}
