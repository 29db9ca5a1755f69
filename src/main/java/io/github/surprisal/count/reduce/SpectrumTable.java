package io.github.surprisal.count.reduce;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueHash;
import java.util.Arrays;

/**
 * How many values have a cell and a total, by group and kind: the spectra of many groups in one open-addressing table of
 * primitives.
 */
final class SpectrumTable {
    /** The kind of entries that make the spectrum of the values' counts; cell and total are the same. */
    static final int VALUES = 0;

    /** The kind of entries that make the spectrum over labelled rows; cell and total are the same. */
    static final int LABELLED = 1;

    /** This plus a class is the kind of entries that make its joint spectrum. */
    static final int JOINT = 2;

    /** {@code small} has no more slots than this. */
    private static final int MAX_SMALL = 1 << 22;

    private static final int MAX_SMALL_BITS = 4;

    private static final int COUNT_BITS = 16;

    private static final int KIND_BITS = 8;

    private final int classes;

    /** How many bits of an index of {@code small} one class's count takes; the group is in the bits above them; 0 where there is none. */
    private final int bits;

    /** How many values have the group and the counts by class that the index says. Most values are here: their counts are small. */
    private final int[] small;

    /** An open-addressing table, two numbers a slot: group, kind, cell and total in one, 0 if free; and how many values have them. */
    private long[] packed = new long[1 << 7];

    private int packedSize;

    /** The entries that do not fit into one number, in no order. */
    private Entries wide = new Entries(0);

    private int[] wideSlots = new int[0];

    /** An empty table for entries alone. */
    SpectrumTable() {
        this(0, 1);
    }

    /**
     * An empty table for entries and values.
     *
     * @param classes how many counts a value has, the unlabelled as the last one
     */
    SpectrumTable(int groups, int classes) {
        this.classes = classes;
        int width = MAX_SMALL_BITS;
        while (width > 1 && (width * classes > 30 || (long) groups << (width * classes) > MAX_SMALL)) {
            width--;
        }
        bits = width > 1 ? width : 0;
        small = new int[bits > 0 ? groups << (bits * classes) : 0];
    }

    /** One more value of a group, of whole counts by class, the unlabelled last. */
    void addWhole(int group, long[] counts, int offset) {
        long seen = 0;
        int slot = group;
        for (int k = offset; k < offset + classes; k++) {
            seen |= counts[k];
            slot = slot << bits | (int) counts[k];
        }
        if (seen >>> bits == 0 && small.length > 0) {
            small[slot]++;
        } else {
            addEach(group, counts, offset, 1);
        }
    }

    /** Some more values of a group that are in one row each, all of this class. */
    void addOnes(int group, int labelClass, int times) {
        if (small.length > 0) {
            small[group << (bits * classes) | 1 << (bits * (classes - 1 - labelClass))] += times;
        } else if (times > 0) {
            long[] one = new long[classes];
            one[labelClass] = 1;
            addEach(group, one, 0, times);
        }
    }

    private void addEach(int group, long[] counts, int offset, long times) {
        long labelled = 0;
        for (int k = 0; k < classes - 1; k++) {
            labelled += counts[offset + k];
        }
        double all = (double) (labelled + counts[offset + classes - 1]);
        if (all > 0) {
            add(group, VALUES, all, all, times);
        }
        if (labelled > 0) {
            add(group, LABELLED, (double) labelled, (double) labelled, times);
            for (int k = 0; k < classes - 1; k++) {
                if (counts[offset + k] > 0) {
                    add(group, JOINT + k, (double) counts[offset + k], (double) labelled, times);
                }
            }
        }
    }

    /** Moves what {@code small} has to the entries. */
    private void gather() {
        long[] counts = new long[classes];
        for (int i = 0; i < small.length; i++) {
            if (small[i] != 0) {
                int rest = i;
                for (int k = classes - 1; k >= 0; k--) {
                    counts[k] = rest & ((1 << bits) - 1);
                    rest >>>= bits;
                }
                addEach(rest, counts, 0, small[i]);
                small[i] = 0;
            }
        }
    }

    /** Some more values that have this cell and total. */
    void add(int group, int kind, double cell, double total, long times) {
        long wholeCell = (long) cell;
        long wholeTotal = (long) total;
        boolean fits = wholeCell == cell
                && wholeTotal == total
                && wholeTotal < 1 << COUNT_BITS
                && wholeCell < 1 << COUNT_BITS
                && kind < 1 << KIND_BITS
                && group < 1 << (62 - 2 * COUNT_BITS - KIND_BITS);
        if (fits) {
            long key = ((((long) group << KIND_BITS | kind) << COUNT_BITS) | wholeCell) << COUNT_BITS | wholeTotal;
            addPacked(key, times);
        } else {
            addWide(group, kind, cell, total, times);
        }
    }

    private void addPacked(long key, long times) {
        int slot = slotOf(key);
        if (packed[slot] == 0) {
            packed[slot] = key;
            packedSize++;
        }
        packed[slot + 1] += times;
        if (4 * packedSize > packed.length) {
            long[] old = packed;
            packed = new long[2 * old.length];
            for (int i = 0; i < old.length; i += 2) {
                if (old[i] != 0) {
                    int at = slotOf(old[i]);
                    packed[at] = old[i];
                    packed[at + 1] = old[i + 1];
                }
            }
        }
    }

    private int slotOf(long key) {
        int mask = packed.length - 1;
        int slot = (int) (ValueHash.hash(key) << 1) & mask;
        while (packed[slot] != 0 && packed[slot] != key) {
            slot = (slot + 2) & mask;
        }
        return slot;
    }

    private void addWide(int group, int kind, double cell, double total, long times) {
        if (2 * wide.size >= wideSlots.length) {
            wideSlots = new int[Math.max(64, 2 * wideSlots.length)];
            for (int i = 0; i < wide.size; i++) {
                wideSlots[wideSlot(wide.groups[i], wide.kinds[i], wide.cells[i], wide.totals[i])] = i + 1;
            }
        }
        int slot = wideSlot(group, kind, cell, total);
        if (wideSlots[slot] == 0) {
            wide.add(group, kind, cell, total, times);
            wideSlots[slot] = wide.size;
        } else {
            wide.times[wideSlots[slot] - 1] += times;
        }
    }

    private int wideSlot(int group, int kind, double cell, double total) {
        long h = ValueHash.hash(((long) group << 32 | kind)
                + Double.doubleToRawLongBits(cell) * 31
                + Long.rotateLeft(Double.doubleToRawLongBits(total), 21));
        int mask = wideSlots.length - 1;
        int slot = (int) h & mask;
        while (wideSlots[slot] != 0) {
            int i = wideSlots[slot] - 1;
            if (wide.groups[i] == group && wide.kinds[i] == kind && wide.cells[i] == cell && wide.totals[i] == total) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Entries, array by array. */
    static final class Entries {
        private int[] groups;
        private int[] kinds;
        private double[] cells;
        private double[] totals;
        private long[] times;
        private int size;

        Entries(int room) {
            groups = new int[room];
            kinds = new int[room];
            cells = new double[room];
            totals = new double[room];
            times = new long[room];
        }

        private void add(int group, int kind, double cell, double total, long count) {
            if (size == groups.length) {
                int room = Math.max(16, 2 * size);
                groups = Arrays.copyOf(groups, room);
                kinds = Arrays.copyOf(kinds, room);
                cells = Arrays.copyOf(cells, room);
                totals = Arrays.copyOf(totals, room);
                times = Arrays.copyOf(times, room);
            }
            groups[size] = group;
            kinds[size] = kind;
            cells[size] = cell;
            totals[size] = total;
            times[size++] = count;
        }

        int size() {
            return size;
        }

        int group(int i) {
            return groups[i];
        }

        int kind(int i) {
            return kinds[i];
        }

        private int compare(int i, Entries other, int j) {
            int order = Integer.compare(groups[i], other.groups[j]);
            order = order != 0 ? order : Integer.compare(kinds[i], other.kinds[j]);
            order = order != 0 ? order : Double.compare(cells[i], other.cells[j]);
            return order != 0 ? order : Double.compare(totals[i], other.totals[j]);
        }

        double[] cells(int from, int to) {
            return Arrays.copyOfRange(cells, from, to);
        }

        double[] totals(int from, int to) {
            return Arrays.copyOfRange(totals, from, to);
        }

        long[] times(int from, int to) {
            return Arrays.copyOfRange(times, from, to);
        }

        private void append(Entries from, int i) {
            add(from.groups[i], from.kinds[i], from.cells[i], from.totals[i], from.times[i]);
        }
    }

    /** All entries by group, kind, cell and total. */
    Entries sorted() {
        gather();
        long[] keys = new long[packedSize];
        int size = 0;
        for (int slot = 0; slot < packed.length; slot += 2) {
            if (packed[slot] != 0) {
                keys[size++] = packed[slot];
            }
        }
        Arrays.sort(keys);
        Entries narrow = new Entries(keys.length);
        for (long key : keys) {
            narrow.add(group(key), kind(key), cell(key), total(key), packed[slotOf(key) + 1]);
        }
        if (wide.size == 0) {
            return narrow;
        }
        Integer[] order = new Integer[wide.size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> wide.compare(a, wide, b));
        Entries all = new Entries(narrow.size + wide.size);
        int i = 0;
        for (int at : order) {
            while (i < narrow.size && narrow.compare(i, wide, at) < 0) {
                all.append(narrow, i++);
            }
            all.append(wide, at);
        }
        while (i < narrow.size) {
            all.append(narrow, i++);
        }
        return all;
    }

    private static int group(long key) {
        return (int) (key >>> (2 * COUNT_BITS + KIND_BITS));
    }

    private static int kind(long key) {
        return (int) (key >>> (2 * COUNT_BITS)) & ((1 << KIND_BITS) - 1);
    }

    private static int cell(long key) {
        return (int) (key >>> COUNT_BITS) & ((1 << COUNT_BITS) - 1);
    }

    private static int total(long key) {
        return (int) key & ((1 << COUNT_BITS) - 1);
    }

    /** Takes an entry. */
    interface Visitor {
        void visit(int group, int kind, double cell, double total, long times);
    }

    void write(Block.Writer writer) {
        gather();
        writer.number(packedSize);
        for (int slot = 0; slot < packed.length; slot += 2) {
            if (packed[slot] != 0) {
                writer.number(group(packed[slot]));
                writer.number(kind(packed[slot]));
                writer.number(cell(packed[slot]));
                writer.number(total(packed[slot]));
                writer.number(packed[slot + 1]);
            }
        }
        writer.number(wide.size);
        for (int i = 0; i < wide.size; i++) {
            writer.number(wide.groups[i]);
            writer.number(wide.kinds[i]);
            writer.bits(Double.doubleToRawLongBits(wide.cells[i]));
            writer.bits(Double.doubleToRawLongBits(wide.totals[i]));
            writer.number(wide.times[i]);
        }
    }

    static void read(Block.Reader reader, Visitor visitor) {
        for (int left = reader.integer(); left > 0; left--) {
            visitor.visit(reader.integer(), reader.integer(), reader.integer(), reader.integer(), reader.number());
        }
        for (int left = reader.integer(); left > 0; left--) {
            visitor.visit(
                    reader.integer(),
                    reader.integer(),
                    Double.longBitsToDouble(reader.bits()),
                    Double.longBitsToDouble(reader.bits()),
                    reader.number());
        }
    }
}
