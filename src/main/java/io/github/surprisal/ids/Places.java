package io.github.surprisal.ids;

import io.github.surprisal.scan.CategoryType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * The values of a numeric type as signed whole numbers of 128 bits in the order of the values, exactly: of a type with 64-bit
 * keys the low word says all and the high one repeats its sign; of a longer decimal the two are its unscaled value.
 */
public final class Places {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Places() {}

    /** The low word of a key's place; the high one is its sign. */
    public static long low(CategoryType type, long key) {
        return isFloating(type) && key < 0 ? key ^ Long.MAX_VALUE : key;
    }

    /** The key that has this low word. */
    public static long key(CategoryType type, long low) {
        return low(type, low);
    }

    /** The high word of an unscaled value in two's complement, of at most 16 bytes. */
    public static long high(byte[] bytes) {
        return word(bytes, 0, bytes.length - Long.BYTES);
    }

    /** The low word of an unscaled value in two's complement. */
    public static long low(byte[] bytes) {
        return word(bytes, Math.max(0, bytes.length - Long.BYTES), bytes.length);
    }

    private static long word(byte[] bytes, int from, int to) {
        long word = bytes[0] < 0 ? -1 : 0;
        for (int i = from; i < to; i++) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return word;
    }

    /** The shortest two's complement. */
    public static byte[] bytes(long high, long low) {
        byte[] all = new byte[2 * Long.BYTES];
        LONGS.set(all, 0, high);
        LONGS.set(all, Long.BYTES, low);
        return new BigInteger(all).toByteArray();
    }

    public static int compare(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
    }

    /** The greatest key below this one; its own for the least there is. */
    public static long before(CategoryType type, long key) {
        return switch (type.base()) {
            case FLOAT -> bits(Math.nextDown((float) Double.longBitsToDouble(key)));
            case DOUBLE -> bits(Math.nextDown(Double.longBitsToDouble(key)));
            default -> key == Long.MIN_VALUE ? key : key - 1;
        };
    }

    private static long bits(double number) {
        return Double.doubleToLongBits(number);
    }

    private static boolean isFloating(CategoryType type) {
        return type.base() == CategoryType.Base.FLOAT || type.base() == CategoryType.Base.DOUBLE;
    }
}
