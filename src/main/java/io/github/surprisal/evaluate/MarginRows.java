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
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows in ascending order of margin, reduced to what an area under a curve needs of each: its margin, its weight, and its
 * <em>kind</em>, which is its class and the cells that it counts in. Of rows of one margin and one kind only the sum of their
 * weights is kept where weights are whole numbers and many rows tie, so that a margin that many rows share takes no more room than another.
 */
final class MarginRows implements Serializable {
    private static final long serialVersionUID = 1L;

    /** So many rows are sorted at once, in some 10 MB of arrays; other sizes were not tried. */
    private static final int CHUNK = 1 << 18;

    private final long[] keys;
    private final int[] kinds;

    /** Null where all are 1. */
    private final double[] weights;

    /** By kind: the class, then the cells. */
    private final int[][] cells;

    private MarginRows(long[] keys, int[] kinds, double[] weights, int[][] cells) {
        this.keys = keys;
        this.kinds = kinds;
        this.weights = weights;
        this.cells = cells;
    }

    /**
     * What is known of all rows together.
     *
     * @param groupings how many columns of groups the blocks have
     * @param whole whether all weights are whole numbers
     * @param ones whether all weights are 1
     * @param tied whether many rows have the margins of others
     */
    record Traits(int groupings, boolean whole, boolean ones, boolean tied) implements Serializable {
        /** Whether rows of one margin and kind are made one. */
        boolean merges() {
            return whole && tied;
        }
    }

    /** Collects the rows of a task's blocks, and cuts them by margin when there are enough. */
    static final class Builder {
        private final Traits traits;
        private final long[] bounds;
        private final PairIndex[] pairs;
        private final List<int[]> cells = new ArrayList<>();
        private long[] keys = new long[0];
        private int[] kinds = new int[0];
        private double[] weights = new double[0];
        private int[] codes = new int[0];
        private int size;

        /** @param bounds the greatest margin, as a key, of each range but the last */
        Builder(Traits traits, long... bounds) {
            this.traits = traits;
            this.bounds = bounds;
            this.pairs = new PairIndex[traits.groupings()];
            Arrays.setAll(pairs, g -> new PairIndex());
        }

        /** Adds a block's rows. */
        void add(EncodedBlock block, double[] margins) {
            int rows = block.rows();
            if (size + rows > keys.length) {
                int length = Math.max(size + rows, Math.min(2 * keys.length, CHUNK));
                keys = Arrays.copyOf(keys, length);
                kinds = Arrays.copyOf(kinds, length);
                weights = traits.ones() ? weights : Arrays.copyOf(weights, length);
            }
            for (int row = 0; row < rows; row++) {
                keys[size + row] = SortedShuffle.key(margins[row]);
            }
            for (int row = 0; row < rows && !traits.ones(); row++) {
                weights[size + row] = block.weight(row);
            }
            addKinds(block, rows);
            size += rows;
        }

        private void addKinds(EncodedBlock block, int rows) {
            int test = block.test() ? 1 : 0;
            block.labels().copyTo(kinds, size, rows);
            for (int i = size; i < size + rows; i++) {
                kinds[i] = kinds[i] << 1 | test;
            }
            CodeColumn[] groups = block.groups();
            codes = codes.length < rows ? new int[rows] : codes;
            for (int g = 0; g < groups.length; g++) {
                groups[g].copyTo(codes, 0, rows);
                PairIndex pair = pairs[g];
                for (int row = 0; row < rows; row++) {
                    kinds[size + row] = pair.idOf(kinds[size + row], codes[row]);
                }
            }
            for (int row = 0; row < rows; row++) {
                int kind = kinds[size + row];
                if (kind >= cells.size() || cells.get(kind) == null) {
                    put(cells, kind, cells(block, row));
                }
            }
        }

        private static int[] cells(EncodedBlock block, int row) {
            CodeColumn[] groups = block.groups();
            int[] found = new int[2 + groups.length];
            found[0] = block.labels().at(row);
            found[1] = LossTallies.cell(block.test(), 0);
            for (int g = 0; g < groups.length; g++) {
                found[2 + g] = LossTallies.cell(block.test(), groups[g].at(row));
            }
            return found;
        }

        boolean isFull() {
            return size >= CHUNK;
        }

        /** The rows so far, cut into ranges, as bytes; null for a range without any. Begins anew. */
        byte[][] cut() {
            MarginRows rows = new MarginRows(
                    Arrays.copyOf(keys, size),
                    Arrays.copyOf(kinds, size),
                    traits.ones() ? null : Arrays.copyOf(weights, size),
                    cells.toArray(new int[0][]));
            size = 0;
            return (traits.merges() ? rows.merged() : rows).ranges(bounds);
        }
    }

    private static void put(List<int[]> cells, int kind, int[] found) {
        while (cells.size() <= kind) {
            cells.add(null);
        }
        cells.set(kind, found);
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
        MarginRows ordered = new MarginRows(
                new long[keys.length], new int[keys.length], weights == null ? null : new double[keys.length], cells);
        for (int i = 0; i < keys.length; i++) {
            int at = next[rangeOf[i]]++;
            ordered.keys[at] = keys[i];
            ordered.kinds[at] = kinds[i];
            if (weights != null) {
                ordered.weights[at] = weights[i];
            }
        }
        byte[][] ranges = new byte[ends.length][];
        for (int range = 0; range < ranges.length; range++) {
            int from = range == 0 ? 0 : ends[range - 1];
            ranges[range] = ends[range] > from ? ordered.bytes(from, ends[range]) : null;
        }
        return ranges;
    }

    /** In order, rows of one margin and one kind as one. */
    private MarginRows merged() {
        int[] order = RadixOrder.signed(RadixOrder.identity(keys.length), keys);
        long[] sortedKeys = new long[keys.length];
        int[] sortedKinds = new int[keys.length];
        double[] sortedWeights = new double[keys.length];
        double[] byKind = new double[cells.length];
        int[] tied = new int[cells.length];
        int size = 0;
        for (int from = 0; from < order.length; ) {
            long key = keys[order[from]];
            int to = from;
            int count = 0;
            while (to < order.length && keys[order[to]] == key) {
                int row = order[to++];
                if (byKind[kinds[row]] == 0) {
                    tied[count++] = kinds[row];
                }
                byKind[kinds[row]] += weight(row);
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

    /** In order, each row by itself. */
    private MarginRows sorted() {
        if (weights == null) {
            RadixOrder.sort(keys, kinds);
            return this;
        }
        int[] order = RadixOrder.signed(RadixOrder.identity(keys.length), keys);
        return new MarginRows(
                IntStream.of(order).mapToLong(row -> keys[row]).toArray(),
                IntStream.of(order).map(row -> kinds[row]).toArray(),
                IntStream.of(order).mapToDouble(row -> weights[row]).toArray(),
                cells);
    }

    /**
     * How many rows, how many numbers a kind has, how many kinds there are and whether rows have weights; the kinds; then the rows'
     * columns, of kinds as wide as they must be.
     */
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
        int[][] ordered = new int[kindCount][];
        for (int kind = 0; kind < cells.length; kind++) {
            if (used[kind] > 0) {
                ordered[used[kind] - 1] = cells[kind];
            }
        }
        int rows = to - from;
        int wide = CodeColumn.width(kindCount - 1);
        ByteBuffer buffer = ByteBuffer.allocate(4 * Integer.BYTES
                + kindCount * width * Integer.BYTES
                + rows * (Long.BYTES + wide + (weights == null ? 0 : Double.BYTES)));
        buffer.putInt(rows).putInt(width).putInt(kindCount).putInt(weights == null ? 0 : 1);
        for (int[] kind : ordered) {
            for (int number : kind) {
                buffer.putInt(number);
            }
        }
        buffer.asLongBuffer().put(keys, from, rows);
        buffer.position(buffer.position() + rows * Long.BYTES);
        if (weights != null) {
            buffer.asDoubleBuffer().put(weights, from, rows);
            buffer.position(buffer.position() + rows * Double.BYTES);
        }
        for (int i = from; i < to; i++) {
            put(buffer, wide, used[kinds[i]] - 1);
        }
        return buffer.array();
    }

    /** The rows of one range out of the tasks' parts of it, in order. */
    static MarginRows of(Iterator<byte[]> from, Traits traits) {
        List<byte[]> parts = new ArrayList<>();
        from.forEachRemaining(parts::add);
        int rows = Math.toIntExact(
                parts.stream().mapToLong(part -> ByteBuffer.wrap(part).getInt()).sum());
        long[] keys = new long[rows];
        int[] kinds = new int[rows];
        double[] weights = parts.stream().allMatch(part -> ByteBuffer.wrap(part).getInt(3 * Integer.BYTES) == 0)
                ? null
                : new double[rows];
        PairIndex[] pairs = new PairIndex[traits.groupings() + 1];
        Arrays.setAll(pairs, g -> new PairIndex());
        List<int[]> cells = new ArrayList<>();
        int at = 0;
        for (byte[] part : parts) {
            ByteBuffer buffer = ByteBuffer.wrap(part);
            int size = buffer.getInt();
            int[] kind = new int[buffer.getInt()];
            int[] known = new int[buffer.getInt()];
            boolean weighted = buffer.getInt() == 1;
            for (int k = 0; k < known.length; k++) {
                for (int c = 0; c < kind.length; c++) {
                    kind[c] = buffer.getInt();
                    known[k] = c == 0 ? kind[c] : pairs[c - 1].idOf(known[k], kind[c]);
                }
                put(cells, known[k], kind.clone());
            }
            buffer.asLongBuffer().get(keys, at, size);
            buffer.position(buffer.position() + size * Long.BYTES);
            if (weighted) {
                buffer.asDoubleBuffer().get(weights, at, size);
                buffer.position(buffer.position() + size * Double.BYTES);
            }
            int wide = CodeColumn.width(known.length - 1);
            for (int i = at; i < at + size; i++) {
                kinds[i] = known[get(buffer, wide)];
            }
            at += size;
        }
        MarginRows all = new MarginRows(keys, kinds, weights, cells.toArray(new int[0][]));
        return traits.merges() ? all.merged() : all.sorted();
    }

    /** Puts a whole number into so many bytes. */
    private static void put(ByteBuffer buffer, int wide, int number) {
        switch (wide) {
            case Byte.BYTES -> buffer.put((byte) number);
            case Short.BYTES -> buffer.putShort((short) number);
            default -> buffer.putInt(number);
        }
    }

    private static int get(ByteBuffer buffer, int wide) {
        return switch (wide) {
            case Byte.BYTES -> buffer.get() & 0xFF;
            case Short.BYTES -> buffer.getShort() & 0xFFFF;
            default -> buffer.getInt();
        };
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

    double margin(int row) {
        return SortedShuffle.number(keys[row]);
    }

    double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    int kind(int row) {
        return kinds[row];
    }

    int kindCount() {
        return cells.length;
    }

    /** The class of a kind, and behind it the cells that it counts in; null where no row is of it. */
    int[] cellsOf(int kind) {
        return cells[kind];
    }
}
