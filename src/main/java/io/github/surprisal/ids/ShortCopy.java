package io.github.surprisal.ids;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Copies byte strings of which most are short: two words are faster than a call. */
public final class ShortCopy {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int FEW = 2 * Long.BYTES;

    private ShortCopy() {}

    /** Copies bytes to where what stands behind them does not matter. */
    public static void copy(byte[] from, int start, byte[] to, int at, int length) {
        if (length <= FEW && from.length - start >= FEW && to.length - at >= FEW) {
            LONGS.set(to, at, (long) LONGS.get(from, start));
            LONGS.set(to, at + Long.BYTES, (long) LONGS.get(from, start + Long.BYTES));
        } else {
            System.arraycopy(from, start, to, at, length);
        }
    }
}
