package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import java.util.Arrays;

/**
 * Counts in rows of equal length, in bytes as long as they are many and small, then in 32 and in the end in 64 bits: what
 * decides the cost of counting is how much of them stays in the processor's caches.
 */
public final class Counters {
    /** So many counts of 32 bits stay in a core's own cache: they are not worth a check for overflow. */
    private static final int MIN_BYTES = 1 << 16;

    private static final int BYTE_MASK = 0xFF;

    private int rows;
    private int stride;
    private byte[] bytes = new byte[0];
    private int[] ints = new int[0];
    private long[] longs = new long[0];

    /** An upper bound of the sum of all counts: as long as it fits 32 bits, no single count overflows. */
    private long total;

    /** Without rows; each will have so many counts. */
    Counters(int stride) {
        this.stride = stride;
    }

    public int rows() {
        return rows;
    }

    /** Counts in a row. */
    public int stride() {
        return stride;
    }

    long memory() {
        return bytes.length + 4L * ints.length + 8L * longs.length;
    }

    /** Makes all counts 0. */
    void clear() {
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(ints, 0);
        Arrays.fill(longs, 0);
        total = 0;
    }

    public long get(int slot) {
        if (bytes.length > 0) {
            return bytes[slot] & BYTE_MASK;
        }
        return longs.length > 0 ? longs[slot] : ints[slot];
    }

    void add(int slot, long count) {
        total += count;
        if (longs.length == 0 && total > Integer.MAX_VALUE) {
            toLongs();
        }
        if (bytes.length > 0) {
            long sum = (bytes[slot] & BYTE_MASK) + count;
            if (sum <= BYTE_MASK) {
                bytes[slot] = (byte) sum;
                return;
            }
            toInts();
        }
        if (longs.length > 0) {
            longs[slot] += count;
        } else {
            ints[slot] += (int) count;
        }
    }

    /** Adds one to a count of row {@code ids[i]}, position {@code positions[i]}, for each i below {@code size}. */
    void addOnes(int[] ids, int[] positions, int size) {
        int done = bytes.length > 0 ? bytesAddOnes(ids, positions, size) : 0;
        if (done < size && reserve(size)) {
            int[] counts = ints;
            int by = stride;
            for (int i = done; i < size; i++) {
                counts[ids[i] * by + positions[i]]++;
            }
        } else {
            for (int i = done; i < size; i++) {
                longs[ids[i] * stride + positions[i]]++;
            }
        }
    }

    /** The same for rows that are looked up: row {@code idOf[codes[i]]}. */
    void addOnes(int[] codes, int[] idOf, int[] positions, int size) {
        int done = bytes.length > 0 ? bytesAddOnes(codes, idOf, positions, size) : 0;
        if (done < size && reserve(size)) {
            int[] counts = ints;
            int by = stride;
            for (int i = done; i < size; i++) {
                counts[idOf[codes[i]] * by + positions[i]]++;
            }
        } else {
            for (int i = done; i < size; i++) {
                longs[idOf[codes[i]] * stride + positions[i]]++;
            }
        }
    }

    /** Whether 32 bits hold every count with so many more ones. */
    private boolean reserve(int ones) {
        total += ones;
        if (longs.length == 0 && total > Integer.MAX_VALUE) {
            toLongs();
        }
        return longs.length == 0;
    }

    /** Adds ones to counts in bytes and tells how many: where a byte overflows, counts become 32 bits and the rest is left. */
    private int bytesAddOnes(int[] ids, int[] positions, int size) {
        byte[] counts = bytes;
        int by = stride;
        for (int i = 0; i < size; i++) {
            int slot = ids[i] * by + positions[i];
            if (++counts[slot] == 0) {
                counts[slot]--;
                toInts();
                return i;
            }
        }
        total += size;
        return size;
    }

    private int bytesAddOnes(int[] codes, int[] idOf, int[] positions, int size) {
        byte[] counts = bytes;
        int by = stride;
        for (int i = 0; i < size; i++) {
            int slot = idOf[codes[i]] * by + positions[i];
            if (++counts[slot] == 0) {
                counts[slot]--;
                toInts();
                return i;
            }
        }
        total += size;
        return size;
    }

    private void toInts() {
        ints = new int[bytes.length];
        for (int slot = 0; slot < ints.length; slot++) {
            ints[slot] = bytes[slot] & BYTE_MASK;
        }
        bytes = new byte[0];
    }

    private void toLongs() {
        if (bytes.length > 0) {
            toInts();
        }
        longs = Arrays.stream(ints).asLongStream().toArray();
        ints = new int[0];
    }

    /** Makes room for more and longer rows. */
    void grow(int newRows, int newStride) {
        int slots = Math.multiplyExact(newRows, newStride);
        if (longs.length > 0) {
            long[] wider = new long[slots];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(longs, row * stride, wider, row * newStride, stride);
            }
            longs = wider;
        } else if (slots < MIN_BYTES || (ints.length > 0 && isAnyGreat())) {
            if (bytes.length > 0) {
                toInts();
            }
            int[] wider = new int[slots];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(ints, row * stride, wider, row * newStride, stride);
            }
            ints = wider;
        } else {
            byte[] wider = new byte[slots];
            for (int row = 0; row < rows; row++) {
                if (bytes.length > 0) {
                    System.arraycopy(bytes, row * stride, wider, row * newStride, stride);
                } else {
                    for (int i = 0; i < stride; i++) {
                        wider[row * newStride + i] = (byte) ints[row * stride + i];
                    }
                }
            }
            bytes = wider;
            ints = new int[0];
        }
        rows = newRows;
        stride = newStride;
    }

    private boolean isAnyGreat() {
        int seen = 0;
        for (int count : ints) {
            seen |= count;
        }
        return (seen & ~BYTE_MASK) != 0;
    }

    /** How many counts of a row are not 0. */
    int used(int row) {
        int used = 0;
        int start = row * stride;
        if (bytes.length > 0) {
            for (int slot = start; slot < start + stride; slot++) {
                used += bytes[slot] != 0 ? 1 : 0;
            }
        } else if (longs.length > 0) {
            for (int slot = start; slot < start + stride; slot++) {
                used += longs[slot] != 0 ? 1 : 0;
            }
        } else {
            for (int slot = start; slot < start + stride; slot++) {
                used += ints[slot] != 0 ? 1 : 0;
            }
        }
        return used;
    }

    /** Whether a count of a row is not 0. */
    boolean isAny(int row) {
        for (int slot = row * stride; slot < (row + 1) * stride; slot++) {
            if (get(slot) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes a row, position by position, as one byte each. */
    void writeSmall(int row, Block.Writer writer) {
        int start = row * stride;
        if (bytes.length > 0) {
            writer.append(bytes, start, stride);
            return;
        }
        byte[] small = new byte[stride];
        for (int i = 0; i < stride; i++) {
            small[i] = (byte) ints[start + i];
        }
        writer.append(small, 0, stride);
    }

    /** Whether all counts of a row fit into bytes. */
    boolean isSmall(int row) {
        if (bytes.length > 0) {
            return true;
        }
        if (longs.length > 0) {
            return false;
        }
        int seen = 0;
        for (int slot = row * stride; slot < (row + 1) * stride; slot++) {
            seen |= ints[slot];
        }
        return (seen & ~BYTE_MASK) == 0;
    }
}
