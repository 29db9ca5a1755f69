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

    private final Block.Writer[] buckets;
    private final int[] rows;

    RawRuns(int buckets) {
        this.buckets = new Block.Writer[buckets];
        this.rows = new int[buckets];
        int size = Math.max(LEAST_SIZE, FIRST_SIZE / buckets);
        Arrays.setAll(this.buckets, i -> new Block.Writer(size));
    }

    /** Where to write some more rows of a bucket. */
    Block.Writer bucket(int bucket, int more) {
        rows[bucket] += more;
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
            size += buckets[bucket].size() + HEADER;
        }
        return size;
    }

    long memory() {
        long memory = 0;
        for (Block.Writer bucket : buckets) {
            memory += bucket.memory();
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
            bucket.clear();
        }
        Arrays.fill(rows, 0);
    }
}
