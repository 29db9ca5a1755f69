package io.github.surprisal.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows put into blocks by hand, for tests of the rooms behind. */
public final class Blocks {
    private Blocks() {}

    /** These rows in blocks of so many, with weights only where one is not 1. */
    public static List<EncodedBlock> of(List<EncodedRow> rows, Layout layout, int rowsPerBlock) {
        List<EncodedBlock> blocks = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += rowsPerBlock) {
            blocks.add(block(rows.subList(from, Math.min(rows.size(), from + rowsPerBlock)), layout, from));
        }
        return blocks;
    }

    /** A column of these numbers. */
    public static CodeColumn column(int... codes) {
        return CodeColumn.of(codes, IntStream.range(0, codes.length).toArray(), 0, codes.length, Integer.MAX_VALUE);
    }

    private static EncodedBlock block(List<EncodedRow> rows, Layout layout, long first) {
        int size = rows.size();
        double[][] numbers = new double[layout.numbers().length][size];
        CodeColumn[] codes = new CodeColumn[layout.codes().length];
        int[] order = IntStream.range(0, size).toArray();
        for (int j = 0; j < numbers.length; j++) {
            for (int i = 0; i < size; i++) {
                numbers[j][i] = value(rows.get(i), layout.numbers()[j]);
            }
        }
        for (int c = 0; c < codes.length; c++) {
            int[] all = new int[size];
            for (int i = 0; i < size; i++) {
                all[i] = layout.sizes()[c];
                for (int t = 0; t < layout.sizes()[c]; t++) {
                    all[i] = value(rows.get(i), layout.codes()[c] + t) == 1 ? t : all[i];
                }
            }
            codes[c] = CodeColumn.of(all, order, 0, size, layout.sizes()[c]);
        }
        boolean weighted = rows.stream().anyMatch(row -> row.weight() != 1);
        return new EncodedBlock(
                rows.get(0).test(),
                first,
                size,
                CodeColumn.of(rows.stream().mapToInt(EncodedRow::label).toArray(), order, 0, size, 255),
                weighted ? rows.stream().mapToDouble(EncodedRow::weight).toArray() : new double[0],
                new CodeColumn[0],
                numbers,
                codes);
    }

    private static double value(EncodedRow row, int term) {
        for (int i = 0; i < row.indices().length; i++) {
            if (row.indices()[i] == term) {
                return row.values()[i];
            }
        }
        return 0;
    }
}
