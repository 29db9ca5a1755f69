package io.github.surprisal.count;

import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.List;

/** The most frequent values of one column: the count descending, ties by value ascending. */
final class TopValues {
    /** How many are kept. */
    static final int SIZE = 10;

    private final CategoryType type;
    private final List<TopValue> list = new ArrayList<>();

    TopValues(CategoryType type) {
        this.type = type;
    }

    void offer(Values values, int id, double count) {
        if (list.size() == SIZE) {
            TopValue last = list.get(SIZE - 1);
            if (count < last.count() || (count == last.count() && values.compare(id, last.key(), last.bytes()) >= 0)) {
                return;
            }
        }
        offer(
                type.isBytes()
                        ? new TopValue(0, values.bytes(id), count)
                        : new TopValue(values.key(id), new byte[0], count));
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
    }

    private boolean before(TopValue a, TopValue b) {
        return a.count() != b.count() ? a.count() > b.count() : TopValue.compare(type, a, b) < 0;
    }

    void write(Block.Writer writer) {
        writer.number(list.size());
        list.forEach(value -> write(writer, type, value));
    }

    /** Takes in what another one wrote. */
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
