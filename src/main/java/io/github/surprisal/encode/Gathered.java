package io.github.surprisal.encode;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Rows column by column while they are on their way into blocks: gathered on one side of the shuffle, cut into sections by
 * partition, put together and sorted by content hash on the other.
 */
final class Gathered {
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
    }

    private final Shape shape;
    private long[] hashes = new long[0];
    private final int[][] wholes;
    private final double[][] numbers;
    private int size;

    Gathered(Shape shape) {
        this.shape = shape;
        this.wholes = new int[shape.greatest().length][0];
        this.numbers = new double[shape.numbers()][0];
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
        for (int i = 0; i < count; i++) {
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

    private void reserve(int rows) {
        if (rows > hashes.length) {
            int room = Math.max(rows, hashes.length + (hashes.length >> 1));
            hashes = Arrays.copyOf(hashes, room);
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
        for (int p = 0; p < partitions; p++) {
            sections[p] = section(order, p == 0 ? 0 : next[p - 1], next[p]);
        }
        return sections;
    }

    private static int partition(long hash, int partitions) {
        return (int) ((((hash - Long.MIN_VALUE) >>> 32) * partitions) >>> 32);
    }

    private byte[] section(int[] order, int from, int to) {
        if (from == to) {
            return new byte[0];
        }
        ByteBuffer buffer = ByteBuffer.allocate(
                        Math.addExact(Integer.BYTES, Math.multiplyExact(to - from, shape.bytesPerRow())))
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(to - from);
        for (int i = from; i < to; i++) {
            buffer.putLong(hashes[order[i]]);
        }
        for (int c = 0; c < wholes.length; c++) {
            int[] column = wholes[c];
            int width = CodeColumn.width(shape.greatest()[c]);
            for (int i = from; i < to; i++) {
                int whole = column[order[i]];
                if (width == 1) {
                    buffer.put((byte) whole);
                } else if (width == 2) {
                    buffer.putShort((short) whole);
                } else {
                    buffer.putInt(whole);
                }
            }
        }
        for (double[] column : numbers) {
            for (int i = from; i < to; i++) {
                buffer.putDouble(column[order[i]]);
            }
        }
        return buffer.array();
    }

    /** Adds the rows of a section. */
    void add(byte[] section) {
        ByteBuffer buffer = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
        int rows = buffer.getInt();
        reserve(size + rows);
        for (int i = size; i < size + rows; i++) {
            hashes[i] = buffer.getLong();
        }
        for (int c = 0; c < wholes.length; c++) {
            int[] column = wholes[c];
            int width = CodeColumn.width(shape.greatest()[c]);
            for (int i = size; i < size + rows; i++) {
                column[i] =
                        width == 1 ? buffer.get() & 0xFF : width == 2 ? buffer.getShort() & 0xFFFF : buffer.getInt();
            }
        }
        for (double[] column : numbers) {
            for (int i = size; i < size + rows; i++) {
                column[i] = buffer.getDouble();
            }
        }
        size += rows;
    }

    /** The rows as they came, all of them for testing or none. */
    Iterator<EncodedBlock> ownBlocks(boolean test, int rowsPerBlock) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        List<EncodedBlock> blocks = new ArrayList<>();
        addBlocks(blocks, order, size, test, rowsPerBlock);
        return blocks.iterator();
    }

    /** The rows in ascending order of hash, those for training first. */
    Iterator<EncodedBlock> blocks(Split split, int rowsPerBlock) {
        int[] order = ascending();
        int[] training = new int[size];
        int[] test = new int[size];
        int trainings = 0;
        int tests = 0;
        long copy = 0;
        // Rows that are equal follow each other, so they can be numbered.
        for (int i = 0; i < size; i++) {
            long hash = hashes[order[i]];
            copy = i > 0 && hash == hashes[order[i - 1]] ? copy + 1 : 0;
            if (split.isTest(hash, copy)) {
                test[tests++] = order[i];
            } else {
                training[trainings++] = order[i];
            }
        }
        List<EncodedBlock> blocks = new ArrayList<>();
        addBlocks(blocks, training, trainings, false, rowsPerBlock);
        addBlocks(blocks, test, tests, true, rowsPerBlock);
        return blocks.iterator();
    }

    /** Row numbers in ascending order of hash: a radix sort, which leaves equal ones in their order. */
    private int[] ascending() {
        int[] order = new int[size];
        int[] other = new int[size];
        Arrays.setAll(order, i -> i);
        for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) {
            int[] next = new int[(1 << Short.SIZE) + 1];
            for (int i = 0; i < size; i++) {
                next[digit(hashes[i], shift) + 1]++;
            }
            for (int d = 1; d < next.length; d++) {
                next[d] += next[d - 1];
            }
            for (int row : order) {
                other[next[digit(hashes[row], shift)]++] = row;
            }
            int[] sorted = other;
            other = order;
            order = sorted;
        }
        return order;
    }

    private static int digit(long hash, int shift) {
        return (int) ((hash ^ Long.MIN_VALUE) >>> shift) & 0xFFFF;
    }

    private void addBlocks(List<EncodedBlock> to, int[] order, int rows, boolean test, int rowsPerBlock) {
        for (int from = 0; from < rows; from += rowsPerBlock) {
            int end = Math.min(rows, from + rowsPerBlock);
            CodeColumn[] codes = new CodeColumn[wholes.length];
            for (int c = 0; c < codes.length; c++) {
                codes[c] = CodeColumn.of(wholes[c], order, from, end, shape.greatest()[c]);
            }
            double[][] taken = new double[numbers.length][end - from];
            for (int c = 0; c < taken.length; c++) {
                for (int i = from; i < end; i++) {
                    taken[c][i - from] = numbers[c][order[i]];
                }
            }
            int groupings = shape.groupings();
            to.add(new EncodedBlock(
                    test,
                    end - from,
                    codes[0],
                    shape.weighted() ? taken[0] : new double[0],
                    Arrays.copyOfRange(codes, 1, 1 + groupings),
                    Arrays.copyOfRange(taken, shape.weighted() ? 1 : 0, taken.length),
                    Arrays.copyOfRange(codes, 1 + groupings, codes.length)));
        }
    }
}
