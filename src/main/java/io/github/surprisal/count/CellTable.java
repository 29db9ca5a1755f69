package io.github.surprisal.count;

import java.util.Arrays;

/**
 * (value id, stratum id) → count: an open-addressing table of primitives.
 *
 * <p>A count is a whole number of rows and, with weights, a fraction in units of 2⁻⁶⁴. Adding is exact integer arithmetic,
 * so sums do not depend on the order of the rows; only digits of a weight below 2⁻⁶² are lost, once, when it is read.
 */
final class CellTable {
    private static final int FIRST_SLOTS = 32;

    private long[] keys = new long[FIRST_SLOTS];
    private long[] wholes = new long[FIRST_SLOTS];
    private long[] fractions = new long[0];
    private int size;

    /** About how many bytes this takes. */
    long memory() {
        return 8L * (keys.length + wholes.length + fractions.length);
    }

    int size() {
        return size;
    }

    void add(int value, int stratum, long whole, long fraction) {
        long key = (((long) value) << 32 | stratum) + 1;
        int slot = slotOf(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        wholes[slot] += whole;
        if (fraction != 0) {
            addFraction(slot, fraction);
        }
        if (2 * size > keys.length) {
            grow();
        }
    }

    private void addFraction(int slot, long fraction) {
        if (fractions.length == 0) {
            fractions = new long[keys.length];
        }
        long before = fractions[slot];
        long after = before + fraction;
        fractions[slot] = after;
        if (Long.compareUnsigned(after, before) < 0) {
            wholes[slot]++;
        }
    }

    /** The cells of the values 0 to {@code last}, grouped by value id; within a value in no particular order. */
    ByValue byValue(int last) {
        int[] starts = new int[last + 2];
        for (long key : keys) {
            if (key != 0 && valueOf(key) <= last) {
                starts[valueOf(key) + 1]++;
            }
        }
        for (int v = 0; v <= last; v++) {
            starts[v + 1] += starts[v];
        }
        int[] next = Arrays.copyOf(starts, last + 1);
        int found = starts[last + 1];
        ByValue cells =
                new ByValue(starts, new int[found], new long[found], new long[fractions.length == 0 ? 0 : found]);
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != 0 && valueOf(keys[slot]) <= last) {
                int at = next[valueOf(keys[slot])]++;
                cells.strata[at] = (int) (keys[slot] - 1);
                cells.wholes[at] = wholes[slot];
                if (fractions.length > 0) {
                    cells.fractions[at] = fractions[slot];
                }
            }
        }
        return cells;
    }

    private static int valueOf(long key) {
        return (int) ((key - 1) >>> 32);
    }

    /** Cells of value v: positions {@code starts[v]} to {@code starts[v + 1]}. */
    record ByValue(int[] starts, int[] strata, long[] wholes, long[] fractions) {
        long fraction(int at) {
            return fractions.length == 0 ? 0 : fractions[at];
        }

        double count(int at) {
            return toDouble(wholes[at], fraction(at));
        }
    }

    /** whole + fraction · 2⁻⁶⁴, the fraction unsigned. */
    static double toDouble(long whole, long fraction) {
        return fraction == 0 ? whole : whole + ((fraction >>> 1) | (fraction & 1)) * 0x1p-63;
    }

    /** The fraction of a weight, in units of 2⁻⁶⁴. */
    static long fractionOf(double weight) {
        double fraction = weight - Math.floor(weight);
        return fraction == 0 ? 0 : ((long) (fraction * 0x1p62)) << 2;
    }

    private int slotOf(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (h ^ (h >>> 32)) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldWholes = wholes;
        long[] oldFractions = fractions;
        keys = new long[2 * oldKeys.length];
        wholes = new long[keys.length];
        fractions = new long[oldFractions.length == 0 ? 0 : keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                wholes[slot] = oldWholes[i];
                if (oldFractions.length > 0) {
                    fractions[slot] = oldFractions[i];
                }
            }
        }
    }
}
