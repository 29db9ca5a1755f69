package io.github.surprisal.ids;

import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** 64-bit hashes of values: the same on every machine. */
public final class ValueHash {
    private static final long SEED = 0x5355525052495341L;

    /** Decides which values are in a bottom-k sample; independent of the bucket. */
    private static final long SAMPLE_SEED = 0x4c2d53414d504c45L;

    /** 2⁶⁴ divided by the golden ratio: odd, and half of its bits are set, so that a product mixes them. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private static final boolean IS_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private ValueHash() {}

    /** The finaliser of MurmurHash3: a bijection, so that keys never share a hash. */
    public static long hash(long key) {
        long h = key;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    /** Hashes bytes eight at a time, the last eight overlapping those before: texts are short, and a loop over single bytes is dear. */
    public static long hash(Object base, long offset, int length) {
        long h = SEED ^ length * FACTOR;
        if (length >= Long.BYTES) {
            long last = offset + length - Long.BYTES;
            for (long at = offset; at < last; at += Long.BYTES) {
                h = step(h, word(base, at));
            }
            return hash(step(h, word(base, last)));
        }
        if (length >= Integer.BYTES) {
            long first = half(base, offset);
            return hash(step(h, (first << 32) | half(base, offset + length - Integer.BYTES)));
        }
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = (word << 8) | (Platform.getByte(base, offset + i) & 0xFF);
        }
        return hash(step(h, word));
    }

    private static long step(long h, long word) {
        long mixed = (h ^ word) * FACTOR;
        return mixed ^ (mixed >>> 32);
    }

    private static long word(Object base, long offset) {
        long word = Platform.getLong(base, offset);
        return IS_LITTLE ? word : Long.reverseBytes(word);
    }

    private static long half(Object base, long offset) {
        int half = Platform.getInt(base, offset);
        return (IS_LITTLE ? half : Integer.reverseBytes(half)) & 0xFFFF_FFFFL;
    }

    public static long sampleHash(long key) {
        return XXH64.hashLong(key, SAMPLE_SEED);
    }

    static long sampleHash(Object base, long offset, int length) {
        return XXH64.hashUnsafeBytes(base, offset, length, SAMPLE_SEED);
    }

    /** The upper half of a hash says which of the buckets a value is in; tables of a bucket's values use the lower half. */
    public static int bucket(long hash, int buckets) {
        return (int) (((hash >>> 32) * buckets) >>> 32);
    }
}
