package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.math.SplitMix;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import java.util.Arrays;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * One column of the table in the batches of a task: what is known of its values, and what they are in the batch that was read last. What a
 * value means is kept where values come again, as long as there is room.
 */
final class BatchColumn {
    private static final long NULL = SplitMix.mix(0x6a09e667f3bcc909L);

    /** So many values of a column are known at once, or fewer where there are many columns: a look into a larger table costs as much as working out what a value means. */
    private static final int MAX_KNOWN = 1 << 17;

    /** About what a known value takes: 40 bytes with its place in a table, and what it means. */
    private static final int BYTES_PER_KNOWN = 64;

    /** What all columns of a task may know is this part of its share of the heap, but no less: a thousand columns of 20,000 values would take 1.3 GB. */
    private static final int PART_OF_SHARE = 8;

    private static final long LEAST_KNOWN_BYTES = 16 << 20;

    private final ValueReader reader;
    private final CategoryType type;
    private final Categories classes;
    private final Categories categories;
    private final boolean number;
    private final Bins bins;
    private final boolean grouped;
    private final long room;
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

    /**
     * A column of which nothing is known.
     *
     * @param classes of the label; null of another column
     * @param categories of a categorical feature; null of another column
     * @param number whether it is wanted as numbers
     * @param bins that it is wanted in; null for none
     * @param grouped whether rows are grouped by it, so that its ids stay
     * @param room for what is known of it, in bytes
     */
    BatchColumn(
            ValueReader reader,
            Categories classes,
            Categories categories,
            boolean number,
            Bins bins,
            boolean grouped,
            long room) {
        this.reader = reader;
        this.type = reader.type();
        this.classes = classes;
        this.categories = categories;
        this.number = number;
        this.bins = bins;
        this.grouped = grouped;
        this.room = room;
        this.coder = new ColumnCoder(reader);
    }

    /** The room that each of so many columns has. */
    static long room(int columns) {
        long share = Runtime.getRuntime().maxMemory() / Runtime.getRuntime().availableProcessors() / PART_OF_SHARE;
        return Math.max(LEAST_KNOWN_BYTES, share) / Math.max(1, columns);
    }

    /** By row: the id of its value, 0 of null; ids mean something where the column is a label, a group or categorical. */
    int[] ids() {
        return ids;
    }

    /** By id: the category's code, negative where there is none. */
    int[] codes() {
        return codes;
    }

    /** By id: the class, negative where there is none. */
    int[] labels() {
        return labels;
    }

    /** By row: the number, NaN of null. */
    double[] values() {
        return values;
    }

    /** By row: the bin. */
    int[] terms() {
        return terms;
    }

    /** The value of a row of the last batch as text; null of null. */
    String text(int row) {
        int id = ids[row];
        if (id == 0) {
            return null;
        }
        return type.isBytes() ? type.text(coder.bytes(id)) : type.text(coder.key(id));
    }

    /**
     * Reads a batch.
     *
     * @param hashes by row: its hash, to which that of the value is added; empty where rows have none
     * @param scratch as long as there are rows
     */
    void read(ColumnVector vector, int rows, long[] hashes, long[] scratch) {
        boolean hashed = hashes.length > 0;
        if (ids.length < rows) {
            ids = new int[rows];
            values = new double[number ? rows : 0];
            terms = new int[bins == null ? 0 : rows];
        }
        forgetMany();
        boolean byDictionary = coder.canLearn(vector, rows, room);
        boolean byId = classes != null || categories != null || grouped;
        if (byId || (byDictionary && coder.learn(vector, rows))) {
            coder.ids(vector, rows, ids, scratch, byDictionary);
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
            if (!byId) {
                forgetMany();
            }
        } else {
            readPlain(vector, rows, hashes, scratch);
        }
    }

    /** Forgets the values, if they are too many to be known; not of groups, which are known by the ids of their values. */
    private void forgetMany() {
        if (coder.size() > Math.min(MAX_KNOWN, room / BYTES_PER_KNOWN) && !grouped) {
            coder = new ColumnCoder(reader);
            known = -1;
            mixed = new long[0];
            codes = new int[0];
            labels = new int[0];
            numberOf = new double[0];
            termOf = new int[0];
        }
    }

    /** Values that may all be different. */
    private void readPlain(ColumnVector vector, int rows, long[] hashes, long[] scratch) {
        boolean hashed = hashes.length > 0;
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
