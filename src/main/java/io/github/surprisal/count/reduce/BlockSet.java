package io.github.surprisal.count.reduce;

import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.Stratification;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.BlockFormat;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The blocks of one reduce partition, read together: their strata at once, their columns one at a time. */
public final class BlockSet {
    /** A column of fewer bytes than this is one piece. */
    private static final long SMALL = 1 << 16;

    private static final int BYTES_A_VALUE = 12;

    /**
     * So many bytes of small blocks are merged: by {@code submit/benchmark scaling} 22 partitions with 10,000 blocks of 4 KB each take
     * two cores 9 s, and 36 where blocks are kept until the end.
     */
    private static final long MERGED = 1 << 22;

    /** Small is a block of no more than this on average: the first merge, which may be in vain, takes 16 of them. */
    private static final long MERGED_EACH = 1 << 18;

    /** An index has room for no more values at first: where there are fewer, some megabytes are wasted. */
    private static final int MOST_EXPECTED = 1 << 20;

    /** Listed rows are counted so many at a time. */
    private static final int ROWS = 1 << 10;

    private final ScanPlan plan;
    private final Stratification stratification;
    private final List<Part> parts = new ArrayList<>();
    private long bytes;

    private record Part(byte[] bytes, Stratification.Mapping mapping, int[][] places) {}

    BlockSet(ScanPlan plan) {
        this.plan = plan;
        this.stratification = new Stratification(plan);
    }

    /**
     * Of the blocks of one partition. Small ones are merged as they come while that makes them fewer bytes: tasks that have seen the
     * same values say the same of them, and what a partition holds then does not grow with the number of tasks.
     *
     * @param partitions how many partitions there are
     */
    public static BlockSet of(ScanPlan plan, int partitions, Iterator<byte[]> blocks) {
        BlockSet set = new BlockSet(plan);
        long enough = MERGED;
        while (blocks.hasNext()) {
            set.add(blocks.next());
            if (set.bytes >= enough && set.bytes <= MERGED_EACH * set.parts.size()) {
                BlockSet merged = new BlockSet(plan);
                merged.add(set.merged(partitions));
                boolean pays = 2 * merged.bytes <= set.bytes;
                enough = pays ? Math.max(MERGED, 4 * merged.bytes) : Long.MAX_VALUE;
                set = pays ? merged : set;
            }
        }
        return set;
    }

    /** All blocks as one. */
    private byte[] merged(int partitions) {
        Block.Writer block = new Block.Writer(1 << 16);
        stratification.write(block, true);
        ColumnSection section = new ColumnSection();
        for (int c = 0; c < plan.counted().length; c++) {
            column(c).writeParts(section, partitions);
            section.moveTo(block, c);
        }
        return block.toBytes();
    }

    Stratification.Mapping add(byte[] block) {
        Block.Reader reader = new Block.Reader(block);
        Stratification.Mapping mapping = stratification.merge(reader);
        bytes += block.length;
        parts.add(new Part(block, mapping, ColumnSection.find(reader, 2 * plan.counted().length)));
        return mapping;
    }

    /** How many bytes its blocks take. */
    long bytes() {
        return bytes;
    }

    ScanPlan plan() {
        return plan;
    }

    public Stratification stratification() {
        return stratification;
    }

    /** A whole column. */
    ColumnTally column(int column) {
        ColumnTally tally = empty(column, expected(bytes(column)));
        merge(column, tally, Numbering.of(tally.values()));
        return tally;
    }

    /** A column in pieces that have no value in common; the nulls are in the first one. */
    public int pieces(int column) {
        return bytes(column) < SMALL ? 1 : ColumnSection.PARTS;
    }

    /** One of the pieces of a column. */
    public ColumnTally piece(int column, int piece) {
        if (pieces(column) == 1) {
            return column(column);
        }
        return piece(column, piece, empty(column, expected(bytes(column) / ColumnSection.PARTS)));
    }

    /** The same in a tally of the column that is empty, such as one of another piece that was cleared. */
    ColumnTally piece(int column, int piece, ColumnTally tally) {
        new Merging(tally, Numbering.of(tally.values())).add(column, piece);
        return tally;
    }

    /** The rows of one of the pieces of a column of 64-bit keys, but not the first, under one base grouping and without weights. */
    void collect(int column, int piece, KeyPiece into) {
        for (Part block : parts) {
            if (block.places()[0][column] > 0) {
                Block.Reader reader = new Block.Reader(block.bytes());
                reader.seek(block.places()[0][column]);
                int end = ColumnSection.seek(reader, piece);
                int[] strataMap = block.mapping().strata()[0];
                while (reader.position() < end) {
                    boolean raw = reader.number() == BlockFormat.LISTED;
                    int size = reader.integer();
                    if (raw) {
                        into.addListed(reader, size, strataMap);
                    } else {
                        into.addCounted(reader, size, strataMap);
                    }
                }
            }
        }
        into.sort();
    }

    /** A guess at how many distinct values are in so many bytes: a key takes eight, and its cells a few. */
    private static int expected(long bytes) {
        return (int) Math.min(MOST_EXPECTED, bytes / BYTES_A_VALUE);
    }

    private ColumnTally empty(int column, int expected) {
        CategoryType type = plan.readers().get(plan.counted()[column]).type();
        return stratification.tally(new ValueIndex(type, expected));
    }

    private long bytes(int column) {
        long bytes = 0;
        for (Part part : parts) {
            bytes += part.places()[1][column] - part.places()[0][column];
        }
        return bytes;
    }

    /** The column number under which a block has a column's cells by class alone, those of all groups together. */
    int byClassAlone(int column) {
        return plan.counted().length + column;
    }

    /** A whole column, with what there is of it by class alone. */
    ColumnTally withByClass(int column) {
        ColumnTally tally = column(column);
        merge(byClassAlone(column), tally, Numbering.of(tally.values()));
        return tally;
    }

    /** Adds all of a column to a tally of other values. */
    void merge(int column, ColumnTally into, Numbering numbering) {
        Merging merging = new Merging(into, numbering);
        for (int i = 0; i < ColumnSection.PARTS; i++) {
            merging.add(column, i);
        }
    }

    /** Adds the parts of columns in blocks to a tally. */
    private final class Merging {
        private final ColumnTally into;
        private final Numbering numbering;

        /** The numbers of some listed rows, and by base grouping their strata. */
        private int[] ids = new int[0];

        private long[] keys = new long[0];

        private int[][] strata = new int[0][];

        Merging(ColumnTally into, Numbering numbering) {
            this.into = into;
            this.numbering = numbering;
        }

        void add(int column, int part) {
            for (Part block : parts) {
                if (block.places()[0][column] > 0) {
                    Block.Reader reader = new Block.Reader(block.bytes());
                    reader.seek(block.places()[0][column]);
                    int end = ColumnSection.seek(reader, part);
                    while (reader.position() < end) {
                        run(reader, block.mapping().strata());
                    }
                }
            }
        }

        private void run(Block.Reader reader, int[][] strataMap) {
            boolean raw = reader.number() == BlockFormat.LISTED;
            int size = reader.integer();
            if (raw && plan.weight() < 0) {
                listed(reader, size, strataMap);
                return;
            }
            for (int left = size; left > 0; left--) {
                if (raw) {
                    weighted(reader, strataMap);
                } else {
                    int id = reader.number() == 0 ? 0 : numbering.next(reader);
                    for (int b = 0; b < strataMap.length; b++) {
                        ColumnTally.readCells(reader, into.cells(b), id, strataMap[b]);
                    }
                }
            }
        }

        private void listed(Block.Reader reader, int size, int[][] strataMap) {
            if (ids.length == 0) {
                ids = new int[ROWS];
                keys = new long[ROWS];
                strata = new int[strataMap.length][ROWS];
            }
            boolean isOfKeys = strataMap.length == 1 && !numbering.isOfBytes();
            for (int left = size; left > 0; left -= ROWS) {
                int rows = Math.min(left, ROWS);
                if (isOfKeys) {
                    reader.listed(rows, keys, strata[0], 0, strataMap[0]);
                    numbering.ids(keys, rows, ids);
                }
                for (int row = 0; row < rows && !isOfKeys; row++) {
                    ids[row] = numbering.next(reader);
                    for (int b = 0; b < strataMap.length; b++) {
                        strata[b][row] = strataMap[b][reader.integer()];
                    }
                }
                int valueCount = into.values().size() + 1;
                for (int b = 0; b < strataMap.length; b++) {
                    int strataCount = stratification.strata(b).size();
                    into.cells(b).addOnes(ids, strata[b], rows, valueCount, strataCount);
                }
            }
        }

        private void weighted(Block.Reader reader, int[][] strataMap) {
            int id = numbering.next(reader);
            int[] ofRow = new int[strataMap.length];
            for (int b = 0; b < ofRow.length; b++) {
                ofRow[b] = strataMap[b][reader.integer()];
            }
            long whole = reader.number();
            long fraction = reader.bits();
            for (int b = 0; b < ofRow.length; b++) {
                into.cells(b).add(id, ofRow[b], whole, fraction);
            }
        }
    }
}
