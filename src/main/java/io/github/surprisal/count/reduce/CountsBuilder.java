package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.Stratification;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.math.EqualFrequency;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the driver makes of the reduced partitions: it asks for what was kept back and is wanted, and finishes the counts. */
public final class CountsBuilder {
    /** A numeric column has at least this many bins for each group, however many groups there are. */
    private static final int LEAST_GROUP_BINS = 16;

    /** A column within the limit may have this many cells of category × class at most. */
    private static final long MAX_CELLS = 1L << 26;

    private final ScanPlan plan;
    private final BlockSet blocks;
    private final CanonicalOrder order;
    private final int groups;
    private final DriverShare share;
    private Map<Integer, ColumnSummary> summaries = new ConcurrentHashMap<>();
    private final HashMap<Integer, Categories> edges = new HashMap<>();
    private final HashMap<Integer, Categories> groupEdges = new HashMap<>();
    private final HashMap<Integer, int[]> groupCodes = new HashMap<>();
    private BlockSet second;
    private CanonicalOrder secondOrder;

    private CountsBuilder(BlockSet blocks, List<Reducer.Reduced> reduced, CountConfig config) {
        this.plan = blocks.plan();
        this.blocks = blocks;
        this.order = new CanonicalOrder(blocks.stratification());
        this.groups = order.sums().groups();
        this.second = blocks;
        this.secondOrder = order;
        this.share = DriverShare.of(plan, reduced, groups, order.sums().classes(), config);
    }

    public static CountsBuilder of(
            ScanPlan plan, List<Reducer.Reduced> reduced, CountConfig config, Table.Input input) {
        BlockSet blocks = new BlockSet(plan);
        List<int[][]> keyMaps = new ArrayList<>();
        for (Reducer.Reduced part : reduced) {
            keyMaps.add(blocks.add(part.block()).keys());
        }
        check(blocks.stratification(), input);
        CountsBuilder builder = new CountsBuilder(blocks, reduced, config);
        for (int c = 0; c < plan.counted().length; c++) {
            builder.check(c, builder.share.distinct()[c]);
        }
        builder.summarise(reduced, keyMaps);
        return builder;
    }

    private static void check(Stratification strata, Table.Input input) {
        if (!strata.complaint().isEmpty()) {
            throw new UserException(strata.complaint());
        }
        if (strata.isEmpty()) {
            throw new UserException(
                    "Cannot count the table: " + input.emptiness(strata.plan().weight() >= 0));
        }
    }

    /** Refuses what the driver has no room for. */
    private void check(int column, long distinct) {
        if (share.overLimit().get(column)) {
            if (plan.label() && plan.counted()[column] == plan.keys()[plan.labelKey()]) {
                throw new UserException("Cannot use column '" + name(column)
                        + "' as table.label: found more different values than count.max-categories");
            }
        } else if (column < plan.features() && distinct * order.sums().classes() > MAX_CELLS) {
            throw new UserException("Cannot count column '" + name(column) + "' by label: " + distinct + " values by "
                    + order.classes() + " classes are more than " + MAX_CELLS
                    + " cells; choose a label of fewer classes or a smaller count.max-categories");
        }
    }

    private void summarise(List<Reducer.Reduced> reduced, List<int[][]> keyMaps) {
        List<int[]> ranks = new ArrayList<>();
        for (int i = 0; i < reduced.size(); i++) {
            int[][] keyMap = keyMaps.get(i);
            ranks.add(reduced.get(i).groups().stream()
                    .mapToInt(named -> rankOf(named, keyMap))
                    .toArray());
        }
        summaries = share.summarised().stream()
                .boxed()
                .parallel()
                .collect(Collectors.toConcurrentMap(c -> c, c -> summary(c, reduced, keyMaps, ranks)));
        BitSet known = share.summarised();
        known.andNot(share.byClass());
        cut(known);
    }

    private void cut(BitSet columns) {
        List<Cuts> cuts = columns.stream()
                .filter(c -> plan.numeric()[plan.counted()[c]])
                .boxed()
                .parallel()
                .map(c -> cut(c, summaries.get(c)))
                .toList();
        cuts.forEach(this::take);
    }

    /**
     * Where a numeric column is cut.
     *
     * @param fine edges of the whole table's bins, if its own values are too many
     * @param codes where the groups' bins end, if they have bins of their own: positions in {@code fine}, or of the values
     * @param coarse edges of these
     */
    private record Cuts(int column, Optional<Categories> fine, int[] codes, Optional<Categories> coarse) {}

    private void take(Cuts cuts) {
        cuts.fine().ifPresent(fine -> edges.put(cuts.column(), fine));
        cuts.coarse().ifPresent(coarse -> {
            groupEdges.put(cuts.column(), coarse);
            groupCodes.put(cuts.column(), cuts.codes());
        });
    }

    private ColumnSummary summary(int column, List<Reducer.Reduced> reduced, List<int[][]> keyMaps, List<int[]> ranks) {
        int sample = plan.numeric()[plan.counted()[column]] ? ColumnSummary.sample(plan.counted().length) : 0;
        // What a partition with few values sent as it is, is summarised here like the rest.
        GroupSums sums = order.sums().copy();
        ColumnSummary here = new ColumnSummary(type(column), sample, sums);
        here.add(blocks.column(column), sums);
        Block.Writer written = new Block.Writer(1 << 12);
        here.write(written);
        ColumnSummary all = new ColumnSummary(type(column), sample);
        all.merge(new Block.Reader(written.toBytes()), order::rank, k -> k);
        for (int i = 0; i < reduced.size(); i++) {
            byte[] there = reduced.get(i).summaries().get(column);
            if (there != null) {
                int[] rank = ranks.get(i);
                int[][] keyMap = keyMaps.get(i);
                all.merge(
                        new Block.Reader(there),
                        group -> rank[group],
                        k -> order.classOf(keyMap[plan.labelKey()][k + 1]));
            }
        }
        return all;
    }

    private int rankOf(int[] named, int[][] keyMap) {
        int[] columns = plan.groupings().get(named[0]).columns();
        int[] tuple = new int[columns.length];
        Arrays.setAll(tuple, i -> named[i + 1] == 0 ? 0 : keyMap[columns[i]][named[i + 1]]);
        return order.rank(order.sums().groupOf(named[0], tuple));
    }

    /** Finds the edges of a numeric column's bins: fine ones for the whole table, perhaps coarser ones for the groups. */
    private Cuts cut(int column, ColumnSummary summary) {
        int groupBins = Math.max(LEAST_GROUP_BINS, share.cells() / groups);
        if (share.overLimit().get(column)) {
            ColumnGroup.Spectra overall = summary.finish(1, 0)[0];
            FineBins fine = FineBins.of(
                    summary.sample(), overall.top(), overall.values().total(), type(column));
            return groups > 1 && fine.edges().size() >= groupBins
                    ? cutGroups(column, Optional.of(fine.edges()), fine.edges(), fine.masses(), groupBins)
                    : new Cuts(column, Optional.of(fine.edges()), new int[0], Optional.empty());
        }
        if (column >= plan.features()) {
            return new Cuts(column, Optional.empty(), new int[0], Optional.empty());
        }
        ColumnTally tally = tally(column);
        Categories categories =
                CanonicalOrder.categories(tally.values(), tally.values().ascending());
        ContingencyTable table = overallTable(column, tally);
        double[] counts = new double[numbers(categories)];
        for (int i = 0; i < table.size(); i++) {
            if (table.categories()[i] < counts.length) {
                counts[table.categories()[i]] = table.rowTotal(i);
            }
        }
        return cutGroups(column, Optional.empty(), categories, counts, groupBins);
    }

    /** Joins neighbouring values, or fine bins, to a group's bins. */
    private static Cuts cutGroups(int column, Optional<Categories> fine, Categories uppers, double[] masses, int bins) {
        int[] codes = positions(masses.length - 1);
        if (masses.length > bins) {
            boolean[] last = EqualFrequency.cut(masses, bins);
            codes = Arrays.stream(codes).filter(code -> last[code]).toArray();
        }
        return new Cuts(column, fine, codes, Optional.of(uppers.subset(codes)));
    }

    /** What is to be asked of the reduce partitions first, if anything: values that they kept back. */
    public Optional<SecondPass> values() {
        return Optional.of(SecondPass.ofValues(share.wanted(), share.byClass())).filter(pass -> !pass.isEmpty());
    }

    /** What is to be asked of them then, if anything: bins, which may be cut from these values. */
    public Optional<SecondPass> bins() {
        int strata = IntStream.range(0, plan.bases().size())
                .map(base -> blocks.stratification().strata(base).size())
                .sum();
        return Optional.of(SecondPass.ofBins(edges, groupEdges, strata)).filter(pass -> !pass.isEmpty());
    }

    /** Takes in what a pass brought. */
    public void add(SecondPass pass, List<byte[]> parts) {
        second = second == blocks ? new BlockSet(plan) : second;
        parts.forEach(second::add);
        secondOrder = new CanonicalOrder(second.stratification());
        cut(pass.byClass());
    }

    /** The counts; asked for once, as what they are made of is given up on the way. */
    public Counts counts(Set<SourceReader> readers, int scans) {
        List<ColumnCounts> columns = IntStream.range(0, plan.counted().length)
                .parallel()
                .mapToObj(this::column)
                .toList();
        String label = plan.label() ? plan.names().get(plan.keys()[plan.labelKey()]) : "";
        return new Counts(
                columns,
                plan.features(),
                label,
                order.classCategories(),
                order.groups(),
                plan.weight() >= 0,
                scans,
                readers);
    }

    private ColumnCounts columnOf(
            int column, Categories categories, Categories edges, double[][] nulls, ContingencyTable[] tables) {
        ColumnGroup.Spectra[] spectra = new ColumnGroup.Spectra[groups];
        Arrays.fill(spectra, ColumnGroup.Spectra.NONE);
        // Taken out, as all of them together may be as large as what is made of them.
        ColumnSummary summary = summaries.remove(column);
        if (summary != null) {
            spectra = summary.finish(groups, order.classes());
            spectra[0] = share.overLimit().get(column) ? spectra[0] : ColumnGroup.Spectra.NONE;
        }
        List<ColumnGroup> all = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            all.add(new ColumnGroup(nulls[g], tables[g], spectra[g]));
        }
        return new ColumnCounts(name(column), kind(column), share.overLimit().get(column), categories, edges, all);
    }

    private ColumnCounts column(int column) {
        ColumnTally tally = tally(column);
        boolean isFetched = share.wanted().get(column) || share.byClass().get(column);
        double[][] nulls = order.nulls(column, isFetched ? blocks.column(column) : tally);
        if (!share.overLimit().get(column)) {
            int[] ascending = tally.values().ascending();
            Categories categories = CanonicalOrder.categories(tally.values(), ascending);
            ContingencyTable[] tables;
            if (share.grouped().get(column)) {
                tables = groupTables(column, code -> codeOf(categories, groupCodes.get(column), code));
                tables[0] = overallTable(column, tally);
            } else {
                tables = (share.wanted().get(column) ? secondOrder : order)
                        .tables(column, tally, ascending, positions(ascending.length), groups);
            }
            return columnOf(column, categories, Categories.empty(type(column)), nulls, tables);
        }
        Categories fine = edges.getOrDefault(column, Categories.empty(type(column)));
        ContingencyTable[] tables = groupTables(column, code -> binOf(fine.size(), groupCodes.get(column), code));
        if (groupEdges.containsKey(column)) {
            tables[0] = binTables(column, second.byClassAlone(column), code -> code, 1)[0];
        }
        return columnOf(column, Categories.empty(type(column)), fine, nulls, tables);
    }

    /** The values of a column with their cells; if its groups are summarised, the cells of all groups are in one stratum of each class. */
    private ColumnTally tally(int column) {
        if (share.byClass().get(column)) {
            ColumnTally values = second.stratification().tally(new ValueIndex(type(column)));
            second.merge(second.byClassAlone(column), values, Numbering.of(values.values()));
            return values;
        }
        if (share.grouped().get(column)) {
            return blocks.withByClass(column);
        }
        return (share.wanted().get(column) ? second : blocks).column(column);
    }

    private ContingencyTable overallTable(int column, ColumnTally tally) {
        int[] ascending = tally.values().ascending();
        return (share.byClass().get(column) ? secondOrder : order)
                .tables(column, tally, ascending, positions(ascending.length), 1)[0];
    }

    private static int[] positions(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** The tables by bins, or empty ones of a column that has none. */
    private ContingencyTable[] groupTables(int column, IntUnaryOperator codeOf) {
        if (edges.containsKey(column) || groupEdges.containsKey(column)) {
            return binTables(column, column, codeOf, groups);
        }
        ContingencyTable[] tables = new ContingencyTable[groups];
        Arrays.fill(tables, ContingencyTable.empty(column < plan.features() ? order.classes() + 1 : 1));
        return tables;
    }

    private ContingencyTable[] binTables(int column, int number, IntUnaryOperator codeOf, int wantedGroups) {
        ColumnTally bins = SecondPass.numbered(second, number);
        int[] ascending = bins.values().ascending();
        int[] codes = Arrays.stream(ascending)
                .map(id -> codeOf.applyAsInt((int) bins.values().key(id)))
                .toArray();
        return secondOrder.tables(column, bins, ascending, codes, wantedGroups);
    }

    /** The last fine bin within a group's bin. */
    private static int binOf(int fine, int[] coarse, int bin) {
        return coarse == null ? bin : bin < coarse.length ? coarse[bin] : fine + bin - coarse.length;
    }

    /** The last category within a group's bin. */
    private static int codeOf(Categories categories, int[] coarse, int bin) {
        if (bin > coarse.length) {
            return categories.size() - 1;
        }
        return bin < coarse.length ? coarse[bin] : numbers(categories) - 1;
    }

    /** How many categories are numbers: NaN is the last one if it is there. */
    private static int numbers(Categories categories) {
        int size = categories.size();
        return size > 0 && Double.isNaN(categories.number(size - 1)) ? size - 1 : size;
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
