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
    private final View view;
    private final BitSet over = new BitSet();
    private final BitSet wanted = new BitSet();
    private final Map<Integer, Map<Integer, OverLimit.Part>> parts = new HashMap<>();
    private final HashMap<Integer, double[]> edges = new HashMap<>();
    private View fetched;
    private View bins;

    private Merged(ScanPlan plan, Tally tally) {
        this.plan = plan;
        this.view = new View(tally);
        this.fetched = view;
        this.bins = view;
    }

    static Merged of(ScanPlan plan, List<PartitionCounts.Reduced> reduced, int maxCategories) {
        Tally tally = new Tally(plan);
        List<int[][]> keyMaps = new ArrayList<>();
        long[] distinct = new long[plan.counted().length];
        BitSet heldBack = new BitSet();
        for (PartitionCounts.Reduced part : reduced) {
            keyMaps.add(tally.merge(part.block()));
            for (int c = 0; c < distinct.length; c++) {
                distinct[c] += part.distinct()[c];
            }
            part.over().keySet().forEach(heldBack::set);
        }
        check(tally);
        Merged merged = new Merged(plan, tally);
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

    private static void check(Tally tally) {
        if (!tally.complaint().isEmpty()) {
            throw new UserException(tally.complaint());
        }
        if (tally.totals(0).size() == 0) {
            throw new UserException("Cannot count the table: found no rows"
                    + (tally.plan().weight() >= 0 ? " of positive weight" : "") + ", expected at least one");
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
        over.set(column);
        boolean numeric = plan.numeric()[plan.counted()[column]];
        CategoryType type = view.tally().values(column).type();
        OverLimit here = OverLimit.of(view.tally(), view.rollup(), column, numeric, Integer.MAX_VALUE);
        Map<Integer, OverLimit.Part> byGroup = new HashMap<>();
        here.parts().forEach((group, part) -> byGroup.put(view.rank(group), part));
        List<OverLimit.Sampled> sample = new ArrayList<>(here.sample());
        for (int i = 0; i < reduced.size(); i++) {
            OverLimit there = reduced.get(i).over().get(column);
            if (there != null) {
                int[][] keyMap = keyMaps.get(i);
                List<int[]> groups = reduced.get(i).groups();
                there.parts()
                        .forEach((group, part) -> OverLimit.merge(
                                byGroup.computeIfAbsent(rankOf(groups.get(group), keyMap), g -> new OverLimit.Part()),
                                part.withClasses(k -> view.classOf(keyMap[plan.labelKey()][k + 1])),
                                type));
                sample.addAll(there.sample());
            }
        }
        parts.put(column, byGroup);
        if (numeric) {
            edges.put(column, edges(byGroup.get(0), sample, type));
        }
    }

    private int rankOf(int[] named, int[][] keyMap) {
        int[] columns = plan.groupings().get(named[0]).columns();
        int[] tuple = new int[columns.length];
        Arrays.setAll(tuple, i -> named[i + 1] == 0 ? 0 : keyMap[columns[i]][named[i + 1]]);
        return view.rank(view.rollup().groupOf(named[0], tuple));
    }

    private static double[] edges(OverLimit.Part overall, List<OverLimit.Sampled> sample, CategoryType type) {
        double[] frequent =
                overall.top.stream().mapToDouble(t -> t.number(type)).toArray();
        double[] counts =
                overall.top.stream().mapToDouble(ColumnGroup.TopValue::count).toArray();
        double total = 0;
        for (Map.Entry<Double, Long> entry : new java.util.TreeMap<>(overall.values).entrySet()) {
            total += entry.getKey() * entry.getValue();
        }
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

    void add(List<PartitionCounts.Second> second) {
        Tally values = new Tally(plan);
        Tally binned = Tally.ofBins(plan);
        for (PartitionCounts.Second part : second) {
            values.merge(part.values());
            binned.merge(part.bins());
        }
        fetched = new View(values);
        bins = new View(binned);
    }

    Counts counts() {
        List<ColumnCounts> columns = new ArrayList<>();
        for (int c = 0; c < plan.counted().length; c++) {
            columns.add(over.get(c) ? overLimit(c) : tabled(c, wanted.get(c) ? fetched : view));
        }
        String label = plan.label() ? plan.names().get(plan.keys()[plan.labelKey()]) : "";
        return new Counts(
                columns, plan.features(), label, view.classCategories(), view.groups(), plan.weight() >= 0, 1);
    }

    private ColumnCounts tabled(int column, View from) {
        Values values = from.tally().values(column);
        int[] ascending = values.ascending();
        ContingencyTable[] tables = from.tables(column, ascending, false);
        double[][] nulls = view.nulls(column);
        List<ColumnGroup> groups = new ArrayList<>();
        for (int g = 0; g < tables.length; g++) {
            groups.add(new ColumnGroup(nulls[g], tables[g], ColumnGroup.Spectra.NONE));
        }
        return new ColumnCounts(name(column), kind(column), false, values.categories(ascending), new double[0], groups);
    }

    private ColumnCounts overLimit(int column) {
        CategoryType type = view.tally().values(column).type();
        double[][] nulls = view.nulls(column);
        ContingencyTable[] tables = new ContingencyTable[nulls.length];
        Arrays.fill(tables, ContingencyTable.empty(nulls[0].length));
        if (edges.containsKey(column)) {
            tables = bins.tables(column, bins.tally().values(column).ascending(), true);
        }
        List<ColumnGroup> groups = new ArrayList<>();
        for (int g = 0; g < nulls.length; g++) {
            OverLimit.Part part = parts.get(column).getOrDefault(g, new OverLimit.Part());
            groups.add(new ColumnGroup(nulls[g], tables[g], OverLimit.spectra(part, view.classes())));
        }
        return new ColumnCounts(
                name(column),
                kind(column),
                true,
                Categories.empty(type),
                edges.getOrDefault(column, new double[0]),
                groups);
    }

    private String name(int column) {
        return plan.names().get(plan.counted()[column]);
    }

    private Kind kind(int column) {
        return plan.numeric()[plan.counted()[column]] ? Kind.NUMERIC : Kind.CATEGORICAL;
    }
}
