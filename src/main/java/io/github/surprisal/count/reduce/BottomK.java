package io.github.surprisal.count.reduce;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.Places;
import io.github.surprisal.ids.ValueHash;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;

/**
 * The k distinct values with the smallest hashes, each with its count: a sample that depends on the values alone, not on
 * their order or partitioning. Values are kept by their {@linkplain Places place}.
 */
final class BottomK {
    /** The hashes up to the greatest that is wanted are parted into this many ranges, as a power of two. */
    private static final int RANGE_BITS = 11;

    private final CategoryType type;
    private final int k;
    private long[] hashes = new long[16];
    private final boolean wide;
    private long[] highs;
    private long[] lows = new long[16];
    private double[] counts = new double[16];
    private int size;
    private long threshold = -1;

    BottomK(CategoryType type, int k) {
        this.type = type;
        this.k = k;
        this.wide = type.isBytes();
        this.highs = new long[wide ? 16 : 0];
    }

    /** Whether there is to be a sample at all. */
    boolean isWanted() {
        return k > 0;
    }

    /** Whether a value with this hash would be kept for now. */
    boolean wants(long hash) {
        return Long.compareUnsigned(hash, threshold) <= 0;
    }

    void add(long hash, long high, long low, double count) {
        if (!wants(hash)) {
            return;
        }
        if (size == hashes.length) {
            grow();
        }
        hashes[size] = hash;
        if (wide) {
            highs[size] = high;
        }
        lows[size] = low;
        counts[size++] = count;
        if (size >= 2L * k) {
            cut();
        }
    }

    /** Writes the k values, of those that are keys without their hashes. */
    void write(Block.Writer writer) {
        cut();
        writer.number(size);
        for (int i = 0; i < size; i++) {
            if (wide) {
                writer.bits(hashes[i]);
                writer.bits(highs[i]);
            }
            writer.bits(lows[i]);
            long whole = (long) counts[i];
            boolean isWhole = whole == counts[i] && whole > 0;
            writer.number(isWhole ? whole : 0);
            if (!isWhole) {
                writer.bits(Double.doubleToRawLongBits(counts[i]));
            }
        }
    }

    /** Takes in what another one wrote. */
    void addAll(Block.Reader reader) {
        for (int left = reader.integer(); left > 0; left--) {
            long hash = wide ? reader.bits() : 0;
            long high = wide ? reader.bits() : 0;
            long low = reader.bits();
            long whole = reader.number();
            double count = whole > 0 ? (double) whole : Double.longBitsToDouble(reader.bits());
            add(wide ? hash : ValueHash.sampleHash(Places.key(type, low)), high, low, count);
        }
    }

    private void grow() {
        int room = 2 * hashes.length;
        hashes = Arrays.copyOf(hashes, room);
        highs = Arrays.copyOf(highs, wide ? room : 0);
        lows = Arrays.copyOf(lows, room);
        counts = Arrays.copyOf(counts, room);
    }

    /** Keeps the k smallest hashes; equal ones together. */
    BottomK cut() {
        if (size > k) {
            threshold = smallest(k);
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (wants(hashes[i])) {
                    hashes[kept] = hashes[i];
                    if (wide) {
                        highs[kept] = highs[i];
                    }
                    lows[kept] = lows[i];
                    counts[kept++] = counts[i];
                }
            }
            size = kept;
        }
        return this;
    }

    /** The hash that is the {@code rank}-th from below: they are uniform, so that few share its leading bits. */
    private long smallest(int rank) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(threshold) - RANGE_BITS);
        int[] inRange = new int[1 << RANGE_BITS];
        for (int i = 0; i < size; i++) {
            inRange[(int) (hashes[i] >>> shift)]++;
        }
        int range = 0;
        int below = 0;
        while (below + inRange[range] < rank) {
            below += inRange[range++];
        }
        long[] sorted = new long[inRange[range]];
        int found = 0;
        for (int i = 0; i < size; i++) {
            if ((int) (hashes[i] >>> shift) == range) {
                sorted[found++] = hashes[i] + Long.MIN_VALUE;
            }
        }
        Arrays.sort(sorted);
        return sorted[rank - below - 1] - Long.MIN_VALUE;
    }

    int size() {
        return size;
    }

    /** The high word of a value's place. */
    long high(int i) {
        return wide ? highs[i] : lows[i] >> 63;
    }

    /** The low word of a value's place. */
    long low(int i) {
        return lows[i];
    }

    double count(int i) {
        return counts[i];
    }
}
