package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.Places;
import io.github.surprisal.scan.CategoryType;

/**
 * Finds the bins of numbers fast: a number's slot, which is a monotone function of it, says at which edge to start looking. A slot is
 * either a number's leading bits or, where that leaves fewer edges in the slots, its share of the range of the edges.
 */
final class BinIndex {
    private static final int SLOT_BITS = 13;

    private static final long NAN = Double.doubleToLongBits(Double.NaN);

    private final CategoryType type;
    private final boolean mayBeNan;
    private final int size;
    private final long[] highs;

    /** The low words of the edges' places, and as the last one the greatest there is. */
    private final long[] lows;

    /** The slots by leading bits, or by share of the range where {@code scale} is not 0. */
    private final int shift;

    private final double least;
    private final double scale;

    /** The first edge that is not below a slot, by slot. */
    private final int[] starts;

    BinIndex(Categories edges) {
        type = edges.type();
        mayBeNan = type.base() == CategoryType.Base.FLOAT || type.base() == CategoryType.Base.DOUBLE;
        size = edges.size();
        highs = new long[type.isBytes() ? size : 0];
        lows = new long[size + 1];
        lows[size] = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            lows[i] = type.isBytes() ? Places.low(edges.bytes(i)) : Places.low(type, edges.key(i));
        }
        for (int i = 0; i < highs.length; i++) {
            highs[i] = Places.high(edges.bytes(i));
        }
        boolean isSlotted = size > 0 && !type.isBytes();
        long range = isSlotted ? lows[size - 1] - lows[0] : 0;
        shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(range) - SLOT_BITS);
        least = isSlotted && mayBeNan ? edges.number(0) : 0;
        double share = isSlotted && mayBeNan ? (1 << SLOT_BITS) / (edges.number(size - 1) - least) : 0;
        boolean isShare = share > 0 && share < Double.POSITIVE_INFINITY && steps(edges, share) < steps(edges, 0);
        scale = isShare ? share : 0;
        starts = new int[isSlotted ? (int) slot(edges.key(size - 1), scale) + 1 : 0];
        int edge = 0;
        for (int i = 0; i < starts.length; i++) {
            while (slot(edges.key(edge), scale) < i) {
                edge++;
            }
            starts[i] = edge;
        }
    }

    /** How many edges are looked at for a number of each bin, together. */
    private long steps(Categories edges, double byShare) {
        long steps = 0;
        long slot = -1;
        long inSlot = 0;
        for (int i = 0; i < edges.size(); i++) {
            long next = slot(edges.key(i), byShare);
            inSlot = next == slot ? inSlot + 1 : 0;
            slot = next;
            steps += inSlot;
        }
        return steps;
    }

    /** The slot of a number that is not below the first edge. */
    private long slot(long key, double byShare) {
        return byShare > 0
                ? (long) ((Double.longBitsToDouble(key) - least) * byShare)
                : (Places.low(type, key) - lows[0]) >>> shift;
    }

    boolean isOfBytes() {
        return type.isBytes();
    }

    /** How many bins there are, that of NaN among them. */
    int count() {
        return size + 2;
    }

    /** The bin of the value that the reader stands before; that of NaN is the last one. */
    int next(Block.Reader reader) {
        return type.isBytes() ? binOf(reader.bytes()) : binOf(reader.bits());
    }

    /** The bins of many keys. */
    void binsOf(long[] keys, int count, int[] into) {
        if (scale == 0) {
            for (int i = 0; i < count; i++) {
                into[i] = binOf(keys[i]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            long key = keys[i];
            into[i] = key == NAN ? size + 1 : binFrom(slotByShare(key), key < 0 ? key ^ Long.MAX_VALUE : key);
        }
    }

    int binOf(long key) {
        if (mayBeNan && key == NAN) {
            return size + 1;
        }
        long place = Places.low(type, key);
        if (size == 0 || place <= lows[0]) {
            return 0;
        }
        long slot = slot(key, scale);
        return slot < starts.length ? binFrom((int) slot, place) : size;
    }

    /** The slot of any number: the first or the last one for those that are beyond. */
    private int slotByShare(long key) {
        double slot = (Double.longBitsToDouble(key) - least) * scale;
        return (int) Math.max(0, Math.min(starts.length - 1, (long) slot));
    }

    private int binFrom(int slot, long place) {
        // Which of the few edges in a slot is the right one nobody can foretell: steps are faster than jumps.
        int bin = starts[slot];
        bin += lows[bin] < place ? 1 : 0;
        bin += lows[bin] < place ? 1 : 0;
        while (lows[bin] < place) {
            bin++;
        }
        return bin;
    }

    int binOf(byte[] unscaled) {
        long high = Places.high(unscaled);
        long low = Places.low(unscaled);
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Places.compare(highs[middle], lows[middle], high, low) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
