package io.github.surprisal.count;

import org.apache.spark.sql.catalyst.expressions.XXH64;

/** 64-bit hashes of values: the same on every machine. */
final class Hashing {
    /** Decides which reduce partition a value goes to. */
    static final long PARTITION_SEED = 0x5355525052495341L;

    /** Decides which values are in a bottom-k sample; independent of the partition. */
    static final long SAMPLE_SEED = 0x4c2d53414d504c45L;

    private Hashing() {}

    static long hash(long key, long seed) {
        return XXH64.hashLong(key, seed);
    }

    static long hash(Object base, long offset, int length, long seed) {
        return XXH64.hashUnsafeBytes(base, offset, length, seed);
    }

    static int partition(long hash, int partitions) {
        return (int) Long.remainderUnsigned(hash, partitions);
    }
}
