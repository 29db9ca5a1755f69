package io.github.surprisal.sql;

import io.github.surprisal.spark.TaskMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts the batches of a task by group, for some measures and counts of rows. The values of each column are numbered, and so are the groups and the tuples of a
 * measure's arguments: what is counted is one 64-bit word, group and tuple. Where that takes more memory than there is, the groups so far are
 * handed on, and a group that comes again is handed on again.
 */
final class GroupCounter implements Iterator<InternalRow> {
    /** More tuples of one measure are handed on: their table takes 64 MB then. Other limits were not tried. */
    private static final int MAX_TUPLES = 1 << 21;

    /** And so are more groups: their rows take some 100 MB. */
    private static final int MAX_GROUPS = 1 << 20;

    /** About what a group's own row takes, beside its columns. */
    private static final int BYTES_OF_GROUP = 64;

    private final Iterator<ColumnarBatch> batches;
    private final SQLMetric rowMetric;
    private final SQLMetric timeMetric;
    private final TaskMemory memory = new TaskMemory();
    private final TaskMemory.Share numbers = memory.new Share();
    private final Map<Integer, TupleNumbers.Column> columns = new TreeMap<>();
    private final List<BasePredicate> filters = new ArrayList<>();
    private final TupleNumbers groups;
    private final List<Part> parts = new ArrayList<>();
    private final UnsafeProjection keyOf;
    private final UnsafeProjection joined;

    /** By group: its values, once a row has them. */
    private UnsafeRow[] keys = new UnsafeRow[0];

    /** The places in a batch of the rows that count, in ascending order. */
    private int[] chosen = new int[0];

    private int seen;
    private boolean isNew = true;
    private long bytesOfKeys;

    private Iterator<InternalRow> handedOn = List.<InternalRow>of().iterator();
    private ColumnarBatch waiting;
    private long nanos;

    /**
     * Counts as rows are asked for.
     *
     * @param groups columns that are bound to the batches, and so are those of the functions and the conditions
     * @param conditions that rows meet which count, each asked where those before it are met
     */
    GroupCounter(
            List<BoundReference> groups,
            List<AggregateFunction> functions,
            List<Expression> conditions,
            Iterator<ColumnarBatch> batches,
            SQLMetric rows,
            SQLMetric time) {
        this.batches = batches;
        this.rowMetric = rows;
        this.timeMetric = time;
        for (Expression condition : conditions) {
            BasePredicate filter = Predicate$.MODULE$.create(condition);
            filter.initialize(TaskContext.getPartitionId());
            filters.add(filter);
        }
        this.groups = new TupleNumbers(groups.stream().map(this::column).toList());
        for (AggregateFunction function : functions) {
            parts.add(
                    function instanceof ValueAggregate
                            ? new Measure(new TupleNumbers(ColumnarCounting.list(function.children()).stream()
                                    .map(child -> column((BoundReference) child))
                                    .toList()))
                            : new Rows(function));
        }
        this.keyOf = UnsafeProjection.create(
                CollectionConverters.asScala(List.<Expression>copyOf(groups)).toSeq());
        this.joined = UnsafeProjection.create(Stream.concat(
                        groups.stream().map(BoundReference::dataType),
                        functions.stream().map(ColumnarAggregateExec::stateType))
                .toArray(DataType[]::new));
    }

    private TupleNumbers.Column column(BoundReference of) {
        return columns.computeIfAbsent(of.ordinal(), ordinal -> new TupleNumbers.Column(ordinal, of.dataType()));
    }

    @Override
    public boolean hasNext() {
        while (!handedOn.hasNext()) {
            if (waiting == null && batches.hasNext()) {
                waiting = batches.next();
            }
            if (waiting != null && (isNew || hasRoom(waiting.numRows()))) {
                count(waiting);
                waiting.closeIfFreeable();
                waiting = null;
            } else if (seen > 0) {
                handedOn = rows();
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return handedOn.next();
    }

    /** Whether a batch of so many rows can be counted beside what was. */
    private boolean hasRoom(int rows) {
        long bytes =
                columns.values().stream().mapToLong(TupleNumbers.Column::memory).sum()
                        + parts.stream().mapToLong(Part::memory).sum()
                        + groups.memory()
                        + bytesOfKeys
                        + (long) Integer.BYTES * keys.length;
        return seen <= MAX_GROUPS && numbers.hold(bytes) && parts.stream().allMatch(part -> part.hasRoom(rows));
    }

    private void count(ColumnarBatch batch) {
        long start = System.nanoTime();
        int rows = choose(batch);
        if (rows > 0) {
            isNew = false;
            columns.values().forEach(column -> column.read(batch, chosen, rows));
            int[] groupOf = groups.number(rows);
            for (int row = 0; row < rows; row++) {
                int group = groupOf[row];
                if (group >= keys.length) {
                    keys = Arrays.copyOf(keys, Math.max(2 * keys.length, group + 1));
                }
                if (keys[group] == null) {
                    keys[group] = keyOf.apply(batch.getRow(chosen[row])).copy();
                    bytesOfKeys += BYTES_OF_GROUP + keys[group].getSizeInBytes();
                    seen++;
                }
            }
            parts.forEach(part -> part.count(groupOf, batch, chosen, rows));
        }
        rowMetric.add(rows);
        nanos += System.nanoTime() - start;
    }

    /** Finds the rows that count; gives how many there are. */
    private int choose(ColumnarBatch batch) {
        int rows = batch.numRows();
        if (chosen.length < rows) {
            chosen = IntStream.range(0, rows).toArray();
        }
        if (filters.isEmpty()) {
            return rows;
        }
        int size = 0;
        for (int row = 0; row < rows; row++) {
            chosen[size] = row;
            size += counts(batch.getRow(row)) ? 1 : 0;
        }
        return size;
    }

    private boolean counts(InternalRow row) {
        for (BasePredicate filter : filters) {
            if (!filter.eval(row)) {
                return false;
            }
        }
        return true;
    }

    /** The groups with their states; after the last of them all is forgotten. */
    private Iterator<InternalRow> rows() {
        timeMetric.add(TimeUnit.NANOSECONDS.toMillis(nanos));
        nanos = 0;
        List<IntFunction<Object>> states =
                parts.stream().map(part -> part.states(keys.length)).toList();
        return new Iterator<>() {
            private final Object[] values = new Object[states.size()];
            private final InternalRow stateRow = new GenericInternalRow(values);
            private final JoinedRow row = new JoinedRow();
            private int next = -1;
            private int left = seen;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public InternalRow next() {
                do {
                    next++;
                } while (keys[next] == null);
                Arrays.setAll(values, i -> states.get(i).apply(next));
                InternalRow made = joined.apply(row.apply(keys[next], stateRow));
                if (--left == 0) {
                    clear();
                }
                return made;
            }
        };
    }

    private void clear() {
        columns.values().forEach(TupleNumbers.Column::clear);
        groups.clear();
        parts.forEach(Part::clear);
        keys = new UnsafeRow[0];
        seen = 0;
        isNew = true;
        bytesOfKeys = 0;
        numbers.release();
    }

    /** The count for one function. */
    private interface Part {
        boolean hasRoom(int rows);

        /** Counts the chosen rows of a batch. */
        void count(int[] groupOf, ColumnarBatch batch, int[] chosen, int rows);

        /** The state of each group, of which there are numbers below this one. */
        IntFunction<Object> states(int groups);

        long memory();

        void clear();
    }

    /** How many rows of each group have no null in some columns. */
    private static final class Rows implements Part {
        private final int[] columns;
        private long[] rows = new long[0];

        Rows(AggregateFunction function) {
            columns = ColumnarAggregateExec.ordinals(function);
        }

        @Override
        public boolean hasRoom(int more) {
            return true;
        }

        @Override
        public void count(int[] groupOf, ColumnarBatch batch, int[] chosen, int size) {
            for (int row = 0; row < size; row++) {
                if (groupOf[row] >= rows.length) {
                    rows = Arrays.copyOf(rows, 2 * groupOf[row] + 1);
                }
                rows[groupOf[row]] += BatchCounter.hasNull(batch, columns, chosen[row]) ? 0 : 1;
            }
        }

        @Override
        public IntFunction<Object> states(int groups) {
            return group -> rows[group];
        }

        @Override
        public long memory() {
            return (long) Long.BYTES * rows.length;
        }

        @Override
        public void clear() {
            rows = new long[0];
        }
    }

    /** How often each group has each tuple of a measure's arguments. */
    private final class Measure implements Part {
        /** What is counted: a group's number in the upper half, a tuple's in the lower. */
        private static final List<ValueType> WORD = List.of(new ValueType("group and tuple", 1));

        private final TupleNumbers tuples;
        private TupleCounts counts;
        private final long[][] words = {new long[0]};

        Measure(TupleNumbers tuples) {
            this.tuples = tuples;
            clear();
        }

        @Override
        public boolean hasRoom(int rows) {
            return counts.size() <= MAX_TUPLES && counts.hasRoom(rows);
        }

        @Override
        public void count(int[] groupOf, ColumnarBatch batch, int[] chosen, int rows) {
            int[] numbers = tuples.number(rows);
            if (words[0].length < rows) {
                words[0] = new long[rows];
            }
            int size = 0;
            for (int row = 0; row < rows; row++) {
                words[0][size] = (long) groupOf[row] << Integer.SIZE | numbers[row];
                size += tuples.hasNull(row) ? 0 : 1;
            }
            counts.addEach(words, size);
        }

        /** Puts the tuples of each group beside each other. */
        @Override
        public IntFunction<Object> states(int groups) {
            int[] ends = new int[groups + 1];
            counts.forEach((in, at, times) -> ends[(int) (in[at] >>> Integer.SIZE)]++);
            int sum = 0;
            for (int group = 0; group <= groups; group++) {
                sum += ends[group];
                ends[group] = sum - ends[group];
            }
            int[] tupleAt = new int[sum];
            long[] timesAt = new long[sum];
            counts.forEach((in, at, times) -> {
                int place = ends[(int) (in[at] >>> Integer.SIZE)]++;
                tupleAt[place] = (int) in[at];
                timesAt[place] = times;
            });
            States states = new States(tuples.types(), tuples.words(), ends, tupleAt, timesAt);
            clear();
            return states;
        }

        @Override
        public long memory() {
            return tuples.memory();
        }

        @Override
        public void clear() {
            tuples.clear();
            if (counts != null) {
                counts.release();
            }
            counts = new TupleCounts(WORD, Integer.MAX_VALUE, memory);
        }
    }

    /** The states of one measure, by group: its tuples are those from the end of the group before to its own. */
    private static final class States implements IntFunction<Object> {
        private final List<ValueType> types;
        private final int width;
        private final long[] words;
        private final int[] ends;
        private final int[] tuples;
        private final long[] times;

        States(List<ValueType> types, long[] words, int[] ends, int[] tuples, long[] times) {
            this.types = types;
            this.width = types.stream().mapToInt(ValueType::words).sum();
            this.words = words;
            this.ends = ends;
            this.tuples = tuples;
            this.times = times;
        }

        @Override
        public Object apply(int group) {
            int from = group == 0 ? 0 : ends[group - 1];
            StateFormat.Writer writer = new StateFormat.Writer(types, ends[group] - from);
            for (int i = from; i < ends[group]; i++) {
                writer.visit(words, tuples[i] * width, times[i]);
            }
            return writer.bytes();
        }
    }
}
