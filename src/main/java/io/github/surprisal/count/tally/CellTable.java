package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;

/**
 * (value id, stratum id) → count.
 *
 * <p>Cells lie in a dense array, value by value, as long as that stays small or well filled; the others go to a {@link
 * CellLog}. A count is a whole number of rows and, with weights, a fraction in units of 2⁻⁶⁴. Adding is exact integer
 * arithmetic, so sums do not depend on the order of the rows; only digits of a weight below 2⁻⁶² are lost, once, when it
 * is read.
 */
public final class CellTable {
    /** A dense array may have this many slots however few rows were added. */
    static final int FREE_SLOTS = 1 << 10;

    /** A greater one may have at most this many slots for each row that was added. */
    private static final int SLOTS_PER_ADD = 8;

    /** No dense array is greater: not even in bytes would it stay in the processor's caches. */
    private static final int MAX_SLOTS = 1 << 24;

    private static final int[] NONE = new int[0];

    private static final Counters EMPTY = new Counters(1);

    private final int freeSlots;
    private final Counters counts;
    private long[] fractions = new long[0];
    private long added;
    private CellLog log = new CellLog();

    public CellTable() {
        this(FREE_SLOTS, 1);
    }

    /**
     * @param freeSlots a dense array of this many slots is allowed whatever was added
     * @param strataCount how many strata there are, as far as is known
     */
    CellTable(int freeSlots, int strataCount) {
        this.freeSlots = freeSlots;
        this.counts = new Counters(Math.max(1, strataCount));
    }

    /** About how many bytes this takes. */
    long memory() {
        return counts.memory() + 8L * fractions.length + log.memory();
    }

    /** Forgets all cells, and keeps the room of the dense ones. */
    void clear() {
        counts.clear();
        fractions = new long[0];
        added = 0;
        log = new CellLog();
    }

    boolean isEmpty() {
        return added == 0;
    }

    public void add(int value, int stratum, long whole, long fraction) {
        added++;
        if (value >= counts.rows() || stratum >= counts.stride()) {
            makeRoom(value + 1, stratum + 1);
        }
        put(value, stratum, whole, fraction);
    }

    /**
     * Adds one row each to many cells.
     *
     * @param ids value ids, all below {@code valueCount}
     * @param strata stratum ids, all below {@code strataCount}
     */
    public void addOnes(int[] ids, int[] strata, int rows, int valueCount, int strataCount) {
        if (holds(rows, valueCount, strataCount)) {
            counts.addOnes(ids, strata, rows);
        } else {
            for (int i = 0; i < rows; i++) {
                put(ids[i], strata[i], 1, 0);
            }
        }
    }

    /**
     * The same for ids that are looked up.
     *
     * @param codes indices into {@code idOf}
     */
    void addOnes(int[] codes, int[] idOf, int[] strata, int rows, int valueCount, int strataCount) {
        if (holds(rows, valueCount, strataCount)) {
            counts.addOnes(codes, idOf, strata, rows);
        } else {
            for (int i = 0; i < rows; i++) {
                put(idOf[codes[i]], strata[i], 1, 0);
            }
        }
    }

    /** Whether all of some more rows have their place in the dense array. */
    private boolean holds(int rows, int valueCount, int strataCount) {
        added += rows;
        return (valueCount <= counts.rows() && strataCount <= counts.stride()) || makeRoom(valueCount, strataCount);
    }

    private void put(int value, int stratum, long whole, long fraction) {
        if (value >= counts.rows() || stratum >= counts.stride()) {
            log.add(value, stratum, whole, fraction);
            return;
        }
        int slot = value * counts.stride() + stratum;
        counts.add(slot, whole);
        if (fraction != 0) {
            addFraction(slot, fraction);
        }
    }

    private void addFraction(int slot, long fraction) {
        if (fractions.length == 0) {
            fractions = new long[counts.rows() * counts.stride()];
        }
        long before = fractions[slot];
        long after = before + fraction;
        fractions[slot] = after;
        if (Long.compareUnsigned(after, before) < 0) {
            counts.add(slot, 1);
        }
    }

    /** Makes the dense array hold these, if it may. */
    private boolean makeRoom(int valueCount, int strataCount) {
        long allowed = Math.min(MAX_SLOTS, Math.max(freeSlots, SLOTS_PER_ADD * added));
        int stride = counts.stride();
        int wider = strataCount <= stride ? stride : Math.max(strataCount, stride + stride / 2);
        long newValues = Math.max(counts.rows(), valueCount);
        if (newValues * wider > allowed) {
            wider = Math.max(stride, strataCount);
        }
        if (newValues * wider > allowed) {
            return false;
        }
        newValues = Math.min(newValues + newValues / 2, allowed / wider);
        if (fractions.length > 0) {
            long[] spread = new long[(int) newValues * wider];
            for (int v = 0; v < counts.rows(); v++) {
                System.arraycopy(fractions, v * stride, spread, v * wider, stride);
            }
            fractions = spread;
        }
        counts.grow((int) newValues, wider);
        drain();
        return true;
    }

    /** Moves what the dense array now has room for out of the log. */
    private void drain() {
        if (log.size() > 0) {
            CellLog all = log;
            log = new CellLog();
            for (int i = 0; i < all.size(); i++) {
                put(all.value(i), all.stratum(i), all.whole(i), all.fraction(i));
            }
        }
    }

    /** Whether there are cells, and all of them are dense and without fractions: {@link #whole} then tells any count. */
    public boolean isPlain() {
        return log.size() == 0 && fractions.length == 0 && counts.rows() > 0;
    }

    /** The count of one cell. */
    public long whole(int value, int stratum) {
        return value >= counts.rows() || stratum >= counts.stride() ? 0 : counts.get(value * counts.stride() + stratum);
    }

    /** The cells of the values 0 to {@code last}, grouped by value id, each once. */
    public ByValue byValue(int last) {
        log.sort();
        return grouped(last);
    }

    /** The same, but a cell may be there several times, with counts to be added up. */
    public ByValue byValueRepeating(int last) {
        log.sortByValue();
        return grouped(last);
    }

    /** The dense array itself, if {@link #isPlain}. */
    ByValue dense() {
        return new ByValue(counts, NONE, NONE, new long[0], new long[0]);
    }

    /** Adds the counts of one value that a block has as bytes, stratum by stratum. */
    void addRow(int value, Block.Reader from, int length, int[] strataMap) {
        added += length;
        if (value >= counts.rows()) {
            makeRoom(value + 1, counts.stride());
        }
        for (int i = 0; i < length; i++) {
            int count = from.next();
            if (count != 0) {
                put(value, strataMap[i], count, 0);
            }
        }
    }

    /** Whether adding up equal cells would leave most of them. */
    boolean isSparse() {
        return log.isSparse();
    }

    private ByValue grouped(int last) {
        int listed = Math.min(counts.rows(), last + 1);
        int[] starts = new int[last + 2];
        for (int v = 0; v < listed; v++) {
            starts[v + 1] = used(v);
        }
        int logged = 0;
        while (logged < log.size() && log.value(logged) <= last) {
            starts[log.value(logged++) + 1]++;
        }
        for (int v = 0; v <= last; v++) {
            starts[v + 1] += starts[v];
        }
        boolean fractional = fractions.length > 0 || log.hasFractions();
        int size = starts[last + 1];
        ByValue cells = new ByValue(EMPTY, starts, new int[size], new long[size], new long[fractional ? size : 0]);
        int fromLog = 0;
        for (int v = 0; v <= last; v++) {
            int at = starts[v];
            if (v < listed) {
                at = copyDense(v, cells, at);
            }
            while (fromLog < logged && log.value(fromLog) == v) {
                cells.strata[at] = log.stratum(fromLog);
                cells.wholes[at] = log.whole(fromLog);
                if (fractional) {
                    cells.fractions[at] = log.fraction(fromLog);
                }
                fromLog++;
                at++;
            }
        }
        return cells;
    }

    /** How many cells a value has in the dense array. */
    private int used(int value) {
        if (fractions.length == 0) {
            return counts.used(value);
        }
        int used = 0;
        for (int slot = value * counts.stride(); slot < (value + 1) * counts.stride(); slot++) {
            used += counts.get(slot) != 0 || fractions[slot] != 0 ? 1 : 0;
        }
        return used;
    }

    private int copyDense(int value, ByValue cells, int start) {
        int at = start;
        int first = value * counts.stride();
        for (int slot = first; slot < first + counts.stride(); slot++) {
            long whole = counts.get(slot);
            boolean hasFraction = fractions.length > 0 && fractions[slot] != 0;
            if (whole != 0 || hasFraction) {
                cells.strata[at] = slot - first;
                cells.wholes[at] = whole;
                if (hasFraction) {
                    cells.fractions[at] = fractions[slot];
                }
                at++;
            }
        }
        return at;
    }

    /**
     * Cells by value: those of value v at positions {@code starts[v]} to {@code starts[v + 1]}, or row v of {@code dense}
     * where that is not empty.
     */
    public record ByValue(Counters dense, int[] starts, int[] strata, long[] wholes, long[] fractions) {
        public boolean isDense() {
            return dense.rows() > 0;
        }

        /** Whether a value has any cell. */
        boolean has(int value) {
            return isDense() ? value < dense.rows() && dense.isAny(value) : starts[value] < starts[value + 1];
        }

        public long fraction(int at) {
            return fractions.length == 0 ? 0 : fractions[at];
        }
    }

    /** whole + fraction · 2⁻⁶⁴, the fraction unsigned. */
    public static double toDouble(long whole, long fraction) {
        return fraction == 0 ? whole : whole + ((fraction >>> 1) | (fraction & 1)) * 0x1p-63;
    }

    /** The fraction of a weight, in units of 2⁻⁶⁴. */
    public static long fractionOf(double weight) {
        double fraction = weight - Math.floor(weight);
        return fraction == 0 ? 0 : ((long) (fraction * 0x1p62)) << 2;
    }
}
