package io.github.surprisal.select;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Counts on their way to the driver: in two bytes each where none is greater, else in four; weights, in whole quanta, in eight. As one array
 * of bytes, which Java's serialization copies at once where it takes numbers one by one.
 *
 * @param width bytes of a number
 */
record Cells(byte[] bytes, int width) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Cells of(int[] counts) {
        int bits = 0;
        for (int count : counts) {
            bits |= count;
        }
        if (bits >= 0 && bits <= Character.MAX_VALUE) {
            char[] small = new char[counts.length];
            for (int i = 0; i < small.length; i++) {
                small[i] = (char) counts[i];
            }
            ByteBuffer bytes = ByteBuffer.allocate(counts.length * Character.BYTES);
            bytes.asCharBuffer().put(small);
            return new Cells(bytes.array(), Character.BYTES);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(counts.length, Integer.BYTES));
        bytes.asIntBuffer().put(counts);
        return new Cells(bytes.array(), Integer.BYTES);
    }

    static Cells of(long[] weights) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(weights.length, Long.BYTES));
        bytes.asLongBuffer().put(weights);
        return new Cells(bytes.array(), Long.BYTES);
    }

    /** Adds those from a place on to as many sums as there are. */
    void addTo(long[] sums, int from) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        switch (width) {
            case Character.BYTES -> {
                CharBuffer counts = all.asCharBuffer();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += counts.get(from + i);
                }
            }
            case Integer.BYTES -> {
                IntBuffer counts = all.asIntBuffer();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += counts.get(from + i);
                }
            }
            default -> {
                LongBuffer weights = all.asLongBuffer();
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weights.get(from + i);
                }
            }
        }
    }
}
