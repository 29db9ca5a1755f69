package io.github.surprisal.count;

import java.util.Arrays;

/**
 * The k distinct values with the smallest hashes, each with its count: a sample that depends on the values alone, not on
 * their order or partitioning.
 */
final class BottomK {
    private final int k;
    private long[] hashes = new long[16];
    private double[] numbers = new double[16];
    private double[] counts = new double[16];
    private int size;
    private long threshold = -1;

    BottomK(int k) {
        this.k = k;
    }

    /** Whether there is to be a sample at all. */
    boolean isWanted() {
        return k > 0;
    }

    /** Whether a value with this hash would be kept for now. */
    boolean wants(long hash) {
        return Long.compareUnsigned(hash, threshold) <= 0;
    }

    void add(long hash, double number, double count) {
        if (!wants(hash)) {
            return;
        }
        if (size == hashes.length) {
            grow();
        }
        hashes[size] = hash;
        numbers[size] = number;
        counts[size++] = count;
        if (size >= 2L * k) {
            cut();
        }
    }

    void write(Block.Writer writer) {
        writer.number(size);
        for (int i = 0; i < size; i++) {
            writer.bits(hashes[i]);
            writer.bits(Double.doubleToRawLongBits(numbers[i]));
            writer.bits(Double.doubleToRawLongBits(counts[i]));
        }
    }

    /** Takes in what another one wrote. */
    void addAll(Block.Reader reader) {
        for (int left = reader.integer(); left > 0; left--) {
            add(reader.bits(), Double.longBitsToDouble(reader.bits()), Double.longBitsToDouble(reader.bits()));
        }
    }

    private void grow() {
        int room = 2 * hashes.length;
        hashes = Arrays.copyOf(hashes, room);
        numbers = Arrays.copyOf(numbers, room);
        counts = Arrays.copyOf(counts, room);
    }

    /** Keeps the k smallest hashes; equal ones together. */
    BottomK cut() {
        if (size > k) {
            long[] sorted = new long[size];
            for (int i = 0; i < size; i++) {
                sorted[i] = hashes[i] + Long.MIN_VALUE;
            }
            Arrays.sort(sorted);
            threshold = sorted[k - 1] - Long.MIN_VALUE;
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (wants(hashes[i])) {
                    hashes[kept] = hashes[i];
                    numbers[kept] = numbers[i];
                    counts[kept++] = counts[i];
                }
            }
            size = kept;
        }
        return this;
    }

    int size() {
        return size;
    }

    double number(int i) {
        return numbers[i];
    }

    double count(int i) {
        return counts[i];
    }
}
