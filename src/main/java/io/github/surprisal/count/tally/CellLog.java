package io.github.surprisal.count.tally;

import java.util.Arrays;

/**
 * (value id, stratum id) → count where cells are many and few rows fall into one: a list of cells that is sorted and has
 * equal ones added up whenever it is full. Appending touches memory in order, where a hash table would miss every cache.
 */
final class CellLog {
    private static final int FIRST_SIZE = 1 << 10;

    private static final int VALUE_SHIFT = 32;

    private static final long[] NONE = new long[0];

    private long[] keys = NONE;
    private long[] wholes = NONE;
    private long[] fractions = NONE;
    private int size;
    private boolean isSorted = true;
    private boolean isSparse;
    private int unsortedDoublings;

    long memory() {
        return 8L * (keys.length + wholes.length + fractions.length);
    }

    /** Number of cells; of distinct ones after {@link #sort}. */
    int size() {
        return size;
    }

    int value(int at) {
        return (int) (keys[at] >>> VALUE_SHIFT);
    }

    int stratum(int at) {
        return (int) keys[at];
    }

    long whole(int at) {
        return wholes.length == 0 ? 1 : wholes[at];
    }

    long fraction(int at) {
        return fractions.length == 0 ? 0 : fractions[at];
    }

    boolean hasFractions() {
        return fractions.length > 0;
    }

    void add(int value, int stratum, long whole, long fraction) {
        if (size == keys.length) {
            makeRoom();
        }
        if (whole != 1 || wholes.length > 0) {
            haveWholes();
            wholes[size] = whole;
        }
        if (fraction != 0 || fractions.length > 0) {
            haveFractions();
            fractions[size] = fraction;
        }
        keys[size++] = ((long) value) << VALUE_SHIFT | stratum;
        isSorted = false;
    }

    /** Sorting may make room; where it hardly did the last time, it is only tried at every third doubling. */
    private void makeRoom() {
        if (!isSparse || --unsortedDoublings < 0) {
            sort();
            unsortedDoublings = 2;
        }
        if (2L * size >= keys.length) {
            int room = (int) Math.min(Math.max(FIRST_SIZE, 2L * keys.length), Integer.MAX_VALUE - 16);
            keys = Arrays.copyOf(keys, room);
            wholes = wholes.length == 0 ? NONE : Arrays.copyOf(wholes, room);
            fractions = fractions.length == 0 ? NONE : Arrays.copyOf(fractions, room);
        }
    }

    private void haveWholes() {
        if (wholes.length == 0) {
            wholes = new long[keys.length];
            Arrays.fill(wholes, 0, size, 1);
        }
    }

    private void haveFractions() {
        if (fractions.length == 0) {
            fractions = new long[keys.length];
        }
    }

    /** Whether few cells were equal when they were last sorted. */
    boolean isSparse() {
        return isSparse;
    }

    /** Puts the cells in order of value and stratum and adds up equal ones. */
    void sort() {
        if (!isSorted) {
            isSorted = true;
            order(0);
            int before = size;
            combine();
            isSparse = size > before - before / 4;
        }
    }

    /** Puts the cells in order of value alone. */
    void sortByValue() {
        if (!isSorted) {
            order(VALUE_SHIFT);
        }
    }

    /** A least-significant-digit radix sort by the bits from this one on. */
    private void order(int lowest) {
        long different = 0;
        for (int i = 1; i < size; i++) {
            different |= keys[i] ^ keys[0];
        }
        long[] spareKeys = NONE;
        long[] spareWholes = NONE;
        long[] spareFractions = NONE;
        for (int shift = lowest; shift < 64; shift += 8) {
            if (((different >>> shift) & 0xFF) != 0) {
                if (spareKeys.length == 0) {
                    spareKeys = new long[keys.length];
                    spareWholes = new long[wholes.length];
                    spareFractions = new long[fractions.length];
                }
                pass(shift, spareKeys, spareWholes, spareFractions);
                long[] swap = keys;
                keys = spareKeys;
                spareKeys = swap;
                swap = wholes;
                wholes = spareWholes;
                spareWholes = swap;
                swap = fractions;
                fractions = spareFractions;
                spareFractions = swap;
            }
        }
    }

    private void pass(int shift, long[] sortedKeys, long[] sortedWholes, long[] sortedFractions) {
        int[] next = new int[256];
        for (int i = 0; i < size; i++) {
            next[(int) (keys[i] >>> shift) & 0xFF]++;
        }
        int sum = 0;
        for (int digit = 0; digit < next.length; digit++) {
            int count = next[digit];
            next[digit] = sum;
            sum += count;
        }
        boolean hasWholes = wholes.length > 0;
        boolean hasFractions = fractions.length > 0;
        for (int i = 0; i < size; i++) {
            int at = next[(int) (keys[i] >>> shift) & 0xFF]++;
            sortedKeys[at] = keys[i];
            if (hasWholes) {
                sortedWholes[at] = wholes[i];
            }
            if (hasFractions) {
                sortedFractions[at] = fractions[i];
            }
        }
    }

    private void combine() {
        int last = -1;
        for (int i = 0; i < size; i++) {
            if (last >= 0 && keys[i] == keys[last]) {
                haveWholes();
                wholes[last] += wholes[i];
                if (fractions.length > 0) {
                    long before = fractions[last];
                    fractions[last] += fractions[i];
                    wholes[last] += Long.compareUnsigned(fractions[last], before) < 0 ? 1 : 0;
                }
            } else {
                last++;
                keys[last] = keys[i];
                if (wholes.length > 0) {
                    wholes[last] = wholes[i];
                }
                if (fractions.length > 0) {
                    fractions[last] = fractions[i];
                }
            }
        }
        size = last + 1;
    }
}
