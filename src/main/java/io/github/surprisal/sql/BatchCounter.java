package io.github.surprisal.sql;

import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.DictionaryIds;
import io.github.surprisal.spark.TaskMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Counts the batches of a task for some measures of their columns. A column's values are numbered, once for each entry of a
 * dictionary where it has one, and tuples are counted in a dense table by their columns' numbers. Of columns of more values one or two keys
 * are counted a batch at a time, and all else row by row.
 */
final class BatchCounter {
    /** A column of more values is counted row by row: numbering them costs as much then as counting them. */
    private static final int MAX_VALUES = 1 << 16;

    /** And so is one of longer strings: row by row only their hashes are kept. */
    private static final long MAX_BYTES = 1L << 24;

    /** Bits of the number of a tuple: 4 MB of counts, what two cores' second caches hold. */
    private static final int MAX_BITS = 20;

    /** Values that there is room for at first, in bits, lest the table be made anew with each of the first batches. */
    private static final int FIRST_BITS = 4;

    /** Rows after which counts leave the table, before one could be greater than an int. */
    private static final long MAX_ROWS = 1L << 30;

    private final TaskMemory memory = new TaskMemory();
    private final Map<Integer, Column> columns = new TreeMap<>();
    private final List<Part> parts = new ArrayList<>();

    /** @param functions measures and counts of columns that are bound to the batches */
    BatchCounter(List<AggregateFunction> functions) {
        for (AggregateFunction function : functions) {
            if (!(function instanceof ValueAggregate measure)) {
                parts.add(new Rows(function));
                continue;
            }
            List<Column> of = new ArrayList<>();
            for (Expression child : ColumnarCounting.list(measure.children())) {
                BoundReference column = (BoundReference) child;
                of.add(columns.computeIfAbsent(
                        column.ordinal(), ordinal -> new Column(ordinal, column, memory.new Share())));
            }
            parts.add(new Measure(measure, of, memory.new Share()));
        }
    }

    void count(ColumnarBatch batch) {
        columns.values().forEach(column -> column.read(batch));
        parts.forEach(part -> part.count(batch));
    }

    /** The states of the functions. */
    Object[] states() {
        return parts.stream().map(Part::state).toArray();
    }

    /** The count for one function. */
    private interface Part {
        void count(ColumnarBatch batch);

        Object state();
    }

    /** How many rows there are without a null in some columns. */
    private static final class Rows implements Part {
        private final int[] columns;
        private long rows;

        Rows(AggregateFunction function) {
            columns = ColumnarAggregateExec.ordinals(function);
        }

        @Override
        public void count(ColumnarBatch batch) {
            rows += batch.numRows();
            for (int row = 0; row < batch.numRows() && columns.length > 0; row++) {
                rows -= hasNull(batch, columns, row) ? 1 : 0;
            }
        }

        @Override
        public Object state() {
            return rows;
        }
    }

    static boolean hasNull(ColumnarBatch batch, int[] columns, int row) {
        for (int column : columns) {
            if (batch.column(column).isNullAt(row)) {
                return true;
            }
        }
        return false;
    }

    /** The numbers of a column's values, from 1; 0 is null. */
    private static final class Column {
        private final int ordinal;
        private final ValueType.Reader reader;

        /** Where values are 64-bit keys. */
        private final Optional<ValueReader> ofKeys;

        private final TaskMemory.Share memory;
        private Optional<ColumnCoder> coder;
        private boolean isNumbered;

        /** Measures that count by its numbers. */
        private int users;

        private int[] ids = new int[0];
        private long[] scratch = new long[0];

        /** The keys of a batch, of whichever of its measures wants them first. */
        private long[] keys = new long[0];

        private boolean hasKeys;

        Column(int ordinal, BoundReference column, TaskMemory.Share memory) {
            this.ordinal = ordinal;
            this.memory = memory;
            this.reader = ValueType.reader(column.dataType()).orElseThrow();
            this.coder = reader.values().map(ColumnCoder::new);
            this.ofKeys = reader.values().filter(values -> !values.type().isBytes());
            this.isNumbered = coder.isPresent();
        }

        /** The numbers of a batch's values, until there are too many of them. */
        void read(ColumnarBatch batch) {
            hasKeys = false;
            if (!isNumbered || users == 0) {
                // In the batch before, all measures have done with the values.
                coder = Optional.empty();
                memory.release();
                return;
            }
            int rows = batch.numRows();
            ColumnVector vector = batch.column(ordinal);
            Dictionary dictionary = DictionaryIds.dictionary(vector);
            if (coder.get().size() > MAX_VALUES
                    || coder.get().memory() > MAX_BYTES
                    || !memory.hold(coder.get().memory())
                    || (dictionary != null && dictionary.getMaxId() >= MAX_VALUES)) {
                isNumbered = false;
                return;
            }
            if (ids.length < rows) {
                ids = new int[rows];
                scratch = new long[rows];
            }
            coder.get().ids(vector, rows, ids, scratch);
        }

        /** The keys of a batch's values; anything where there is none. */
        long[] keys(ColumnarBatch batch) {
            if (!hasKeys) {
                keys = keys.length < batch.numRows() ? new long[batch.numRows()] : keys;
                ofKeys.orElseThrow().keys(batch.column(ordinal), batch.numRows(), keys);
                hasKeys = true;
            }
            return keys;
        }

        /** Bits of the greatest number. */
        int bits() {
            return Integer.SIZE
                    - Integer.numberOfLeadingZeros(coder.orElseThrow().size());
        }
    }

    /** The tuples of one measure. */
    private static final class Measure implements Part {
        private final ValueAggregate measure;
        private final List<Column> columns;
        private final int[] bits;
        private final TupleCounts state;
        private final TaskMemory.Share memory;
        private int[] table = new int[0];
        private int[] tuples = new int[0];
        private long rows;
        private boolean dense = true;

        /** Whether tuples are one key or two. */
        private final boolean isOfKeys;

        /** By column: the keys of rows without nulls. */
        private final long[][] some;

        Measure(ValueAggregate measure, List<Column> columns, TaskMemory.Share memory) {
            this.measure = measure;
            this.memory = memory;
            this.columns = columns;
            columns.forEach(column -> column.users++);
            this.bits = new int[columns.size()];
            this.state = measure.createAggregationBuffer();
            this.isOfKeys = columns.size() <= 2 && columns.stream().allMatch(column -> column.ofKeys.isPresent());
            this.some = new long[columns.size()][0];
        }

        @Override
        public void count(ColumnarBatch batch) {
            if (dense && (table.length == 0 || !hasRoom())) {
                makeRoom();
            }
            if (!dense) {
                countEach(batch);
                return;
            }
            int size = batch.numRows();
            int[] ids = columns.get(0).ids;
            if (columns.size() > 1) {
                ids = tuples(size);
            }
            int[] counts = table;
            for (int row = 0; row < size; row++) {
                counts[ids[row]]++;
            }
            rows += size;
            if (rows > MAX_ROWS) {
                flush();
            }
        }

        private void countEach(ColumnarBatch batch) {
            if (!isOfKeys) {
                for (int row = 0; row < batch.numRows(); row++) {
                    measure.update(state, batch.getRow(row));
                }
                return;
            }
            long[][] keys = new long[columns.size()][];
            Arrays.setAll(keys, i -> columns.get(i).keys(batch));
            int size = batch.numRows();
            if (columns.stream().anyMatch(column -> batch.column(column.ordinal).hasNull())) {
                size = withoutNulls(batch, keys);
                keys = some;
            }
            try {
                state.addEach(keys, size);
            } catch (TooManyTuples e) {
                throw measure.tooMany(e);
            }
        }

        /** Picks the keys of the rows without nulls; gives how many there are. */
        private int withoutNulls(ColumnarBatch batch, long[][] keys) {
            int rows = batch.numRows();
            int size = 0;
            Arrays.setAll(some, i -> some[i].length < rows ? new long[rows] : some[i]);
            for (int row = 0; row < rows; row++) {
                boolean isNull = false;
                for (int i = 0; i < some.length; i++) {
                    some[i][size] = keys[i][row];
                    isNull |= batch.column(columns.get(i).ordinal).isNullAt(row);
                }
                size += isNull ? 0 : 1;
            }
            return size;
        }

        /** The number of each row's tuple: those of its values, one behind the other. */
        private int[] tuples(int size) {
            if (tuples.length < size) {
                tuples = new int[size];
            }
            System.arraycopy(columns.get(0).ids, 0, tuples, 0, size);
            for (int i = 1; i < columns.size(); i++) {
                int[] ids = columns.get(i).ids;
                int shift = bits[i];
                for (int row = 0; row < size; row++) {
                    tuples[row] = tuples[row] << shift | ids[row];
                }
            }
            return tuples;
        }

        private boolean hasRoom() {
            for (int i = 0; i < bits.length; i++) {
                if (!columns.get(i).isNumbered || columns.get(i).bits() > bits[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Room for the numbers there are now; if that is too much, tuples are counted row by row from now on. */
        private void makeRoom() {
            flush();
            dense = columns.stream().allMatch(column -> column.isNumbered);
            int all = dense ? layOut(FIRST_BITS) : 0;
            if (all > MAX_BITS) {
                all = layOut(0);
            }
            dense &= all <= MAX_BITS && memory.hold((long) Integer.BYTES << all);
            table = new int[dense ? 1 << all : 0];
            if (!dense) {
                columns.forEach(column -> column.users--);
                memory.release();
            }
        }

        /** Gives each column bits for its numbers, and not fewer than some. Returns how many they are together. */
        private int layOut(int least) {
            int all = 0;
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Math.max(least, columns.get(i).bits());
                all += bits[i];
            }
            return all;
        }

        /** Brings what was counted to the state. */
        private void flush() {
            long[] words = new long
                    [columns.stream()
                            .mapToInt(column -> column.reader.type().words())
                            .sum()];
            try {
                for (int tuple = 0; tuple < table.length && rows > 0; tuple++) {
                    if (table[tuple] > 0 && words(tuple, words)) {
                        state.add(words, 0, table[tuple]);
                    }
                }
            } catch (TooManyTuples e) {
                throw measure.tooMany(e);
            }
            Arrays.fill(table, 0);
            rows = 0;
        }

        /** The words of a tuple; false where one of its values is null. */
        private boolean words(int tuple, long[] words) {
            int rest = tuple;
            int at = words.length;
            for (int i = bits.length - 1; i >= 0; i--) {
                int id = i == 0 ? rest : rest & (1 << bits[i]) - 1;
                if (id == 0) {
                    return false;
                }
                Column column = columns.get(i);
                at -= column.reader.type().words();
                column.reader.words(column.coder.orElseThrow(), id, words, at);
                rest >>>= bits[i];
            }
            return true;
        }

        @Override
        public Object state() {
            flush();
            return measure.serialize(state);
        }
    }
}
