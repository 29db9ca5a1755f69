package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.encode.EncodingPlan.Grouping;
import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.ids.PairIndex;
import io.github.surprisal.math.SplitMix;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Encodes the batches of one task. What a value means, its hash, its code, its number, is worked out once for each value of a
 * dictionary and of a categorical column, not once per row.
 */
final class BatchEncoder {
    private static final long NULL = SplitMix.mix(0x6a09e667f3bcc909L);

    private static final int MAX_KNOWN = 1 << 17;

    private final EncodingPlan plan;
    private final Layout layout;
    private final boolean hashed;
    private final Column[] columns;
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
        this.columns = new Column[plan.readers().size()];
        boolean[] grouped = new boolean[columns.length];
        plan.groupings().forEach(grouping -> grouping.columns().forEach(column -> grouped[column] = true));
        for (int i = 0; i < columns.length; i++) {
            ValueReader reader = plan.readers().get(i);
            columns[i] = new Column(
                    reader,
                    i == plan.label() ? plan.classes() : null,
                    plan.feature(i, FeatureEncoding.Categorical.class)
                            .map(FeatureEncoding.Categorical::categories)
                            .orElse(null),
                    plan.feature(i, FeatureEncoding.Numeric.class).isPresent() || i == plan.weight(),
                    plan.feature(i, FeatureEncoding.Binned.class)
                            .map(binned -> new Bins(binned, reader.type()))
                            .orElse(null),
                    grouped[i]);
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
            number(rows, plan.features().get(feature), (FeatureEncoding.Numeric) features.get(feature), first + c);
        }
        for (int c = 0; c < layout.codes().length; c++) {
            int feature = layout.features()[layout.numbers().length + c];
            code(rows, plan.features().get(feature), features.get(feature), 1 + pairs.length + c);
        }
        into.add(rows, kept, hashes, wholes, numbers);
    }

    /** Notes what a batch holds that was not counted. */
    void unseen(Batch batch, Unseen unseen) {
        int rows = read(batch);
        label(rows);
        int[] labels = columns[plan.label()].ids;
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
        for (int column : plan.features()) {
            plan.feature(column, FeatureEncoding.Categorical.class)
                    .filter(feature -> !feature.other())
                    .ifPresent(feature -> unseen.addValues(feature.feature(), unknown(columns[column], rows)));
        }
    }

    /** How many rows that count have a value without a term. */
    private long unknown(Column column, int rows) {
        long unknown = 0;
        for (int row = 0; row < rows; row++) {
            int id = column.ids[row];
            unknown += kept[row] && id != 0 && column.codes[id] < 0 ? 1 : 0;
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
        Arrays.fill(hashes, columns.length);
        for (int i = 0; i < columns.length; i++) {
            columns[i].read(batch.columns()[i], rows);
        }
        return rows;
    }

    private void label(int rows) {
        Column label = columns[plan.label()];
        for (int row = 0; row < rows; row++) {
            int code = label.labels[label.ids[row]];
            wholes[0][row] = code;
            kept[row] = code >= 0;
        }
    }

    private int weight(int rows) {
        if (plan.weight() < 0) {
            return 0;
        }
        double[] weights = columns[plan.weight()].values;
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
                id = pairs[g][i].idOf(id, columns[grouping.columns().get(i)].ids[row]);
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
        double[] values = columns[column].values;
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
            Column from = columns[column];
            for (int row = 0; row < rows; row++) {
                int id = from.ids[row];
                int code = from.codes[id];
                to[row] = id == 0 ? missing : code < 0 ? unknown : code;
            }
        } else if (feature instanceof FeatureEncoding.Binned) {
            System.arraycopy(columns[column].terms, 0, to, 0, rows);
        } else {
            double[] values = columns[column].values;
            for (int row = 0; row < rows; row++) {
                to[row] = Math.abs(values[row]) <= Double.MAX_VALUE ? 1 : 0;
            }
        }
    }

    /** One column of the table: what is known of its values, and what they are in this batch. */
    private final class Column {
        private final ValueReader reader;
        private final CategoryType type;
        private final Categories classes;
        private final Categories categories;
        private final boolean number;
        private final Bins bins;
        private final boolean grouped;
        private ColumnCoder coder;
        private int known = -1;
        private long[] mixed = new long[0];
        private int[] codes = new int[0];
        private int[] labels = new int[0];
        private double[] numberOf = new double[0];
        private int[] ids = new int[0];
        private double[] values = new double[0];
        private int[] termOf = new int[0];
        private int[] terms = new int[0];

        Column(
                ValueReader reader,
                Categories classes,
                Categories categories,
                boolean number,
                Bins bins,
                boolean grouped) {
            this.reader = reader;
            this.type = reader.type();
            this.classes = classes;
            this.categories = categories;
            this.number = number;
            this.bins = bins;
            this.grouped = grouped;
            this.coder = new ColumnCoder(reader);
        }

        String text(int row) {
            int id = ids[row];
            if (id == 0) {
                return null;
            }
            return type.isBytes() ? type.text(coder.bytes(id)) : type.text(coder.key(id));
        }

        void read(ColumnVector vector, int rows) {
            if (ids.length < rows) {
                ids = new int[rows];
                values = new double[number ? rows : 0];
                terms = new int[bins == null ? 0 : rows];
            }
            if (coder.size() > MAX_KNOWN && !grouped) {
                coder = new ColumnCoder(reader);
                known = -1;
            }
            if (classes != null || categories != null || grouped || coder.learn(vector, rows)) {
                coder.ids(vector, rows, ids, scratch);
                learn();
                for (int row = 0; row < rows && hashed; row++) {
                    hashes[row] = SplitMix.combineMixed(hashes[row], mixed[ids[row]]);
                }
                for (int row = 0; row < rows && number; row++) {
                    values[row] = numberOf[ids[row]];
                }
                for (int row = 0; row < rows && bins != null; row++) {
                    terms[row] = termOf[ids[row]];
                }
            } else {
                readPlain(vector, rows);
            }
        }

        /** Values that may all be different. */
        private void readPlain(ColumnVector vector, int rows) {
            boolean isBytes = type.isBytes();
            if (!isBytes) {
                reader.keys(vector, rows, scratch);
            }
            boolean hasNull = vector.hasNull();
            for (int row = 0; row < rows; row++) {
                if (hasNull && vector.isNullAt(row)) {
                    if (hashed) {
                        hashes[row] = SplitMix.combineMixed(hashes[row], NULL);
                    }
                    if (number) {
                        values[row] = Double.NaN;
                    }
                    if (bins != null) {
                        terms[row] = bins.missing();
                    }
                } else if (isBytes) {
                    byte[] bytes = reader.bytes(vector, row);
                    if (hashed) {
                        hashes[row] = SplitMix.combine(hashes[row], SplitMix.hash(bytes));
                    }
                    if (number) {
                        values[row] = type.number(bytes);
                    }
                    if (bins != null) {
                        terms[row] = bins.of(bytes);
                    }
                } else {
                    if (hashed) {
                        hashes[row] = SplitMix.combine(hashes[row], scratch[row]);
                    }
                    if (number) {
                        values[row] = type.number(scratch[row]);
                    }
                    if (bins != null) {
                        terms[row] = bins.of(scratch[row]);
                    }
                }
            }
        }

        private void learn() {
            int size = coder.size();
            if (size < mixed.length && known == size) {
                return;
            }
            if (size >= mixed.length) {
                int room = size + 1 + size / 2;
                mixed = Arrays.copyOf(mixed, room);
                codes = Arrays.copyOf(codes, categories == null ? 0 : room);
                labels = Arrays.copyOf(labels, classes == null ? 0 : room);
                numberOf = Arrays.copyOf(numberOf, number ? room : 0);
                termOf = Arrays.copyOf(termOf, bins == null ? 0 : room);
            }
            for (int id = known + 1; id <= size; id++) {
                byte[] bytes = id > 0 && type.isBytes() ? coder.bytes(id) : null;
                long key = id > 0 && bytes == null ? coder.key(id) : 0;
                mixed[id] = id == 0 ? NULL : SplitMix.mix(bytes == null ? key : SplitMix.hash(bytes));
                if (categories != null) {
                    codes[id] = id == 0 ? -1 : code(categories, key, bytes);
                }
                if (classes != null) {
                    labels[id] = id == 0 ? -1 : code(classes, key, bytes);
                }
                if (number) {
                    numberOf[id] = id == 0 ? Double.NaN : bytes == null ? type.number(key) : type.number(bytes);
                }
                if (bins != null) {
                    termOf[id] = id == 0 ? bins.missing() : bytes == null ? bins.of(key) : bins.of(bytes);
                }
            }
            known = size;
        }

        private static int code(Categories of, long key, byte[] bytes) {
            return bytes == null ? of.codeOf(key) : of.codeOf(bytes);
        }
    }
}
