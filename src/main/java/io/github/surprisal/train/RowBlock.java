package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Some rows, column by column.
 *
 * @param labels class codes
 * @param weights positive
 * @param numbers centred and scaled, by number
 * @param codes by column of codes: bytes, shorts or ints, unsigned, the greatest one for none
 */
record RowBlock(int[] labels, double[] weights, double[][] numbers, Object[] codes) implements Serializable {
    private static final int ROWS = 4096;

    int rows() {
        return labels.length;
    }

    /** The training rows of a partition, in their order. */
    static Iterator<RowBlock> of(Iterator<EncodedRow> rows, Design design) {
        return new Iterator<>() {
            private final List<EncodedRow> next = new ArrayList<>();

            @Override
            public boolean hasNext() {
                while (next.size() < ROWS && rows.hasNext()) {
                    EncodedRow row = rows.next();
                    if (!row.test()) {
                        next.add(row);
                    }
                }
                return !next.isEmpty();
            }

            @Override
            public RowBlock next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                RowBlock block = of(next, design);
                next.clear();
                return block;
            }
        };
    }

    private static RowBlock of(List<EncodedRow> rows, Design design) {
        int size = rows.size();
        int[] labels = new int[size];
        double[] weights = new double[size];
        double[][] numbers = new double[design.numbers().length][size];
        int[][] codes = new int[design.codes().length][size];
        for (int i = 0; i < size; i++) {
            EncodedRow row = rows.get(i);
            labels[i] = row.label();
            weights[i] = row.weight();
            int at = 0;
            int number = 0;
            int code = 0;
            // Terms, numbers and columns of codes all ascend.
            while (number < numbers.length || code < codes.length) {
                boolean isNumber = code == codes.length
                        || (number < numbers.length && design.numbers()[number] < design.codes()[code]);
                int first = isNumber ? design.numbers()[number] : design.codes()[code];
                int end = first + (isNumber ? 1 : design.sizes()[code]);
                while (at < row.indices().length && row.indices()[at] < first) {
                    at++;
                }
                boolean present = at < row.indices().length && row.indices()[at] < end;
                if (isNumber) {
                    double value = present ? row.values()[at] : 0;
                    numbers[number][i] = (value - design.means()[number]) * design.scales()[number];
                    number++;
                } else {
                    codes[code][i] = present ? row.indices()[at] - first : design.sizes()[code];
                    code++;
                }
            }
        }
        Object[] narrow = new Object[codes.length];
        for (int c = 0; c < narrow.length; c++) {
            narrow[c] = narrow(codes[c], design.sizes()[c]);
        }
        return new RowBlock(labels, weights, numbers, narrow);
    }

    private static Object narrow(int[] codes, int greatest) {
        if (greatest < 1 << 8) {
            byte[] bytes = new byte[codes.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) codes[i];
            }
            return bytes;
        }
        if (greatest < 1 << 16) {
            short[] shorts = new short[codes.length];
            for (int i = 0; i < shorts.length; i++) {
                shorts[i] = (short) codes[i];
            }
            return shorts;
        }
        return codes;
    }

    /** Adds to each row's margin what its code is worth. */
    void addCodes(int column, double[] margins, double[] slots, int offset) {
        Object narrow = codes[column];
        if (narrow instanceof byte[] bytes) {
            for (int i = 0; i < margins.length; i++) {
                margins[i] += slots[offset + (bytes[i] & 0xFF)];
            }
        } else if (narrow instanceof short[] shorts) {
            for (int i = 0; i < margins.length; i++) {
                margins[i] += slots[offset + (shorts[i] & 0xFFFF)];
            }
        } else if (narrow instanceof int[] ints) {
            for (int i = 0; i < margins.length; i++) {
                margins[i] += slots[offset + ints[i]];
            }
        }
    }

    /** Adds each row's figure to the slot of its code. */
    void scatter(int column, double[] figures, double[] slots, int offset) {
        Object narrow = codes[column];
        if (narrow instanceof byte[] bytes) {
            for (int i = 0; i < figures.length; i++) {
                slots[offset + (bytes[i] & 0xFF)] += figures[i];
            }
        } else if (narrow instanceof short[] shorts) {
            for (int i = 0; i < figures.length; i++) {
                slots[offset + (shorts[i] & 0xFFFF)] += figures[i];
            }
        } else if (narrow instanceof int[] ints) {
            for (int i = 0; i < figures.length; i++) {
                slots[offset + ints[i]] += figures[i];
            }
        }
    }

    /** Adds the weight of each class. */
    void addClasses(double[] into) {
        for (int i = 0; i < labels.length; i++) {
            into[labels[i]] += weights[i];
        }
    }

    int code(int column, int row) {
        Object narrow = codes[column];
        if (narrow instanceof byte[] bytes) {
            return bytes[row] & 0xFF;
        }
        return narrow instanceof short[] shorts ? shorts[row] & 0xFFFF : ((int[]) narrow)[row];
    }
}
