package io.github.surprisal.sql;

import io.github.surprisal.math.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each tuple of values was seen: the state of every function that counts. A value is a word, or two where it is
 * known by its hash. Adding and merging are commutative and associative.
 *
 * <p>An open-addressing table of at most three quarters, the count of each tuple beside its words, so that a row costs one
 * miss of the cache: 21 to 43 bytes for a tuple of one word.
 */
final class TupleCounts {
    /** A group with more different tuples is a column of keys: 200 MB for tuples of one word, and no measure to speak of. */
    static final int MAX_TUPLES = 1 << 22;

    private static final int FIRST_SLOTS = 8;

    private final List<ValueType> types;
    private final int width;
    private final int stride;
    private final int limit;
    private final TaskMemory memory;
    private long[] table;
    private int mask;
    private int size;
    private long taken;

    /**
     * No tuples yet.
     *
     * @param limit the most different tuples there may be
     */
    TupleCounts(List<ValueType> types, int limit, TaskMemory memory) {
        this(types, limit, memory, FIRST_SLOTS);
    }

    private TupleCounts(List<ValueType> types, int limit, TaskMemory memory, int slots) {
        this.types = types;
        this.memory = memory;
        this.width = types.stream().mapToInt(ValueType::words).sum();
        this.stride = width + 1;
        this.limit = limit;
        this.table = new long[slots * stride];
        this.mask = slots - 1;
    }

    /** No tuples yet, and room for some. */
    static TupleCounts withRoom(List<ValueType> types, int tuples, int limit, TaskMemory memory) {
        return new TupleCounts(types, limit, memory, slotsFor(tuples));
    }

    private static int slotsFor(int tuples) {
        int slots = FIRST_SLOTS;
        while (isFull(tuples, slots)) {
            slots *= 2;
        }
        return slots;
    }

    private static boolean isFull(int tuples, int slots) {
        return 4L * tuples > 3L * slots;
    }

    /** Adds a tuple of one word. */
    void add(long word) {
        int slot = (int) Mix.mix(word) & mask;
        long[] in = table;
        while (true) {
            int at = 2 * slot;
            if (in[at + 1] == 0) {
                in[at] = word;
                in[at + 1] = 1;
                grow();
                return;
            }
            if (in[at] == word) {
                in[at + 1]++;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a tuple, whose words start at {@code from}, some times. */
    void add(long[] words, int from, long times) {
        int slot = (int) hash(words, from, width) & mask;
        while (true) {
            int at = slot * stride;
            if (table[at + width] == 0) {
                System.arraycopy(words, from, table, at, width);
                table[at + width] = times;
                grow();
                return;
            }
            if (Arrays.equals(table, at, at + width, words, from, from + width)) {
                table[at + width] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    private static long hash(long[] words, int from, int width) {
        long hash = Mix.mix(words[from]);
        for (int i = 1; i < width; i++) {
            hash = Mix.mix(hash + words[from + i]);
        }
        return hash;
    }

    /** Adds all of another's tuples, which are of the same types. */
    void addAll(TupleCounts other) {
        if (other.mask > mask) {
            // Tuples come in the order of their hashes, which would all fall together in a smaller table.
            resize(other.mask + 1);
        }
        other.forEach((words, at, count) -> add(words, at, count));
    }

    private void grow() {
        size++;
        if (size > limit) {
            throw new TooManyTuples(limit);
        }
        if (isFull(size, mask + 1)) {
            resize(2 * (mask + 1));
        }
    }

    private void resize(int slots) {
        long bytes = (long) slots * stride * Long.BYTES;
        taken = memory.grow(taken, bytes);
        long[] old = table;
        table = new long[slots * stride];
        mask = slots - 1;
        for (int from = 0; from < old.length; from += stride) {
            if (old[from + width] != 0) {
                int slot = (int) hash(old, from, width) & mask;
                while (table[slot * stride + width] != 0) {
                    slot = (slot + 1) & mask;
                }
                System.arraycopy(old, from, table, slot * stride, stride);
            }
        }
    }

    /** Gives back what was asked of the task's memory: the tuples are about to be handed on. */
    void release() {
        memory.release(taken);
        taken = 0;
    }

    /** What is done with a tuple. */
    interface Visitor {
        void visit(long[] words, int from, long count);
    }

    /** Visits each tuple once, in an order that tells nothing. */
    void forEach(Visitor visitor) {
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                visitor.visit(table, at, table[at + width]);
            }
        }
    }

    /** The number of different tuples. */
    int size() {
        return size;
    }

    List<ValueType> types() {
        return types;
    }

    /** How often each tuple was seen, in the order of {@link #forEach}. */
    double[] counts() {
        double[] counts = new double[size];
        int i = 0;
        for (int at = width; at < table.length; at += stride) {
            if (table[at] != 0) {
                counts[i++] = table[at];
            }
        }
        return counts;
    }

    /** One word of each tuple, as a double has its bits. */
    double[] doubles(int word) {
        double[] values = new double[size];
        int i = 0;
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                values[i++] = Double.longBitsToDouble(table[at + word]);
            }
        }
        return values;
    }

    /** The values of one argument, numbered from 0 in an order that tells nothing. */
    int[] codes(int argument) {
        int from =
                types.subList(0, argument).stream().mapToInt(ValueType::words).sum();
        int words = types.get(argument).words();
        int[] firstOf = new int[slotsFor(size)];
        int codeMask = firstOf.length - 1;
        int[] places = new int[size];
        int[] codes = new int[size];
        int found = 0;
        int tuple = 0;
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] == 0) {
                continue;
            }
            int slot = (int) hash(table, at + from, words) & codeMask;
            while (firstOf[slot] != 0 && !sameWords(places[firstOf[slot] - 1] + from, at + from, words)) {
                slot = (slot + 1) & codeMask;
            }
            if (firstOf[slot] == 0) {
                places[found++] = at;
                firstOf[slot] = found;
            }
            codes[tuple++] = firstOf[slot] - 1;
        }
        return codes;
    }

    private boolean sameWords(int a, int b, int words) {
        return table[a] == table[b] && (words == 1 || table[a + 1] == table[b + 1]);
    }

    /** Each tuple's words and, behind them, its count; in ascending order. */
    List<long[]> sorted() {
        List<long[]> tuples = new ArrayList<>(size);
        forEach((words, from, count) -> tuples.add(Arrays.copyOfRange(words, from, from + stride)));
        tuples.sort(Arrays::compare);
        return tuples;
    }
}
