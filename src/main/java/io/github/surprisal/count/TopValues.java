package io.github.surprisal.count;

import io.github.surprisal.count.ColumnGroup.TopValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The most frequent values of one column in one group: the count descending, ties by value ascending. */
final class TopValues implements Serializable {
    private static final long serialVersionUID = 1L;

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

    void addAll(TopValues other) {
        other.list.forEach(this::offer);
    }

    List<TopValue> list() {
        return List.copyOf(list);
    }
}
