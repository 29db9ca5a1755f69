package io.github.surprisal.math;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit hashing: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195), chained. */
public final class SplitMix {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private SplitMix() {}

    /** The finaliser of SplitMix64: a bijection whose every bit depends on every bit of the value. */
    public static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Depends on the order of the values that are combined. */
    public static long combine(long hash, long value) {
        return combineMixed(hash, mix(value));
    }

    /** The same for a value that is mixed already. */
    public static long combineMixed(long hash, long mixed) {
        return mix(Long.rotateLeft(hash, 23) * GOLDEN ^ mixed);
    }

    public static long hash(byte[] bytes) {
        long hash = bytes.length;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            hash = combine(hash, (long) LONGS.get(bytes, i));
        }
        long tail = 0;
        for (; i < bytes.length; i++) {
            tail = tail << 8 | (bytes[i] & 0xff);
        }
        return combine(hash, tail);
    }

    /** A hash as a number that is uniform on [0, 1). */
    public static double uniform(long hash) {
        return (hash >>> 11) * 0x1p-53;
    }

    /** A hash of two words, which tells their order. */
    public static long mix(long first, long second) {
        return mix(first * GOLDEN + second);
    }

    /** The same of some words of an array. */
    public static long mix(long[] words, int from, int size) {
        long sum = words[from];
        for (int i = 1; i < size; i++) {
            sum = sum * GOLDEN + words[from + i];
        }
        return mix(sum);
    }
}
