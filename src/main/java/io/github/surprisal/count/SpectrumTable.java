package io.github.surprisal.count;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * How many values have a cell and a total, by group and kind: the spectra of many groups in one open-addressing table of
 * primitives.
 */
final class SpectrumTable implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The spectrum of the values' counts; cell and total are the same. */
    static final int VALUES = 0;

    /** The same over labelled rows. */
    static final int LABELLED = 1;

    /** This plus a class: its joint spectrum. */
    static final int JOINT = 2;

    private static final int SMALL = 16;

    private static final int SMALL_GROUPS = 8;

    private static final int SMALL_KINDS = 6;

    private transient long[] small = new long[SMALL_GROUPS * SMALL_KINDS * SMALL * SMALL];

    /** Group and kind, plus 1; 0 where a slot is free. */
    private long[] keys = new long[64];

    private double[] cells = new double[64];
    private double[] totals = new double[64];
    private long[] multiplicities = new long[64];
    private int size;

    /** One more value. Small counts of the first groups are most of them: they have a place of their own. */
    void add(int group, int kind, double cell, double total) {
        if (small != null && group < SMALL_GROUPS && kind < SMALL_KINDS && cell < SMALL && total < SMALL) {
            int wholeCell = (int) cell;
            int wholeTotal = (int) total;
            if (wholeCell == cell && wholeTotal == total) {
                small[((group * SMALL_KINDS + kind) * SMALL + wholeCell) * SMALL + wholeTotal]++;
                return;
            }
        }
        add(group, kind, cell, total, 1);
    }

    /** Moves what has a place of its own to the rest. */
    private void gather() {
        for (int i = 0; small != null && i < small.length; i++) {
            if (small[i] != 0) {
                long times = small[i];
                small[i] = 0;
                int groupAndKind = i / (SMALL * SMALL);
                add(groupAndKind / SMALL_KINDS, groupAndKind % SMALL_KINDS, i / SMALL % SMALL, i % SMALL, times);
            }
        }
    }

    void add(int group, int kind, double cell, double total, long times) {
        long key = (((long) group) << 32 | kind) + 1;
        int slot = slotOf(key, cell, total);
        if (keys[slot] == 0) {
            keys[slot] = key;
            cells[slot] = cell;
            totals[slot] = total;
            size++;
        }
        multiplicities[slot] += times;
        if (2 * size > keys.length) {
            grow();
        }
    }

    private int slotOf(long key, double cell, double total) {
        long h = Hashing.hash(
                key + Double.doubleToRawLongBits(cell) * 31 + Long.rotateLeft(Double.doubleToRawLongBits(total), 21));
        int mask = keys.length - 1;
        int slot = (int) h & mask;
        while (keys[slot] != 0 && !(keys[slot] == key && cells[slot] == cell && totals[slot] == total)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        double[] oldCells = cells;
        double[] oldTotals = totals;
        long[] oldMultiplicities = multiplicities;
        keys = new long[2 * oldKeys.length];
        cells = new double[keys.length];
        totals = new double[keys.length];
        multiplicities = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slotOf(oldKeys[i], oldCells[i], oldTotals[i]);
                keys[slot] = oldKeys[i];
                cells[slot] = oldCells[i];
                totals[slot] = oldTotals[i];
                multiplicities[slot] = oldMultiplicities[i];
            }
        }
    }

    int size() {
        gather();
        return size;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        gather();
        out.defaultWriteObject();
    }

    /** Takes what is in a table's slot. */
    interface Visitor {
        void visit(int group, int kind, double cell, double total, long times);
    }

    void forEach(Visitor visitor) {
        gather();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                visitor.visit(
                        (int) ((keys[i] - 1) >>> 32), (int) (keys[i] - 1), cells[i], totals[i], multiplicities[i]);
            }
        }
    }
}
