package io.github.surprisal.count.wire;

/** The numbers by which the runs and the cells of a block say what they are. */
public final class BlockFormat {
    /** Starts a run of values, each with all of its cells, some of them perhaps in parts. */
    public static final int COUNTED = 0;

    /** Starts a run of rows: value, strata and, where there is one, weight. */
    public static final int LISTED = 1;

    /** The cells of a value begin with how many there are, and in these bits how they are written. */
    static final int CELLS_BITS = 2;

    /** Stratum and count of each. */
    public static final int WHOLE_CELLS = 0;

    /** Stratum, count and fraction of each. */
    public static final int FRACTIONAL_CELLS = 1;

    /** A byte for each stratum, also where it has no cell. */
    public static final int BYTE_CELLS = 2;

    private BlockFormat() {}

    /** What the cells of a value begin with. */
    public static long cells(int size, int kind) {
        return ((long) size << CELLS_BITS) + kind;
    }

    /** How the cells are written that begin with this number. */
    public static int kindOfCells(long header) {
        return (int) (header & ((1 << CELLS_BITS) - 1));
    }

    /** How many cells there are, or how many bytes of {@link #BYTE_CELLS}. */
    public static long sizeOfCells(long header) {
        return header >>> CELLS_BITS;
    }
}
