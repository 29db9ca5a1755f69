package io.github.surprisal.count.reduce;

import io.github.surprisal.count.ColumnGroup.TopValue;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The most frequent value of one column in each of many groups; of equally frequent ones the smallest. */
final class TopByGroup {
    /** With this many more cells than values it pays to sort the values before they are compared. */
    private static final int CELLS_PER_VALUE = 4;

    private final CategoryType type;
    private double[] counts = new double[0];
    private long[] keys = new long[0];
    private byte[][] bytes = new byte[0][];

    TopByGroup(CategoryType type) {
        this.type = type;
    }

    /** Starts with values that are all numbered by now, in groups below {@code groups}. */
    Round round(ValueIndex values, int groups) {
        return new Round(values, groups);
    }

    /** The modes among values that one numbering knows. */
    final class Round {
        private final ValueIndex values;
        private final double[] best;
        private final int[] idOf;
        private int[] rank = new int[0];
        private long ties;

        private Round(ValueIndex values, int groups) {
            this.values = values;
            best = new double[groups];
            idOf = new int[groups];
        }

        void offer(int group, int id, double count) {
            if (count > best[group] || (count == best[group] && count > 0 && isBefore(id, idOf[group]))) {
                best[group] = count;
                idOf[group] = id;
            }
        }

        private boolean isBefore(int a, int b) {
            if (rank.length == 0 && ties++ > (long) CELLS_PER_VALUE * values.size()) {
                rank = new int[values.size() + 1];
                int[] ascending = values.ascending();
                for (int i = 0; i < ascending.length; i++) {
                    rank[ascending[i]] = i;
                }
            }
            return rank.length > 0 ? rank[a] < rank[b] : values.compare(a, b) < 0;
        }

        /** Keeps what was found. */
        void end() {
            for (int group = 0; group < best.length; group++) {
                if (best[group] > 0 && isBetter(group, best[group], values, idOf[group])) {
                    byte[] text = type.isBytes() ? values.bytes(idOf[group]) : new byte[0];
                    set(group, type.isBytes() ? 0 : values.key(idOf[group]), text, best[group]);
                }
            }
        }
    }

    private boolean isBetter(int group, double count, ValueIndex values, int id) {
        return group >= counts.length
                || count > counts[group]
                || (count == counts[group] && values.compare(id, keys[group], bytes[group]) < 0);
    }

    private void set(int group, long key, byte[] text, double count) {
        if (group >= counts.length) {
            int room = Math.max(group + 1, 2 * counts.length);
            counts = Arrays.copyOf(counts, room);
            keys = Arrays.copyOf(keys, room);
            bytes = Arrays.copyOf(bytes, room);
        }
        counts[group] = count;
        keys[group] = key;
        bytes[group] = text;
    }

    void write(Block.Writer writer) {
        for (int group = 0; group < counts.length; group++) {
            if (counts[group] > 0) {
                writer.number(group + 1L);
                TopOverall.write(writer, type, new TopValue(keys[group], bytes[group], counts[group]));
            }
        }
        writer.number(0);
    }

    /** Takes in what another one wrote. */
    void addAll(Block.Reader reader, IntUnaryOperator groupOf) {
        for (int next = reader.integer(); next > 0; next = reader.integer()) {
            int group = groupOf.applyAsInt(next - 1);
            TopValue value = TopOverall.read(reader, type);
            if (group >= counts.length
                    || value.count() > counts[group]
                    || (value.count() == counts[group]
                            && TopValue.compare(type, value, new TopValue(keys[group], bytes[group], 0)) < 0)) {
                set(group, value.key(), value.bytes(), value.count());
            }
        }
    }

    /** The mode of a group, if it has any value. */
    List<TopValue> list(int group) {
        return group >= counts.length || counts[group] == 0
                ? List.of()
                : List.of(new TopValue(keys[group], bytes[group], counts[group]));
    }
}
