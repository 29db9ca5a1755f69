package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.BlockFormat;
import io.github.surprisal.count.wire.ColumnSection;
import java.util.Arrays;

/**
 * The rows of a column whose values hardly ever repeat within a task, bucket by bucket: value and strata as they come.
 * Looking for equal ones here would cost more than it saves; the reducers do it.
 */
final class RawRuns {
    /** Bytes of all buckets together at first: there are as many of these as columns, and most tasks of wide tables have few rows. */
    private static final int FIRST_SIZE = 1 << 16;

    /** Bytes before the rows of a bucket, at most: the kind of run, and how many rows there are. */
    private static final int HEADER = 6;

    private static final int LEAST_SIZE = 1 << 6;

    /** What a bucket takes without rows, and what a writer takes beside its bytes: a few headers of objects. */
    private static final int BYTES_PER_BUCKET = 8;

    private static final int BYTES_PER_WRITER = 40;

    private final Block.Writer[] buckets;
    private final int[] rows;
    private final int first;

    RawRuns(int buckets) {
        this.buckets = new Block.Writer[buckets];
        this.rows = new int[buckets];
        this.first = Math.max(LEAST_SIZE, FIRST_SIZE / buckets);
    }

    /** Where to write some more rows of a bucket. */
    Block.Writer bucket(int bucket, int more) {
        rows[bucket] += more;
        if (buckets[bucket] == null) {
            buckets[bucket] = new Block.Writer(first);
        }
        return buckets[bucket];
    }

    /** How many bytes the rows take. */
    long size() {
        return size(0, buckets.length);
    }

    /** How many bytes the rows of some buckets take, and what stands before them. */
    long size(int from, int to) {
        long size = 0;
        for (int bucket = from; bucket < to; bucket++) {
            size += buckets[bucket] == null ? 0 : buckets[bucket].size() + HEADER;
        }
        return size;
    }

    long memory() {
        long memory = (long) buckets.length * BYTES_PER_BUCKET;
        for (Block.Writer bucket : buckets) {
            memory += bucket == null ? 0 : bucket.memory() + BYTES_PER_WRITER;
        }
        return memory;
    }

    /** Moves a bucket's rows to the end of a part of a section. */
    void moveTo(ColumnSection section, int part, int bucket) {
        if (rows[bucket] > 0) {
            section.part(part).number(BlockFormat.LISTED);
            section.part(part).number(rows[bucket]);
            section.setTail(part, buckets[bucket]);
        }
    }

    /** Forgets all rows; the room that they took is used again. */
    void clear() {
        for (Block.Writer bucket : buckets) {
            if (bucket != null) {
                bucket.clear();
            }
        }
        Arrays.fill(rows, 0);
    }
}
