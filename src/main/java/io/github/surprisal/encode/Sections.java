package io.github.surprisal.encode;

import io.github.surprisal.math.RadixOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The sections of one partition, which become blocks of rows in ascending order of content hash. Sections stay as they came;
 * only one column at a time is put together out of them.
 */
final class Sections {
    private final RowBuffer.Shape shape;
    private final List<byte[]> sections = new ArrayList<>();
    private int size;

    Sections(RowBuffer.Shape shape) {
        this.shape = shape;
    }

    /** Adds what {@link RowBuffer#sections} made. */
    void add(byte[] section) {
        sections.add(section);
        size = Math.addExact(size, buffer(section).getInt(0));
    }

    /** The rows in ascending order of hash, those for training first. */
    Iterator<EncodedBlock> blocks(Split split, int rowsPerBlock) {
        long[] hashes = new long[size];
        int at = 0;
        for (byte[] section : sections) {
            ByteBuffer buffer = buffer(section);
            int rows = buffer.getInt();
            buffer.asLongBuffer().get(hashes, at, rows);
            at += rows;
        }
        // Stable: rows of the same hash stay in their order.
        int[] order = RadixOrder.signed(RadixOrder.identity(size), hashes);
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
        BlockBuilder blocks = new BlockBuilder(shape, rowsPerBlock);
        blocks.rows(training, trainings, false);
        blocks.rows(test, tests, true);
        addColumns(blocks);
        return blocks.build();
    }

    private void addColumns(BlockBuilder to) {
        int bytes = Long.BYTES;
        int[] wholes = new int[size];
        for (int c = 0; c < shape.greatest().length; c++) {
            int width = CodeColumn.width(shape.greatest()[c]);
            int at = 0;
            for (byte[] section : sections) {
                at = wholes(section, bytes, width, wholes, at);
            }
            bytes += width;
            to.wholes(c, wholes);
        }
        double[] numbers = new double[shape.numbers() == 0 ? 0 : size];
        for (int c = 0; c < shape.numbers(); c++) {
            int at = 0;
            for (byte[] section : sections) {
                ByteBuffer buffer = buffer(section);
                int rows = buffer.getInt(0);
                buffer.position(Integer.BYTES + rows * bytes).asDoubleBuffer().get(numbers, at, rows);
                at += rows;
            }
            bytes += Double.BYTES;
            to.numbers(c, numbers);
        }
    }

    /** Reads a column of whole numbers, which begins after so many bytes of each row. */
    private static int wholes(byte[] section, int bytes, int width, int[] into, int at) {
        ByteBuffer buffer = buffer(section);
        int rows = buffer.getInt(0);
        buffer.position(Integer.BYTES + rows * bytes);
        for (int i = at; i < at + rows; i++) {
            into[i] = width == 1 ? buffer.get() & 0xFF : width == 2 ? buffer.getShort() & 0xFFFF : buffer.getInt();
        }
        return at + rows;
    }

    private static ByteBuffer buffer(byte[] section) {
        return ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
    }
}
