package io.github.surprisal.encode;

import io.github.surprisal.encode.EncodingPlan.Grouping;
import io.github.surprisal.ids.PairIndex;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.ValueReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes the batches of one task. What a value means, its hash, its code, its number, is worked out once for each value of a
 * dictionary and of a categorical column, not once per row ({@link BatchColumn}).
 */
final class BatchEncoder {
    private static final long[] NOT_HASHED = {};

    private final EncodingPlan plan;
    private final Layout layout;
    private final boolean hashed;

    /** The columns of the table, then those that are read again as models encode them in several ways. */
    private final BatchColumn[] columns;

    /** By {@link #columns}: the column of the table. */
    private final int[] columnOf;

    /** By feature: which of {@link #columns} has its codes. */
    private final int[] from;

    private final PairIndex[][] pairs;
    private final int[][] groupOf;
    private final int[][] wholes;
    private final double[][] numbers;
    private long[] hashes = new long[0];
    private boolean[] kept = new boolean[0];
    private long[] scratch = new long[0];

    /** @param hashed whether rows are put in an order by a hash of their values, which takes a third of the time */
    BatchEncoder(EncodingPlan plan, boolean hashed) {
        this.plan = plan;
        this.hashed = hashed;
        this.layout = plan.layout();
        List<Reading> readings = new ArrayList<>();
        for (int column = 0; column < plan.readers().size(); column++) {
            readings.add(new Reading(column));
        }
        this.from = new int[plan.features().size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = readingOf(i, readings);
        }
        this.columnOf = readings.stream().mapToInt(reading -> reading.column).toArray();
        this.columns = new BatchColumn[readings.size()];
        long room = BatchColumn.room(columns.length);
        boolean[] grouped = new boolean[columns.length];
        plan.groupings().forEach(grouping -> grouping.columns().forEach(column -> grouped[column] = true));
        for (int i = 0; i < columns.length; i++) {
            Reading reading = readings.get(i);
            ValueReader reader = plan.readers().get(reading.column);
            columns[i] = new BatchColumn(
                    reader,
                    i == plan.label() ? plan.classes() : null,
                    reading.categorical == null ? null : reading.categorical.categories(),
                    reading.number || i == plan.weight(),
                    reading.binned == null ? null : new Bins(reading.binned, reader.type()),
                    grouped[i],
                    room);
        }
        this.pairs = new PairIndex[plan.groupings().size()][];
        this.groupOf = new int[pairs.length][0];
        for (int g = 0; g < pairs.length; g++) {
            pairs[g] = new PairIndex[plan.groupings().get(g).columns().size()];
            Arrays.setAll(pairs[g], i -> new PairIndex());
        }
        this.wholes = new int[1 + pairs.length + layout.codes().length][0];
        this.numbers = new double[layout.numbers().length + (plan.weight() < 0 ? 0 : 1)][0];
    }

    /** What a column is read as: any of number, categories and bins, but one of each. */
    private static final class Reading {
        private final int column;
        private FeatureEncoding.Categorical categorical;
        private FeatureEncoding.Binned binned;
        private boolean number;

        private Reading(int column) {
            this.column = column;
        }

        /** Reads the column as this feature too, unless it is read in another way of the same kind already. */
        private boolean takes(FeatureEncoding feature) {
            if (feature instanceof FeatureEncoding.Categorical wanted) {
                categorical = categorical == null ? wanted : categorical;
                return categorical.categories().equals(wanted.categories());
            }
            if (feature instanceof FeatureEncoding.Binned wanted) {
                binned = binned == null ? wanted : binned;
                return binned.equals(wanted);
            }
            number = true;
            return true;
        }
    }

    /** The reading that a feature has its codes from: the first of its column that takes it, or one more. */
    private int readingOf(int i, List<Reading> readings) {
        int column = plan.features().get(i);
        FeatureEncoding feature = plan.encoding().features().get(i);
        if (readings.get(column).takes(feature)) {
            return column;
        }
        for (int more = plan.readers().size(); more < readings.size(); more++) {
            if (readings.get(more).column == column && readings.get(more).takes(feature)) {
                return more;
            }
        }
        Reading another = new Reading(column);
        another.takes(feature);
        readings.add(another);
        return readings.size() - 1;
    }

    /** Adds the rows of a batch that have a class that is known, and a positive weight. */
    void encode(Batch batch, RowBuffer into) {
        int rows = read(batch);
        label(rows);
        int first = weight(rows);
        for (int g = 0; g < pairs.length; g++) {
            groups(rows, g, (grouping, values) -> {
                throw new IllegalStateException("Group not counted: " + grouping.names() + " = " + values
                        + "; the table must not change while it is read");
            });
        }
        List<FeatureEncoding> features = plan.encoding().features();
        for (int c = 0; c < layout.numbers().length; c++) {
            int feature = layout.features()[c];
            number(rows, from[feature], (FeatureEncoding.Numeric) features.get(feature), first + c);
        }
        for (int c = 0; c < layout.codes().length; c++) {
            int feature = layout.features()[layout.numbers().length + c];
            code(rows, from[feature], features.get(feature), 1 + pairs.length + c);
        }
        into.add(rows, kept, hashes, wholes, numbers);
    }

    /** Notes what a batch holds that was not counted. */
    void unseen(Batch batch, Unseen unseen) {
        int rows = read(batch);
        label(rows);
        int[] labels = columns[plan.label()].ids();
        for (int row = 0; row < rows; row++) {
            if (labels[row] != 0 && !kept[row]) {
                unseen.addUnknownClass();
            }
        }
        for (int g = 0; g < pairs.length; g++) {
            int grouping = g;
            groups(rows, g, (any, values) -> unseen.add(grouping, values));
        }
        weight(rows);
        boolean[] told = new boolean[plan.readers().size()];
        for (int i = 0; i < from.length; i++) {
            int column = plan.features().get(i);
            if (plan.encoding().features().get(i) instanceof FeatureEncoding.Categorical feature
                    && !feature.other()
                    && !told[column]) {
                unseen.addValues(feature.feature(), unknown(columns[from[i]], rows));
                told[column] = true;
            }
        }
    }

    /** How many rows that count have a value without a term. */
    private long unknown(BatchColumn column, int rows) {
        long unknown = 0;
        for (int row = 0; row < rows; row++) {
            int id = column.ids()[row];
            unknown += kept[row] && id != 0 && column.codes()[id] < 0 ? 1 : 0;
        }
        return unknown;
    }

    private int read(Batch batch) {
        int rows = batch.rows();
        if (kept.length < rows) {
            hashes = new long[hashed ? rows : 0];
            kept = new boolean[rows];
            scratch = new long[rows];
            Arrays.setAll(wholes, c -> new int[rows]);
            Arrays.setAll(numbers, c -> new double[rows]);
        }
        int tableColumns = plan.readers().size();
        Arrays.fill(hashes, tableColumns);
        for (int i = 0; i < columns.length; i++) {
            columns[i].read(batch.columns()[columnOf[i]], rows, i < tableColumns ? hashes : NOT_HASHED, scratch);
        }
        return rows;
    }

    private void label(int rows) {
        BatchColumn label = columns[plan.label()];
        for (int row = 0; row < rows; row++) {
            int code = label.labels()[label.ids()[row]];
            wholes[0][row] = code;
            kept[row] = code >= 0;
        }
    }

    private int weight(int rows) {
        if (plan.weight() < 0) {
            return 0;
        }
        double[] weights = columns[plan.weight()].values();
        for (int row = 0; row < rows; row++) {
            numbers[0][row] = weights[row];
            kept[row] &= weights[row] > 0;
        }
        return 1;
    }

    /** What to do about a group that is not known. */
    private interface Missing {
        void group(Grouping grouping, List<String> values);
    }

    private void groups(int rows, int g, Missing missing) {
        Grouping grouping = plan.groupings().get(g);
        int[] into = wholes[1 + g];
        for (int row = 0; row < rows; row++) {
            if (!kept[row]) {
                continue;
            }
            int id = 0;
            for (int i = 0; i < pairs[g].length; i++) {
                id = pairs[g][i].idOf(id, columns[grouping.columns().get(i)].ids()[row]);
            }
            if (id >= groupOf[g].length) {
                groupOf[g] = Arrays.copyOf(groupOf[g], 2 * id + 16);
            }
            if (groupOf[g][id] == 0) {
                List<String> values = values(grouping, row);
                Integer group = grouping.groups().get(values);
                if (group == null) {
                    missing.group(grouping, values);
                    group = -1;
                }
                groupOf[g][id] = group;
            }
            into[row] = groupOf[g][id];
        }
    }

    private List<String> values(Grouping grouping, int row) {
        List<String> values = new ArrayList<>(grouping.columns().size());
        for (int column : grouping.columns()) {
            values.add(columns[column].text(row));
        }
        return values;
    }

    private void number(int rows, int column, FeatureEncoding.Numeric feature, int into) {
        double[] values = columns[column].values();
        for (int row = 0; row < rows; row++) {
            double value = values[row];
            numbers[into][row] = Math.abs(value) <= Double.MAX_VALUE ? value : feature.mean();
        }
    }

    private void code(int rows, int column, FeatureEncoding feature, int into) {
        int[] to = wholes[into];
        if (feature instanceof FeatureEncoding.Categorical categorical) {
            int none = categorical.size();
            int known = categorical.categories().size();
            int unknown = categorical.other() ? known : none;
            int missing = categorical.nulls() ? none - 1 : none;
            BatchColumn from = columns[column];
            for (int row = 0; row < rows; row++) {
                int id = from.ids()[row];
                int code = from.codes()[id];
                to[row] = id == 0 ? missing : code < 0 ? unknown : code;
            }
        } else if (feature instanceof FeatureEncoding.Binned) {
            System.arraycopy(columns[column].terms(), 0, to, 0, rows);
        } else {
            double[] values = columns[column].values();
            for (int row = 0; row < rows; row++) {
                to[row] = Math.abs(values[row]) <= Double.MAX_VALUE ? 1 : 0;
            }
        }
    }
}
