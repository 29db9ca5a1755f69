package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.ids.PairIndex;
import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.spark.SortedShuffle;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in ascending order of margin, reduced to what an area under a curve needs of each: its margin, its weight, and its
 * <em>kind</em>, which is its class and the cells that it counts in. Of rows of one margin and one kind only the sum of their
 * weights is kept where weights are whole numbers, so that a margin that many rows share takes no more room than another.
 */
final class MarginRows implements Serializable {
    private static final long serialVersionUID = 1L;

    /** So many rows are sorted at once, in some 10 MB of arrays; other sizes were not tried. */
    private static final int CHUNK = 1 << 18;

    private static final int BYTES_PER_ROW = Long.BYTES + Integer.BYTES + Double.BYTES;

    private final long[] keys;
    private final int[] kinds;
    private final double[] weights;

    /** By kind: the class, then the cells. */
    private final int[][] cells;

    private MarginRows(long[] keys, int[] kinds, double[] weights, int[][] cells) {
        this.keys = keys;
        this.kinds = kinds;
        this.weights = weights;
        this.cells = cells;
    }

    /** Collects the rows of a task's blocks, and sorts and cuts them by margin when there are enough. */
    static final class Builder {
        private final boolean whole;
        private final boolean tied;
        private final long[] bounds;
        private final PairIndex[] pairs;
        private final List<int[]> cells = new ArrayList<>();
        private long[] keys = new long[0];
        private int[] kinds = new int[0];
        private double[] weights = new double[0];
        private int size;

        /**
         * @param groupings how many columns of groups the blocks have
         * @param whole whether all weights are whole numbers
         * @param tied whether many rows have the margins of others: then they are put together before they travel
         * @param bounds the greatest margin, as a key, of each range but the last
         */
        Builder(int groupings, boolean whole, boolean tied, long... bounds) {
            this.whole = whole;
            this.tied = tied;
            this.bounds = bounds;
            this.pairs = new PairIndex[groupings];
            Arrays.setAll(pairs, g -> new PairIndex());
        }

        /** Adds a block's rows. */
        void add(EncodedBlock block, double[] margins) {
            int rows = block.rows();
            if (size + rows > keys.length) {
                int length = Math.max(size + rows, Math.min(2 * keys.length, CHUNK));
                keys = Arrays.copyOf(keys, length);
                kinds = Arrays.copyOf(kinds, length);
                weights = Arrays.copyOf(weights, length);
            }
            for (int row = 0; row < rows; row++) {
                keys[size + row] = SortedShuffle.key(margins[row]);
                kinds[size + row] = kind(block, row);
                weights[size + row] = block.weight(row);
            }
            size += rows;
        }

        private int kind(EncodedBlock block, int row) {
            int id = block.labels().at(row) << 1 | (block.test() ? 1 : 0);
            CodeColumn[] groups = block.groups();
            for (int g = 0; g < groups.length; g++) {
                id = pairs[g].idOf(id, groups[g].at(row));
            }
            while (cells.size() <= id) {
                cells.add(null);
            }
            if (cells.get(id) == null) {
                int[] found = new int[2 + groups.length];
                found[0] = block.labels().at(row);
                found[1] = LossTallies.cell(block.test(), 0);
                for (int g = 0; g < groups.length; g++) {
                    found[2 + g] = LossTallies.cell(block.test(), groups[g].at(row));
                }
                cells.set(id, found);
            }
            return id;
        }

        boolean isFull() {
            return size >= CHUNK;
        }

        /** The rows so far, cut into ranges, as bytes; null for a range without any. Begins anew. */
        byte[][] cut() {
            MarginRows rows = new MarginRows(
                    Arrays.copyOf(keys, size),
                    Arrays.copyOf(kinds, size),
                    Arrays.copyOf(weights, size),
                    cells.toArray(new int[0][]));
            size = 0;
            return (tied ? rows.sorted(whole) : rows).ranges(bounds);
        }
    }

    /** The rows of each range, as bytes; null for a range without any. */
    private byte[][] ranges(long... bounds) {
        int[] rangeOf = new int[keys.length];
        int[] ends = new int[bounds.length + 1];
        for (int i = 0; i < keys.length; i++) {
            int found = Arrays.binarySearch(bounds, keys[i]);
            rangeOf[i] = found < 0 ? -1 - found : found;
            ends[rangeOf[i]]++;
        }
        for (int range = 1; range < ends.length; range++) {
            ends[range] += ends[range - 1];
        }
        int[] next = new int[ends.length];
        System.arraycopy(ends, 0, next, 1, bounds.length);
        MarginRows ordered =
                new MarginRows(new long[keys.length], new int[keys.length], new double[keys.length], cells);
        for (int i = 0; i < keys.length; i++) {
            int at = next[rangeOf[i]]++;
            ordered.keys[at] = keys[i];
            ordered.kinds[at] = kinds[i];
            ordered.weights[at] = weights[i];
        }
        byte[][] ranges = new byte[ends.length][];
        for (int range = 0; range < ranges.length; range++) {
            int from = range == 0 ? 0 : ends[range - 1];
            ranges[range] = ends[range] > from ? ordered.bytes(from, ends[range]) : null;
        }
        return ranges;
    }

    /** In order; where weights are whole, rows of one margin and one kind as one. */
    private MarginRows sorted(boolean whole) {
        int[] order = RadixOrder.signed(RadixOrder.identity(keys.length), keys);
        long[] sortedKeys = new long[keys.length];
        int[] sortedKinds = new int[keys.length];
        double[] sortedWeights = new double[keys.length];
        double[] byKind = new double[cells.length];
        int[] tied = new int[cells.length];
        int size = 0;
        for (int from = 0; from < order.length; ) {
            long key = keys[order[from]];
            int to = from + 1;
            while (to < order.length && keys[order[to]] == key) {
                to++;
            }
            int count = 0;
            for (int i = from; i < to; i++) {
                int row = order[i];
                if (!whole || to == from + 1) {
                    sortedKeys[size] = key;
                    sortedKinds[size] = kinds[row];
                    sortedWeights[size++] = weights[row];
                } else {
                    if (byKind[kinds[row]] == 0) {
                        tied[count++] = kinds[row];
                    }
                    byKind[kinds[row]] += weights[row];
                }
            }
            Arrays.sort(tied, 0, count);
            for (int i = 0; i < count; i++) {
                sortedKeys[size] = key;
                sortedKinds[size] = tied[i];
                sortedWeights[size++] = byKind[tied[i]];
                byKind[tied[i]] = 0;
            }
            from = to;
        }
        return new MarginRows(
                Arrays.copyOf(sortedKeys, size),
                Arrays.copyOf(sortedKinds, size),
                Arrays.copyOf(sortedWeights, size),
                cells);
    }

    /** How many rows, how many numbers a kind has and how many kinds there are, the kinds, then the rows' columns. */
    private byte[] bytes(int from, int to) {
        int[] used = new int[cells.length];
        int width = 0;
        int kindCount = 0;
        for (int i = from; i < to; i++) {
            if (used[kinds[i]] == 0) {
                used[kinds[i]] = ++kindCount;
                width = cells[kinds[i]].length;
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(
                3 * Integer.BYTES + kindCount * width * Integer.BYTES + (to - from) * BYTES_PER_ROW);
        buffer.putInt(to - from).putInt(width).putInt(kindCount);
        int[][] ordered = new int[kindCount][];
        for (int kind = 0; kind < cells.length; kind++) {
            if (used[kind] > 0) {
                ordered[used[kind] - 1] = cells[kind];
            }
        }
        for (int[] kind : ordered) {
            buffer.asIntBuffer().put(kind);
            buffer.position(buffer.position() + width * Integer.BYTES);
        }
        buffer.asLongBuffer().put(keys, from, to - from);
        buffer.position(buffer.position() + (to - from) * Long.BYTES);
        buffer.asDoubleBuffer().put(weights, from, to - from);
        buffer.position(buffer.position() + (to - from) * Double.BYTES);
        for (int i = from; i < to; i++) {
            buffer.putInt(used[kinds[i]] - 1);
        }
        return buffer.array();
    }

    /** The rows of one range out of the tasks' parts of it, in order. */
    static MarginRows of(List<byte[]> parts, int groupings, boolean whole) {
        int rows = Math.toIntExact(
                parts.stream().mapToLong(part -> ByteBuffer.wrap(part).getInt()).sum());
        long[] keys = new long[rows];
        int[] kinds = new int[rows];
        double[] weights = new double[rows];
        PairIndex[] pairs = new PairIndex[groupings + 1];
        Arrays.setAll(pairs, g -> new PairIndex());
        List<int[]> cells = new ArrayList<>();
        int at = 0;
        for (byte[] part : parts) {
            ByteBuffer buffer = ByteBuffer.wrap(part);
            int size = buffer.getInt();
            int[] kind = new int[buffer.getInt()];
            int[] known = new int[buffer.getInt()];
            for (int k = 0; k < known.length; k++) {
                for (int c = 0; c < kind.length; c++) {
                    kind[c] = buffer.getInt();
                    known[k] = c == 0 ? kind[c] : pairs[c - 1].idOf(known[k], kind[c]);
                }
                while (cells.size() <= known[k]) {
                    cells.add(null);
                }
                cells.set(known[k], kind.clone());
            }
            buffer.asLongBuffer().get(keys, at, size);
            buffer.position(buffer.position() + size * Long.BYTES);
            buffer.asDoubleBuffer().get(weights, at, size);
            buffer.position(buffer.position() + size * Double.BYTES);
            for (int i = 0; i < size; i++) {
                kinds[at + i] = known[buffer.getInt()];
            }
            at += size;
        }
        return new MarginRows(keys, kinds, weights, cells.toArray(new int[0][])).sorted(whole);
    }

    int size() {
        return keys.length;
    }

    /** Where the rows that have the margin of this one end. */
    int tieEnd(int row) {
        int end = row + 1;
        while (end < keys.length && keys[end] == keys[row]) {
            end++;
        }
        return end;
    }

    double weight(int row) {
        return weights[row];
    }

    int label(int row) {
        return cells[kinds[row]][0];
    }

    /** The cells that a row counts in, behind one number that is none. */
    int[] cells(int row) {
        return cells[kinds[row]];
    }
}
