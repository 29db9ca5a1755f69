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
        long different = 0;
        for (int position : order) {
            different |= words[position] ^ words[order[0]];
        }
        int[] sorted = order;
        int[] spare = new int[order.length];
        int[] next = new int[DIGITS];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if (((different >>> shift) & (DIGITS - 1)) != 0) {
                pass(sorted, words, flipped, shift, next, spare);
                int[] swap = sorted;
                sorted = spare;
                spare = swap;
            }
        }
        return sorted;
    }

    private static void pass(int[] order, long[] words, long flipped, int shift, int[] next, int[] into) {
        Arrays.fill(next, 0);
        for (int position : order) {
            next[digit(words[position] ^ flipped, shift)]++;
        }
        int sum = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = next[digit];
            next[digit] = sum;
            sum += count;
        }
        for (int position : order) {
            into[next[digit(words[position] ^ flipped, shift)]++] = position;
        }
    }

    private static int digit(long word, int shift) {
        return (int) (word >>> shift) & (DIGITS - 1);
    }
}
