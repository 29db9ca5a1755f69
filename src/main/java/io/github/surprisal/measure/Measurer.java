package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.measure.Measures.Bin;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.measure.Measures.Value;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The measure room's one door. */
public final class Measurer {
    private final Counts counts;
    private final MeasureConfig config;
    private final boolean nullsAreCategory;
    private final UnaryOperator<String> sql;

    private Measurer(Counts counts, MeasureConfig config, UnaryOperator<String> sql) {
        this.sql = sql;
        this.counts = counts;
        this.config =
                config.of(counts.columns().stream().map(ColumnCounts::name).toList());
        this.nullsAreCategory = config.nulls() == Nulls.CATEGORY;
    }

    /**
     * Measures every column and, where there is a label, every feature with it, in every group.
     *
     * <p>The same counts give the same bits. An entropy is always that of the values themselves; an information gain of a
     * numeric feature is that of its bins, unless its values repeat enough to be taken by themselves ({@link CutRule}).
     */
    public static Measures measure(Counts counts, MeasureConfig config) {
        return measure(counts, config, Names::quoted);
    }

    /** The same with SQL of the value of a column of a name. */
    public static Measures measure(Counts counts, MeasureConfig config, UnaryOperator<String> sql) {
        return new Measurer(counts, config, sql).measure();
    }

    private Measures measure() {
        checkWholeCounts();
        // Columns and groups side by side on all cores: each figure is one thread's, and their order that of the table.
        int groups = counts.groups().size();
        int columns = counts.columns().size();
        ByGroup<ColumnEntropy> entropies = ByGroup.measured(groups, columns, this::entropies);
        List<ColumnCounts> features = counts.columns().subList(0, counts.features());
        List<Feature> cut = features.parallelStream().map(this::feature).toList();
        List<Bin> bins = cut.parallelStream().flatMap(f -> bins(f).stream()).toList();
        List<Value> values = values(cut);
        if (!counts.hasLabel()) {
            return new Measures(entropies, ByGroup.of(List.of()), ByGroup.of(List.of()), bins, values);
        }
        return new Measures(
                entropies,
                ByGroup.measured(groups, columns, group -> gains(cut, group)),
                ByGroup.measured(groups, columns, group -> splits(features, group)),
                bins,
                values);
    }

    private List<ColumnEntropy> entropies(int group) {
        Group named = counts.groups().get(group);
        return counts.columns().parallelStream()
                .map(column -> entropy(named, column, column.groups().get(group)))
                .toList();
    }

    private List<InformationGain> gains(List<Feature> features, int group) {
        Group named = counts.groups().get(group);
        return Ranking.ranked(
                features.parallelStream()
                        .map(feature ->
                                gain(named, feature, feature.column().groups().get(group)))
                        .toList(),
                config.rankBy());
    }

    private List<BestSplit> splits(List<ColumnCounts> features, int group) {
        Group named = counts.groups().get(group);
        return features.parallelStream()
                .flatMap(feature -> {
                    ColumnGroup counted = feature.groups().get(group);
                    return new Splitter(feature, counted, nullCategory(counted), sql.apply(feature.name()))
                            .best(config.unit(), named).stream();
                })
                .toList();
    }

    /** Of the features that are taken by value, and of the columns that are no features. */
    private List<Value> values(List<Feature> features) {
        List<Value> values = new ArrayList<>();
        for (int c = 0; c < counts.columns().size(); c++) {
            ColumnCounts column = counts.columns().get(c);
            if (c >= features.size() || features.get(c).bins() == null) {
                values.addAll(FrequentValues.of(
                        column,
                        counts.hasLabel() && c == features.size(),
                        nullsAreCategory,
                        classes -> weightOfEvidence(classes, column)));
            }
        }
        return values;
    }

    private ColumnEntropy entropy(Group group, ColumnCounts column, ColumnGroup counted) {
        double nulls = Entropies.total(counted.nulls());
        TreeMap<Double, Long> spectrum = new TreeMap<>();
        String mode = null;
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
            mode = modeCode < 0 ? null : column.categories().text(modeCode);
        }
        if (nullsAreCategory && nulls > 0) {
            spectrum.merge(nulls, 1L, Long::sum);
            modeCount = mode == null ? nulls : modeCount;
        }
        Spectrum values = Spectrum.of(spectrum);
        double rows = values.total();
        double plugIn = Entropies.entropy(values);
        double nats = rows > 0 ? config.estimator().entropy(values) : Double.NaN;
        long distinct = values.distinct();
        return new ColumnEntropy(
                group,
                column.name(),
                column.kind().name().toLowerCase(Locale.ROOT),
                rows,
                nulls,
                distinct,
                config.unit().fromNats(nats),
                distinct < 2 ? Double.NaN : Math.min(1, nats / Elementary.log((double) distinct)),
                Elementary.exp(nats),
                config.unit().fromNats(entropyStdError(values, plugIn, rows)),
                config.unit(),
                config.estimator().label(),
                mode,
                modeCount > 0 ? modeCount / rows : Double.NaN,
                group.columns().isEmpty() ? config.unit().fromNats(Continuous.entropy(column)) : Double.NaN);
    }

    /** Whether there are fractions where the estimator takes none: in any group, before the first figure. */
    private void checkWholeCounts() {
        if (!config.estimator().needsWholeCounts()) {
            return;
        }
        for (ColumnCounts column : counts.columns()) {
            for (ColumnGroup counted : column.groups()) {
                double[] all = counted.isSummarised()
                        ? counted.spectra().values().counts()
                        : IntStream.range(0, counted.table().size())
                                .mapToDouble(counted.table()::rowTotal)
                                .toArray();
                checkWhole(column.name(), all);
                if (nullsAreCategory) {
                    checkWhole(column.name(), Entropies.total(counted.nulls()));
                }
            }
        }
    }

    private void checkWhole(String column, double... sums) {
        for (double sum : sums) {
            if (sum != Math.rint(sum)) {
                throw new UserException(
                        "Cannot estimate the entropy of column '" + column + "' with measure.estimator = "
                                + config.estimator().label() + ": expected whole weights, found a sum of " + sum
                                + "; plug-in, miller-madow and james-stein take fractions");
            }
        }
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
        List<BigDecimal> cutpoints = config.cutpointsOf().get(column.name());
        Binning binning = config.binningOf().getOrDefault(column.name(), config.binning());
        if (column.kind() != Kind.NUMERIC || (cutpoints == null && binning == Binning.NONE)) {
            return new Feature(column, null);
        }
        if (cutpoints != null) {
            return new Feature(column, Binner.of(column, cutpoints));
        }
        return new Feature(
                column,
                binning == Binning.AUTO
                        ? Binner.unlessByValue(column, config.bins()).orElse(null)
                        : Binner.of(column, binning, config.bins()));
    }

    /**
     * Where each numeric feature is cut, for those who are to see what its gain was measured with: the inner edges of its
     * bins as values of its own type, or each value but the last where it was taken by value. A feature that has {@link
     * Binning#NONE} is not among them.
     */
    public static Map<String, Categories> cutpoints(Counts counts, MeasureConfig config) {
        Measurer measurer = new Measurer(counts, config, Names::quoted);
        Map<String, Categories> edges = new HashMap<>();
        for (ColumnCounts column : counts.columns().subList(0, counts.features())) {
            MeasureConfig own = measurer.config;
            Binning binning = own.binningOf().getOrDefault(column.name(), own.binning());
            boolean named = own.cutpointsOf().containsKey(column.name());
            if (column.kind() == Kind.NUMERIC && (named || binning != Binning.NONE)) {
                Binner bins = measurer.feature(column).bins();
                edges.putIfAbsent(column.name(), bins == null ? Binner.byValue(column) : bins.edges());
            }
        }
        return edges;
    }

    /** The inner edges of at most so many bins of about as many rows of each numeric feature; of fewer values one each. */
    public static Map<String, Categories> cutpoints(Counts counts, int bins) {
        Map<String, Categories> edges = new HashMap<>();
        for (ColumnCounts column : counts.columns().subList(0, counts.features())) {
            if (column.kind() == Kind.NUMERIC) {
                edges.putIfAbsent(
                        column.name(),
                        Binner.of(column, Binning.EQUAL_FREQUENCY, bins).edges());
            }
        }
        return edges;
    }

    /** q-values, by Benjamini and Hochberg: the least false discovery rate at which each p-value counts; NaNs are no tests. */
    public static double[] falseDiscoveryRates(double[] p) {
        return Ranking.benjaminiHochberg(p);
    }

    /** The inner edges of bins of which each holds one value of a numeric column, or one of its fine bins. */
    public static Categories valueEdges(ColumnCounts column) {
        return Binner.byValue(column);
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
                        feature.bins().lowerText(bin),
                        feature.bins().upperText(bin),
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
                ? Elementary.log((counts[1] + added) / all[1] / ((counts[0] + added) / all[0]))
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
        double i = association.mutualInformation(config.estimator());
        return new InformationGain(
                group,
                feature.column().name(),
                counts.label(),
                association.n(),
                config.unit().fromNats(h),
                config.unit().fromNats(h - i),
                config.unit().fromNats(i),
                config.unit().fromNats(association.adjustedInformation()),
                association.gainRatio(config.estimator()),
                association.symmetricUncertainty(config.estimator()),
                association.gStatistic(),
                association.degreesOfFreedom(),
                association.chiSquared(),
                association.pValue(),
                association.logPValue(),
                Double.NaN,
                config.unit().fromNats(association.stdError()),
                association.cramersV(),
                association.theilsU(config.estimator()),
                association.informationValue(),
                config.unit().fromNats(missing(group, nulls)),
                Flags.of(feature.column(), counted, association, Entropies.total(nullCategory) > 0, h),
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

    /** Information of "is it null?" about the label. */
    private double missing(Group group, double[] nulls) {
        double[] present = new double[nulls.length];
        Arrays.setAll(present, k -> group.classes()[k] - nulls[k]);
        return Association.of(new double[][] {present, nulls}).mutualInformation();
    }
}
