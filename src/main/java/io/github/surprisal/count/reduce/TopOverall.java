package io.github.surprisal.count.reduce;

import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.Places;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.List;

/** The most frequent values of one column: the count descending, ties by value ascending. */
final class TopOverall {
    /** How many are kept. */
    static final int SIZE = 10;

    private final CategoryType type;
    private final List<TopValue> list = new ArrayList<>(SIZE + 1);

    /** The last one once there are all: nearly every value that is offered is less frequent, or behind it. */
    private TopValue last = new TopValue(0, new byte[0], -1);

    private double least = -1;
    private long leastPlace;

    TopOverall(CategoryType type) {
        this.type = type;
    }

    void offer(ValueIndex values, int id, double count) {
        if (!type.isBytes()) {
            offer(values.key(id), count);
        } else if (count > least || (count == least && values.compare(id, 0, last.bytes()) < 0)) {
            offer(new TopValue(0, values.bytes(id), count));
        }
    }

    /** A value that is a key. */
    void offer(long key, double count) {
        if (count > least || (count == least && Places.low(type, key) < leastPlace)) {
            offer(new TopValue(key, new byte[0], count));
        }
    }

    /** Keys that are in one row each. */
    void offerOnes(long[] keys, int size) {
        long flipped = Places.low(type, -1) ^ -1;
        for (int i = 0; i < size && least <= 1; i++) {
            // The next one that is before the last: hardly any is once there are all.
            long limit = leastPlace;
            while (i < size && least == 1 && (keys[i] ^ (keys[i] >> 63 & flipped)) >= limit) {
                i++;
            }
            if (i < size) {
                offer(keys[i], 1);
            }
        }
    }

    private void offer(TopValue candidate) {
        int at = list.size();
        while (at > 0 && before(candidate, list.get(at - 1))) {
            at--;
        }
        list.add(at, candidate);
        if (list.size() > SIZE) {
            list.remove(SIZE);
        }
        if (list.size() == SIZE) {
            last = list.get(SIZE - 1);
            least = last.count();
            leastPlace = Places.low(type, last.key());
        }
    }

    private boolean before(TopValue a, TopValue b) {
        return a.count() != b.count() ? a.count() > b.count() : TopValue.compare(type, a, b) < 0;
    }

    void write(Block.Writer writer) {
        writer.number(list.size());
        list.forEach(value -> write(writer, type, value));
    }

    /** Offers the values that another one wrote. */
    void addAll(Block.Reader reader) {
        for (int left = reader.integer(); left > 0; left--) {
            offer(read(reader, type));
        }
    }

    static void write(Block.Writer writer, CategoryType type, TopValue value) {
        if (type.isBytes()) {
            writer.bytes(value.bytes());
        } else {
            writer.bits(value.key());
        }
        writer.bits(Double.doubleToRawLongBits(value.count()));
    }

    static TopValue read(Block.Reader reader, CategoryType type) {
        byte[] bytes = type.isBytes() ? reader.bytes() : new byte[0];
        long key = type.isBytes() ? 0 : reader.bits();
        return new TopValue(key, bytes, Double.longBitsToDouble(reader.bits()));
    }

    List<TopValue> list() {
        return List.copyOf(list);
    }
}
