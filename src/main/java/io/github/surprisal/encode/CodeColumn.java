package io.github.surprisal.encode;

import java.io.Serializable;

/** A small whole number for each row of a block, in the narrowest type that holds the greatest one. */
public abstract sealed class CodeColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    private CodeColumn() {}

    /** Some of these numbers, none greater than {@code greatest}. */
    static CodeColumn of(int[] codes, int[] rows, int from, int to, int greatest) {
        int size = to - from;
        return switch (width(greatest)) {
            case 1 -> {
                byte[] bytes = new byte[size];
                for (int i = 0; i < size; i++) {
                    bytes[i] = (byte) codes[rows[from + i]];
                }
                yield new Bytes(bytes);
            }
            case 2 -> {
                short[] shorts = new short[size];
                for (int i = 0; i < size; i++) {
                    shorts[i] = (short) codes[rows[from + i]];
                }
                yield new Shorts(shorts);
            }
            default -> {
                int[] ints = new int[size];
                for (int i = 0; i < size; i++) {
                    ints[i] = codes[rows[from + i]];
                }
                yield new Ints(ints);
            }
        };
    }

    /** How many bytes a number up to this takes: 1, 2 or 4. */
    public static int width(int greatest) {
        return greatest < 1 << 8 ? 1 : greatest < 1 << 16 ? 2 : 4;
    }

    /** The number of a row. */
    public abstract int at(int row);

    /** The numbers of some rows, in their order, as wide as before. */
    abstract CodeColumn only(int[] rows);

    /**
     * The numbers themselves, unsigned bytes, not to be written to.
     *
     * @throws IllegalStateException where they are wider
     */
    public byte[] bytes() {
        throw new IllegalStateException("Codes are wider than a byte");
    }

    /** Adds {@code values[offset + number]} to each row's sum. */
    public abstract void addTo(double[] sums, int rows, double[] values, int offset);

    /** Adds each row's figure to {@code into[offset + number]}. */
    public abstract void scatter(double[] figures, int rows, double[] into, int offset);

    /** Puts the rows' numbers into an array, from a place on. */
    public abstract void copyTo(int[] numbers, int at, int rows);

    /** Adds {@code values[number]} to each row's whole number, from a place on. */
    public abstract void addTo(int[] sums, int at, int rows, int[] values);

    private static final class Bytes extends CodeColumn {
        private static final long serialVersionUID = 1L;
        private final byte[] codes;

        Bytes(byte[] codes) {
            this.codes = codes;
        }

        @Override
        public byte[] bytes() {
            return codes;
        }

        @Override
        public int at(int row) {
            return codes[row] & 0xFF;
        }

        @Override
        CodeColumn only(int[] rows) {
            byte[] some = new byte[rows.length];
            for (int i = 0; i < some.length; i++) {
                some[i] = codes[rows[i]];
            }
            return new Bytes(some);
        }

        @Override
        public void addTo(double[] sums, int rows, double[] values, int offset) {
            for (int i = 0; i < rows; i++) {
                sums[i] += values[offset + (codes[i] & 0xFF)];
            }
        }

        @Override
        public void scatter(double[] figures, int rows, double[] into, int offset) {
            for (int i = 0; i < rows; i++) {
                into[offset + (codes[i] & 0xFF)] += figures[i];
            }
        }

        @Override
        public void copyTo(int[] numbers, int at, int rows) {
            for (int i = 0; i < rows; i++) {
                numbers[at + i] = codes[i] & 0xFF;
            }
        }

        @Override
        public void addTo(int[] sums, int at, int rows, int[] values) {
            for (int i = 0; i < rows; i++) {
                sums[at + i] += values[codes[i] & 0xFF];
            }
        }
    }

    private static final class Shorts extends CodeColumn {
        private static final long serialVersionUID = 1L;
        private final short[] codes;

        Shorts(short[] codes) {
            this.codes = codes;
        }

        @Override
        public int at(int row) {
            return codes[row] & 0xFFFF;
        }

        @Override
        CodeColumn only(int[] rows) {
            short[] some = new short[rows.length];
            for (int i = 0; i < some.length; i++) {
                some[i] = codes[rows[i]];
            }
            return new Shorts(some);
        }

        @Override
        public void addTo(double[] sums, int rows, double[] values, int offset) {
            for (int i = 0; i < rows; i++) {
                sums[i] += values[offset + (codes[i] & 0xFFFF)];
            }
        }

        @Override
        public void scatter(double[] figures, int rows, double[] into, int offset) {
            for (int i = 0; i < rows; i++) {
                into[offset + (codes[i] & 0xFFFF)] += figures[i];
            }
        }

        @Override
        public void copyTo(int[] numbers, int at, int rows) {
            for (int i = 0; i < rows; i++) {
                numbers[at + i] = codes[i] & 0xFFFF;
            }
        }

        @Override
        public void addTo(int[] sums, int at, int rows, int[] values) {
            for (int i = 0; i < rows; i++) {
                sums[at + i] += values[codes[i] & 0xFFFF];
            }
        }
    }

    private static final class Ints extends CodeColumn {
        private static final long serialVersionUID = 1L;
        private final int[] codes;

        Ints(int[] codes) {
            this.codes = codes;
        }

        @Override
        public int at(int row) {
            return codes[row];
        }

        @Override
        CodeColumn only(int[] rows) {
            int[] some = new int[rows.length];
            for (int i = 0; i < some.length; i++) {
                some[i] = codes[rows[i]];
            }
            return new Ints(some);
        }

        @Override
        public void addTo(double[] sums, int rows, double[] values, int offset) {
            for (int i = 0; i < rows; i++) {
                sums[i] += values[offset + codes[i]];
            }
        }

        @Override
        public void scatter(double[] figures, int rows, double[] into, int offset) {
            for (int i = 0; i < rows; i++) {
                into[offset + codes[i]] += figures[i];
            }
        }

        @Override
        public void copyTo(int[] numbers, int at, int rows) {
            for (int i = 0; i < rows; i++) {
                numbers[at + i] = codes[i];
            }
        }

        @Override
        public void addTo(int[] sums, int at, int rows, int[] values) {
            for (int i = 0; i < rows; i++) {
                sums[at + i] += values[codes[i]];
            }
        }
    }
}
