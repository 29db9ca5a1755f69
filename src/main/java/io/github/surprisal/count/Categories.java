package io.github.surprisal.count;

import io.github.surprisal.scan.CategoryType;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /**
     * Numbers as values of a numeric type: the nearest ones of a floating type, else the greatest ones up to there, so that the
     * same values of the type are at most as great. Those that become equal are one.
     */
    public static Categories ofNumbers(CategoryType type, List<BigDecimal> ascending) {
        return type.isBytes()
                ? ofBytes(
                        type,
                        ascending.stream()
                                .map(type::bytesUpTo)
                                .sorted(type::compare)
                                .filter(distinct(type::compare))
                                .toArray(byte[][]::new))
                : ofKeys(
                        type,
                        ascending.stream()
                                .map(type::keyUpTo)
                                .sorted(type::compare)
                                .filter(distinct(type::compare))
                                .mapToLong(Long::longValue)
                                .toArray());
    }

    private static <T> Predicate<T> distinct(Comparator<T> order) {
        List<T> last = new ArrayList<>();
        return value -> {
            boolean first = last.isEmpty() || order.compare(last.get(last.size() - 1), value) != 0;
            last.add(value);
            return first;
        };
    }

    /** Some of these, by their codes, which must be ascending. */
    public Categories subset(int... codes) {
        return type.isBytes()
                ? ofBytes(
                        type, Arrays.stream(codes).mapToObj(code -> bytes[code]).toArray(byte[][]::new))
                : ofKeys(
                        type, Arrays.stream(codes).mapToLong(code -> keys[code]).toArray());
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

    /** The texts of all categories, by code. */
    public List<String> texts() {
        return IntStream.range(0, size()).mapToObj(this::text).toList();
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

    /** The finite number of category {@code code} in the digits of its text. */
    public BigDecimal decimal(int code) {
        return type.isBytes() ? type.decimal(bytes[code]) : type.decimal(keys[code]);
    }

    /** How many of these are at most as great as a value of others of the same type. */
    public int upTo(Categories others, int code) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = type.isBytes()
                    ? type.compare(bytes[middle], others.bytes[code])
                    : type.compare(keys[middle], others.keys[code]);
            if (order <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The code of the first byte string that is at least as great as a value; the number of categories where there is none. */
    public int atLeast(byte[] value) {
        int at = Arrays.binarySearch(bytes, value, type::compare);
        return at < 0 ? -at - 1 : at;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Categories categories
                && type.equals(categories.type)
                && Arrays.equals(keys, categories.keys)
                && Arrays.deepEquals(bytes, categories.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.deepHashCode(bytes);
    }

    @Override
    public String toString() {
        return IntStream.range(0, size()).mapToObj(this::text).collect(Collectors.joining(", ", "[", "]"));
    }
}
