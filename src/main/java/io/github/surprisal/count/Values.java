package io.github.surprisal.count;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The distinct values of one column as they are met: each gets the next free id, from 1; null is id 0. An open-addressing
 * table of ids over flat arrays of keys or bytes, so that a value costs no object.
 */
final class Values {
    private static final int FIRST_SLOTS = 32;

    private final CategoryType type;
    private int[] slots = new int[FIRST_SLOTS];
    private int size;
    private long[] keys = new long[FIRST_SLOTS / 2];
    private int[] hashes = new int[FIRST_SLOTS / 2];
    private byte[] arena;
    private int[] ends;

    Values(CategoryType type) {
        this.type = type;
        this.arena = new byte[type.isBytes() ? 256 : 0];
        this.ends = new int[type.isBytes() ? FIRST_SLOTS / 2 : 0];
        if (type.isBytes()) {
            this.keys = new long[0];
        }
    }

    CategoryType type() {
        return type;
    }

    /** Number of distinct non-null values; ids run from 1 to this. */
    int size() {
        return size;
    }

    /** About how many bytes this takes. */
    long memory() {
        return 4L * slots.length + 8L * keys.length + 4L * hashes.length + arena.length + 4L * ends.length;
    }

    int idOf(ValueReader reader, SpecializedGetters row, int ordinal) {
        if (row.isNullAt(ordinal)) {
            return 0;
        }
        return switch (type.base()) {
            case STRING -> {
                UTF8String value = row.getUTF8String(ordinal);
                yield idOf(value.getBaseObject(), value.getBaseOffset(), value.numBytes());
            }
            case BINARY, BIG_DECIMAL -> idOf(reader.bytes(row, ordinal));
            default -> idOf(reader.key(row, ordinal));
        };
    }

    int idOf(long key) {
        int hash = mix(key);
        int slot = hash & (slots.length - 1);
        for (int id = slots[slot]; id != 0; id = slots[slot]) {
            if (keys[id - 1] == key) {
                return id;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        keys[size] = key;
        return insert(slot, hash);
    }

    int idOf(byte[] value) {
        return idOf(value, Platform.BYTE_ARRAY_OFFSET, value.length);
    }

    int idOf(Object base, long offset, int length) {
        int hash = (int) Hashing.hash(base, offset, length, Hashing.PARTITION_SEED);
        int slot = hash & (slots.length - 1);
        for (int id = slots[slot]; id != 0; id = slots[slot]) {
            int index = id - 1;
            int start = start(index);
            if (hashes[index] == hash
                    && ends[index] - start == length
                    && ByteArrayMethods.arrayEquals(
                            base, offset, arena, (long) Platform.BYTE_ARRAY_OFFSET + start, length)) {
                return id;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        append(base, offset, length);
        return insert(slot, hash);
    }

    long key(int id) {
        return keys[id - 1];
    }

    byte[] bytes(int id) {
        return Arrays.copyOfRange(arena, start(id - 1), ends[id - 1]);
    }

    /** A 64-bit hash of a non-null value. */
    long hash(int id, long seed) {
        if (!type.isBytes()) {
            return Hashing.hash(keys[id - 1], seed);
        }
        int start = start(id - 1);
        return Hashing.hash(arena, (long) Platform.BYTE_ARRAY_OFFSET + start, ends[id - 1] - start, seed);
    }

    String text(int id) {
        return type.isBytes() ? type.text(bytes(id)) : type.text(key(id));
    }

    double number(int id) {
        return type.isBytes() ? type.number(bytes(id)) : type.number(key(id));
    }

    /** Orders ids as their values are ordered, null first. */
    int compare(int a, int b) {
        if (a == b) {
            return 0;
        }
        if (a == 0 || b == 0) {
            return a == 0 ? -1 : 1;
        }
        return type.isBytes() ? type.compare(bytes(a), bytes(b)) : type.compare(key(a), key(b));
    }

    /** The ids of all values in ascending order of value. */
    int[] ascending() {
        if (type.isBytes()) {
            byte[][] all = new byte[size][];
            Integer[] ids = new Integer[size];
            for (int i = 0; i < size; i++) {
                ids[i] = i + 1;
                all[i] = bytes(i + 1);
            }
            Arrays.sort(ids, (a, b) -> type.compare(all[a - 1], all[b - 1]));
            return Arrays.stream(ids).mapToInt(Integer::intValue).toArray();
        }
        Integer[] ids = new Integer[size];
        Arrays.setAll(ids, i -> i + 1);
        Arrays.sort(ids, (a, b) -> type.compare(keys[a - 1], keys[b - 1]));
        return Arrays.stream(ids).mapToInt(Integer::intValue).toArray();
    }

    /** The values with these ids, which must be ascending by value. */
    Categories categories(int[] ascending) {
        if (type.isBytes()) {
            byte[][] all = new byte[ascending.length][];
            Arrays.setAll(all, i -> bytes(ascending[i]));
            return Categories.ofBytes(type, all);
        }
        return Categories.ofKeys(
                type, Arrays.stream(ascending).mapToLong(this::key).toArray());
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private void append(Object base, long offset, int length) {
        int start = size == 0 ? 0 : ends[size - 1];
        if (arena.length - start < length) {
            long wanted = Math.max(2L * arena.length, (long) start + length);
            arena = Arrays.copyOf(arena, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        Platform.copyMemory(base, offset, arena, (long) Platform.BYTE_ARRAY_OFFSET + start, length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size] = start + length;
    }

    private int insert(int slot, int hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size] = hash;
        slots[slot] = ++size;
        int id = size;
        if (2 * size > slots.length) {
            grow();
        }
        return id;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int id = 1; id <= size; id++) {
            int slot = hashes[id - 1] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = id;
        }
    }

    private static int mix(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        h ^= h >>> 32;
        h *= 0xD6E8FEB86659FD93L;
        return (int) (h ^ (h >>> 32));
    }
}
