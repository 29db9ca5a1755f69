package io.github.surprisal.scan.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads Parquet's hybrid of run-length and bit-packed encoding, in which codes of a dictionary and definition levels are
 * written: whole numbers of up to 32 bits.
 *
 * <p>A run begins with a header, a varint. Where its lowest bit is 0, the rest says how often the one value behind it
 * occurs; where it is 1, how many groups of eight values follow, bit behind bit, the lowest one first. Packed values are
 * taken out of 64 bits at a time. The last run of a page may lack the bytes behind the last value that is taken, for writers pad it
 * as they like; a value that is taken has to be there.
 *
 * <p>Whatever is wrong with the bytes is an {@link IllegalStateException} that says what.
 *
 * <p>Source: the encodings page of the Parquet format's specification.
 */
final class HybridDecoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What is wrong with a page that has fewer values than it says. */
    static final String ENDS_EARLY = "A page ends before its values do";

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int width;

    /** The greatest number of that many bits; -1 where it is that of 32. */
    private int greatest;

    /** How many values there are at most. */
    private int most;

    private int left;
    private boolean isPacked;
    private int value;

    /** Where the next packed value starts, in bits from the start of the array. */
    private long bit;

    /** Starts to read runs of at most {@code values} values of {@code bits} bits. */
    void start(byte[] from, int start, int stop, int bits, int values) {
        if (bits < 0 || bits > Integer.SIZE) {
            throw new IllegalStateException("Values of " + bits + " bits, expected 0 to 32");
        }
        bytes = from;
        at = start;
        end = stop;
        width = bits;
        most = values;
        greatest = (int) ((1L << bits) - 1);
        isPacked = false;
        value = 0;
        // Where the one value is 0 (a dictionary of one entry), writers leave out the runs or not: none are needed.
        left = bits == 0 ? Integer.MAX_VALUE : 0;
    }

    /** Starts to read packed values that no header stands before. */
    void startPacked(byte[] from, int start, int stop, int bits) {
        start(from, start, stop, bits, Integer.MAX_VALUE);
        isPacked = true;
        bit = 8L * start;
        left = Integer.MAX_VALUE;
    }

    /** How many of the next values are known to be {@link #value}: 0 where they are packed. */
    int sameAhead() {
        ensureRun();
        return isPacked ? 0 : left;
    }

    /** How many of the next values are in one run. */
    int ahead() {
        ensureRun();
        return left;
    }

    /** The next value, if it is not packed. */
    int value() {
        return value;
    }

    /** Passes over values that are all the same. */
    void skip(int count) {
        left -= count;
    }

    /** Reads the next values. */
    void read(int[] into, int from, int count) {
        int to = from;
        int rest = count;
        while (rest > 0) {
            ensureRun();
            int some = Math.min(rest, left);
            if (isPacked) {
                unpack(into, to, some);
            } else {
                Arrays.fill(into, to, to + some, value);
            }
            left -= some;
            to += some;
            rest -= some;
        }
    }

    private void ensureRun() {
        while (left == 0) {
            int header = varint();
            isPacked = (header & 1) == 1;
            if (isPacked) {
                int groups = header >>> 1;
                boolean isCut = (long) groups * width > end - at;
                // Where bytes are missing they have to be padding: of the group that the last value is in.
                if (groups > Integer.MAX_VALUE / 8 || (isCut && groups > (most + 7L) / 8)) {
                    throw new IllegalStateException("A run of " + groups + " groups of eight values");
                }
                left = 8 * groups;
                bit = 8L * at;
                at = (int) Math.min(end, at + (long) groups * width);
            } else {
                left = header >>> 1;
                value = 0;
                for (int shift = 0; shift < width; shift += 8) {
                    value |= (next() & 0xFF) << shift;
                }
                if (Integer.compareUnsigned(value, greatest) > 0) {
                    throw new IllegalStateException(
                            "A value of " + Integer.toUnsignedString(value) + " where values have " + width + " bits");
                }
            }
        }
    }

    private int varint() {
        int number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte part = next();
            number |= (part & 0x7F) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new IllegalStateException("The length of a run has more than 32 bits");
    }

    private byte next() {
        if (at >= end) {
            throw new IllegalStateException(ENDS_EARLY);
        }
        return bytes[at++];
    }

    private void unpack(int[] into, int from, int count) {
        if (bit + (long) count * width > 8L * end) {
            throw new IllegalStateException(ENDS_EARLY);
        }
        int to = from;
        int stop = from + count;
        long mask = (1L << width) - 1;
        // Groups of eight are whole bytes, so that from one of their starts the shifts are the same for each.
        while (to < stop && (bit & 7) != 0) {
            into[to++] = unpackOne(mask);
        }
        int position = (int) (bit >>> 3);
        int whole = Math.min((stop - to) / 8, Math.max(0, (end - 12 - position) / width));
        if (width <= 8) {
            unpackNarrow(into, to, whole, position, mask);
        } else if (width <= 16) {
            unpackMiddle(into, to, whole, position, mask);
        } else {
            whole = 0;
        }
        to += 8 * whole;
        bit += 8L * whole * width;
        while (to < stop) {
            into[to++] = unpackOne(mask);
        }
    }

    private void unpackNarrow(int[] into, int from, int groups, int start, long mask) {
        byte[] source = bytes;
        int bits = width;
        int position = start;
        int to = from;
        for (int group = 0; group < groups; group++) {
            long packed = (long) LONGS.get(source, position);
            into[to] = (int) (packed & mask);
            into[to + 1] = (int) ((packed >>> bits) & mask);
            into[to + 2] = (int) ((packed >>> (2 * bits)) & mask);
            into[to + 3] = (int) ((packed >>> (3 * bits)) & mask);
            into[to + 4] = (int) ((packed >>> (4 * bits)) & mask);
            into[to + 5] = (int) ((packed >>> (5 * bits)) & mask);
            into[to + 6] = (int) ((packed >>> (6 * bits)) & mask);
            into[to + 7] = (int) ((packed >>> (7 * bits)) & mask);
            position += bits;
            to += 8;
        }
    }

    private void unpackMiddle(int[] into, int from, int groups, int start, long mask) {
        byte[] source = bytes;
        int bits = width;
        int half = bits >>> 1;
        // The fifth value of an odd width starts in the middle of a byte.
        int odd = 4 * (bits & 1);
        int position = start;
        int to = from;
        for (int group = 0; group < groups; group++) {
            long packed = (long) LONGS.get(source, position);
            into[to] = (int) (packed & mask);
            into[to + 1] = (int) ((packed >>> bits) & mask);
            into[to + 2] = (int) ((packed >>> (2 * bits)) & mask);
            into[to + 3] = (int) ((packed >>> (3 * bits)) & mask);
            packed = (long) LONGS.get(source, position + half) >>> odd;
            into[to + 4] = (int) (packed & mask);
            into[to + 5] = (int) ((packed >>> bits) & mask);
            into[to + 6] = (int) ((packed >>> (2 * bits)) & mask);
            into[to + 7] = (int) ((packed >>> (3 * bits)) & mask);
            position += bits;
            to += 8;
        }
    }

    /** Reads a value anywhere, also where fewer than 64 bits are left. */
    private int unpackOne(long mask) {
        int position = (int) (bit >>> 3);
        long packed;
        if (position + 8 <= end) {
            packed = (long) LONGS.get(bytes, position);
        } else {
            packed = 0;
            for (int i = 0; position + i < end; i++) {
                packed |= (bytes[position + i] & 0xFFL) << (8 * i);
            }
        }
        int one = (int) ((packed >>> (bit & 7)) & mask);
        bit += width;
        return one;
    }
}
