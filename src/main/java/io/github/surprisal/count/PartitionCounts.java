package io.github.surprisal.count;

import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.CategoryType;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** What runs on the executors beside {@link Reducer}: tasks turn batches into blocks, blocks into sets and, the second time,
 * into what the driver asked for. */
final class PartitionCounts {
    private PartitionCounts() {}

    /**
     * Counts batches into tallies of bounded size and hands each on as one block per reduce partition; the rows that a
     * tally only lists, when they are many, before the rest.
     */
    static Iterator<Tuple2<Integer, byte[]>> tally(
            ScanPlan plan, Iterator<Batch> batches, int partitions, long memory) {
        BitSet raw = new BitSet();
        return handOn(new Iterator<>() {
            private Tally tally = new Tally(plan, partitions, raw, memory);

            @Override
            public boolean hasNext() {
                return tally.complaint().isEmpty() && batches.hasNext();
            }

            @Override
            public byte[][] next() {
                do {
                    tally.add(batches.next());
                } while (hasNext() && !tally.isFull() && !tally.hasListedMuch());
                if (hasNext() && !tally.isFull()) {
                    return tally.listed();
                }
                byte[][] blocks = tally.blocks();
                if (hasNext()) {
                    tally = new Tally(plan, partitions, raw, memory);
                }
                return blocks;
            }
        });
    }

    /** Blocks one by one, each with its partition. */
    static Iterator<Tuple2<Integer, byte[]>> handOn(Iterator<byte[][]> tallies) {
        return new Iterator<>() {
            private byte[][] blocks = new byte[0][];
            private int next;

            @Override
            public boolean hasNext() {
                while (true) {
                    while (next < blocks.length && blocks[next].length == 0) {
                        next++;
                    }
                    if (next < blocks.length) {
                        return true;
                    }
                    if (!tallies.hasNext()) {
                        return false;
                    }
                    blocks = tallies.next();
                    next = 0;
                }
            }

            @Override
            public Tuple2<Integer, byte[]> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                byte[] block = blocks[next];
                blocks[next] = new byte[0];
                return new Tuple2<>(next, block);
            }
        };
    }

    /**
     * For columns that turned out small after all, their values; for those with edges, bin numbers in place of values.
     *
     * @param edges by column, the edges of the whole table's bins, and of the groups' unless they have some of their own
     * @param groupEdges by column, the edges of the groups' bins
     */
    static byte[] second(
            BlockSet set, BitSet wanted, Map<Integer, Categories> edges, Map<Integer, Categories> groupEdges) {
        Block.Writer block = new Block.Writer(1 << 12);
        set.stratification().write(block, false);
        ColumnSection section = new ColumnSection();
        for (int c = wanted.nextSetBit(0); c >= 0; c = wanted.nextSetBit(c + 1)) {
            set.column(c).writeAll(section.part(0));
            section.moveTo(block, c);
        }
        edges.forEach((column, cuts) -> {
            ColumnTally bins = bins(set, column, cuts);
            boolean alone = groupEdges.containsKey(column);
            (alone ? bins.byClassAlone(set.stratification().onlyOfClass()) : bins).writeAll(section.part(0));
            section.moveTo(block, alone ? set.byClassAlone(column) : column);
        });
        groupEdges.forEach((column, cuts) -> {
            bins(set, column, cuts).writeAll(section.part(0));
            section.moveTo(block, column);
        });
        return block.toBytes();
    }

    private static ColumnTally bins(BlockSet set, int column, Categories edges) {
        ColumnTally bins = set.stratification().tally(new ValueIndex(CategoryType.of(CategoryType.Base.INTEGER)));
        set.merge(column, bins, Numbering.ofBins(bins.values(), new BinIndex(edges)));
        return bins;
    }
}
