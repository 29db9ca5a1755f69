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
     * tally only lists, when they are many, before the rest. Where another part of the task needs the memory of a tally, such as a sort of
     * the query that is counted, its blocks are made at once.
     */
    public static Iterator<Tuple2<Integer, byte[]>> of(
            ScanPlan plan, Iterator<Batch> batches, int partitions, long memory) {
        return handOn(new Tallies(plan, batches, partitions, memory));
    }

    /** The tallies of a task one after the other, as blocks by reduce partition. */
    private static final class Tallies implements Iterator<byte[][]> {
        private final ScanPlan plan;
        private final Iterator<Batch> batches;
        private final int partitions;
        private final long memory;
        private final BitSet raw = new BitSet();
        private final TaskMemory.Share lent = new TaskMemory().new Share();

        /** The one that rows are added to; null where the last one was handed on. */
        private Tally tally;

        private boolean isWritten;
        private boolean isStopped;

        /** Blocks that were made for their memory; null where there are none. */
        private byte[][] early;

        /** A batch that was read when those were made; null where there is none. */
        private Batch batch;

        Tallies(ScanPlan plan, Iterator<Batch> batches, int partitions, long memory) {
            this.plan = plan;
            this.batches = batches;
            this.partitions = partitions;
            this.memory = memory;
            lent.onDemand(this::spill);
        }

        /** Makes blocks of the tally while nothing is written to it, as when the next batch is being read. */
        private long spill() {
            if (isWritten || tally == null || tally.used() <= TallyMemory.LEAST) {
                return 0;
            }
            // If it fails, the tally is not to be asked again.
            isWritten = true;
            tally.settle();
            early = tally.blocks();
            isWritten = false;
            return end();
        }

        /** Gives back the memory of the tally. Its blocks, which are on their way, are not counted. */
        private long end() {
            isStopped = !tally.complaint().isEmpty();
            tally = null;
            return lent.release();
        }

        @Override
        public boolean hasNext() {
            // Looking for a batch may end the tally.
            return early != null || batch != null || hasBatch() || early != null;
        }

        private boolean hasBatch() {
            return !isStopped && (tally == null || tally.complaint().isEmpty()) && batches.hasNext();
        }

        @Override
        public byte[][] next() {
            boolean isFull = false;
            while (early == null && !isFull && (tally == null || !tally.hasListedMuch()) && hasNext()) {
                batch = batch == null ? batches.next() : batch;
                // Reading may have ended the tally.
                if (early == null) {
                    isFull = add();
                }
            }
            boolean isLast = early == null && !hasNext();
            if (early != null) {
                byte[][] blocks = early;
                early = null;
                return blocks;
            }
            if (!isLast && !isFull) {
                return tally.listed();
            }
            if (!isLast) {
                tally.settle();
            }
            byte[][] blocks = tally.blocks();
            end();
            return blocks;
        }

        /** Adds the batch to the tally; says whether that is full. */
        private boolean add() {
            if (tally == null) {
                tally = new Tally(plan, partitions, raw, memory, lent);
            }
            isWritten = true;
            tally.add(batch);
            batch = null;
            boolean isFull = tally.isFull();
            isWritten = false;
            return isFull;
        }
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
