package io.github.surprisal.math;

import java.util.Arrays;

/**
 * Ascending order of 64-bit numbers, and of what belongs to them: a stable radix sort (Knuth, The Art of Computer Programming, vol. 3,
 * 5.2.5, algorithm R) of the highest digits in which they differ, and by insertion (5.2.1, algorithm S) of what little these leave. Equal
 * numbers keep their order, so that a wider number is sorted by one of its words after the other.
 */
public final class RadixOrder {
    /** Digits of this many bits are counted in a table that fits a core's own cache. */
    private static final int DIGIT_BITS = 11;

    private static final int DIGITS = 1 << DIGIT_BITS;

    /**
     * So many digits are sorted by before insertion is tried: 33 bits tell a million numbers apart but for some 100 pairs where they are spread
     * evenly. 500,000 normal doubles take 10 ms so and 17 by all six digits, 500,000 multiples of a half up to some thousands 9 and 13.
     */
    private static final int HIGHEST = 3;

    /** Insertion may move so many numbers for each one there is before the other digits are sorted by. Other limits were not tried. */
    private static final int MOVES = 4;

    /** So few numbers are sorted by insertion alone, which takes less than clearing a table of digits. Other limits were not tried. */
    private static final int FEW = 64;

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
        return order(order, words, Long.MIN_VALUE);
    }

    /** Sorts positions by the unsigned numbers at them. */
    public static int[] unsigned(int[] order, long[] words) {
        return order(order, words, 0);
    }

    /** Sorts signed numbers, and puts what belongs to each in the same place. */
    public static void sort(long[] words, int[] belonging) {
        for (int i = 0; i < words.length; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
        new Pairs(words, belonging).sort();
        for (int i = 0; i < words.length; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
    }

    /** Sorts what belongs to each of these numbers by them, in the order of {@link Double#compare}; the numbers stay where they are. */
    public static void sort(double[] numbers, int[] belonging) {
        long[] words = new long[numbers.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = key(numbers[i]);
        }
        sort(words, belonging);
    }

    /** A signed number for each double, in the order of {@link Double#compare}. */
    public static long key(double number) {
        return swapped(Double.doubleToLongBits(number));
    }

    /** The double of a {@link #key}. */
    public static double number(long key) {
        return Double.longBitsToDouble(swapped(key));
    }

    /** Of negative numbers the greater magnitude is the lesser number: all bits but the sign's are turned over, or back. */
    private static long swapped(long bits) {
        return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
    }

    private static int[] order(int[] order, long[] words, long flipped) {
        long[] sorted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = words[order[i]] ^ flipped;
        }
        int[] positions = order.clone();
        new Pairs(sorted, positions).sort();
        return positions;
    }

    /** Unsigned numbers with what belongs to them, sorted in place. */
    private static final class Pairs {
        private final long[] first;
        private final int[] firstBelonging;
        private long[] words;
        private int[] belonging;
        private long[] spare = new long[0];
        private int[] spareBelonging = new int[0];

        Pairs(long[] words, int[] belonging) {
            this.first = words;
            this.firstBelonging = belonging;
            this.words = words;
            this.belonging = belonging;
        }

        void sort() {
            long different = 0;
            boolean sorted = true;
            for (int i = 1; i < words.length; i++) {
                different |= words[i] ^ words[0];
                sorted &= Long.compareUnsigned(words[i - 1], words[i]) <= 0;
            }
            if (sorted || (words.length <= FEW && inserted(Long.MAX_VALUE))) {
                return;
            }
            spare = new long[words.length];
            spareBelonging = new int[words.length];
            int bits = Long.SIZE - Long.numberOfLeadingZeros(different);
            int lowest = Math.max(0, bits - HIGHEST * DIGIT_BITS);
            digits(different, lowest, bits);
            if (lowest > 0 && !inserted((long) MOVES * words.length)) {
                digits(different, 0, bits);
            }
            if (words != first) {
                System.arraycopy(words, 0, first, 0, first.length);
                System.arraycopy(belonging, 0, firstBelonging, 0, first.length);
            }
        }

        private void digits(long different, int lowest, int bits) {
            int[] next = new int[DIGITS];
            for (int shift = lowest; shift < bits; shift += DIGIT_BITS) {
                if (((different >>> shift) & (DIGITS - 1)) != 0) {
                    place(words, shift, next);
                    long[] from = words;
                    int[] fromBelonging = belonging;
                    words = spare;
                    belonging = spareBelonging;
                    spare = from;
                    spareBelonging = fromBelonging;
                    moved(from, fromBelonging, words, belonging, shift, next);
                }
            }
        }

        /** Sorts by insertion, or gives up; equal numbers are then in their order still. */
        private boolean inserted(long mostMoves) {
            long moves = mostMoves;
            for (int i = 1; i < words.length; i++) {
                long word = words[i];
                if (Long.compareUnsigned(words[i - 1], word) > 0) {
                    int one = belonging[i];
                    int at = i;
                    while (at > 0 && Long.compareUnsigned(words[at - 1], word) > 0) {
                        words[at] = words[at - 1];
                        belonging[at] = belonging[at - 1];
                        at--;
                    }
                    words[at] = word;
                    belonging[at] = one;
                    moves -= i - at;
                    if (moves < 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static void moved(long[] words, int[] belonging, long[] toWords, int[] toBelonging, int shift, int[] next) {
        for (int i = 0; i < words.length; i++) {
            int at = next[digit(words[i], shift)]++;
            toWords[at] = words[i];
            toBelonging[at] = belonging[i];
        }
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
