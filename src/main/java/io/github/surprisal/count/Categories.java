package io.github.surprisal.count;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The distinct non-null values of one column, in ascending order of value; their positions are the category codes.
 * Null is never among them: it has counts of its own beside each table.
 */
public final class Categories implements Serializable {
    private static final long serialVersionUID = 1L;

    private final CategoryType type;
    private final long[] keys;
    private final byte[][] bytes;

    private Categories(CategoryType type, long[] keys, byte[][] bytes) {
        this.type = type;
        this.keys = keys;
        this.bytes = bytes;
    }

    /** Takes ascending, distinct keys. */
    public static Categories ofKeys(CategoryType type, long... ascending) {
        return new Categories(type, ascending, new byte[0][]);
    }

    /** Takes ascending, distinct byte strings. */
    public static Categories ofBytes(CategoryType type, byte[]... ascending) {
        return new Categories(type, new long[0], ascending);
    }

    public static Categories empty(CategoryType type) {
        return new Categories(type, new long[0], new byte[0][]);
    }

    public CategoryType type() {
        return type;
    }

    public int size() {
        return type.isBytes() ? bytes.length : keys.length;
    }

    /** The text of category {@code code}. */
    public String text(int code) {
        return type.isBytes() ? type.text(bytes[code]) : type.text(keys[code]);
    }

    /** The number of category {@code code}; NaN for strings and binary. */
    public double number(int code) {
        return type.isBytes() ? type.number(bytes[code]) : type.number(keys[code]);
    }

    public long key(int code) {
        return keys[code];
    }

    public byte[] bytes(int code) {
        return bytes[code];
    }

    /** The code of a key, or a negative number when it is not among the categories. */
    public int codeOf(long key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = type.compare(keys[middle], key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The code of a byte string, or a negative number when it is not among the categories. */
    public int codeOf(byte[] value) {
        return Arrays.binarySearch(bytes, value, type::compare);
    }
}
