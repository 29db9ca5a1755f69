package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.BlockFormat;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ValueHash;
import io.github.surprisal.ids.ValueIndex;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Partial counts of one column by stratum: its values and, for each base grouping, their cells. */
public final class ColumnTally {
    private final ValueIndex values;
    private final CellTable[] cells;

    ColumnTally(ValueIndex values, IntFunction<CellTable> tableOfBase, int bases) {
        this.values = values;
        this.cells = new CellTable[bases];
        Arrays.setAll(cells, tableOfBase);
    }

    public ValueIndex values() {
        return values;
    }

    public CellTable cells(int base) {
        return cells[base];
    }

    /** Forgets everything, and keeps the room that it took. */
    public void clear() {
        values.clear();
        for (CellTable table : cells) {
            table.clear();
        }
    }

    long memory() {
        long memory = values.memory();
        for (CellTable table : cells) {
            memory += table.memory();
        }
        return memory;
    }

    /** The cells of all values, null among them, by base grouping. */
    public CellTable.ByValue[] byValue() {
        return byValue(values.size());
    }

    /** The same, but a cell may be there several times, with counts to be added up; where all cells are dense, the arrays themselves. */
    public CellTable.ByValue[] byValueRepeating() {
        CellTable.ByValue[] byBase = new CellTable.ByValue[cells.length];
        Arrays.setAll(byBase, b -> cells[b].isPlain() ? cells[b].dense() : cells[b].byValueRepeating(values.size()));
        return byBase;
    }

    /** The same; cells are there several times only where adding them up would leave most of them. */
    CellTable.ByValue[] byValueCheaply() {
        CellTable.ByValue[] byBase = new CellTable.ByValue[cells.length];
        Arrays.setAll(
                byBase,
                b -> cells[b].isPlain()
                        ? cells[b].dense()
                        : cells[b].isSparse()
                                ? cells[b].byValueRepeating(values.size())
                                : cells[b].byValue(values.size()));
        return byBase;
    }

    /**
     * The non-null values with all cells of a class in one stratum of the first base.
     *
     * @param onlyOfClass which one, by stratum of the first base
     */
    public ColumnTally byClassAlone(int[] onlyOfClass) {
        int strata = Arrays.stream(onlyOfClass).max().orElse(0) + 1;
        ColumnTally alone =
                new ColumnTally(values, b -> new CellTable(CellTable.FREE_SLOTS, b == 0 ? strata : 1), cells.length);
        CellTable.ByValue all = cells[0].byValueRepeating(values.size());
        for (int id = 1; id <= values.size(); id++) {
            for (int at = all.starts()[id]; at < all.starts()[id + 1]; at++) {
                alone.cells[0].add(id, onlyOfClass[all.strata()[at]], all.wholes()[at], all.fraction(at));
            }
        }
        return alone;
    }

    /** The cells of the nulls alone. */
    public CellTable.ByValue[] nulls() {
        return byValue(0);
    }

    private CellTable.ByValue[] byValue(int last) {
        CellTable.ByValue[] byBase = new CellTable.ByValue[cells.length];
        Arrays.setAll(byBase, b -> cells[b].byValue(last));
        return byBase;
    }

    /** The ids of the values that have cells, null among them, by the bucket of their hash: where each bucket starts, then the ids. */
    int[][] buckets(CellTable.ByValue[] byBase, int buckets) {
        return buckets(byBase, buckets, buckets);
    }

    /** The same by {@code bucket mod places}: of the buckets of all partitions, those of the same part are one. */
    private int[][] buckets(CellTable.ByValue[] byBase, int buckets, int places) {
        int size = values.size();
        int[] starts = new int[places + 1];
        int[] placeOf = new int[size + 1];
        for (int id = 0; id <= size; id++) {
            placeOf[id] = -1;
            if (byBase[0].has(id)) {
                placeOf[id] = id == 0 ? 0 : ValueHash.bucket(values.hash(id), buckets) % places;
                starts[placeOf[id] + 1]++;
            }
        }
        for (int i = 0; i < places; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        int[] ids = new int[starts[places]];
        for (int id = 0; id <= size; id++) {
            if (placeOf[id] >= 0) {
                ids[next[placeOf[id]]++] = id;
            }
        }
        return new int[][] {starts, ids};
    }

    /** Writes a run of values, 0 being null, each with its cells. */
    void write(int[] ids, int from, int to, CellTable.ByValue[] byBase, Block.Writer writer) {
        writer.number(BlockFormat.COUNTED);
        writer.number(to - from);
        for (int i = from; i < to; i++) {
            writer.number(ids[i] == 0 ? 0 : 1);
            if (ids[i] > 0) {
                writer.value(values, ids[i]);
            }
            for (CellTable.ByValue base : byBase) {
                writeCells(writer, base, ids[i]);
            }
        }
    }

    /** Writes everything as one run. */
    public void writeAll(Block.Writer writer) {
        CellTable.ByValue[] byBase = byValue();
        int[] ids = buckets(byBase, 1)[1];
        if (ids.length > 0) {
            write(ids, 0, ids.length, byBase, writer);
        }
    }

    /**
     * Writes everything, each value into its part of a section, as a task that scans does.
     *
     * @param partitions how many reduce partitions there are
     */
    public void writeParts(ColumnSection section, int partitions) {
        CellTable.ByValue[] byBase = byValue();
        int[][] byPart = buckets(byBase, partitions * ColumnSection.PARTS, ColumnSection.PARTS);
        int[] starts = byPart[0];
        for (int part = 0; part < ColumnSection.PARTS; part++) {
            if (starts[part] < starts[part + 1]) {
                write(byPart[1], starts[part], starts[part + 1], byBase, section.part(part));
            }
        }
    }

    /** Writes the nulls as one run. */
    public void writeNulls(Block.Writer writer) {
        CellTable.ByValue[] nulls = nulls();
        if (nulls[0].strata().length > 0) {
            write(new int[] {0}, 0, 1, nulls, writer);
        }
    }

    static void writeCells(Block.Writer writer, CellTable.ByValue cells, int value) {
        if (cells.isDense()) {
            writeRow(writer, cells.dense(), value);
            return;
        }
        int start = cells.starts()[value];
        int end = cells.starts()[value + 1];
        boolean fractional = cells.fractions().length > 0;
        writer.number(
                BlockFormat.cells(end - start, fractional ? BlockFormat.FRACTIONAL_CELLS : BlockFormat.WHOLE_CELLS));
        for (int at = start; at < end; at++) {
            writer.number(cells.strata()[at]);
            writer.number(cells.wholes()[at]);
            if (fractional) {
                writer.bits(cells.fraction(at));
            }
        }
    }

    private static void writeRow(Block.Writer writer, Counters counts, int value) {
        int used = value < counts.rows() ? counts.used(value) : 0;
        if (used > 0 && 3 * used >= counts.stride() && counts.isSmall(value)) {
            writer.number(BlockFormat.cells(counts.stride(), BlockFormat.BYTE_CELLS));
            counts.writeSmall(value, writer);
            return;
        }
        writer.number(BlockFormat.cells(used, BlockFormat.WHOLE_CELLS));
        for (int stratum = 0; used > 0; stratum++) {
            long count = counts.get(value * counts.stride() + stratum);
            if (count != 0) {
                writer.number(stratum);
                writer.number(count);
                used--;
            }
        }
    }

    public static void readCells(Block.Reader reader, CellTable into, int value, int[] strataMap) {
        long header = reader.number();
        int kind = BlockFormat.kindOfCells(header);
        if (kind == BlockFormat.BYTE_CELLS) {
            into.addRow(value, reader, (int) BlockFormat.sizeOfCells(header), strataMap);
            return;
        }
        for (long left = BlockFormat.sizeOfCells(header); left > 0; left--) {
            int stratum = strataMap[reader.integer()];
            long whole = reader.number();
            into.add(value, stratum, whole, kind == BlockFormat.FRACTIONAL_CELLS ? reader.bits() : 0);
        }
    }
}
