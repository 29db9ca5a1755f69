package io.github.surprisal.count.reduce;

import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.Stratification;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.ColumnSection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes what a reduce partition counted small enough for the driver: a column of many values is summarised, of one with many cells of value ×
 * group the whole table's cells are sent and the groups summarised, and others go as they are. Once much is sent, many is less, and values that
 * the driver wants all the same it asks for.
 */
public final class Reducer {
    /**
     * Limits of a column: above them a partition sends a summary instead of its cells.
     *
     * @param values distinct values of a column
     * @param cells pairs of value and group of a column
     * @param sample how many values to sample of a numeric column that is summarised
     * @param bytes once so many are to be sent, both limits are at most {@code few}
     * @param few distinct values, or pairs of value and group, of a column
     */
    public record Bounds(long values, long cells, int sample, long bytes, long few) implements Serializable {
        /** Of values and cells alone. */
        Bounds(long values, long cells, int sample) {
            this(values, cells, sample, Long.MAX_VALUE, values);
        }
    }

    /**
     * What a reduce partition tells the driver.
     *
     * @param block keys, strata, nulls, and the values of the columns that are small enough here
     * @param distinct number of distinct non-null values here, by column
     * @param cells number of pairs of value and group here, by column; of no meaning where the whole table is the only group
     * @param summaries what {@link ColumnSummary} wrote of columns that were kept back, by column
     * @param withheld which of these have their values not even by class alone in the block
     * @param groups the groups that summaries number: first the grouping, then the key ids as in {@code block}
     */
    public record Reduced(
            byte[] block,
            long[] distinct,
            long[] cells,
            Map<Integer, byte[]> summaries,
            BitSet withheld,
            List<int[]> groups)
            implements Serializable {}

    private final BlockSet set;
    private final Bounds bounds;
    private final GroupSums sums;
    private final int[] onlyOfClass;
    private final Block.Writer block = new Block.Writer(1 << 12);
    private final ColumnSection section = new ColumnSection();
    private final KeyPiece keys = new KeyPiece();
    private long mostValues;
    private long mostCells;
    private final long[] distinct;
    private final long[] cells;
    private final Map<Integer, byte[]> summaries = new HashMap<>();
    private final BitSet withheld = new BitSet();

    private Reducer(BlockSet set, Bounds bounds) {
        this.set = set;
        this.bounds = bounds;
        this.sums = new GroupSums(set.stratification(), localClasses(set.stratification()));
        this.onlyOfClass = set.stratification().onlyOfClass();
        this.distinct = new long[set.plan().counted().length];
        this.cells = new long[distinct.length];
    }

    public static Reduced reduce(BlockSet set, Bounds bounds) {
        Reducer reducer = new Reducer(set, bounds);
        set.stratification().write(reducer.block, true);
        if (set.stratification().complaint().isEmpty()) {
            for (int c = 0; c < reducer.distinct.length; c++) {
                reducer.column(c);
            }
        }
        List<int[]> groups = reducer.summaries.isEmpty() ? List.of() : groups(reducer.sums);
        return new Reduced(
                reducer.block.toBytes(),
                reducer.distinct,
                reducer.cells,
                new HashMap<>(reducer.summaries),
                reducer.withheld,
                groups);
    }

    private void column(int c) {
        boolean isMuch = block.size() >= bounds.bytes();
        mostValues = isMuch ? Math.min(bounds.values(), bounds.few()) : bounds.values();
        mostCells = isMuch ? Math.min(bounds.cells(), bounds.few()) : bounds.cells();
        List<ColumnTally> kept = new ArrayList<>();
        ColumnTally first = set.piece(c, 0);
        if (isOfMany(c, first) && summarise(c, first)) {
            return;
        }
        ColumnTally spare = null;
        ColumnSummary summary = null;
        for (int piece = 0; piece < set.pieces(c); piece++) {
            ColumnTally tally = piece == 0 ? first : spare == null ? set.piece(c, piece) : set.piece(c, piece, spare);
            kept.add(tally);
            distinct[c] += tally.values().size();
            if (summary != null) {
                cells[c] += summary.add(tally, sums);
            } else {
                cells[c] += sums.groups() == 1 ? 0 : cells(tally);
                if (distinct[c] > mostValues || cells[c] > mostCells) {
                    summary = summary(c);
                    for (ColumnTally before : kept) {
                        summary.add(before, sums);
                    }
                    kept.subList(0, kept.size() - 1).replaceAll(before -> before.byClassAlone(onlyOfClass));
                }
            }
            if (distinct[c] > mostValues) {
                kept.clear();
                if (piece > 0) {
                    spare = tally;
                    spare.clear();
                }
            } else if (summary != null) {
                kept.set(kept.size() - 1, tally.byClassAlone(onlyOfClass));
            }
        }
        if (summary == null) {
            write(kept, c);
            return;
        }
        write(first, summary, c);
        write(kept, set.byClassAlone(c));
        withheld.set(c, distinct[c] > mostValues);
    }

    /** Whether a column's values are keys, and going by its first piece more of them than may be sent. */
    private boolean isOfMany(int c, ColumnTally first) {
        return !first.values().type().isBytes()
                && sums.isPlain()
                && set.plan().weight() < 0
                && (long) set.pieces(c) * first.values().size() > mostValues;
    }

    /**
     * Summarises a column of keys without numbering them.
     *
     * @return whether there were too many to send
     */
    private boolean summarise(int c, ColumnTally first) {
        ColumnSummary summary = summary(c);
        long found = summary.add(first, sums);
        for (int piece = 1; piece < set.pieces(c); piece++) {
            keys.clear();
            set.collect(c, piece, keys);
            found += summary.add(keys, sums);
        }
        if (found > mostValues) {
            distinct[c] = found;
            cells[c] = found;
            write(first, summary, c);
            withheld.set(c);
        }
        return found > mostValues;
    }

    private ColumnSummary summary(int c) {
        int ordinal = set.plan().counted()[c];
        return new ColumnSummary(
                set.plan().readers().get(ordinal).type(), set.plan().numeric()[ordinal] ? bounds.sample() : 0, sums);
    }

    private void write(ColumnTally first, ColumnSummary summary, int c) {
        first.writeNulls(section.part(0));
        section.moveTo(block, c);
        Block.Writer written = new Block.Writer(1 << 12);
        summary.write(written);
        summaries.put(c, written.toBytes());
    }

    private void write(List<ColumnTally> pieces, int number) {
        for (int piece = 0; piece < pieces.size(); piece++) {
            pieces.get(piece).writeAll(section.part(piece));
        }
        section.moveTo(block, number);
    }

    private long cells(ColumnTally tally) {
        CellTable.ByValue[] byBase = tally.byValueRepeating();
        long found = 0;
        for (int id = 1; id <= tally.values().size(); id++) {
            sums.load(byBase, id);
            found += sums.touched();
        }
        return found;
    }

    private static List<int[]> groups(GroupSums sums) {
        List<int[]> groups = new ArrayList<>();
        for (int group = 0; group < sums.groups(); group++) {
            int[] tuple = sums.tupleOf(group);
            int[] named = new int[tuple.length + 1];
            named[0] = sums.groupingOf(group);
            System.arraycopy(tuple, 0, named, 1, tuple.length);
            groups.add(named);
        }
        return groups;
    }

    /** The class of each label id as a reducer knows them: id − 1, null the last. */
    private static int[] localClasses(Stratification strata) {
        int labels =
                strata.plan().label() ? strata.key(strata.plan().labelKey()).size() : 0;
        int[] classes = new int[labels + 1];
        for (int id = 1; id <= labels; id++) {
            classes[id] = id - 1;
        }
        classes[0] = labels;
        return classes;
    }
}
