package io.github.surprisal.sql;

import io.github.surprisal.math.SplitMix;
import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How often each tuple of values was seen: the state of every function that counts. A value is a word, or two where it is
 * known by its hash. Adding and merging are commutative and associative.
 *
 * <p>An open-addressing table with a load factor of at most three quarters, the count of each tuple beside its words, so that a row costs one
 * miss of the cache: 21 to 43 bytes for a tuple of one word. Tuples of small whole numbers, and of one whole number where most of a range
 * are met, as ids are, are counted where their place is known without a search, which the processor cannot foresee.
 */
final class TupleCounts {
    /** A group with more different tuples is a column of keys: 200 MB for tuples of one word, and no measure to speak of. */
    static final int MAX_TUPLES = 1 << 22;

    private static final int FIRST_SLOTS = 8;
    /** After so many tuples it is seen whether the words are small numbers; a state of few rows stays small itself. */
    private static final int TRIAL = 1 << 11;

    /** A table with fewer slots is small: numbers that lie close together are not looked for. */
    private static final int LEAST_RANGE = 1 << 12;

    /** Places that a range may have for each slot that the table would have: as many bytes as the table would take when it is made twice as large. */
    private static final int PLACES_PER_SLOT = 8;

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
    private NumberPlaces places;
    /** The sum of what was prefetched: it is kept, lest the compiler leave the reads out. */
    @SuppressWarnings("UnusedVariable")
    private long ahead;

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

    /** No tuples yet, and room for some: where they are whole numbers, or look like such, from {@code least} to {@code greatest}; else these are 0 and −1. */
    static TupleCounts withRoom(
            List<ValueType> types, int tuples, long least, long greatest, int limit, TaskMemory memory) {
        TupleCounts counts = new TupleCounts(types, limit, memory);
        boolean isPlaced = tuples >= LEAST_RANGE && counts.placeRange(least, greatest, tuples);
        return isPlaced ? counts : new TupleCounts(types, limit, memory, slotsFor(tuples));
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
        add(word, 1);
        placeSmall();
    }

    /** Once many were added, small numbers get places of their own. */
    private void placeSmall() {
        if (tried < TRIAL && ++tried == TRIAL && places == null) {
            NumberPlaces.ofSmall(this, width, limit).ifPresent(this::moveTo);
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
            long hash = width == 1 ? SplitMix.mix(firsts[i]) : SplitMix.mix(firsts[i], seconds[i]);
            sum += table[stride * ((int) hash & mask)];
        }
        return sum;
    }

    /** Adds a tuple of one word some times. */
    private void add(long word, long times) {
        if (places != null && places.add(word, times)) {
            return;
        }
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
        addBoth(first, second, 1);
        placeSmall();
    }

    private void addBoth(long first, long second, long times) {
        if (places != null && places.add(first, second, times)) {
            return;
        }
        int slot = (int) SplitMix.mix(first, second) & mask;
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

    /**
     * Gives whole numbers from {@code least} to {@code greatest} places of their own where that takes no more memory than a table of so many tuples,
     * and there is as much. Moves those that have been met.
     */
    private boolean placeRange(long least, long greatest, int tuples) {
        long range = greatest - least + 1;
        long most = (long) PLACES_PER_SLOT * slotsFor(tuples);
        if (range <= 0 || range > most) {
            return false;
        }
        long length = Long.highestOneBit(2 * range - 1);
        long bytes = bytes(FIRST_SLOTS) + Integer.BYTES * length;
        taken = memory.growIfPossible(taken, bytes);
        if (!memory.suffices(taken, bytes)) {
            return false;
        }
        moveTo(NumberPlaces.ofRange(least, length));
        return true;
    }

    private void moveTo(NumberPlaces more) {
        NumberPlaces fewer = places;
        long[] old = table;
        places = more;
        table = new long[FIRST_SLOTS * stride];
        mask = FIRST_SLOTS - 1;
        size = 0;
        if (fewer != null) {
            fewer.forEachNumber((words, at, count) -> add(words, at, count));
        }
        for (int at = 0; at < old.length; at += stride) {
            if (old[at + width] != 0) {
                add(old, at, old[at + width]);
            }
        }
    }

    /** Where numbers that were met lie close together they get places. */
    private boolean placeRange() {
        if (width > 1 || mask + 1 < LEAST_RANGE) {
            return false;
        }
        long least = places == null ? Long.MAX_VALUE : places.least();
        long greatest = places == null ? Long.MIN_VALUE : places.greatest();
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                least = Math.min(least, table[at]);
                greatest = Math.max(greatest, table[at]);
            }
        }
        return placeRange(least, greatest, size());
    }

    /** Brings pairs that were counted in places to the table. */
    private void settle() {
        if (width == 2 && places != null) {
            NumberPlaces pairs = places;
            places = null;
            pairs.forEachPair((words, at, count) -> addBoth(words[at], words[at + 1], count));
        }
    }

    /** Ends the count: what is still to be counted may be more than there may be. Gives back what was asked of the task's memory. */
    void finish() {
        settle();
        if (size() > limit) {
            throw new TooManyTuples(limit);
        }
        release();
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
        int slot = (int) SplitMix.mix(words, from, width) & mask;
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

    /** Adds all of another's tuples, which are of the same types. */
    void addAll(TupleCounts other) {
        settle();
        if (other.mask > mask) {
            // Tuples come in the order of their hashes, which would all fall together in a smaller table.
            int slots = other.mask + 1;
            if (places != null) {
                int[] others = new int[1];
                other.forEach((words, at, count) -> others[0] += places.has(words[at]) ? 0 : 1);
                slots = Math.min(slots, slotsFor(size + others[0]));
            }
            if (slots > mask + 1) {
                resize(slots);
            }
        }
        other.forEach((words, at, count) -> add(words, at, count));
    }

    private void grow() {
        size++;
        if (size > limit) {
            throw new TooManyTuples(limit);
        }
        if (isFull(size, mask + 1) && !placeRange()) {
            resize(2 * (mask + 1));
        }
    }

    /** Takes room for so many more tuples, whatever they are; false where the task has no memory for it. */
    boolean hasRoom(int more) {
        int slots = slotsFor(size + more);
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
        return (long) slots * stride * Long.BYTES + (places == null ? 0 : places.bytes());
    }

    private void resize(int slots) {
        long bytes = bytes(slots);
        taken = memory.growIfPossible(taken, bytes);
        if (!memory.suffices(taken, bytes)) {
            throw new UserException("Cannot count the values of a group in memory: it takes " + (bytes >> 20)
                    + " MiB, and Spark has no more for this task; give executors more memory, or use surprisal rank,"
                    + " which counts columns of any number of values");
        }
        long[] old = table;
        table = new long[slots * stride];
        mask = slots - 1;
        for (int from = 0; from < old.length; from += stride) {
            if (old[from + width] != 0) {
                int slot = (int) SplitMix.mix(old, from, width) & mask;
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
        if (places != null) {
            places.forEachNumber(visitor);
        }
        forEachOther(visitor);
    }

    /** Numbers that are counted in places, if some are. */
    Optional<NumberPlaces> numbers() {
        return width == 1 ? Optional.ofNullable(places) : Optional.empty();
    }

    /** Visits each tuple that is none of them. */
    void forEachOther(Visitor visitor) {
        for (int at = 0; at < table.length; at += stride) {
            if (table[at + width] != 0) {
                visitor.visit(table, at, table[at + width]);
            }
        }
    }

    /** The number of different tuples. */
    int size() {
        settle();
        return size + (places == null ? 0 : places.size());
    }

    List<ValueType> types() {
        return types;
    }
}
