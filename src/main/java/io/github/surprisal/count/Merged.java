package io.github.surprisal.count;

import io.github.surprisal.table.Kind;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the driver makes of the reduced partitions: it decides which columns are over the limit and finishes the counts. */
final class Merged {
    /** A column within the limit may have this many cells of category × class at most. */
    private static final long MAX_CELLS = 1L << 26;

    private final ScanPlan plan;
    private final BlockSet blocks;
    private final View view;
    private final BitSet wanted = new BitSet();
    private final Map<Integer, OverLimit> over = new HashMap<>();
    private final HashMap<Integer, double[]> edges = new HashMap<>();
    private BlockSet second;
    private View secondView;

    private Merged(BlockSet blocks) {
        this.plan = blocks.plan();
        this.blocks = blocks;
        this.view = new View(blocks.stratification());
        this.second = blocks;
        this.secondView = view;
    }

    static Merged of(ScanPlan plan, List<PartitionCounts.Reduced> reduced, int maxCategories) {
        BlockSet blocks = new BlockSet(plan);
        List<int[][]> keyMaps = new ArrayList<>();
        long[] distinct = new long[plan.counted().length];
        BitSet heldBack = new BitSet();
        for (PartitionCounts.Reduced part : reduced) {
            keyMaps.add(blocks.add(part.block()).keys());
            for (int c = 0; c < distinct.length; c++) {
                distinct[c] += part.distinct()[c];
            }
            part.over().keySet().forEach(heldBack::set);
        }
        check(blocks.stratification());
        Merged merged = new Merged(blocks);
        for (int c = 0; c < distinct.length; c++) {
            if (distinct[c] > maxCategories) {
                merged.finishOverLimit(c, reduced, keyMaps);
            } else {
                merged.wanted.set(c, heldBack.get(c));
                merged.checkCells(c, distinct[c]);
            }
        }
        return merged;
    }

    private static void check(Stratification strata) {
        if (!strata.complaint().isEmpty()) {
            throw new UserException(strata.complaint());
        }
        if (strata.isEmpty()) {
            throw new UserException("Cannot count the table: found no rows"
                    + (strata.plan().weight() >= 0 ? " of positive weight" : "") + ", expected at least one");
        }
    }

    private void checkCells(int column, long distinct) {
        if (column < plan.features() && distinct * view.rollup().classes() > MAX_CELLS) {
            throw new UserException("Cannot count column '" + name(column) + "' by label: " + distinct + " values by "
                    + view.classes() + " classes are more than " + MAX_CELLS
                    + " cells; choose a label of fewer classes or a smaller count.max-categories");
        }
    }

    private void finishOverLimit(int column, List<PartitionCounts.Reduced> reduced, List<int[][]> keyMaps) {
        if (plan.label() && plan.counted()[column] == plan.keys()[plan.labelKey()]) {
            throw new UserException("Cannot use column '" + name(column)
                    + "' as table.label: found more different values than count.max-categories");
        }
        boolean numeric = plan.numeric()[plan.counted()[column]];
        // What a partition with few values sent as it is, is summarised here like the rest.
        OverLimit here = new OverLimit(type(column), numeric ? OverLimit.SAMPLE : 0);
        here.add(blocks.column(column), view.rollup(), numeric);
        OverLimit all = new OverLimit(type(column), numeric ? OverLimit.SAMPLE : 0);
        all.merge(here, view::rank, k -> k);
        for (int i = 0; i < reduced.size(); i++) {
            OverLimit there = reduced.get(i).over().get(column);
            if (there != null) {
                int[][] keyMap = keyMaps.get(i);
                int[] ranks = reduced.get(i).groups().stream()
                        .mapToInt(named -> rankOf(named, keyMap))
                        .toArray();
                all.merge(there, group -> ranks[group], k -> view.classOf(keyMap[plan.labelKey()][k + 1]));
            }
        }
        over.put(column, all);
        if (numeric) {
            edges.put(column, edges(all.finish(1, 0)[0], all.sample(), type(column)));
        }
    }

    private int rankOf(int[] named, int[][] keyMap) {
        int[] columns = plan.groupings().get(named[0]).columns();
        int[] tuple = new int[columns.length];
        Arrays.setAll(tuple, i -> named[i + 1] == 0 ? 0 : keyMap[columns[i]][named[i + 1]]);
        return view.rank(view.rollup().groupOf(named[0], tuple));
    }

    private static double[] edges(ColumnGroup.Spectra overall, BottomK sample, CategoryType type) {
        double[] frequent =
                overall.top().stream().mapToDouble(t -> t.number(type)).toArray();
        double[] counts =
                overall.top().stream().mapToDouble(ColumnGroup.TopValue::count).toArray();
        double total = overall.values().total();
        for (int i = 0; i < frequent.length; i++) {
            if (Double.isNaN(frequent[i])) {
                total -= counts[i];
                counts[i] = 0;
            }
        }
        return FineBins.edges(sample, frequent, counts, total);
    }

    boolean needsSecondPass() {
        return !wanted.isEmpty() || !edges.isEmpty();
    }

    /** Columns within the limit that some partition held back. */
    BitSet wanted() {
        return wanted;
    }

    /** Edges of the fine bins, by numeric column over the limit. */
    HashMap<Integer, double[]> edges() {
        return edges;
    }

    /** Takes in what the second pass brought. */
    void add(List<byte[]> parts) {
        second = new BlockSet(plan);
        parts.forEach(second::add);
        secondView = new View(second.stratification());
    }

    Counts counts(int scans) {
        List<ColumnCounts> columns = new ArrayList<>();
        for (int c = 0; c < plan.counted().length; c++) {
            columns.add(over.containsKey(c) ? overLimit(c) : tabled(c));
        }
        String label = plan.label() ? plan.names().get(plan.keys()[plan.labelKey()]) : "";
        return new Counts(
                columns, plan.features(), label, view.classCategories(), view.groups(), plan.weight() >= 0, scans);
    }

    private ColumnCounts tabled(int column) {
        boolean fetched = wanted.get(column);
        ColumnTally tally = (fetched ? second : blocks).column(column);
        int[] ascending = tally.values().ascending();
        ContingencyTable[] tables = (fetched ? secondView : view).tables(column, tally, ascending, false);
        double[][] nulls = view.nulls(column, fetched ? blocks.column(column) : tally);
        List<ColumnGroup> groups = new ArrayList<>();
        for (int g = 0; g < tables.length; g++) {
            groups.add(new ColumnGroup(nulls[g], tables[g], ColumnGroup.Spectra.NONE));
        }
        return new ColumnCounts(
                name(column), kind(column), false, tally.values().categories(ascending), new double[0], groups);
    }

    private ColumnCounts overLimit(int column) {
        double[][] nulls = view.nulls(column, blocks.column(column));
        ContingencyTable[] tables = new ContingencyTable[nulls.length];
        Arrays.fill(tables, ContingencyTable.empty(nulls[0].length));
        if (edges.containsKey(column)) {
            ColumnTally bins = bins(column);
            tables = secondView.tables(column, bins, bins.values().ascending(), true);
        }
        ColumnGroup.Spectra[] spectra = over.get(column).finish(nulls.length, view.classes());
        List<ColumnGroup> groups = new ArrayList<>();
        for (int g = 0; g < nulls.length; g++) {
            groups.add(new ColumnGroup(nulls[g], tables[g], spectra[g]));
        }
        return new ColumnCounts(
                name(column),
                kind(column),
                true,
                Categories.empty(type(column)),
                edges.getOrDefault(column, new double[0]),
                groups);
    }

    private ColumnTally bins(int column) {
        ColumnTally bins = second.stratification().tally(new Values(CategoryType.of(CategoryType.Base.INTEGER)));
        second.merge(column, bins, reader -> reader.value(bins.values()));
        return bins;
    }

    private CategoryType type(int column) {
        return plan.readers().get(plan.counted()[column]).type();
    }

    private String name(int column) {
        return plan.names().get(plan.counted()[column]);
    }

    private Kind kind(int column) {
        return plan.numeric()[plan.counted()[column]] ? Kind.NUMERIC : Kind.CATEGORICAL;
    }
}
