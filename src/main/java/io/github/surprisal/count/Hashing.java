package io.github.surprisal.count;

import org.apache.spark.sql.catalyst.expressions.XXH64;

/** 64-bit hashes of values: the same on every machine. */
final class Hashing {
    private static final long SEED = 0x5355525052495341L;

    /** Decides which values are in a bottom-k sample; independent of the bucket. */
    private static final long SAMPLE_SEED = 0x4c2d53414d504c45L;

    private Hashing() {}

    /** The finaliser of MurmurHash3: a bijection, so that keys never share a hash. */
    static long hash(long key) {
        long h = key;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    static long hash(Object base, long offset, int length) {
        return XXH64.hashUnsafeBytes(base, offset, length, SEED);
    }

    static long sampleHash(long key) {
        return XXH64.hashLong(key, SAMPLE_SEED);
    }

    static long sampleHash(Object base, long offset, int length) {
        return XXH64.hashUnsafeBytes(base, offset, length, SAMPLE_SEED);
    }

    /** The upper half of a hash says which of the buckets a value is in; tables of a bucket's values use the lower half. */
    static int bucket(long hash, int buckets) {
        return (int) (((hash >>> 32) * buckets) >>> 32);
    }
}
