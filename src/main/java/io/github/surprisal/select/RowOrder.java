package io.github.surprisal.select;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of several blocks ordered by the part they are in, rows of one part as they come.
 *
 * @param placeOf where each row goes
 */
record RowOrder(int[] placeOf) {
    /** By the part of each row, block by block. */
    static RowOrder of(List<int[]> parts) {
        int[] next = new int[parts.stream().flatMapToInt(Arrays::stream).max().orElse(0) + 2];
        parts.forEach(block -> {
            for (int part : block) {
                next[part + 1]++;
            }
        });
        for (int part = 1; part < next.length; part++) {
            next[part] += next[part - 1];
        }
        int[] placeOf = new int[next[next.length - 1]];
        int row = 0;
        for (int[] block : parts) {
            for (int part : block) {
                placeOf[row++] = next[part]++;
            }
        }
        return new RowOrder(placeOf);
    }

    byte[] bytes(Stream<byte[]> blocks) {
        byte[] ordered = new byte[placeOf.length];
        int row = 0;
        for (byte[] block : (Iterable<byte[]>) blocks::iterator) {
            for (byte one : block) {
                ordered[placeOf[row++]] = one;
            }
        }
        return ordered;
    }

    char[] chars(Stream<char[]> blocks) {
        char[] ordered = new char[placeOf.length];
        int row = 0;
        for (char[] block : (Iterable<char[]>) blocks::iterator) {
            for (char one : block) {
                ordered[placeOf[row++]] = one;
            }
        }
        return ordered;
    }

    int[] ints(Stream<int[]> blocks) {
        int[] ordered = new int[placeOf.length];
        int row = 0;
        for (int[] block : (Iterable<int[]>) blocks::iterator) {
            for (int one : block) {
                ordered[placeOf[row++]] = one;
            }
        }
        return ordered;
    }

    long[] longs(Stream<long[]> blocks) {
        long[] ordered = new long[placeOf.length];
        int row = 0;
        for (long[] block : (Iterable<long[]>) blocks::iterator) {
            for (long one : block) {
                ordered[placeOf[row++]] = one;
            }
        }
        return ordered;
    }
}
