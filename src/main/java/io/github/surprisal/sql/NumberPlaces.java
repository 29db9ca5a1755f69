package io.github.surprisal.sql;

import java.util.Arrays;
import java.util.Optional;

/**
 * A direct-address table of how often each whole number of a range was seen, or each pair of two small ones: the place of a number is its difference
 * from the least, and is found without the search that a processor cannot foresee.
 */
final class NumberPlaces {
    /** The most places of tuples of small numbers: 64 kB. Ten million numbers of 1,000 values are counted in 0.30 s, by the table alone in 0.34. */
    private static final int MAX_PLACES = 1 << 13;

    /** Counts, as long as none is greater than an int. */
    private int[] small;

    private long[] great;
    private int occupied;
    private final long base;
    private final long notFirst;
    private final long notSecond;
    private final int secondBits;

    private NumberPlaces(long base, long length, int secondBits) {
        this.base = base;
        this.secondBits = secondBits;
        this.small = new int[(int) length];
        this.notFirst = -(length >> secondBits);
        this.notSecond = -1L << secondBits;
    }

    /**
     * Of the whole numbers from {@code base} on.
     *
     * @param length how many, a power of two
     */
    static NumberPlaces ofRange(long base, long length) {
        return new NumberPlaces(base, length, 0);
    }

    /** Of numbers from 0 on, or pairs of such, as great as those that were counted; none where that is too many. */
    static Optional<NumberPlaces> ofSmall(TupleCounts counted, int width, int limit) {
        long[] all = new long[2];
        counted.forEach((words, at, count) -> {
            all[0] |= words[at];
            all[1] |= width == 1 ? 0 : words[at + 1];
        });
        int firstBits = Long.SIZE - Long.numberOfLeadingZeros(all[0]);
        int secondBits = Long.SIZE - Long.numberOfLeadingZeros(all[1]);
        return firstBits + secondBits <= Integer.numberOfTrailingZeros(MAX_PLACES) && limit >= MAX_PLACES
                ? Optional.of(new NumberPlaces(0, 1L << (firstBits + secondBits), secondBits))
                : Optional.empty();
    }

    /** Whether a number has a place. */
    boolean has(long number) {
        return (number - base & notFirst) == 0;
    }

    /** Adds a number some times; false where it has no place. */
    boolean add(long number, long times) {
        long place = number - base;
        if ((place & notFirst) != 0) {
            return false;
        }
        addAt((int) place, times);
        return true;
    }

    /** Adds a pair some times; false where it has no place. */
    boolean add(long first, long second, long times) {
        if ((first & notFirst) != 0 || (second & notSecond) != 0) {
            return false;
        }
        addAt((int) (first << secondBits | second), times);
        return true;
    }

    private void addAt(int place, long times) {
        if (great != null) {
            occupied += great[place] == 0 ? 1 : 0;
            great[place] += times;
            return;
        }
        occupied += small[place] == 0 ? 1 : 0;
        long count = small[place] + times;
        if (count <= Integer.MAX_VALUE) {
            small[place] = (int) count;
            return;
        }
        great = new long[small.length];
        Arrays.setAll(great, i -> small[i]);
        great[place] = count;
    }

    int length() {
        return small.length;
    }

    /** How often the number of a place was seen. */
    long count(int place) {
        return great == null ? small[place] : great[place];
    }

    long least() {
        return base;
    }

    /** The greatest number that was seen; one below the least where none was. */
    long greatest() {
        int place = small.length - 1;
        while (place >= 0 && count(place) == 0) {
            place--;
        }
        return base + place;
    }

    /** How many bytes this takes. */
    long bytes() {
        return (long) Integer.BYTES * small.length + (great == null ? 0 : (long) Long.BYTES * great.length);
    }

    /** How many numbers or pairs were seen. */
    int size() {
        return occupied;
    }

    /** Visits each number that was seen, in ascending order. */
    void forEachNumber(TupleCounts.Visitor visitor) {
        long[] word = new long[1];
        for (int place = 0; place < small.length; place++) {
            long count = count(place);
            if (count != 0) {
                word[0] = base + place;
                visitor.visit(word, 0, count);
            }
        }
    }

    /** Visits each pair that was seen, in ascending order. */
    void forEachPair(TupleCounts.Visitor visitor) {
        long[] words = new long[2];
        for (int place = 0; place < small.length; place++) {
            long count = count(place);
            if (count != 0) {
                words[0] = place >> secondBits;
                words[1] = place & ~notSecond;
                visitor.visit(words, 0, count);
            }
        }
    }
}
