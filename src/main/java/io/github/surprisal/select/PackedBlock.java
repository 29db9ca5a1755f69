package io.github.surprisal.select;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.SplitMix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Some rows, as codes that several candidates share.
 *
 * @param bytes by packed column of at most {@value Packing#MOST} codes: the code of each row; else null
 * @param chars by packed column of more codes: the code of each row; else null
 * @param labels the class of each row
 * @param parts by way to part the rows: the part of each row
 * @param weights of each row, in whole quanta; empty where all are 1
 */
record PackedBlock(int rows, byte[][] bytes, char[][] chars, int[] labels, int[][] parts, long[] weights)
        implements Serializable {
    /** So many that codes and labels stay in a core's first cache while all columns pass by. */
    private static final int ROWS = 16_384;

    /**
     * How to part the rows, beside leaving them whole.
     *
     * @param groupings how many groupings the blocks have, if each group has a selection
     * @param groups by index of a group in the blocks: its place in its grouping
     * @param folds into how many parts of equal size to deal the rows, or 0
     */
    record Parts(int groupings, int[] groups, int folds) implements Serializable {}

    /** Packs a partition. */
    static Iterator<PackedBlock> pack(
            Iterator<EncodedBlock> blocks,
            Codes codes,
            Packing packing,
            Parts parts,
            boolean trainingOnly,
            double quantum) {
        List<PackedBlock> packed = new ArrayList<>();
        List<EncodedBlock> some = new ArrayList<>();
        int rows = 0;
        while (blocks.hasNext()) {
            EncodedBlock block = blocks.next();
            if (block.rows() > 0 && !(trainingOnly && block.test())) {
                some.add(block);
                rows += block.rows();
            }
            if (rows >= ROWS || (!blocks.hasNext() && rows > 0)) {
                packed.add(pack(some, rows, codes, packing, parts, quantum));
                some.clear();
                rows = 0;
            }
        }
        return !packed.isEmpty() && packed.get(0).parts.length > 0
                ? byPart(packed).iterator()
                : packed.iterator();
    }

    /**
     * The same rows ordered by their part, the first way to part them: then a block is of a few parts, whose cells stay in a core's first
     * cache, where those of fifty groups do not; and where none of its parts is asked for it is passed over.
     */
    private static List<PackedBlock> byPart(List<PackedBlock> blocks) {
        RowOrder order =
                RowOrder.of(blocks.stream().map(block -> block.parts[0]).toList());
        PackedBlock first = blocks.get(0);
        byte[][] bytes = new byte[first.bytes.length][];
        char[][] chars = new char[first.chars.length][];
        for (int c = 0; c < bytes.length; c++) {
            int column = c;
            if (first.bytes[c] != null) {
                bytes[c] = order.bytes(blocks.stream().map(block -> block.bytes[column]));
            } else {
                chars[c] = order.chars(blocks.stream().map(block -> block.chars[column]));
            }
        }
        int[][] parts = new int[first.parts.length][];
        Arrays.setAll(parts, way -> order.ints(blocks.stream().map(block -> block.parts[way])));
        int[] labels = order.ints(blocks.stream().map(PackedBlock::labels));
        long[] weights = first.weights.length == 0
                ? first.weights
                : order.longs(blocks.stream().map(PackedBlock::weights));
        PackedBlock all = new PackedBlock(labels.length, bytes, chars, labels, parts, weights);
        List<PackedBlock> ordered = new ArrayList<>();
        for (int from = 0; from < all.rows; from += ROWS) {
            ordered.add(all.rows(from, Math.min(all.rows, from + ROWS)));
        }
        return ordered;
    }

    /** Some of these rows. */
    private PackedBlock rows(int from, int to) {
        byte[][] someBytes = new byte[bytes.length][];
        char[][] someChars = new char[chars.length][];
        for (int c = 0; c < bytes.length; c++) {
            someBytes[c] = bytes[c] == null ? null : Arrays.copyOfRange(bytes[c], from, to);
            someChars[c] = chars[c] == null ? null : Arrays.copyOfRange(chars[c], from, to);
        }
        int[][] someParts = new int[parts.length][];
        Arrays.setAll(someParts, way -> Arrays.copyOfRange(parts[way], from, to));
        return new PackedBlock(
                to - from,
                someBytes,
                someChars,
                Arrays.copyOfRange(labels, from, to),
                someParts,
                weights.length == 0 ? weights : Arrays.copyOfRange(weights, from, to));
    }

    private static PackedBlock pack(
            List<EncodedBlock> blocks, int rows, Codes codes, Packing packing, Parts parts, double quantum) {
        int columns = packing.members().length;
        byte[][] bytes = new byte[columns][];
        char[][] chars = new char[columns][];
        int[] code = new int[rows];
        for (int c = 0; c < columns; c++) {
            Arrays.fill(code, 0);
            for (int x : packing.members()[c]) {
                add(blocks, codes, x, packing.divisors()[x], code);
            }
            if (packing.packedSizes()[c] <= Packing.MOST) {
                bytes[c] = new byte[rows];
                for (int row = 0; row < rows; row++) {
                    bytes[c][row] = (byte) code[row];
                }
            } else {
                chars[c] = new char[rows];
                for (int row = 0; row < rows; row++) {
                    chars[c][row] = (char) code[row];
                }
            }
        }
        int[] labels = new int[rows];
        long[] weights = new long[blocks.get(0).weights().length > 0 ? rows : 0];
        int at = 0;
        for (EncodedBlock block : blocks) {
            block.labels().copyTo(labels, at, block.rows());
            for (int row = 0; row < block.rows() && weights.length > 0; row++) {
                weights[at + row] = Math.round(block.weights()[row] / quantum);
            }
            at += block.rows();
        }
        return new PackedBlock(rows, bytes, chars, labels, parts(blocks, rows, parts), weights);
    }

    private static void add(List<EncodedBlock> blocks, Codes codes, int x, int divisor, int[] to) {
        int[] categoryOf = codes.categoryOf()[x];
        int column = codes.columns()[x];
        int[] values = new int[categoryOf.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = categoryOf[i] * divisor;
        }
        int at = 0;
        for (EncodedBlock block : blocks) {
            if (column >= 0) {
                block.codes()[column].addTo(to, at, block.rows(), values);
            }
            at += block.rows();
        }
    }

    private static int[][] parts(List<EncodedBlock> blocks, int rows, Parts parts) {
        int[][] all = new int[parts.groupings() + (parts.folds() > 0 ? 1 : 0)][rows];
        int at = 0;
        for (EncodedBlock block : blocks) {
            for (int g = 0; g < parts.groupings(); g++) {
                CodeColumn groups = block.groups()[g];
                for (int row = 0; row < block.rows(); row++) {
                    all[g][at + row] = parts.groups()[groups.at(row)];
                }
            }
            if (parts.folds() > 0) {
                deal(block, parts.folds(), all[parts.groupings()], at);
            }
            at += block.rows();
        }
        return all;
    }

    /** Deals rows by a hash of all their codes, so that the same rows always are the same parts. */
    private static void deal(EncodedBlock block, int folds, int[] to, int at) {
        long[] hashes = new long[block.rows()];
        int[] codes = new int[block.rows()];
        for (int c = 0; c <= block.codes().length; c++) {
            (c == block.codes().length ? block.labels() : block.codes()[c]).copyTo(codes, 0, codes.length);
            for (int row = 0; row < codes.length; row++) {
                hashes[row] = SplitMix.mix(hashes[row] ^ codes[row]);
            }
        }
        for (int row = 0; row < codes.length; row++) {
            to[at + row] = (int) Long.remainderUnsigned(hashes[row], folds);
        }
    }
}
