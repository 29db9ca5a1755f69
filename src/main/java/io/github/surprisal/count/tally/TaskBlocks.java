package io.github.surprisal.count.tally;

import io.github.surprisal.scan.Batch;
import io.github.surprisal.spark.TaskMemory;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** What a task counts, as blocks: each is of one reduce partition. */
public final class TaskBlocks {
    private TaskBlocks() {}

    /**
     * Counts batches into tallies of bounded size and hands each on as one block per reduce partition; the rows that a
     * tally only lists, when they are many, before the rest. What tallies take is lent by Spark, their blocks' room too.
     */
    public static Iterator<Tuple2<Integer, byte[]>> of(
            ScanPlan plan, Iterator<Batch> batches, int partitions, long memory) {
        BitSet raw = new BitSet();
        TaskMemory.Share lent = new TaskMemory().new Share();
        return handOn(new Iterator<>() {
            private Tally tally;

            @Override
            public boolean hasNext() {
                return (tally == null || tally.complaint().isEmpty()) && batches.hasNext();
            }

            @Override
            public byte[][] next() {
                if (tally == null) {
                    lent.release();
                    tally = new Tally(plan, partitions, raw, memory, lent);
                }
                boolean isFull;
                do {
                    tally.add(batches.next());
                    isFull = tally.isFull();
                } while (hasNext() && !isFull && !tally.hasListedMuch());
                if (hasNext() && !isFull) {
                    return tally.listed();
                }
                if (hasNext()) {
                    tally.settle();
                }
                byte[][] blocks = tally.blocks();
                tally = hasNext() ? null : tally;
                return blocks;
            }
        });
    }

    /** Blocks one by one, each with its partition. */
    public static Iterator<Tuple2<Integer, byte[]>> handOn(Iterator<byte[][]> tallies) {
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
}
