package io.github.surprisal.sql;

import io.github.surprisal.math.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each tuple of values was seen: the state of every function that counts. A value is a word, or two where it is
 * known by its hash. Adding and merging are commutative and associative.
 *
 * <p>An open-addressing table of at most three quarters, the count of each tuple beside its words, so that a row costs one
 * miss of the cache: 21 to 43 bytes for a tuple of one word. Once many were added, tuples of small whole numbers are counted where
 * their place is known without a search, which the processor cannot foresee: they join the table when it is read.
 */
final class TupleCounts {
    /** A group with more different tuples is a column of keys: 200 MB for tuples of one word, and no measure to speak of. */
    static final int MAX_TUPLES = 1 << 22;

    private static final int FIRST_SLOTS = 8;

    /** Keeps words apart that are added up: the golden ratio in 64 bits, odd. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** After so many tuples it is seen whether the words are small numbers; a state of few rows stays small itself. */
    private static final int TRIAL = 1 << 11;

    /** The most places of tuples of small numbers: 64 kB. Ten million numbers of 1,000 values are counted in 0.30 s, by the table alone in 0.34. */
    private static final int MAX_PLACES = 1 << 13;

    /** So many tuples are looked for at once: their places, 64 KB of lines of the cache, stay in a core's second one. Other sizes were not tried. */
    private static final int AT_ONCE = 1 << 10;

    /** A table of no more words, half a megabyte, is in that cache anyway. */
    private static final int CACHED = 1 << 16;

    private final List<ValueType> types;
    private final int width;
    private final int stride;
    private final int limit;
    private final TaskMemory memory;
    private long[] table;
    private int mask;
    private int size;
    private long taken;
    private int tried;
    private long[] places;

    /** Of no meaning: what was read ahead has to go somewhere, or the compiler reads nothing. */
    @SuppressWarnings("UnusedVariable")
    private long ahead;

    private long notFirst;
    private long notSecond;
    private int secondBits;

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
        if (places != null && (word & notFirst) == 0) {
            places[(int) word]++;
            return;
        }
        add(word, 1);
        if (tried < TRIAL && ++tried == TRIAL) {
            place();
        }
    }

    /**
     * Adds tuples of one word or two: their places are asked of the memory all at once, and not one after the other.
     *
     * @param words by place in the tuple
     */
    void addEach(long[][] words, int size) {
        long[] firsts = words[0];
        long[] seconds = words[width - 1];
        for (int from = 0; from < size; from += AT_ONCE) {
            int to = Math.min(size, from + AT_ONCE);
            if (table.length > CACHED) {
                ahead += lookAhead(firsts, seconds, from, to);
            }
            for (int i = from; i < to; i++) {
                if (width == 1) {
                    add(firsts[i]);
                } else {
                    addBoth(firsts[i], seconds[i]);
                }
            }
        }
    }

    private long lookAhead(long[] firsts, long[] seconds, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            long hash = width == 1 ? SplitMix.mix(firsts[i]) : hash(firsts[i], seconds[i]);
            sum += table[stride * ((int) hash & mask)];
        }
        return sum;
    }

    /** Adds a tuple of one word some times. */
    void add(long word, long times) {
        int slot = (int) SplitMix.mix(word) & mask;
        long[] in = table;
        while (true) {
            int at = 2 * slot;
            if (in[at + 1] == 0) {
                in[at] = word;
                in[at + 1] = times;
                grow();
                return;
            }
            if (in[at] == word) {
                in[at + 1] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a tuple of two words. */
    void addBoth(long first, long second) {
        if (places != null && (first & notFirst) == 0 && (second & notSecond) == 0) {
            places[(int) (first << secondBits | second)]++;
            return;
        }
        addBoth(first, second, 1);
        if (tried < TRIAL && ++tried == TRIAL) {
            place();
        }
    }

    private void addBoth(long first, long second, long times) {
        int slot = (int) hash(first, second) & mask;
        long[] in = table;
        while (true) {
            int at = 3 * slot;
            if (in[at + 2] == 0) {
                in[at] = first;
                in[at + 1] = second;
                in[at + 2] = times;
                grow();
                return;
            }
            if (in[at] == first && in[at + 1] == second) {
                in[at + 2] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Makes places for tuples of small numbers, if all so far are. */
    private void place() {
        long first = 0;
        long second = 0;
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                first |= table[at];
                second |= width == 1 ? 0 : table[at + 1];
            }
        }
        int firstBits = Long.SIZE - Long.numberOfLeadingZeros(first);
        secondBits = Long.SIZE - Long.numberOfLeadingZeros(second);
        if (firstBits + secondBits <= Integer.numberOfTrailingZeros(MAX_PLACES) && limit >= MAX_PLACES) {
            notFirst = -1L << firstBits;
            notSecond = -1L << secondBits;
            places = new long[1 << (firstBits + secondBits)];
        }
    }

    /** Brings what was counted in places to the table. */
    void settle() {
        if (places == null) {
            return;
        }
        long[] counts = places;
        places = null;
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] != 0 && width == 1) {
                add(place, counts[place]);
            } else if (counts[place] != 0) {
                addBoth(place >> secondBits, place & ~notSecond, counts[place]);
            }
        }
    }

    /** Adds a tuple, whose words start at {@code from}, some times. */
    void add(long[] words, int from, long times) {
        if (width == 1) {
            add(words[from], times);
        } else if (width == 2) {
            addBoth(words[from], words[from + 1], times);
        } else {
            addMany(words, from, times);
        }
    }

    private void addMany(long[] words, int from, long times) {
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

    private static long hash(long first, long second) {
        return SplitMix.mix(first * SPREAD + second);
    }

    private static long hash(long[] words, int from, int width) {
        long sum = words[from];
        for (int i = 1; i < width; i++) {
            sum = sum * SPREAD + words[from + i];
        }
        return SplitMix.mix(sum);
    }

    /** Adds all of another's tuples, which are of the same types. */
    void addAll(TupleCounts other) {
        other.settle();
        settle();
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

    /** Takes room for so many more tuples, whatever they are; false where the task has no memory for it. */
    boolean hasRoom(int more) {
        int slots = mask + 1;
        while (isFull(size + more, slots)) {
            slots *= 2;
        }
        if (slots > mask + 1) {
            taken = memory.growIfPossible(taken, bytes(slots));
            if (!memory.suffices(taken, bytes(slots))) {
                return false;
            }
            resize(slots);
        }
        return true;
    }

    private long bytes(int slots) {
        return (long) slots * stride * Long.BYTES;
    }

    private void resize(int slots) {
        taken = memory.grow(taken, bytes(slots));
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
        settle();
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                visitor.visit(table, at, table[at + width]);
            }
        }
    }

    /** The number of different tuples. */
    int size() {
        settle();
        return size;
    }

    List<ValueType> types() {
        return types;
    }

    /** How often each tuple was seen, in the order of {@link #forEach}. */
    double[] counts() {
        settle();
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
        settle();
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
        settle();
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
