package io.github.surprisal.drift;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.CountStore;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Drift.DriftBin;
import io.github.surprisal.drift.Drift.OneSided;
import io.github.surprisal.drift.Status.Change;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/** The drift room's one door. */
public final class Comparer {
    private final DriftConfig config;
    private final Unit unit;
    private final Alignment alignment;
    private final ToDoubleBiFunction<Group, String> gainOf;
    private final Counts counts;

    /** The classes that are the table's rows and the reference's. */
    private final int here;

    private final int there;

    private Comparer(
            DriftConfig config,
            Unit unit,
            Alignment alignment,
            ToDoubleBiFunction<Group, String> gainOf,
            Counts counts) {
        this.config = config;
        this.unit = unit;
        this.alignment = alignment;
        this.gainOf = gainOf;
        this.counts = counts;
        this.here = classOf(counts, Alignment.TABLE, "the table");
        this.there = classOf(counts, Alignment.REFERENCE, "drift.reference");
    }

    /**
     * Compares a table with a reference, column by column and group by group.
     *
     * @param gainOf the information gain of a column within a group, NaN if unknown
     * @throws UserException if the two have no column in common, or one has no rows
     */
    public static Drift compare(
            DriftInput table,
            DriftInput reference,
            DriftConfig config,
            CountConfig count,
            Unit unit,
            ToDoubleBiFunction<Group, String> gainOf) {
        Alignment alignment = Alignment.of(table.table(), reference.table());
        List<Table> scanned = new ArrayList<>();
        Map<CountStore, Integer> stored = new HashMap<>();
        Table like = alignment.aligned(table.table(), table.table(), Alignment.TABLE);
        table.stored().ifPresentOrElse(store -> stored.put(store, Alignment.TABLE), () -> scanned.add(like));
        reference
                .stored()
                .ifPresentOrElse(
                        store -> stored.put(store, Alignment.REFERENCE),
                        () -> scanned.add(alignment.aligned(reference.table(), table.table(), Alignment.REFERENCE)));
        Counts counts = CountScan.compare(like, scanned, stored, count.limitsAlone());
        return new Comparer(config, unit, alignment, gainOf, counts).compare();
    }

    private Drift compare() {
        List<ColumnDrift> columns = new ArrayList<>();
        List<NumberBins> bins = counts.columns().subList(0, counts.features()).stream()
                .map(column ->
                        column.kind() == Kind.NUMERIC ? new NumberBins(column, here, there, config.bins()) : null)
                .toList();
        for (int g = 0; g < counts.groups().size(); g++) {
            Group group = counts.groups().get(g);
            for (int c = 0; c < counts.features(); c++) {
                ColumnCounts column = counts.columns().get(c);
                columns.add(drift(group, column, column.groups().get(g), bins.get(c)));
            }
        }
        Group overall = counts.overall();
        alignment.others().forEach((name, status) -> columns.add(notCompared(overall, name, status)));
        List<ColumnDrift> judged = columns.stream()
                .map(column -> column.judgedBy(config.rules(), config.alpha()))
                .toList();
        return new Drift(
                judged,
                bins(bins),
                fired(judged),
                overall.classes()[here],
                overall.classes()[there],
                counts.scans(),
                counts.readers());
    }

    private List<DriftBin> bins(List<NumberBins> numbers) {
        List<DriftBin> all = new ArrayList<>();
        for (int c = 0; c < counts.features(); c++) {
            ColumnCounts column = counts.columns().get(c);
            double[] missing = column.overall().nulls().clone();
            List<DriftBin> bins = new ArrayList<>();
            if (numbers.get(c) == null) {
                bins.addAll(DriftBins.frequent(column, here, there));
            } else {
                bins.addAll(numbers.get(c).overall());
                double[] nans = numbers.get(c).nans(column.overall());
                missing[here] += nans[here];
                missing[there] += nans[there];
            }
            if (missing[here] + missing[there] > 0) {
                bins.add(new DriftBin(
                        column.name(), bins.size(), null, Double.NaN, Double.NaN, missing[there], missing[here]));
            }
            all.addAll(bins);
        }
        return all;
    }

    private static int classOf(Counts counts, int side, String what) {
        for (int k = 0; k < counts.classes().size(); k++) {
            if (counts.classes().text(k).equals(Integer.toString(side))) {
                return k;
            }
        }
        throw new UserException(
                "Cannot compare with drift.reference: found no rows in " + what + ", expected at least one");
    }

    /** Of a group that one side lacks every column tells the same, which is told once. */
    private static List<String> fired(List<ColumnDrift> columns) {
        List<String> fired = new ArrayList<>();
        Set<List<?>> told = new HashSet<>();
        for (ColumnDrift column : columns) {
            for (DriftRule rule : column.fired()) {
                Group group = column.group();
                if (!rule.isOfGroup() || told.add(Arrays.asList(rule, group.columns(), group.values()))) {
                    fired.add(rule.message(column));
                }
            }
        }
        return fired;
    }

    /** @param bins of a number, else null */
    private ColumnDrift drift(Group group, ColumnCounts column, ColumnGroup counted, NumberBins bins) {
        double rows = group.classes()[here];
        double referenceRows = group.classes()[there];
        if (!(rows > 0 && referenceRows > 0)) {
            Change missing = rows > 0 ? Change.NO_ROWS_IN_REFERENCE : Change.NO_ROWS_IN_TABLE;
            return notCompared(group, column.name(), Status.of(missing));
        }
        double nulls = counted.nulls()[here];
        double referenceNulls = counted.nulls()[there];
        CountPairs pairs = new CountPairs();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        if (bins == null) {
            addCategories(pairs, column, counted);
        } else {
            bins.addTo(pairs, counted);
            double[] nans = bins.nans(counted);
            nulls += nans[here];
            referenceNulls += nans[there];
            KolmogorovSmirnov test = KolmogorovSmirnov.of(bins.here(counted), bins.there(counted));
            put(figures, Figure.KS_STATISTIC, test.statistic());
            put(figures, Figure.KS_P_VALUE, test.pValue());
            if (group.columns().isEmpty()) {
                put(
                        figures,
                        Figure.DIFFERENTIAL_CROSS_ENTROPY,
                        unit.fromNats(ReferenceDensity.crossEntropy(column, bins)));
            }
        }
        pairs.add("", nulls, referenceNulls, 1);
        CountPairs tested = pairs;
        if (bins != null && !bins.byValue()) {
            tested = new CountPairs();
            bins.addTestTo(tested, counted);
            tested.add("", nulls, referenceNulls, 1);
        }
        put(figures, Figure.P_VALUE, tested.pValue());
        put(figures, Figure.NULL_SHARE_CHANGE, nulls / rows - referenceNulls / referenceRows);
        put(figures, Figure.INFORMATION_GAIN, gainOf.applyAsDouble(group, column.name()));
        addDivergences(figures, pairs);
        return new ColumnDrift(
                group,
                column.name(),
                alignment.compared().get(column.name()),
                rows,
                referenceRows,
                Collections.unmodifiableMap(figures),
                pairs.added(),
                pairs.vanished(),
                unit,
                List.of());
    }

    private void addDivergences(Map<Figure, Double> figures, CountPairs pairs) {
        Divergence divergence = pairs.divergence(config.smoothing());
        put(figures, Figure.CROSS_ENTROPY, unit.fromNats(divergence.crossEntropy()));
        put(figures, Figure.KL_DIVERGENCE, unit.fromNats(divergence.klDivergence()));
        put(figures, Figure.REVERSE_KL_DIVERGENCE, unit.fromNats(divergence.reverseKlDivergence()));
        put(figures, Figure.JS_DIVERGENCE, Unit.BITS.fromNats(divergence.jsDivergence()));
        put(figures, Figure.EXPECTED_JS_DIVERGENCE, Unit.BITS.fromNats(divergence.expectedJsDivergence()));
        put(figures, Figure.PSI, divergence.psi());
        put(figures, Figure.EXPECTED_PSI, divergence.expectedPsi());
        put(figures, Figure.TOTAL_VARIATION, divergence.totalVariation());
    }

    private static void put(Map<Figure, Double> figures, Figure figure, double value) {
        if (!Double.isNaN(value)) {
            figures.put(figure, value);
        }
    }

    private void addCategories(CountPairs pairs, ColumnCounts column, ColumnGroup counted) {
        if (!counted.isSummarised()) {
            ContingencyTable table = counted.table();
            for (int i = 0; i < table.size(); i++) {
                String name = column.categories().text(table.categories()[i]);
                pairs.add(name, table.count(i, here), table.count(i, there), 1);
            }
            return;
        }
        JointSpectrum ofTable = counted.spectra().joint().get(here);
        for (int i = 0; i < ofTable.cells().length; i++) {
            double x = ofTable.cells()[i];
            pairs.add("", x, ofTable.totals()[i] - x, ofTable.multiplicities()[i]);
        }
        JointSpectrum ofReference = counted.spectra().joint().get(there);
        for (int i = 0; i < ofReference.cells().length; i++) {
            if (ofReference.cells()[i] == ofReference.totals()[i]) {
                pairs.add("", 0, ofReference.cells()[i], ofReference.multiplicities()[i]);
            }
        }
    }

    private ColumnDrift notCompared(Group group, String column, Status status) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        put(figures, Figure.INFORMATION_GAIN, gainOf.applyAsDouble(group, column));
        return new ColumnDrift(
                group,
                column,
                status,
                Double.NaN,
                Double.NaN,
                Collections.unmodifiableMap(figures),
                OneSided.UNKNOWN,
                OneSided.UNKNOWN,
                unit,
                List.of());
    }
}
