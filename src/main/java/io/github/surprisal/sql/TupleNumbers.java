package io.github.surprisal.sql;

import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.ids.PairIndex;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Dictionary encoding of the tuples of some columns as batches are read: each tuple has the next free number, of one column each value. */
final class TupleNumbers {
    /** All values of a dictionary are numbered at once where they take no more, 100,000 of them. */
    private static final long ROOM_OF_DICTIONARY = 1 << 22;

    private final List<Column> columns;
    private final PairIndex[] pairs;
    private int[] numbers = new int[0];

    /** By column and tuple: the value's number. */
    private int[][] values;

    private int known;

    TupleNumbers(List<Column> columns) {
        this.columns = columns;
        this.pairs = new PairIndex[columns.size() - 1];
        clear();
    }

    /** The number of each row's tuple. Those with nulls have numbers too. */
    int[] number(int rows) {
        if (pairs.length == 0) {
            return columns.get(0).ids;
        }
        if (numbers.length < rows) {
            numbers = new int[rows];
        }
        System.arraycopy(columns.get(0).ids, 0, numbers, 0, rows);
        for (int i = 0; i < pairs.length; i++) {
            int[] ids = columns.get(i + 1).ids;
            PairIndex index = pairs[i];
            for (int row = 0; row < rows; row++) {
                numbers[row] = index.idOf(numbers[row], ids[row]);
            }
        }
        int all = pairs[pairs.length - 1].size();
        for (int row = 0; row < rows && known < all; row++) {
            if (numbers[row] > known) {
                known = numbers[row];
                for (int i = 0; i < values.length; i++) {
                    values[i] = known < values[i].length ? values[i] : Arrays.copyOf(values[i], 2 * known);
                    values[i][known] = columns.get(i).ids[row];
                }
            }
        }
        return numbers;
    }

    boolean hasNull(int row) {
        for (Column column : columns) {
            if (column.ids[row] == 0) {
                return true;
            }
        }
        return false;
    }

    /** By tuple: the words of its values, one behind the other; none where one is null. */
    long[] words() {
        List<ValueType> types = types();
        int width = types.stream().mapToInt(ValueType::words).sum();
        int size = pairs.length == 0 ? columns.get(0).coder.size() : known;
        long[] words = new long[(size + 1) * width];
        for (int tuple = 1; tuple <= size; tuple++) {
            int at = tuple * width;
            for (int i = 0; i < columns.size(); i++) {
                int id = pairs.length == 0 ? tuple : values[i][tuple];
                if (id > 0) {
                    columns.get(i).reader.words(columns.get(i).coder, id, words, at);
                }
                at += types.get(i).words();
            }
        }
        return words;
    }

    List<ValueType> types() {
        return columns.stream().map(column -> column.reader.type()).toList();
    }

    long memory() {
        return Arrays.stream(pairs).mapToLong(PairIndex::memory).sum()
                + Arrays.stream(values)
                        .mapToLong(of -> (long) Integer.BYTES * of.length)
                        .sum();
    }

    void clear() {
        Arrays.setAll(pairs, i -> new PairIndex());
        values = new int[columns.size()][1];
        known = 0;
    }

    /** The numbers of a column's values, from 1; 0 is null. */
    static final class Column {
        private final int ordinal;
        private final ValueType.Reader reader;
        private ColumnCoder coder;
        private int[] ids = new int[0];
        private long[] scratch = new long[0];

        Column(int ordinal, DataType type) {
            this.ordinal = ordinal;
            this.reader = ValueType.reader(type).orElseThrow();
            clear();
        }

        /** Numbers the values of the chosen rows. */
        void read(ColumnarBatch batch, int[] chosen, int size) {
            int rows = batch.numRows();
            if (ids.length < rows) {
                ids = new int[rows];
                scratch = new long[rows];
            }
            ColumnVector vector = batch.column(ordinal);
            boolean byDictionary = coder.canLearn(vector, rows, ROOM_OF_DICTIONARY);
            if (size < rows && !(byDictionary && coder.learn(vector, rows))) {
                coder.ids(vector, chosen, size, ids);
                return;
            }
            coder.ids(vector, rows, ids, scratch, byDictionary);
            for (int row = 0; row < size && size < rows; row++) {
                ids[row] = ids[chosen[row]];
            }
        }

        long memory() {
            return coder.memory();
        }

        void clear() {
            coder = new ColumnCoder(reader.values().orElseThrow());
        }
    }
}
