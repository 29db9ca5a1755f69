package io.github.surprisal.measure;

import io.github.surprisal.count.CategoryType.Base;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.measure.Measures.Bin;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The measure room's one door. */
public final class Measurer {
    /** A numeric column of at most this many different values is taken by value, unless the config names a binning for it. */
    public static final int MAX_EXACT_VALUES = 256;

    private final Counts counts;
    private final MeasureConfig config;
    private final boolean nullsAreCategory;

    private Measurer(Counts counts, MeasureConfig config) {
        this.counts = counts;
        this.config = config;
        this.nullsAreCategory = config.nulls() == Nulls.CATEGORY;
    }

    /**
     * Measures every column and, where there is a label, every feature with it, in every group.
     *
     * <p>The same counts give the same bits. An entropy is always that of the values themselves; an information gain of a
     * numeric feature of more than {@value #MAX_EXACT_VALUES} values is that of its bins.
     */
    public static Measures measure(Counts counts, MeasureConfig config) {
        return new Measurer(counts, config).measure();
    }

    private Measures measure() {
        List<ColumnEntropy> entropies = new ArrayList<>();
        for (int g = 0; g < counts.groups().size(); g++) {
            for (ColumnCounts column : counts.columns()) {
                entropies.add(
                        entropy(counts.groups().get(g), column, column.groups().get(g)));
            }
        }
        if (!counts.hasLabel()) {
            return new Measures(entropies, List.of(), List.of(), List.of());
        }
        List<ColumnCounts> features = counts.columns().subList(0, counts.features());
        List<Feature> cut = features.stream().map(this::feature).toList();
        List<InformationGain> gains = new ArrayList<>();
        List<BestSplit> splits = new ArrayList<>();
        for (int g = 0; g < counts.groups().size(); g++) {
            int group = g;
            Group named = counts.groups().get(g);
            gains.addAll(ranked(cut.stream()
                    .map(feature ->
                            gain(named, feature, feature.column().groups().get(group)))
                    .toList()));
            for (ColumnCounts feature : features) {
                ColumnGroup counted = feature.groups().get(group);
                new Splitter(feature, counted, nullCategory(counted))
                        .best(config.unit(), named)
                        .ifPresent(splits::add);
            }
        }
        return new Measures(
                entropies,
                gains,
                splits,
                cut.stream().flatMap(f -> bins(f).stream()).toList());
    }

    private ColumnEntropy entropy(Group group, ColumnCounts column, ColumnGroup counted) {
        double nulls = Entropies.total(counted.nulls());
        TreeMap<Double, Long> spectrum = new TreeMap<>();
        String mode = "";
        double modeCount = 0;
        if (counted.isSummarised()) {
            double[] listed = counted.spectra().values().counts();
            for (int i = 0; i < listed.length; i++) {
                spectrum.put(listed[i], counted.spectra().values().multiplicities()[i]);
            }
            if (!counted.spectra().top().isEmpty()) {
                mode = counted.spectra().top().get(0).text(column.categories().type());
                modeCount = counted.spectra().top().get(0).count();
            }
        } else {
            ContingencyTable table = counted.table();
            int modeCode = -1;
            for (int i = 0; i < table.size(); i++) {
                double count = table.rowTotal(i);
                spectrum.merge(count, 1L, Long::sum);
                if (count > modeCount) {
                    modeCount = count;
                    modeCode = table.categories()[i];
                }
            }
            mode = modeCode < 0 ? "" : column.categories().text(modeCode);
        }
        if (nullsAreCategory && nulls > 0) {
            spectrum.merge(nulls, 1L, Long::sum);
        }
        Spectrum values = Spectrum.of(spectrum);
        double rows = values.total();
        double plugIn = Entropies.entropy(values);
        double nats = estimated(values, rows, column.name());
        long distinct = values.distinct();
        return new ColumnEntropy(
                group,
                column.name(),
                column.kind().name().toLowerCase(Locale.ROOT),
                rows,
                nulls,
                distinct,
                config.unit().fromNats(nats),
                distinct < 2 ? Double.NaN : Math.min(1, nats / Math.log((double) distinct)),
                Math.exp(nats),
                config.unit().fromNats(entropyStdError(values, plugIn, rows)),
                config.unit(),
                config.estimator().label(),
                mode,
                modeCount > 0 ? modeCount / rows : Double.NaN,
                group.columns().isEmpty() ? config.unit().fromNats(Continuous.entropy(column)) : Double.NaN);
    }

    private double estimated(Spectrum spectrum, double rows, String column) {
        for (double count : spectrum.counts()) {
            if (config.estimator().needsWholeCounts() && count != Math.rint(count)) {
                throw new UserException(
                        "Cannot estimate the entropy of column '" + column + "' with measure.estimator = "
                                + config.estimator().label() + ": expected whole weights, found a sum of " + count
                                + "; plug-in, miller-madow and james-stein take fractions");
            }
        }
        return rows > 0 ? config.estimator().entropy(spectrum) : Double.NaN;
    }

    /**
     * √(Σ p (−log p − H)²/n + (m − 1)/(2n²)): the first two terms of the plug-in entropy's standard error; the first alone with
     * fewer than five rows per category.
     */
    private static double entropyStdError(Spectrum spectrum, double nats, double rows) {
        if (Double.isNaN(nats)) {
            return Double.NaN;
        }
        CompensatedSum squares = new CompensatedSum();
        for (int i = 0; i < spectrum.counts().length; i++) {
            double p = spectrum.counts()[i] / rows;
            double surprisal = Entropies.surprisal(p);
            squares.add(spectrum.multiplicities()[i] * (p * (surprisal - nats) * (surprisal - nats)));
        }
        double second = rows < 5.0 * spectrum.distinct() ? 0 : (spectrum.distinct() - 1) / (2 * rows * rows);
        return Math.sqrt(squares.value() / rows + second);
    }

    /** A feature and its bins, null when it is taken by value. */
    private record Feature(ColumnCounts column, Binner bins) {}

    private Feature feature(ColumnCounts column) {
        boolean many = column.overLimit() || column.categories().size() > MAX_EXACT_VALUES;
        if (!mayBeCut(column, config) || !(many || isNamed(column))) {
            return new Feature(column, null);
        }
        double[] cutpoints = config.cutpointsOf().get(column.name());
        Binner bins = cutpoints == null
                ? Binner.of(column, binning(column, config), config.bins())
                : Binner.of(column, cutpoints);
        return new Feature(column, bins);
    }

    private boolean isNamed(ColumnCounts column) {
        return config.binningOf().containsKey(column.name())
                || config.cutpointsOf().containsKey(column.name());
    }

    /** Whether a column is a number that is to be cut once it has many values. */
    private static boolean mayBeCut(ColumnCounts column, MeasureConfig config) {
        return column.kind() == Kind.NUMERIC
                && (binning(column, config) != Binning.NONE
                        || config.cutpointsOf().containsKey(column.name()));
    }

    private static Binning binning(ColumnCounts column, MeasureConfig config) {
        return config.binningOf().getOrDefault(column.name(), config.binning());
    }

    /**
     * Where each numeric feature is cut, for those who are to see what its gain was measured with: the inner edges of its
     * bins, or each value but the last where it was taken by value. A feature that has {@link Binning#NONE} is not among them.
     *
     * @param measures made of these counts as this says
     */
    public static Map<String, List<Double>> cutpoints(Measures measures, Counts counts, MeasureConfig config) {
        Map<String, List<Double>> edges = new HashMap<>();
        for (Bin bin : measures.bins()) {
            List<Double> ofFeature = edges.computeIfAbsent(bin.feature(), name -> new ArrayList<>());
            if (Double.isFinite(bin.upper())) {
                ofFeature.add(bin.upper());
            }
        }
        for (ColumnCounts column : counts.columns().subList(0, counts.features())) {
            if (mayBeCut(column, config)) {
                edges.computeIfAbsent(column.name(), name -> Binner.byValue(column));
            }
        }
        return edges;
    }

    private List<Bin> bins(Feature feature) {
        List<Bin> bins = new ArrayList<>();
        if (feature.bins() != null) {
            double[][] table = feature.bins().table(feature.column().overall().table());
            for (int bin = 0; bin < table.length; bin++) {
                double[] labelCounts = Arrays.copyOf(table[bin], table[bin].length - 1);
                bins.add(new Bin(
                        feature.column().name(),
                        bin,
                        feature.bins().lower(bin),
                        feature.bins().upper(bin),
                        Entropies.total(table[bin]),
                        labelCounts,
                        weightOfEvidence(labelCounts, feature.column())));
            }
        }
        return bins;
    }

    private double weightOfEvidence(double[] counts, ColumnCounts column) {
        if (counts.length != 2) {
            return Double.NaN;
        }
        double[] nulls = column.overall().nulls();
        double[] all = counts.clone();
        for (int k = 0; k < 2; k++) {
            all[k] = this.counts.overall().classes()[k] - (nullsAreCategory ? 0 : nulls[k]);
        }
        double added = counts[0] > 0 && counts[1] > 0 ? 0 : 0.5;
        return counts[0] + counts[1] > 0
                ? Math.log((counts[1] + added) / all[1] / ((counts[0] + added) / all[0]))
                : Double.NaN;
    }

    private double[] nullCategory(ColumnGroup counted) {
        int classes = counts.classes().size();
        return nullsAreCategory ? Arrays.copyOf(counted.nulls(), classes) : new double[classes];
    }

    private InformationGain gain(Group group, Feature feature, ColumnGroup counted) {
        int classes = counts.classes().size();
        double[] nulls = Arrays.copyOf(counted.nulls(), classes);
        double[] nullCategory = nullCategory(counted);
        Association association = association(feature, counted, nullCategory);
        double h = association.labelEntropy(config.estimator());
        double x = association.featureEntropy(config.estimator());
        double i = association.mutualInformation(config.estimator());
        return new InformationGain(
                group,
                feature.column().name(),
                counts.label(),
                association.n(),
                config.unit().fromNats(h),
                config.unit().fromNats(h - i),
                config.unit().fromNats(i),
                config.unit().fromNats(association.mutualInformation() - association.expectedInformation()),
                ratio(i, x),
                ratio(2 * i, x + h),
                association.gStatistic(),
                association.degreesOfFreedom(),
                association.chiSquared(),
                association.pValue(),
                association.logPValue(),
                Double.NaN,
                config.unit().fromNats(association.stdError()),
                association.cramersV(),
                ratio(i, h),
                association.informationValue(),
                config.unit().fromNats(missing(group, nulls)),
                flags(feature.column(), counted, association, nullCategory),
                config.unit(),
                config.estimator().label(),
                0);
    }

    private Association association(Feature feature, ColumnGroup counted, double[] nulls) {
        if (feature.bins() == null && counted.isSummarised()) {
            return Association.of(counted.spectra(), nulls);
        }
        int classes = nulls.length;
        double[][] table;
        if (feature.bins() != null) {
            double[][] binned = feature.bins().table(counted.table());
            table = Arrays.copyOf(binned, binned.length + 1);
            for (int bin = 0; bin < binned.length; bin++) {
                table[bin] = Arrays.copyOf(binned[bin], classes);
            }
        } else {
            ContingencyTable values = counted.table();
            table = new double[values.size() + 1][];
            for (int row = 0; row < values.size(); row++) {
                int start = row * values.classes();
                table[row] = Arrays.copyOfRange(values.counts(), start, start + classes);
            }
        }
        table[table.length - 1] = nulls;
        return Association.of(table);
    }

    private static double ratio(double numerator, double denominator) {
        return denominator > 0 ? Math.min(1, numerator / denominator) : Double.NaN;
    }

    /** Information of "is it null?" about the label. */
    private double missing(Group group, double[] nulls) {
        double[] present = new double[nulls.length];
        Arrays.setAll(present, k -> group.classes()[k] - nulls[k]);
        return Association.of(new double[][] {present, nulls}).mutualInformation();
    }

    /**
     * Warnings by rule, over the rows with a label. constant: one value. id-like: at least 95 % of more than 30 rows have a
     * value of their own, and it is no measurement (a fraction). leak: the gain is at least 99 % of the label's entropy, and
     * it is not id-like. sparse-cells: fewer than five rows per cell of the table on average.
     */
    private static List<String> flags(
            ColumnCounts column, ColumnGroup counted, Association association, double[] nulls) {
        List<String> flags = new ArrayList<>();
        if (association.categories() == 0) {
            return flags;
        }
        long distinct = labelledDistinct(counted);
        if (distinct + (Entropies.total(nulls) > 0 ? 1 : 0) == 1) {
            flags.add("constant");
        }
        Base base = column.categories().type().base();
        boolean measurement = base == Base.FLOAT || base == Base.DOUBLE || base == Base.DECIMAL;
        boolean idLike = !measurement && association.n() > 30 && distinct >= 0.95 * association.n();
        if (idLike) {
            flags.add("id-like");
        }
        if (!idLike
                && association.labelEntropy() > 0
                && association.mutualInformation() >= 0.99 * association.labelEntropy()) {
            flags.add("leak");
        }
        if (association.isSparse()) {
            flags.add("sparse-cells");
        }
        return flags;
    }

    /** How many non-null values the rows with a label have; of a number its own values, not its bins. */
    private static long labelledDistinct(ColumnGroup counted) {
        if (counted.isSummarised()) {
            return counted.spectra().labelled().distinct();
        }
        ContingencyTable table = counted.table();
        long distinct = 0;
        for (int row = 0; row < table.size(); row++) {
            boolean labelled = false;
            for (int k = 0; k < table.classes() - 1; k++) {
                labelled |= table.count(row, k) > 0;
            }
            distinct += labelled ? 1 : 0;
        }
        return distinct;
    }

    /** Adds ranks and q-values within one group. */
    private List<InformationGain> ranked(List<InformationGain> gains) {
        Integer[] order = new Integer[gains.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer i) -> -orLeast(figure(gains.get(i))))
                        .thenComparingInt(i -> i));
        int[] rank = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i + 1;
        }
        double[] q = benjaminiHochberg(
                gains.stream().mapToDouble(InformationGain::pValue).toArray());
        List<InformationGain> ranked = new ArrayList<>();
        for (int i = 0; i < gains.size(); i++) {
            ranked.add(gains.get(i).ranked(rank[i], q[i]));
        }
        return ranked;
    }

    /** What features are ranked by, the greatest first. */
    private double figure(InformationGain gain) {
        return switch (config.rankBy()) {
            case INFORMATION_GAIN -> gain.informationGain();
            case ADJUSTED_GAIN -> gain.adjustedInformationGain();
            case GAIN_RATIO -> gain.gainRatio();
            case SYMMETRIC_UNCERTAINTY -> gain.symmetricUncertainty();
            case CRAMERS_V -> gain.cramersV();
            case INFORMATION_VALUE -> gain.informationValue();
            case P_VALUE -> -gain.logPValue();
        };
    }

    private static double orLeast(double figure) {
        return Double.isNaN(figure) ? Double.NEGATIVE_INFINITY : figure;
    }

    /**
     * q-values: the least false discovery rate at which each p-value counts as a discovery; NaNs are no tests.
     *
     * <p>Source: Y. Benjamini and Y. Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
     */
    static double[] benjaminiHochberg(double[] p) {
        Integer[] order = java.util.stream.IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toArray(Integer[]::new);
        double[] q = new double[p.length];
        Arrays.fill(q, Double.NaN);
        double least = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            least = Math.min(least, p[order[i]] * order.length / (i + 1));
            q[order[i]] = least;
        }
        return q;
    }
}
