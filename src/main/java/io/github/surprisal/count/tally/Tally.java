package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.TaskMemory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/** What a task counts: every column by stratum, batch by batch. */
public final class Tally {
    /** A column of fewer values than this in a task is always counted there. */
    private static final int MIN_RAW_VALUES = 1 << 15;

    /** After so many of the first rows it is decided for the first time which columns are listed. */
    private static final int FIRST_WINDOW = MIN_RAW_VALUES / 4;

    /** At most one in so many of a task's first rows may repeat a value or be null, for its column to be listed from then on. */
    private static final int MIN_ROWS_PER_REPEAT = 16;

    /** A tally of so many rows is handed on. */
    private static final long MAX_ROWS = Integer.MAX_VALUE - (1 << 24);

    /** Bytes of listed rows, or a megabyte for each block if that is more, above which they are handed on; fewer where memory is short. */
    private static final long MUCH_LISTED = 1 << 25;

    /** What is listed is not settled by fewer rows than this. */
    private static final int LEAST_ROWS = 1 << 10;

    private final ScanPlan plan;
    private final int partitions;
    /** Columns that are listed and not counted. */
    private final BitSet raw;

    private final long memory;
    private final TaskMemory.Share lent;
    private final ColumnCoder[] coders;
    private final ColumnTally[] columns;
    private final RawRuns[] runs;
    private final RowLister lister;
    /** How many values each column had when the rows began by which it is decided next whether it is listed. */
    private final int[] windowStart;

    private final Stratification stratification;
    private final RowWeights weights;
    private long rows;
    private int windowRows;
    private boolean isSettled;
    private boolean isHandedOn;
    private int[][] keyIds;
    private int[][] strata;
    private int[] ids = new int[0];
    private int[] zeros = new int[0];
    private long[] scratch = new long[0];

    /**
     * @param partitions how many blocks it will be cut into
     * @param memory how many bytes it may take
     * @param lent the task's execution memory that the tables are accounted to
     * @param raw the columns whose values hardly ever repeat, as far as is known: more are added as they are noticed
     */
    public Tally(ScanPlan plan, int partitions, BitSet raw, long memory, TaskMemory.Share lent) {
        this.plan = plan;
        this.partitions = partitions;
        this.raw = raw;
        this.memory = memory;
        this.lent = lent;
        this.weights = new RowWeights(plan);
        int[] counted = plan.counted();
        coders = new ColumnCoder[counted.length];
        columns = new ColumnTally[counted.length];
        runs = new RawRuns[counted.length];
        lister = new RowLister(partitions * ColumnSection.PARTS);
        windowStart = new int[counted.length];
        int bases = plan.bases().size();
        long share = memory / 2 / (4L * counted.length * bases);
        int freeSlots = (int) Math.max(CellTable.FREE_SLOTS, Math.min(1 << 30, share));
        for (int c = 0; c < counted.length; c++) {
            ValueReader reader = plan.readers().get(counted[c]);
            columns[c] = new ColumnTally(new ValueIndex(reader.type()), b -> new CellTable(freeSlots, 1), bases);
            coders[c] = new ColumnCoder(reader, columns[c].values());
            runs[c] = raw.get(c) ? new RawRuns(partitions * ColumnSection.PARTS) : null;
        }
        ValueIndex[] keys = new ValueIndex[plan.keys().length];
        Arrays.setAll(keys, k -> columns[plan.countedKey(k)].values());
        stratification = new Stratification(plan, keys);
        keyIds = new int[keys.length][0];
        strata = new int[plan.bases().size()][0];
    }

    public String complaint() {
        return stratification.complaint();
    }

    /** Sees from what it has which columns those after it only list, if no tally has seen that before. */
    void settle() {
        if (!isSettled && rows >= LEAST_ROWS) {
            isHandedOn = true;
            lookForRawEarly();
        }
    }

    /** Whether it should be handed on: it has no more room, or Spark has no more memory for it. */
    public boolean isFull() {
        long used = used();
        return rows > MAX_ROWS
                || used > memory
                || (used > TallyMemory.LEAST && !lent.hold(used))
                || Arrays.stream(columns).anyMatch(column -> column.values().isLong());
    }

    /**
     * Whether the rows of the columns that are only listed should be handed on, by {@link #listed}: they take no part in
     * what is counted from now on, and memory that is used again is cheaper than new.
     */
    boolean hasListedMuch() {
        long size = 0;
        for (RawRuns run : runs) {
            size += run == null ? 0 : run.size();
        }
        // Each of the blocks repeats what the strata are.
        return size > Math.min(memory / 8, Math.max(MUCH_LISTED, (long) partitions << 20))
                && size > (long) partitions * header(false).length;
    }

    /** Bytes that its tables take. */
    long used() {
        long used = stratification.memory();
        for (int c = 0; c < columns.length; c++) {
            used += columns[c].memory() + (runs[c] == null ? 0 : runs[c].memory());
        }
        return used;
    }

    /** Counts the rows of a batch. */
    void add(Batch batch) {
        Batch counted = weights.read(batch, stratification);
        if (counted.rows() == 0 || !complaint().isEmpty()) {
            return;
        }
        reserve(counted.rows());
        stratify(counted);
        for (int c = 0; c < columns.length; c++) {
            count(c, counted);
        }
        rows += counted.rows();
        windowRows += counted.rows();
        if (windowRows >= MIN_RAW_VALUES) {
            lookForRaw();
        } else if (!isSettled && windowRows >= FIRST_WINDOW) {
            lookForRawEarly();
        }
    }

    private void reserve(int size) {
        if (ids.length < size) {
            ids = new int[size];
            zeros = new int[size];
            scratch = new long[size];
            keyIds = new int[keyIds.length][size];
            strata = new int[strata.length][size];
        }
    }

    private void stratify(Batch batch) {
        for (int k = 0; k < keyIds.length; k++) {
            int ordinal = plan.keys()[k];
            // A class or a group is what a row has that counts, not what stands in a dictionary.
            boolean byDictionary = batch.isWhole() && plan.weight() < 0;
            coders[plan.countedKey(k)].ids(batch.columns()[ordinal], batch.rows(), keyIds[k], scratch, byDictionary);
        }
        for (int b = 0; b < strata.length; b++) {
            stratification.idsOf(b, keyIds, zeros, batch.rows(), strata[b]);
            add(stratification.totals(b), zeros, b, batch.rows(), 1);
        }
    }

    private void count(int column, Batch batch) {
        int key = plan.keyOfCounted(column);
        ColumnVector vector = batch.columns()[plan.counted()[column]];
        if (runs[column] != null) {
            list(column, vector, batch.rows());
            return;
        }
        boolean byDictionary = coders[column].canLearn(vector, batch.rows(), memory / columns.length);
        int[] codes = byDictionary && key < 0 && plan.weight() < 0 ? coders[column].codes(vector, batch.rows()) : null;
        if (codes == null && key < 0) {
            coders[column].ids(vector, batch.rows(), ids, scratch, byDictionary);
        }
        int valueCount = columns[column].values().size() + 1;
        for (int b = 0; b < strata.length; b++) {
            CellTable cells = columns[column].cells(b);
            if (codes != null) {
                int strataCount = stratification.strata(b).size();
                cells.addOnes(codes, coders[column].idOfCode(), strata[b], batch.rows(), valueCount, strataCount);
            } else {
                add(cells, key < 0 ? ids : keyIds[key], b, batch.rows(), valueCount);
            }
        }
    }

    private void add(CellTable cells, int[] valueIds, int base, int size, int valueCount) {
        int[] stratumIds = strata[base];
        if (plan.weight() < 0) {
            cells.addOnes(
                    valueIds,
                    stratumIds,
                    size,
                    valueCount,
                    stratification.strata(base).size());
            return;
        }
        long[] wholes = weights.wholes();
        long[] fractions = weights.fractions();
        for (int row = 0; row < size; row++) {
            cells.add(valueIds[row], stratumIds[row], wholes[row], fractions[row]);
        }
    }

    /** Columns most of whose recent rows held a value that was new to this task are only listed from now on. */
    private void lookForRaw() {
        isSettled = true;
        for (int c = 0; c < columns.length; c++) {
            int size = columns[c].values().size();
            if (size >= MIN_RAW_VALUES && 2L * (size - windowStart[c]) > windowRows) {
                listFromNowOn(c);
            }
            windowStart[c] = size;
        }
        windowRows = 0;
    }

    /**
     * So are columns that had hardly a repeated value in the first rows. Of d values that are equally frequent, n rows
     * repeat about n²/2d: with no more than n/16 of them there are 8n values and more.
     */
    private void lookForRawEarly() {
        isSettled = true;
        for (int c = 0; c < columns.length; c++) {
            if (isNewEachRow(columns[c].values().size()) && isNewEachRow(seen(c))) {
                listFromNowOn(c);
            }
        }
    }

    private boolean isNewEachRow(int different) {
        return MIN_ROWS_PER_REPEAT * (rows - different) <= rows;
    }

    /** How many values rows have had: in a column with a dictionary those of later rows have ids too. */
    private int seen(int column) {
        int last = columns[column].values().size();
        CellTable.ByValue cells = columns[column].cells(0).byValue(last);
        return (int) IntStream.rangeClosed(1, last).filter(cells::has).count();
    }

    private void listFromNowOn(int column) {
        if (plan.keyOfCounted(column) < 0) {
            raw.set(column);
        }
        if (raw.get(column) && !isHandedOn) {
            runs[column] = runs[column] == null ? new RawRuns(partitions * ColumnSection.PARTS) : runs[column];
        }
    }

    private void list(int column, ColumnVector vector, int size) {
        if (vector.hasNull()) {
            for (int row = 0; row < size; row++) {
                if (vector.isNullAt(row)) {
                    for (int b = 0; b < strata.length; b++) {
                        columns[column].cells(b).add(0, strata[b][row], weights.whole(row), weights.fraction(row));
                    }
                }
            }
        }
        lister.start(size, strata, weights.wholes(), weights.fractions());
        lister.list(plan.readers().get(plan.counted()[column]), vector, size, runs[column]);
    }

    /** The stratum of a base grouping with these values, as texts: the group's, then the label's. */
    public int stratum(int base, UTF8String[] texts) {
        int[] columnsOfBase = plan.bases().get(base);
        int[] tuple = new int[texts.length];
        for (int i = 0; i < tuple.length; i++) {
            if (texts[i] != null) {
                int key = i < columnsOfBase.length ? columnsOfBase[i] : plan.labelKey();
                tuple[i] = columns[plan.countedKey(key)].values().idOfText(texts[i]);
            }
        }
        return stratification.idOf(base, tuple);
    }

    /** Adds to one cell a count that was made before. Every row is in the first column: it gives the totals. */
    public void addCell(int column, int base, UTF8String value, int stratum, long whole, long fraction) {
        int id = value == null ? 0 : columns[column].values().idOfText(value);
        columns[column].cells(base).add(id, stratum, whole, fraction);
        if (column == 0) {
            stratification.totals(base).add(0, stratum, whole, fraction);
        }
    }

    /**
     * The counts as blocks: a value's hash says which one it is in. Each has the keys and strata to read it by, the first
     * one the strata's totals and the nulls too. Empty where there is nothing.
     */
    public byte[][] blocks() {
        byte[] start = header(false);
        Block.Writer[] blocks = started(start);
        blocks[0] = new Block.Writer(header(true), 256);
        ColumnSection section = new ColumnSection();
        for (int c = 0; c < columns.length; c++) {
            write(c, section, blocks);
            columns[c] = null;
            runs[c] = null;
        }
        return finished(blocks, start, 1);
    }

    /** The listed rows alone as such blocks. They are gone then, the counts stay. */
    byte[][] listed() {
        byte[] start = header(false);
        Block.Writer[] blocks = new Block.Writer[partitions];
        Arrays.setAll(blocks, p -> new Block.Writer(start, listedSize(p)));
        ColumnSection section = new ColumnSection();
        for (int c = 0; c < columns.length; c++) {
            if (runs[c] != null) {
                for (int bucket = 0; bucket < partitions * ColumnSection.PARTS; bucket++) {
                    runs[c].moveTo(section, bucket % ColumnSection.PARTS, bucket);
                    if (bucket % ColumnSection.PARTS == ColumnSection.PARTS - 1) {
                        section.moveTo(blocks[bucket / ColumnSection.PARTS], c);
                    }
                }
                runs[c].clear();
            }
        }
        return finished(blocks, start, 0);
    }

    /** Bytes of a partition's listed rows and what a block says of them: room for its writer. */
    private int listedSize(int partition) {
        long size = 0;
        for (RawRuns run : runs) {
            size += run == null ? 0 : run.size(partition * ColumnSection.PARTS, (partition + 1) * ColumnSection.PARTS);
        }
        return (int) Math.min(size + (long) runs.length * ColumnSection.MAX_HEADER, Integer.MAX_VALUE / 2);
    }

    private byte[] header(boolean withTotals) {
        Block.Writer header = new Block.Writer(1024);
        stratification.write(header, withTotals);
        return header.toBytes();
    }

    private Block.Writer[] started(byte[] start) {
        Block.Writer[] blocks = new Block.Writer[partitions];
        Arrays.setAll(blocks, p -> new Block.Writer(start, 256));
        return blocks;
    }

    /** @param always how many blocks are wanted even if nothing was added to their start */
    private static byte[][] finished(Block.Writer[] blocks, byte[] start, int always) {
        byte[][] bytes = new byte[blocks.length][];
        for (int p = 0; p < bytes.length; p++) {
            bytes[p] = p >= always && blocks[p].size() == start.length ? new byte[0] : ColumnSection.end(blocks[p]);
            blocks[p] = null;
        }
        return bytes;
    }

    private void write(int column, ColumnSection section, Block.Writer[] blocks) {
        int buckets = partitions * ColumnSection.PARTS;
        CellTable.ByValue[] byBase = columns[column].byValueCheaply();
        int[][] idsByBucket = columns[column].buckets(byBase, buckets);
        int[] starts = idsByBucket[0];
        for (int bucket = 0; bucket < buckets; bucket++) {
            Block.Writer part = section.part(bucket % ColumnSection.PARTS);
            if (starts[bucket] < starts[bucket + 1]) {
                columns[column].write(idsByBucket[1], starts[bucket], starts[bucket + 1], byBase, part);
            }
            if (runs[column] != null) {
                runs[column].moveTo(section, bucket % ColumnSection.PARTS, bucket);
            }
            if (bucket % ColumnSection.PARTS == ColumnSection.PARTS - 1) {
                section.moveTo(blocks[bucket / ColumnSection.PARTS], column);
            }
        }
    }
}
