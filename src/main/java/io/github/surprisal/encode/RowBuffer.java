package io.github.surprisal.encode;

import io.github.surprisal.math.RadixOrder;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Rows column by column while they are on their way into blocks: those of one side of the shuffle, which are cut into
 * sections by partition. {@link Sections} is the other side.
 *
 * <p>Whoever puts rows in another order does so column by column, all sections or blocks of a column before the next one:
 * then a column is in the cache while its values are picked out of it, and not the whole table at once.
 */
final class RowBuffer {
    /**
     * What columns there are.
     *
     * @param greatest by column of whole numbers: the greatest one there may be. First the label, then the groupings, then
     *     the columns of codes
     * @param groupings how many of them are groupings
     * @param weighted whether the first column of numbers is the weight
     * @param numbers how many columns of numbers there are, the weight among them
     */
    record Shape(int[] greatest, int groupings, boolean weighted, int numbers) implements Serializable {
        static Shape of(Layout layout, int classes, int groupings, int groups, boolean weighted) {
            int[] greatest = new int[1 + groupings + layout.codes().length];
            Arrays.fill(greatest, 1, 1 + groupings, groups - 1);
            greatest[0] = classes - 1;
            System.arraycopy(layout.sizes(), 0, greatest, 1 + groupings, layout.sizes().length);
            return new Shape(greatest, groupings, weighted, layout.numbers().length + (weighted ? 1 : 0));
        }

        /** What a row takes on its way. */
        int bytesPerRow() {
            int bytes = Long.BYTES + numbers * Double.BYTES;
            for (int most : greatest) {
                bytes += CodeColumn.width(most);
            }
            return bytes;
        }

        /** What a section of so many rows takes: their number, then column by column hashes, whole numbers, numbers. */
        int sectionBytes(int rows) {
            return Math.addExact(Integer.BYTES, Math.multiplyExact(rows, bytesPerRow()));
        }
    }

    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle DOUBLES = view(double[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle SHORTS = view(short[].class);

    private final Shape shape;
    private final boolean hashed;
    private long[] hashes = new long[0];
    private final int[][] wholes;
    private final double[][] numbers;
    private int room;
    private int size;

    /** @param hashed whether rows have hashes, and can be put in sections by them */
    RowBuffer(Shape shape, boolean hashed) {
        this.shape = shape;
        this.hashed = hashed;
        this.wholes = new int[shape.greatest().length][0];
        this.numbers = new double[shape.numbers()][0];
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Adds those of some rows that are marked. */
    void add(int rows, boolean[] kept, long[] hash, int[][] whole, double[][] number) {
        reserve(size + rows);
        int[] from = new int[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            from[count] = row;
            count += kept[row] ? 1 : 0;
        }
        if (count == rows) {
            addAll(rows, hash, whole, number);
            return;
        }
        for (int i = 0; i < count && hashed; i++) {
            hashes[size + i] = hash[from[i]];
        }
        for (int c = 0; c < wholes.length; c++) {
            int[] column = wholes[c];
            for (int i = 0; i < count; i++) {
                column[size + i] = whole[c][from[i]];
            }
        }
        for (int c = 0; c < numbers.length; c++) {
            double[] column = numbers[c];
            for (int i = 0; i < count; i++) {
                column[size + i] = number[c][from[i]];
            }
        }
        size += count;
    }

    private void addAll(int rows, long[] hash, int[][] whole, double[][] number) {
        if (hashed) {
            System.arraycopy(hash, 0, hashes, size, rows);
        }
        for (int c = 0; c < wholes.length; c++) {
            System.arraycopy(whole[c], 0, wholes[c], size, rows);
        }
        for (int c = 0; c < numbers.length; c++) {
            System.arraycopy(number[c], 0, numbers[c], size, rows);
        }
        size += rows;
    }

    private void reserve(int rows) {
        if (rows > room) {
            room = Math.max(rows, room + (room >> 1));
            hashes = Arrays.copyOf(hashes, hashed ? room : 0);
            Arrays.setAll(wholes, c -> Arrays.copyOf(wholes[c], room));
            Arrays.setAll(numbers, c -> Arrays.copyOf(numbers[c], room));
        }
    }

    /** The rows of each of so many partitions, of which each has an equal share of all hashes. Empty where it has none. */
    byte[][] sections(int partitions) {
        int[] ends = new int[partitions];
        for (int i = 0; i < size; i++) {
            ends[partition(hashes[i], partitions)]++;
        }
        int[] next = new int[partitions];
        for (int p = 1; p < partitions; p++) {
            next[p] = next[p - 1] + ends[p - 1];
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[next[partition(hashes[i], partitions)]++] = i;
        }
        byte[][] sections = new byte[partitions][];
        int[] starts = new int[partitions];
        int[] at = new int[partitions];
        for (int p = 0; p < partitions; p++) {
            starts[p] = p == 0 ? 0 : next[p - 1];
            int rows = next[p] - starts[p];
            sections[p] = rows == 0 ? new byte[0] : new byte[shape.sectionBytes(rows)];
            if (rows > 0) {
                INTS.set(sections[p], 0, rows);
                at[p] = Integer.BYTES;
            }
        }
        for (int p = 0; p < partitions; p++) {
            at[p] = put(hashes, order, starts[p], next[p], sections[p], at[p]);
        }
        for (int c = 0; c < wholes.length; c++) {
            int width = CodeColumn.width(shape.greatest()[c]);
            for (int p = 0; p < partitions; p++) {
                at[p] = put(wholes[c], width, order, starts[p], next[p], sections[p], at[p]);
            }
        }
        for (double[] column : numbers) {
            for (int p = 0; p < partitions; p++) {
                at[p] = put(column, order, starts[p], next[p], sections[p], at[p]);
            }
        }
        return sections;
    }

    private static int partition(long hash, int partitions) {
        return (int) ((((hash - Long.MIN_VALUE) >>> 32) * partitions) >>> 32);
    }

    private static int put(long[] column, int[] order, int from, int to, byte[] into, int at) {
        int next = at;
        for (int i = from; i < to; i++) {
            LONGS.set(into, next, column[order[i]]);
            next += Long.BYTES;
        }
        return next;
    }

    private static int put(double[] column, int[] order, int from, int to, byte[] into, int at) {
        int next = at;
        for (int i = from; i < to; i++) {
            DOUBLES.set(into, next, column[order[i]]);
            next += Double.BYTES;
        }
        return next;
    }

    private static int put(int[] column, int width, int[] order, int from, int to, byte[] into, int at) {
        int next = at;
        for (int i = from; i < to; i++) {
            int whole = column[order[i]];
            if (width == 1) {
                into[next] = (byte) whole;
            } else if (width == 2) {
                SHORTS.set(into, next, (short) whole);
            } else {
                INTS.set(into, next, whole);
            }
            next += width;
        }
        return next;
    }

    /** The rows as they came, all of them for testing or none. */
    Iterator<EncodedBlock> ownBlocks(boolean test, int rowsPerBlock) {
        BlockBuilder blocks = new BlockBuilder(shape, rowsPerBlock);
        blocks.rows(RadixOrder.identity(size), size, test);
        for (int c = 0; c < wholes.length; c++) {
            blocks.wholes(c, wholes[c]);
        }
        for (int c = 0; c < numbers.length; c++) {
            blocks.numbers(c, numbers[c]);
        }
        return blocks.build();
    }
}
