package io.github.surprisal.count.wire;

/**
 * One column's place in a block: its number, which of its parts are there, their lengths, the parts. A value's part is
 * said by its hash, so that a reducer can merge a great column part by part, each in tables that fit a cache.
 */
public final class ColumnSection {
    /** Parts of a column within a block. */
    public static final int PARTS = 16;

    /** Bytes of a column's number, of which parts there are and of their lengths, at most. */
    public static final int MAX_HEADER = 5 * (PARTS + 2);

    /** Stands where a column's number would: a block ends here. */
    private static final int END = Integer.MAX_VALUE;

    private final Block.Writer[] parts = new Block.Writer[PARTS];
    private final Block.Writer[] tails = new Block.Writer[PARTS];

    public ColumnSection() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Block.Writer(64);
        }
    }

    public Block.Writer part(int i) {
        return parts[i];
    }

    /** Lets a part end with what this has, which is copied when the section is moved. */
    public void setTail(int i, Block.Writer tail) {
        tails[i] = tail;
    }

    private int size(int i) {
        return parts[i].size() + (tails[i] == null ? 0 : tails[i].size());
    }

    /** Appends the parts to a block, if any holds something, and forgets them. */
    public void moveTo(Block.Writer block, int column) {
        int present = 0;
        for (int i = 0; i < PARTS; i++) {
            present |= size(i) > 0 ? 1 << i : 0;
        }
        if (present == 0) {
            return;
        }
        block.number(column);
        block.number(present);
        for (int i = 0; i < PARTS; i++) {
            if (size(i) > 0) {
                block.number(size(i));
            }
        }
        for (int i = 0; i < PARTS; i++) {
            block.append(parts[i]);
            if (tails[i] != null) {
                block.append(tails[i]);
                tails[i] = null;
            }
            parts[i].clear();
        }
    }

    /** Ends a block: what may stand behind it is not read. */
    public static byte[] end(Block.Writer block) {
        block.number(END);
        return block.toBytesAndMore();
    }

    /**
     * Where the columns of a block are; the reader stands behind its header.
     *
     * @return for each column where it starts, behind its number, and where it ends; 0 where it is not there
     */
    public static int[][] find(Block.Reader reader, int columns) {
        int[][] places = new int[2][columns];
        while (!reader.atEnd()) {
            int column = reader.integer();
            if (column == END) {
                break;
            }
            places[0][column] = reader.position();
            int total = 0;
            for (int parts = Integer.bitCount(reader.integer()); parts > 0; parts--) {
                total += reader.integer();
            }
            reader.seek(reader.position() + total);
            places[1][column] = reader.position();
        }
        return places;
    }

    /**
     * Moves the reader from the start of a column to that of a part.
     *
     * @return where the part ends: where the reader is if it is not there
     */
    public static int seek(Block.Reader reader, int part) {
        int present = reader.integer();
        int before = 0;
        int length = 0;
        for (int i = 0; i < PARTS; i++) {
            int size = ((present >>> i) & 1) == 0 ? 0 : reader.integer();
            before += i < part ? size : 0;
            length = i == part ? size : length;
        }
        reader.seek(reader.position() + before);
        return reader.position() + length;
    }
}
