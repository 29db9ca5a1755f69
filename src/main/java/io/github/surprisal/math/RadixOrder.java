package io.github.surprisal.math;

import java.util.Arrays;

/**
 * Positions in ascending order of the 64-bit numbers at them: a stable radix sort by the least significant digit first (Knuth,
 * The Art of Computer Programming, vol. 3, 5.2.5, algorithm R). Equal numbers keep their order, so that a wider number is sorted
 * by one of its words after the other.
 */
public final class RadixOrder {
    /** Digits of this many bits are counted in a table that fits a core's own cache. */
    private static final int DIGIT_BITS = 11;

    private static final int DIGITS = 1 << DIGIT_BITS;

    private RadixOrder() {}

    /** The positions 0 to {@code size} − 1 as they are. */
    public static int[] identity(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** Sorts positions by the signed numbers at them. */
    public static int[] signed(int[] order, long[] words) {
        return sort(order, words, Long.MIN_VALUE);
    }

    /** Sorts positions by the unsigned numbers at them. */
    public static int[] unsigned(int[] order, long[] words) {
        return sort(order, words, 0);
    }

    private static int[] sort(int[] order, long[] words, long flipped) {
        int size = order.length;
        long[] sorted = new long[size];
        long different = 0;
        for (int i = 0; i < size; i++) {
            sorted[i] = words[order[i]] ^ flipped;
            different |= sorted[i] ^ sorted[0];
        }
        int[] positions = order.clone();
        long[] spare = new long[size];
        int[] sparePositions = new int[size];
        int[] next = new int[DIGITS];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if (((different >>> shift) & (DIGITS - 1)) != 0) {
                place(sorted, shift, next);
                for (int i = 0; i < size; i++) {
                    int at = next[digit(sorted[i], shift)]++;
                    spare[at] = sorted[i];
                    sparePositions[at] = positions[i];
                }
                long[] swap = sorted;
                sorted = spare;
                spare = swap;
                int[] swapPositions = positions;
                positions = sparePositions;
                sparePositions = swapPositions;
            }
        }
        return positions;
    }

    /** Where the words of each digit begin. */
    private static void place(long[] words, int shift, int[] starts) {
        Arrays.fill(starts, 0);
        for (long word : words) {
            starts[digit(word, shift)]++;
        }
        int sum = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = starts[digit];
            starts[digit] = sum;
            sum += count;
        }
    }

    private static int digit(long word, int shift) {
        return (int) (word >>> shift) & (DIGITS - 1);
    }
}
