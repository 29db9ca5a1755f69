package io.github.surprisal.count;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import scala.Tuple2;

/** What runs on the executors: tasks turn batches into blocks, reducers turn blocks into what the driver needs. */
final class PartitionCounts {
    private PartitionCounts() {}

    /**
     * What a reduce partition tells the driver.
     *
     * @param block keys, strata, nulls, and all values of the columns that are small enough here
     * @param distinct number of distinct non-null values here, by column
     * @param over what is known of the other columns, by column
     * @param groups the groups that {@code over} numbers: first the grouping, then the key ids as in {@code block}
     */
    record Reduced(byte[] block, long[] distinct, Map<Integer, OverLimit> over, List<int[]> groups)
            implements Serializable {}

    /** Counts batches into tallies of bounded size and hands each on as one block per reduce partition. */
    static Iterator<Tuple2<Integer, byte[]>> tally(
            ScanPlan plan, Iterator<Batch> batches, int partitions, long memory) {
        BitSet raw = new BitSet();
        return handOn(
                () -> {
                    Tally tally = new Tally(plan, partitions, raw, memory);
                    do {
                        tally.add(batches.next());
                    } while (batches.hasNext() && tally.complaint().isEmpty() && !tally.isFull());
                    return tally;
                },
                batches::hasNext);
    }

    /** The blocks of tally after tally, while there are more. */
    static Iterator<Tuple2<Integer, byte[]>> handOn(Supplier<Tally> tallies, BooleanSupplier hasMore) {
        return new Iterator<>() {
            private byte[][] blocks = new byte[0][];
            private int next;
            private boolean stopped;

            @Override
            public boolean hasNext() {
                while (true) {
                    while (next < blocks.length && blocks[next].length == 0) {
                        next++;
                    }
                    if (next < blocks.length) {
                        return true;
                    }
                    if (stopped || !hasMore.getAsBoolean()) {
                        return false;
                    }
                    Tally tally = tallies.get();
                    stopped = !tally.complaint().isEmpty();
                    blocks = tally.blocks();
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

    /** The blocks of one reduce partition. */
    static BlockSet collect(ScanPlan plan, Iterator<Tuple2<Integer, byte[]>> blocks) {
        BlockSet set = new BlockSet(plan);
        while (blocks.hasNext()) {
            set.add(blocks.next()._2());
        }
        return set;
    }

    /** Keeps back the columns with more than {@code bound} values in this partition. */
    static Reduced reduce(BlockSet set, long bound, int sampleSize) {
        ScanPlan plan = set.plan();
        Block.Writer block = new Block.Writer(1 << 12);
        set.stratification().write(block, true);
        Section section = new Section();
        long[] distinct = new long[plan.counted().length];
        Map<Integer, OverLimit> over = new HashMap<>();
        boolean complains = !set.stratification().complaint().isEmpty();
        Rollup rollup = null;
        for (int c = 0; c < distinct.length && !complains; c++) {
            List<ColumnTally> kept = new ArrayList<>();
            ColumnTally first = set.piece(c, 0);
            boolean numeric = plan.numeric()[plan.counted()[c]];
            for (int piece = 0; piece < set.pieces(c); piece++) {
                ColumnTally tally = piece == 0 ? first : set.piece(c, piece);
                distinct[c] += tally.values().size();
                kept.add(tally);
                if (distinct[c] > bound) {
                    rollup = rollup == null
                            ? new Rollup(set.stratification(), localClasses(set.stratification()))
                            : rollup;
                    OverLimit summary = over.computeIfAbsent(
                            c, column -> new OverLimit(tally.values().type(), numeric ? sampleSize : 0));
                    for (ColumnTally some : kept) {
                        summary.add(some, rollup, numeric);
                    }
                    kept.clear();
                }
            }
            if (over.containsKey(c)) {
                first.writeNulls(section.part(0));
            } else {
                for (int piece = 0; piece < kept.size(); piece++) {
                    kept.get(piece).writeAll(section.part(piece));
                }
            }
            section.moveTo(block, c);
        }
        return new Reduced(block.toBytes(), distinct, over, rollup == null ? List.of() : groups(rollup));
    }

    private static List<int[]> groups(Rollup rollup) {
        List<int[]> groups = new ArrayList<>();
        for (int group = 0; group < rollup.groups(); group++) {
            int[] tuple = rollup.tupleOf(group);
            int[] named = new int[tuple.length + 1];
            named[0] = rollup.groupingOf(group);
            System.arraycopy(tuple, 0, named, 1, tuple.length);
            groups.add(named);
        }
        return groups;
    }

    /** The class of each label id as a reducer knows them: id − 1, null the last. */
    static int[] localClasses(Stratification strata) {
        int labels =
                strata.plan().label() ? strata.key(strata.plan().labelKey()).size() : 0;
        int[] classes = new int[labels + 1];
        for (int id = 1; id <= labels; id++) {
            classes[id] = id - 1;
        }
        classes[0] = labels;
        return classes;
    }

    /** For columns that turned out small after all, their values; for those with edges, bin numbers in place of values. */
    static byte[] second(BlockSet set, BitSet wanted, Map<Integer, double[]> edges) {
        Block.Writer block = new Block.Writer(1 << 12);
        set.stratification().write(block, false);
        Section section = new Section();
        for (int c = wanted.nextSetBit(0); c >= 0; c = wanted.nextSetBit(c + 1)) {
            set.column(c).writeAll(section.part(0));
            section.moveTo(block, c);
        }
        edges.forEach((column, cuts) -> {
            bins(set, column, cuts).writeAll(section.part(0));
            section.moveTo(block, column);
        });
        return block.toBytes();
    }

    private static ColumnTally bins(BlockSet set, int column, double[] edges) {
        ScanPlan plan = set.plan();
        CategoryType type = plan.readers().get(plan.counted()[column]).type();
        ColumnTally bins = set.stratification().tally(new Values(CategoryType.of(CategoryType.Base.INTEGER)));
        FineBins.Index index = new FineBins.Index(edges);
        set.merge(column, bins, reader -> bins.values().idOf(index.binOf(reader.number(type))));
        return bins;
    }
}
