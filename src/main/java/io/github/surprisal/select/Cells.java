package io.github.surprisal.select;

import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** What a task has counted: numbers of rows, or where rows have weights, sums of them in whole quanta. */
abstract sealed class Cells implements Serializable {
    private static final long serialVersionUID = 1L;

    static Cells of(int[] counts) {
        return new Counts(counts);
    }

    static Cells of(long[] weights) {
        return new Weights(weights);
    }

    /** Adds {@code length} of them, from a place on, to sums. */
    abstract void addTo(long[] sums, int to, int from, int length);

    private static final class Counts extends Cells {
        private static final long serialVersionUID = 1L;
        private final int[] counts;

        Counts(int[] counts) {
            this.counts = counts;
        }

        @Override
        void addTo(long[] sums, int to, int from, int length) {
            for (int i = 0; i < length; i++) {
                sums[to + i] += counts[from + i];
            }
        }

        @Serial
        private Object writeReplace() {
            int bits = 0;
            for (int count : counts) {
                bits |= count;
            }
            if (bits >= 0 && bits <= Character.MAX_VALUE) {
                char[] small = new char[counts.length];
                for (int i = 0; i < small.length; i++) {
                    small[i] = (char) counts[i];
                }
                ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(counts.length, Character.BYTES));
                bytes.asCharBuffer().put(small);
                return new Sent(bytes.array(), Character.BYTES);
            }
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(counts.length, Integer.BYTES));
            bytes.asIntBuffer().put(counts);
            return new Sent(bytes.array(), Integer.BYTES);
        }
    }

    private static final class Weights extends Cells {
        private static final long serialVersionUID = 1L;
        private final long[] weights;

        Weights(long[] weights) {
            this.weights = weights;
        }

        @Override
        void addTo(long[] sums, int to, int from, int length) {
            for (int i = 0; i < length; i++) {
                sums[to + i] += weights[from + i];
            }
        }

        @Serial
        private Object writeReplace() {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(weights.length, Long.BYTES));
            bytes.asLongBuffer().put(weights);
            return new Sent(bytes.array(), Long.BYTES);
        }
    }

    /**
     * Cells on their way between machines: counts in two bytes each where none is greater, else in four; weights in eight. As one
     * array of bytes, which Java's serialization copies at once where it takes numbers one by one.
     *
     * @param width bytes of a number
     */
    private record Sent(byte[] bytes, int width) implements Serializable {
        @Serial
        private Object readResolve() {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            switch (width) {
                case Character.BYTES -> {
                    CharBuffer small = all.asCharBuffer();
                    int[] counts = new int[small.remaining()];
                    for (int i = 0; i < counts.length; i++) {
                        counts[i] = small.get(i);
                    }
                    return new Counts(counts);
                }
                case Integer.BYTES -> {
                    IntBuffer counts = all.asIntBuffer();
                    int[] read = new int[counts.remaining()];
                    counts.get(read);
                    return new Counts(read);
                }
                default -> {
                    LongBuffer weights = all.asLongBuffer();
                    long[] read = new long[weights.remaining()];
                    weights.get(read);
                    return new Weights(read);
                }
            }
        }
    }
}
