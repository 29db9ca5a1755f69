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
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.measure.Entropies;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** The drift room's one door. */
public final class Comparer {
    /** So many new or vanished categories are named. */
    private static final int MAX_NAMED = 10;

    /** A number of at most this many different values is compared by value. */
    private static final int MAX_EXACT_VALUES = 256;

    private final DriftConfig config;
    private final Unit unit;
    private final Alignment alignment;
    private final ToDoubleBiFunction<Group, String> gainOf;
    private final List<String> fired = new ArrayList<>();

    private Comparer(DriftConfig config, Unit unit, Alignment alignment, ToDoubleBiFunction<Group, String> gainOf) {
        this.config = config;
        this.unit = unit;
        this.alignment = alignment;
        this.gainOf = gainOf;
    }

    /**
     * Compares a table with a reference, column by column and group by group.
     *
     * @param gainOf the information gain of a column within a group, NaN if unknown
     * @throws UserException if the two have no column in common, or one has no rows
     */
    public static Drift compare(
            Side table,
            Side reference,
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
        return new Comparer(config, unit, alignment, gainOf).compare(counts);
    }

    private Drift compare(Counts counts) {
        int here = classOf(counts, Alignment.TABLE, "the table");
        int there = classOf(counts, Alignment.REFERENCE, "drift.reference");
        List<ColumnDrift> columns = new ArrayList<>();
        List<int[]> binsOf = new ArrayList<>();
        for (int c = 0; c < counts.features(); c++) {
            binsOf.add(bins(counts.columns().get(c), there));
        }
        for (int g = 0; g < counts.groups().size(); g++) {
            for (int c = 0; c < counts.features(); c++) {
                ColumnCounts column = counts.columns().get(c);
                ColumnGroup counted = column.groups().get(g);
                columns.add(drift(counts.groups().get(g), column, counted, binsOf.get(c), here, there));
            }
        }
        Group overall = counts.overall();
        alignment.others().forEach((name, status) -> columns.add(unknown(overall, name, status)));
        return new Drift(
                columns, List.copyOf(fired), overall.classes()[here], overall.classes()[there], counts.scans());
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

    /** The bin of each code of a number of many values, cut so that the reference has as many rows in each; else nothing. */
    private int[] bins(ColumnCounts column, int there) {
        boolean many = column.overLimit() || column.categories().size() > MAX_EXACT_VALUES;
        if (column.kind() != Kind.NUMERIC || !many) {
            return new int[0];
        }
        int codes = column.overLimit()
                ? column.edges().size() + 2
                : column.categories().size();
        ContingencyTable table = column.overall().table();
        double[] counts = new double[codes];
        double total = 0;
        int nans = column.overLimit() || Double.isNaN(column.categories().number(codes - 1)) ? 1 : 0;
        for (int i = 0; i < table.size(); i++) {
            if (table.categories()[i] < codes - nans) {
                counts[table.categories()[i]] = table.count(i, there);
                total += table.count(i, there);
            }
        }
        int[] binOf = new int[codes];
        int bin = 0;
        double below = 0;
        double next = total / config.bins();
        for (int code = 0; code < codes - nans; code++) {
            binOf[code] = bin;
            below += counts[code];
            if (below >= next && below < total) {
                bin++;
                next = (Math.floor(below * config.bins() / total) + 1) * total / config.bins();
            }
        }
        if (nans > 0) {
            binOf[codes - 1] = bin + 1;
        }
        return binOf;
    }

    /** How many categories, named or not, have which counts on both sides. */
    private static final class Pairs {
        private final List<String> names = new ArrayList<>();
        private double[] here = new double[16];
        private double[] there = new double[16];
        private long[] times = new long[16];
        private int size;

        void add(String name, double ofTable, double ofReference, long count) {
            if (ofTable + ofReference <= 0) {
                return;
            }
            if (size == times.length) {
                here = Arrays.copyOf(here, 2 * size);
                there = Arrays.copyOf(there, 2 * size);
                times = Arrays.copyOf(times, 2 * size);
            }
            names.add(name);
            here[size] = ofTable;
            there[size] = ofReference;
            times[size++] = count;
        }

        Divergence divergence(double smoothing) {
            return new Divergence(
                    Arrays.copyOf(here, size), Arrays.copyOf(there, size), Arrays.copyOf(times, size), smoothing);
        }

        double pValue() {
            TreeMap<Double, Long> totals = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                totals.merge(here[i] + there[i], times[i], Long::sum);
            }
            return Entropies.independence(List.of(joint(there), joint(here)), Spectrum.of(totals));
        }

        private JointSpectrum joint(double[] side) {
            int[] seen = IntStream.range(0, size).filter(i -> side[i] > 0).toArray();
            return new JointSpectrum(
                    Arrays.stream(seen).mapToDouble(i -> side[i]).toArray(),
                    Arrays.stream(seen).mapToDouble(i -> here[i] + there[i]).toArray(),
                    Arrays.stream(seen).mapToLong(i -> times[i]).toArray());
        }

        long only(double[] side, double[] other) {
            long only = 0;
            for (int i = 0; i < size; i++) {
                only += side[i] > 0 && other[i] == 0 ? times[i] : 0;
            }
            return only;
        }

        List<String> named(double[] side, double[] other) {
            List<Integer> only = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                if (side[i] > 0 && other[i] == 0 && !names.get(i).isEmpty()) {
                    only.add(i);
                }
            }
            only.sort(Comparator.comparingDouble((Integer i) -> -side[i]).thenComparing(names::get));
            return only.stream().limit(MAX_NAMED).map(names::get).toList();
        }
    }

    private static Pairs pairs(ColumnCounts column, ColumnGroup counted, int[] binOf, int here, int there) {
        Pairs pairs = new Pairs();
        ContingencyTable table = counted.table();
        if (binOf.length > 0) {
            double[][] bins = new double[2][Arrays.stream(binOf).max().orElse(0) + 1];
            for (int i = 0; i < table.size(); i++) {
                bins[0][binOf[table.categories()[i]]] += table.count(i, here);
                bins[1][binOf[table.categories()[i]]] += table.count(i, there);
            }
            for (int bin = 0; bin < bins[0].length; bin++) {
                pairs.add("", bins[0][bin], bins[1][bin], 1);
            }
        } else if (counted.isSummarised()) {
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
        } else {
            for (int i = 0; i < table.size(); i++) {
                String name = column.categories().text(table.categories()[i]);
                pairs.add(name, table.count(i, here), table.count(i, there), 1);
            }
        }
        pairs.add("", counted.nulls()[here], counted.nulls()[there], 1);
        return pairs;
    }

    private ColumnDrift drift(Group group, ColumnCounts column, ColumnGroup counted, int[] binOf, int here, int there) {
        Pairs pairs = pairs(column, counted, binOf, here, there);
        Divergence divergence = pairs.divergence(config.smoothing());
        double rows = group.classes()[here];
        double referenceRows = group.classes()[there];
        if (!divergence.isDefined()) {
            String missing = rows > 0 ? "no rows in the reference" : "no rows in the table";
            return unknown(group, column.name(), missing);
        }
        ColumnDrift drift = new ColumnDrift(
                group,
                column.name(),
                alignment.compared().get(column.name()),
                referenceRows,
                rows,
                unit.fromNats(divergence.crossEntropy()),
                unit.fromNats(divergence.klDivergence()),
                unit.fromNats(divergence.reverseKlDivergence()),
                divergence.jsDivergence() / Math.log(2),
                divergence.expectedJsDivergence() / Math.log(2),
                divergence.psi(),
                divergence.expectedPsi(),
                divergence.totalVariation(),
                counted.nulls()[here] / rows - counted.nulls()[there] / referenceRows,
                pValue(pairs),
                pairs.only(pairs.here, pairs.there),
                pairs.only(pairs.there, pairs.here),
                pairs.named(pairs.here, pairs.there),
                pairs.named(pairs.there, pairs.here),
                gainOf.applyAsDouble(group, column.name()),
                unit);
        for (DriftRule rule : config.rules()) {
            if (rule.fires(drift, config.alpha())) {
                fired.add(String.format(
                        Locale.ROOT,
                        "%s: column '%s'%s: %s",
                        rule.text(),
                        column.name(),
                        group.columns().isEmpty() ? "" : " of group " + group.values(),
                        describe(drift)));
            }
        }
        return drift;
    }

    /** One category on both sides is no test: nothing can differ. */
    private static double pValue(Pairs pairs) {
        double p = pairs.pValue();
        return Double.isNaN(p) ? 1 : p;
    }

    private static String describe(ColumnDrift drift) {
        return String.format(
                Locale.ROOT,
                "js %.4f (by chance %.4f), psi %.4f, tv %.4f, p %.2g",
                drift.jsDivergence(),
                drift.expectedJsDivergence(),
                drift.psi(),
                drift.totalVariation(),
                drift.pValue());
    }

    private ColumnDrift unknown(Group group, String column, String status) {
        double x = Double.NaN;
        return new ColumnDrift(
                group,
                column,
                status,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                x,
                -1,
                -1,
                List.of(),
                List.of(),
                gainOf.applyAsDouble(group, column),
                unit);
    }
}
