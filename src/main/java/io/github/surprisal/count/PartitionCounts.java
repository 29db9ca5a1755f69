package io.github.surprisal.count;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/** What runs on the executors: tasks turn rows into blocks, reducers turn blocks into what the driver needs. */
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

    /** Counts rows into tallies of bounded size and hands each on as one block per reduce partition. */
    static Iterator<Tuple2<Integer, byte[]>> tally(
            ScanPlan plan, Iterator<InternalRow> rows, int partitions, long memory) {
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
                    if (stopped || !rows.hasNext()) {
                        return false;
                    }
                    Tally tally = fill(plan, rows, memory);
                    stopped = !tally.complaint().isEmpty();
                    blocks = tally.blocks(partitions, all(plan));
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

    private static Tally fill(ScanPlan plan, Iterator<InternalRow> rows, long memory) {
        Tally tally = new Tally(plan);
        int sinceCheck = 0;
        while (rows.hasNext() && tally.complaint().isEmpty()) {
            tally.add(rows.next());
            if (++sinceCheck == 4096) {
                sinceCheck = 0;
                if (tally.memory() > memory) {
                    break;
                }
            }
        }
        return tally;
    }

    /** Merges the blocks of one reduce partition. */
    static Tally merge(ScanPlan plan, Iterator<Tuple2<Integer, byte[]>> blocks) {
        Tally tally = new Tally(plan);
        while (blocks.hasNext()) {
            tally.merge(blocks.next()._2());
        }
        return tally;
    }

    /** Keeps back the columns with more than {@code bound} values in this partition. */
    static Reduced reduce(Tally tally, long bound, int sampleSize) {
        ScanPlan plan = tally.plan();
        int columns = plan.counted().length;
        BitSet small = new BitSet();
        long[] distinct = new long[columns];
        Map<Integer, OverLimit> over = new HashMap<>();
        for (int c = 0; c < columns; c++) {
            distinct[c] = tally.values(c).size();
            small.set(c, distinct[c] <= bound);
        }
        List<int[]> groups = new ArrayList<>();
        if (small.cardinality() < columns && tally.complaint().isEmpty()) {
            Rollup rollup = new Rollup(tally, localClasses(tally));
            for (int group = 0; group < rollup.groups(); group++) {
                int[] tuple = rollup.tupleOf(group);
                int[] named = new int[tuple.length + 1];
                named[0] = rollup.groupingOf(group);
                System.arraycopy(tuple, 0, named, 1, tuple.length);
                groups.add(named);
            }
            for (int c = small.nextClearBit(0); c < columns; c = small.nextClearBit(c + 1)) {
                over.put(c, OverLimit.of(tally, rollup, c, plan.numeric()[plan.counted()[c]], sampleSize));
            }
        }
        return new Reduced(tally.blocks(1, small)[0], distinct, over, groups);
    }

    /** The class of each label id as a reducer knows them: id − 1, null the last. */
    static int[] localClasses(Tally tally) {
        int labels = tally.plan().label() ? tally.key(tally.plan().labelKey()).size() : 0;
        int[] classes = new int[labels + 1];
        for (int id = 1; id <= labels; id++) {
            classes[id] = id - 1;
        }
        classes[0] = labels;
        return classes;
    }

    /** All values of some columns, and the fine bins of others. */
    record Second(byte[] values, byte[] bins) implements Serializable {}

    /** For columns that turned out small after all, their values; for those with edges, their bins. */
    static Second second(Tally tally, BitSet wanted, Map<Integer, double[]> edges) {
        Tally bins = Tally.ofBins(tally.plan());
        bins.merge(tally.blocks(1, new BitSet())[0]);
        edges.forEach((column, cuts) -> {
            Values values = tally.values(column);
            CellTable.ByValue[] byBase = tally.byValue(column, values.size());
            for (int b = 0; b < byBase.length; b++) {
                CellTable.ByValue cells = byBase[b];
                CellTable into = bins.cells(column, b);
                for (int id = 1; id <= values.size(); id++) {
                    int bin = bins.values(column).idOf(FineBins.binOf(values.number(id), cuts));
                    for (int at = cells.starts()[id]; at < cells.starts()[id + 1]; at++) {
                        into.add(bin, cells.strata()[at], cells.wholes()[at], cells.fraction(at));
                    }
                }
            }
        });
        BitSet binned = new BitSet();
        edges.keySet().forEach(binned::set);
        return new Second(tally.blocks(1, wanted)[0], bins.blocks(1, binned)[0]);
    }

    private static BitSet all(ScanPlan plan) {
        BitSet all = new BitSet();
        all.set(0, plan.counted().length);
        return all;
    }
}
