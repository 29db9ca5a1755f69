package io.github.surprisal.ids;

import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The distinct values of one column as they are met: each gets the next free id, from 1; null is id 0. An open-addressing
 * table of ids over flat arrays of keys or bytes, so that a value costs no object. Values are compared, not their hashes:
 * two values are never taken for one.
 */
public final class ValueIndex {
    private static final int FIRST_SIZE = 16;

    /** Fewer keys are sorted faster by comparing them: a pass over a digit's table takes as long as some hundred comparisons. */
    private static final int LEAST_BY_RADIX = 256;

    private final CategoryType type;
    private int[] slots;
    private int size;
    private long[] keys;
    private int[] hashes;
    private byte[] arena;
    private int[] ends;

    public ValueIndex(CategoryType type) {
        this(type, FIRST_SIZE);
    }

    /** With room for {@code expected} values, a guess. */
    public ValueIndex(CategoryType type, int expected) {
        int room = Math.max(FIRST_SIZE, expected);
        this.type = type;
        this.slots = new int[Integer.highestOneBit(2 * room - 1) * 2];
        this.keys = new long[type.isBytes() ? 0 : room];
        this.hashes = new int[type.isBytes() ? room : 0];
        this.arena = new byte[type.isBytes() ? 16 * room : 0];
        this.ends = new int[type.isBytes() ? room : 0];
    }

    public CategoryType type() {
        return type;
    }

    /** Whether the bytes of its values are more than half of what an array holds. */
    public boolean isLong() {
        return arena.length > 1 << 30;
    }

    /** Forgets all values, and keeps the room that they took. */
    public void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    /** Number of distinct non-null values; ids run from 1 to this. */
    public int size() {
        return size;
    }

    /** About how many bytes this takes. */
    public long memory() {
        return 4L * slots.length + 8L * keys.length + 4L * hashes.length + arena.length + 4L * ends.length;
    }

    public int idOf(long key) {
        int mask = slots.length - 1;
        int slot = (int) ValueHash.hash(key) & mask;
        for (int id = slots[slot]; id != 0; id = slots[slot]) {
            if (keys[id - 1] == key) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        keys[size] = key;
        return insert(slot);
    }

    int idOf(byte[] value) {
        return idOf(value, Platform.BYTE_ARRAY_OFFSET, value.length);
    }

    public int idOf(Object base, long offset, int length) {
        int mask = slots.length - 1;
        int hash = (int) ValueHash.hash(base, offset, length);
        int slot = hash & mask;
        for (int id = slots[slot]; id != 0; id = slots[slot]) {
            int index = id - 1;
            int start = start(index);
            if (hashes[index] == hash && ends[index] - start == length && isAt(start, base, offset, length)) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        append(base, offset, length, hash);
        return insert(slot);
    }

    /** The id of a value given as text, as {@link CategoryType} writes it; strings are their own text. */
    public int idOfText(UTF8String text) {
        if (type.base() == CategoryType.Base.STRING) {
            return idOf(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
        }
        return type.isBytes() ? idOf(type.parseBytes(text.toString())) : idOf(type.parseKey(text.toString()));
    }

    private boolean isAt(int start, Object base, long offset, int length) {
        if (base instanceof byte[] array) {
            int from = (int) (offset - Platform.BYTE_ARRAY_OFFSET);
            return Arrays.equals(array, from, from + length, arena, start, start + length);
        }
        return ByteArrayMethods.arrayEquals(base, offset, arena, (long) Platform.BYTE_ARRAY_OFFSET + start, length);
    }

    public long key(int id) {
        return keys[id - 1];
    }

    public byte[] bytes(int id) {
        return Arrays.copyOfRange(arena, start(id - 1), ends[id - 1]);
    }

    /** How many bytes a value has that is a byte string. */
    public int length(int id) {
        return ends[id - 1] - start(id - 1);
    }

    /** Copies a byte string to where what stands behind it does not matter. */
    public void copyTo(int id, byte[] into, int at) {
        ShortCopy.copy(arena, start(id - 1), into, at, length(id));
    }

    /** A 64-bit hash of a non-null value. */
    public long hash(int id) {
        return type.isBytes() ? ValueHash.hash(arena, offset(id), length(id)) : ValueHash.hash(keys[id - 1]);
    }

    /** Another 64-bit hash of a non-null value. */
    public long sampleHash(int id) {
        return type.isBytes()
                ? ValueHash.sampleHash(arena, offset(id), length(id))
                : ValueHash.sampleHash(keys[id - 1]);
    }

    public String text(int id) {
        return type.isBytes() ? type.text(bytes(id)) : type.text(key(id));
    }

    public double number(int id) {
        return type.isBytes() ? type.number(bytes(id)) : type.number(key(id));
    }

    /** The high word of a number's {@linkplain Places place}. */
    public long high(int id) {
        return type.isBytes() ? Places.high(bytes(id)) : low(id) >> 63;
    }

    /** The low word of a number's {@linkplain Places place}. */
    public long low(int id) {
        return type.isBytes() ? Places.low(bytes(id)) : Places.low(type, key(id));
    }

    /** Orders ids as their values are ordered, null first. */
    public int compare(int a, int b) {
        if (a == b) {
            return 0;
        }
        if (a == 0 || b == 0) {
            return a == 0 ? -1 : 1;
        }
        return type.isBytes()
                ? type.compare(arena, start(a - 1), ends[a - 1], arena, start(b - 1), ends[b - 1])
                : type.compare(key(a), key(b));
    }

    /** Orders the value of an id and one that is a key, or a byte string. */
    public int compare(int id, long key, byte[] bytes) {
        return type.isBytes()
                ? type.compare(arena, start(id - 1), ends[id - 1], bytes, 0, bytes.length)
                : type.compare(key(id), key);
    }

    /** The ids of all values in ascending order of value. */
    public int[] ascending() {
        if (type.isBytes() || size < LEAST_BY_RADIX) {
            return IntStream.rangeClosed(1, size)
                    .boxed()
                    .sorted(this::compare)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        long[] places = new long[size];
        Arrays.setAll(places, i -> Places.low(type, keys[i]));
        int[] order = RadixOrder.signed(RadixOrder.identity(size), places);
        Arrays.setAll(order, i -> order[i] + 1);
        return order;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private long offset(int id) {
        return (long) Platform.BYTE_ARRAY_OFFSET + start(id - 1);
    }

    private void append(Object base, long offset, int length, int hash) {
        int start = start(size);
        if (arena.length - start < length) {
            arena = Arrays.copyOf(arena, ArrayLength.grown(arena.length, (long) start + length));
        }
        if (base instanceof byte[] from) {
            ShortCopy.copy(from, (int) (offset - Platform.BYTE_ARRAY_OFFSET), arena, start, length);
        } else {
            Platform.copyMemory(base, offset, arena, (long) Platform.BYTE_ARRAY_OFFSET + start, length);
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        ends[size] = start + length;
        hashes[size] = hash;
    }

    private int insert(int slot) {
        slots[slot] = ++size;
        int id = size;
        if (2 * size > slots.length) {
            grow();
        }
        return id;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int id = 1; id <= size; id++) {
            int slot = (type.isBytes() ? hashes[id - 1] : (int) ValueHash.hash(keys[id - 1])) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = id;
        }
    }
}
