package io.github.surprisal.count;

import java.util.Arrays;

/**
 * (value id, stratum id) → count.
 *
 * <p>Cells lie in a dense array, value by value, as long as that stays small or well filled; the others go to a {@link
 * CellLog}. A count is a whole number of rows and, with weights, a fraction in units of 2⁻⁶⁴. Adding is exact integer
 * arithmetic, so sums do not depend on the order of the rows; only digits of a weight below 2⁻⁶² are lost, once, when it
 * is read.
 */
final class CellTable {
    /** A dense array of this many slots is allowed to anyone. */
    static final int FREE_SLOTS = 1 << 10;

    /** A greater one has at most this many slots for each time that something was added. */
    private static final int SLOTS_PER_ADD = 8;

    /** No dense array is greater: it would not stay in the processor's caches. */
    private static final int MAX_SLOTS = 1 << 23;

    /** While only ones are added, and no more than this, 32 bits hold a count. */
    private static final long MAX_ONES = Integer.MAX_VALUE;

    private final int freeSlots;
    private int values;
    private int shift;
    private int[] ones = new int[0];
    private long[] wholes = new long[0];
    private long[] fractions = new long[0];
    private boolean isWide;
    private long added;
    private CellLog log = new CellLog();

    CellTable() {
        this(FREE_SLOTS, 1);
    }

    /**
     * @param freeSlots a dense array of this many slots is allowed whatever was added
     * @param strataCount how many strata there are, as far as is known
     */
    CellTable(int freeSlots, int strataCount) {
        this.freeSlots = freeSlots;
        this.shift = bits(strataCount);
    }

    private static int bits(int count) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(1, count) - 1);
    }

    /** About how many bytes this takes. */
    long memory() {
        return 4L * ones.length + 8L * (wholes.length + fractions.length) + log.memory();
    }

    boolean isEmpty() {
        return added == 0;
    }

    void add(int value, int stratum, long whole, long fraction) {
        added++;
        if (value >= values || stratum >= 1 << shift) {
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
    void addOnes(int[] ids, int[] strata, int rows, int valueCount, int strataCount) {
        if (countsOnes(rows, valueCount, strataCount)) {
            int[] counts = ones;
            int by = shift;
            for (int i = 0; i < rows; i++) {
                counts[(ids[i] << by) + strata[i]]++;
            }
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
        if (countsOnes(rows, valueCount, strataCount)) {
            int[] counts = ones;
            int by = shift;
            for (int i = 0; i < rows; i++) {
                counts[(idOf[codes[i]] << by) + strata[i]]++;
            }
        } else {
            for (int i = 0; i < rows; i++) {
                put(idOf[codes[i]], strata[i], 1, 0);
            }
        }
    }

    /** Gets ready for this many ones more: whether all of them may be counted in {@code ones}. */
    private boolean countsOnes(int rows, int valueCount, int strataCount) {
        added += rows;
        boolean fits = (valueCount <= values && strataCount <= 1 << shift) || makeRoom(valueCount, strataCount);
        if (added > MAX_ONES && !isWide) {
            widen();
        }
        return fits && !isWide;
    }

    private void put(int value, int stratum, long whole, long fraction) {
        if (value >= values || stratum >= 1 << shift) {
            log.add(value, stratum, whole, fraction);
            return;
        }
        if (!isWide && (whole != 1 || fraction != 0 || added > MAX_ONES)) {
            widen();
        }
        int slot = (value << shift) + stratum;
        if (!isWide) {
            ones[slot]++;
            return;
        }
        wholes[slot] += whole;
        if (fraction != 0) {
            addFraction(slot, fraction);
        }
    }

    private void addFraction(int slot, long fraction) {
        if (fractions.length == 0) {
            fractions = new long[wholes.length];
        }
        long before = fractions[slot];
        long after = before + fraction;
        fractions[slot] = after;
        if (Long.compareUnsigned(after, before) < 0) {
            wholes[slot]++;
        }
    }

    private void widen() {
        isWide = true;
        wholes = Arrays.stream(ones).asLongStream().toArray();
        ones = new int[0];
    }

    /** Makes the dense array hold these, if it may. */
    private boolean makeRoom(int valueCount, int strataCount) {
        int newShift = Math.max(shift, bits(strataCount));
        long allowed = Math.min(MAX_SLOTS, Math.max(freeSlots, SLOTS_PER_ADD * added));
        long newValues = Math.max(values, valueCount);
        if (newValues << newShift > allowed) {
            return false;
        }
        newValues = Math.min(newValues + newValues / 2, allowed >>> newShift);
        int slots = (int) (newValues << newShift);
        if (isWide) {
            wholes = spread(wholes, newShift, slots);
            fractions = fractions.length == 0 ? fractions : spread(fractions, newShift, slots);
        } else {
            ones = spread(ones, newShift, slots);
        }
        values = (int) newValues;
        shift = newShift;
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

    private int[] spread(int[] old, int newShift, int slots) {
        if (newShift == shift) {
            return Arrays.copyOf(old, slots);
        }
        int[] spread = new int[slots];
        for (int v = 0; v < values; v++) {
            System.arraycopy(old, v << shift, spread, v << newShift, 1 << shift);
        }
        return spread;
    }

    private long[] spread(long[] old, int newShift, int slots) {
        if (newShift == shift) {
            return Arrays.copyOf(old, slots);
        }
        long[] spread = new long[slots];
        for (int v = 0; v < values; v++) {
            System.arraycopy(old, v << shift, spread, v << newShift, 1 << shift);
        }
        return spread;
    }

    /** Whether {@link #whole} tells all there is. */
    boolean isPlain() {
        return log.size() == 0 && fractions.length == 0;
    }

    /** The count of one cell. */
    long whole(int value, int stratum) {
        if (value >= values || stratum >= 1 << shift) {
            return 0;
        }
        int slot = (value << shift) + stratum;
        return isWide ? wholes[slot] : ones[slot];
    }

    /** The cells of the values 0 to {@code last}, grouped by value id, each once. */
    ByValue byValue(int last) {
        log.sort();
        return grouped(last);
    }

    /** The same, but a cell may come in parts. */
    ByValue byValueRepeating(int last) {
        log.sortByValue();
        return grouped(last);
    }

    /** Whether adding up equal cells would leave most of them. */
    boolean isSparse() {
        return log.isSparse();
    }

    private ByValue grouped(int last) {
        int listed = Math.min(values, last + 1);
        int[] starts = new int[last + 2];
        int width = 1 << shift;
        for (int v = 0; v < listed; v++) {
            int found = 0;
            for (int slot = v << shift; slot < (v << shift) + width; slot++) {
                found += isUsed(slot) ? 1 : 0;
            }
            starts[v + 1] = found;
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
        ByValue cells = new ByValue(starts, new int[size], new long[size], new long[fractional ? size : 0]);
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

    private int copyDense(int value, ByValue cells, int start) {
        int at = start;
        int first = value << shift;
        for (int slot = first; slot < first + (1 << shift); slot++) {
            if (isUsed(slot)) {
                cells.strata[at] = slot - first;
                cells.wholes[at] = isWide ? wholes[slot] : ones[slot];
                if (fractions.length > 0) {
                    cells.fractions[at] = fractions[slot];
                }
                at++;
            }
        }
        return at;
    }

    private boolean isUsed(int slot) {
        return isWide ? wholes[slot] != 0 || (fractions.length > 0 && fractions[slot] != 0) : ones[slot] != 0;
    }

    /** Cells of value v: positions {@code starts[v]} to {@code starts[v + 1]}. */
    record ByValue(int[] starts, int[] strata, long[] wholes, long[] fractions) {
        long fraction(int at) {
            return fractions.length == 0 ? 0 : fractions[at];
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
}
