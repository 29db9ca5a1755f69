package io.github.surprisal.select;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The features to choose among, and how they are encoded: each as categories, which pairs are counted by, and where a model is to
 * be trained on the same rows also as that model takes it. A number is the bin that its gain was measured with; where bins are to
 * be cut on training rows alone, it is its value first, as finely as it was counted.
 */
public final class Candidates {
    private final Table table;
    private final Counts counts;
    private final Measures measures;
    private final MeasureConfig measure;
    private final Rows rows;
    private final List<InformationGain> gains;
    private final Encoding encoding;
    private final int[] codesOf;
    private final int trained;

    /**
     * How the rows are encoded.
     *
     * @param training what a model takes, if one is trained on the same rows
     * @param onTrainingRows whether features are chosen on training rows alone
     */
    public record Rows(Optional<Encoding.Rules> training, boolean onTrainingRows) {
        /** For a selection alone. */
        public static final Rows ALONE = new Rows(Optional.empty(), false);
    }

    private Candidates(
            Table table, Counts counts, Measures measures, MeasureConfig measure, Rows rows, Set<Integer> some) {
        this.table = table;
        this.counts = counts;
        this.measures = measures;
        this.measure = measure;
        this.rows = rows;
        this.gains = measures.gains().overall();
        List<String> names = IntStream.range(0, gains.size())
                .filter(some::contains)
                .mapToObj(i -> gains.get(i).feature())
                .toList();
        Map<String, Categories> cutpoints = cutpoints();
        Encoding.Rules asCategories = new Encoding.Rules(Encoding.MAX_CATEGORIES, 1, cutpoints);
        List<FeatureEncoding> features = new ArrayList<>(
                Encoding.of(table, counts, names, rows.training().orElse(asCategories))
                        .features());
        this.trained = features.size();
        this.codesOf = new int[gains.size()];
        Arrays.fill(codesOf, -1);
        int at = 0;
        for (int i = 0; i < codesOf.length; i++) {
            if (some.contains(i)) {
                codesOf[i] = at++;
            }
        }
        if (rows.training().isPresent()) {
            List<FeatureEncoding> categories =
                    Encoding.of(table, counts, names, asCategories).features();
            for (int i = 0; i < codesOf.length; i++) {
                if (codesOf[i] >= 0) {
                    FeatureEncoding own = categories.get(codesOf[i]);
                    if (!own.equals(features.get(codesOf[i]))) {
                        codesOf[i] = features.size();
                        features.add(own);
                    }
                }
            }
        }
        this.encoding = new Encoding(features);
    }

    /** All features. */
    public static Candidates of(Table table, Counts counts, Measures measures, MeasureConfig measure, Rows rows) {
        return new Candidates(table, counts, measures, measure, rows, all(measures));
    }

    /** The same of which only some, by their place among the features, are encoded. */
    Candidates only(Set<Integer> some) {
        return new Candidates(table, counts, measures, measure, rows, some);
    }

    private static Set<Integer> all(Measures measures) {
        return IntStream.range(0, measures.gains().overall().size()).boxed().collect(Collectors.toSet());
    }

    /** How rows are to be encoded. */
    public Encoding encoding() {
        return encoding;
    }

    /** What of it a model takes that is trained on these features. */
    public Encoding encoding(List<String> selected) {
        List<FeatureEncoding> all = encoding.features().subList(0, trained);
        List<FeatureEncoding> features = new ArrayList<>();
        for (String name : selected) {
            features.add(all.stream()
                    .filter(feature -> feature.feature().equals(name))
                    .findFirst()
                    .orElseThrow());
        }
        encoding.offset().ifPresent(features::add);
        return new Encoding(features);
    }

    Table table() {
        return table;
    }

    Counts counts() {
        return counts;
    }

    Measures measures() {
        return measures;
    }

    MeasureConfig measure() {
        return measure;
    }

    boolean onTrainingRows() {
        return rows.onTrainingRows();
    }

    /** The gains of all features over the whole table, in their order. */
    List<InformationGain> gains() {
        return gains;
    }

    /** By numeric feature: the edges of its categories. */
    private Map<String, Categories> cutpoints() {
        Map<String, Categories> edges = new HashMap<>();
        for (ColumnCounts column : counts.columns().subList(0, counts.features())) {
            if (column.kind() == Kind.NUMERIC) {
                edges.put(column.name(), Measurer.valueEdges(column));
            }
        }
        if (!rows.onTrainingRows()) {
            edges.putAll(Measurer.cutpoints(counts, measure));
        }
        return edges;
    }

    FeatureEncoding feature(int candidate) {
        return encoding.features().get(codesOf[candidate]);
    }

    /** By feature: its column of codes in the blocks, or -1. */
    int[] columns() {
        Layout layout = Layout.of(encoding);
        return Arrays.stream(codesOf)
                .map(feature -> feature < 0 ? -1 : layout.codesOf(feature))
                .toArray();
    }

    boolean isEncoded(int candidate) {
        return codesOf[candidate] >= 0;
    }

    /** The categories of all features, of those with many the most frequent ones. */
    Codes codes(int most) {
        int bounded = Codes.mostCategories(most, counts.classes().size());
        Codes.Column[] columns = IntStream.range(0, codesOf.length)
                .mapToObj(i -> isEncoded(i)
                        ? column(feature(i), rows(i), bounded)
                        : Codes.Column.of(new double[1], false, false, bounded))
                .toArray(Codes.Column[]::new);
        return Codes.of(columns(), columns, counts.classes().size());
    }

    static Codes.Column column(FeatureEncoding feature, double[] rows, int most) {
        if (feature instanceof FeatureEncoding.Categorical categorical) {
            return Codes.Column.of(rows, categorical.other(), categorical.nulls(), most);
        }
        return Codes.Column.of(rows, false, ((FeatureEncoding.Binned) feature).nulls(), most);
    }

    /** The labelled rows of each category but those of null and of all others. */
    private double[] rows(int candidate) {
        ColumnCounts column = counts.columns().get(candidate);
        ContingencyTable table = column.overall().table();
        if (feature(candidate) instanceof FeatureEncoding.Categorical categorical) {
            double[] rows = new double[categorical.categories().size()];
            for (int i = 0; i < table.size(); i++) {
                int code = table.categories()[i];
                int of = column.categories().type().isBytes()
                        ? categorical.categories().codeOf(column.categories().bytes(code))
                        : categorical.categories().codeOf(column.categories().key(code));
                if (of >= 0) {
                    rows[of] = labelled(table, i);
                }
            }
            return rows;
        }
        FeatureEncoding.Binned binned = (FeatureEncoding.Binned) feature(candidate);
        int[] binOf = binOf(column, binned.cutpoints());
        double[] rows = new double[binned.bins()];
        for (int i = 0; i < table.size(); i++) {
            int code = table.categories()[i];
            if (code < binOf.length && binOf[code] >= 0) {
                rows[binOf[code]] += labelled(table, i);
            }
        }
        return rows;
    }

    private static double labelled(ContingencyTable table, int row) {
        return table.rowTotal(row) - table.count(row, table.classes() - 1);
    }

    /** By code of a number's values or fine bins: the bin that it is in; negative for NaN. */
    static int[] binOf(ColumnCounts column, Categories edges) {
        Categories uppers = column.overLimit() ? column.edges() : column.categories();
        int[] binOf = new int[uppers.size() + (column.overLimit() ? 1 : 0)];
        for (int code = 0; code < binOf.length; code++) {
            boolean last = code == uppers.size();
            binOf[code] = last ? edges.size() : Double.isNaN(uppers.number(code)) ? -1 : bin(edges, uppers, code);
        }
        return binOf;
    }

    /** Which bin a value is in: edges[i − 1] &lt; x ≤ edges[i]. */
    static int bin(Categories edges, Categories values, int code) {
        int upTo = edges.upTo(values, code);
        return upTo > 0 && values.upTo(edges, upTo - 1) == code + 1 ? upTo - 1 : upTo;
    }
}
