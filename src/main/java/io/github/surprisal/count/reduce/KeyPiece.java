package io.github.surprisal.count.reduce;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.BlockFormat;
import io.github.surprisal.ids.ValueHash;
import java.util.Arrays;

/**
 * The rows of one piece of a column whose values are 64-bit keys, brought together key by key without giving the keys ids. A
 * key whose hash no other row's shares is in one row alone, and most are; the other rows are parted by hash into about as
 * many buckets as there are of them, and these are sorted. A piece fits a cache, so that this costs a few nanoseconds a
 * row: where keys hardly repeat, there is nothing to gain from a table.
 */
final class KeyPiece {
    private static final int FIRST_SIZE = 1 << 10;

    /** So many different hashes for each row: of keys that are all different about one in ten then shares its own. */
    private static final int HASHES_PER_ROW = 16;

    /** Up to so many rows insertion is the fastest way to sort. */
    private static final int MAX_INSERTION = 16;

    private static final long[] NONE = new long[0];

    /** All rows, and in the end those whose key is in no other. */
    private final Rows rows = new Rows();

    private final Rows shared = new Rows();
    private final Rows sorted = new Rows();
    private int[] hashes = new int[0];
    private long[] isSeen = NONE;
    private long[] isShared = NONE;
    private int[] ends = new int[0];

    /** Rows, array by array; of keys that were counted before, cells. */
    static final class Rows {
        private long[] keys = new long[FIRST_SIZE];
        private int[] strata = new int[FIRST_SIZE];

        /** How many rows each stands for; empty while that is one each. */
        private long[] wholes = NONE;

        private int size;

        int size() {
            return size;
        }

        long[] keys() {
            return keys;
        }

        int[] strata() {
            return strata;
        }

        long whole(int at) {
            return wholes.length == 0 ? 1 : wholes[at];
        }

        /** Where the rows end that follow this one and have its key. */
        int end(int from) {
            int to = from + 1;
            while (to < size && keys[to] == keys[from]) {
                to++;
            }
            return to;
        }

        private void clear() {
            size = 0;
            wholes = NONE;
        }

        private void add(long key, int stratum, long whole) {
            makeRoom(1);
            size++;
            set(size - 1, key, stratum, whole);
        }

        private void set(int at, long key, int stratum, long whole) {
            keys[at] = key;
            strata[at] = stratum;
            if (whole != 1 && wholes.length == 0) {
                wholes = new long[keys.length];
                Arrays.fill(wholes, 0, size, 1);
            }
            if (wholes.length > 0) {
                wholes[at] = whole;
            }
        }

        private void swap(int i, int j) {
            long key = keys[i];
            int stratum = strata[i];
            long whole = whole(i);
            set(i, keys[j], strata[j], whole(j));
            set(j, key, stratum, whole);
        }

        private void makeRoom(int more) {
            if (keys.length - size < more) {
                int room = (int) Math.min(Math.max(2L * keys.length, (long) size + more), Integer.MAX_VALUE - 16);
                keys = Arrays.copyOf(keys, room);
                strata = Arrays.copyOf(strata, room);
                wholes = wholes.length == 0 ? NONE : Arrays.copyOf(wholes, room);
            }
        }
    }

    /** Forgets all rows, and keeps the room that they took. */
    void clear() {
        rows.clear();
        shared.clear();
        sorted.clear();
    }

    /** Some rows of a key. */
    void add(long key, int stratum, long whole) {
        rows.add(key, stratum, whole);
    }

    /** Reads rows: key and stratum of each. */
    void addListed(Block.Reader reader, int more, int[] strataMap) {
        rows.makeRoom(more);
        if (rows.wholes.length > 0) {
            Arrays.fill(rows.wholes, rows.size, rows.size + more, 1);
        }
        reader.listed(more, rows.keys, rows.strata, rows.size, strataMap);
        rows.size += more;
    }

    /** Reads a run of values with their cells, of which all counts are whole. */
    void addCounted(Block.Reader reader, int values, int[] strataMap) {
        for (int value = 0; value < values; value++) {
            if (reader.number() == 0) {
                throw new IllegalStateException("Null is in the first piece of a column");
            }
            long key = reader.bits();
            long header = reader.number();
            boolean isRow = BlockFormat.kindOfCells(header) == BlockFormat.BYTE_CELLS;
            int length = (int) BlockFormat.sizeOfCells(header);
            for (int i = 0; i < length; i++) {
                int stratum = strataMap[isRow ? i : reader.integer()];
                long whole = isRow ? reader.next() : reader.number();
                if (whole != 0) {
                    add(key, stratum, whole);
                }
            }
        }
    }

    /** The rows whose key is in no other, after {@link #sort}. */
    Rows alone() {
        return rows;
    }

    /** The other rows, equal keys beside each other, after {@link #sort}. */
    Rows sorted() {
        return sorted;
    }

    /** Tells the rows whose key is in no other from the rest, and sorts the rest. */
    void sort() {
        findShared();
        moveShared();
        int buckets = Integer.highestOneBit(Math.max(1, shared.size));
        part(buckets);
        int start = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            if (ends[bucket] - start > 1) {
                sort(start, ends[bucket]);
            }
            start = ends[bucket];
        }
    }

    /** Finds which hashes are of more than one row. */
    private void findShared() {
        int size = rows.size;
        int words = Math.max(1, Integer.highestOneBit(Math.max(1, size)) / (Long.SIZE / HASHES_PER_ROW));
        if (isSeen.length < words) {
            isSeen = new long[words];
            isShared = new long[words];
        } else {
            Arrays.fill(isSeen, 0, words, 0);
            Arrays.fill(isShared, 0, words, 0);
        }
        if (hashes.length < size) {
            hashes = new int[rows.keys.length];
        }
        long[] keys = rows.keys;
        int mask = words * Long.SIZE - 1;
        for (int i = 0; i < size; i++) {
            int hash = (int) ValueHash.hash(keys[i]) & mask;
            hashes[i] = hash;
            int word = hash / Long.SIZE;
            long bit = 1L << hash;
            isShared[word] |= isSeen[word] & bit;
            isSeen[word] |= bit;
        }
        for (int i = 0; i < size && rows.wholes.length > 0; i++) {
            if (rows.wholes[i] != 1) {
                isShared[hashes[i] / Long.SIZE] |= 1L << hashes[i];
            }
        }
    }

    private void moveShared() {
        long[] keys = rows.keys;
        int[] strata = rows.strata;
        int alone = 0;
        for (int i = 0; i < rows.size; i++) {
            if ((isShared[hashes[i] / Long.SIZE] >>> hashes[i] & 1) == 0) {
                keys[alone] = keys[i];
                strata[alone++] = strata[i];
            } else {
                hashes[shared.size] = hashes[i];
                shared.add(keys[i], strata[i], rows.whole(i));
            }
        }
        rows.size = alone;
        rows.wholes = NONE;
    }

    private void part(int buckets) {
        if (ends.length < buckets) {
            ends = new int[buckets];
        }
        Arrays.fill(ends, 0, buckets, 0);
        int mask = buckets - 1;
        for (int i = 0; i < shared.size; i++) {
            ends[hashes[i] & mask]++;
        }
        int sum = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int count = ends[bucket];
            ends[bucket] = sum;
            sum += count;
        }
        sorted.makeRoom(shared.size);
        sorted.size = shared.size;
        for (int i = 0; i < shared.size; i++) {
            sorted.set(ends[hashes[i] & mask]++, shared.keys[i], shared.strata[i], shared.whole(i));
        }
    }

    /** Sorts a bucket: most have few rows, but a frequent key has all of its rows in one. */
    private void sort(int from, int to) {
        long[] keys = sorted.keys;
        if (to - from <= MAX_INSERTION) {
            for (int i = from + 1; i < to; i++) {
                for (int j = i; j > from && keys[j] < keys[j - 1]; j--) {
                    sorted.swap(j, j - 1);
                }
            }
            return;
        }
        long pivot = keys[(from + to) >>> 1];
        int less = from;
        int greater = to;
        for (int i = from; i < greater; ) {
            if (keys[i] < pivot) {
                sorted.swap(i++, less++);
            } else if (keys[i] > pivot) {
                sorted.swap(i, --greater);
            } else {
                i++;
            }
        }
        sort(from, less);
        sort(greater, to);
    }
}
