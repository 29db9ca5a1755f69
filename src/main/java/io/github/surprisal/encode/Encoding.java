package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a row becomes a vector of terms. A pure function of the counts, so that the same table always gives the same terms.
 *
 * @param features one entry per selected feature; their terms follow each other in this order
 */
public record Encoding(List<FeatureEncoding> features) implements Serializable {
    /** Unless it is said otherwise, a categorical column has at most this many terms for single categories. */
    public static final int MAX_CATEGORIES = 65_536;

    /**
     * One position of the vector.
     *
     * @param feature the user's name of the feature
     * @param category the category it stands for; empty for the value of a numeric feature
     */
    public record Term(String feature, String category) implements Serializable {}

    /**
     * Which terms a feature gets.
     *
     * @param maxCategories at most so many categories of a column, the most frequent ones, have terms of their own
     * @param minRows above 1, only those with so many rows, or such a weight; the rest of them share a term
     * @param cutpoints by numeric feature that is to be its bins: their inner edges, of the feature's own type
     */
    public record Rules(int maxCategories, double minRows, Map<String, Categories> cutpoints) {
        /** A term for each of up to {@value #MAX_CATEGORIES} categories, and numbers as they are. */
        public static final Rules DEFAULT = new Rules(MAX_CATEGORIES, 1, Map.of());

        /** Whether a category may have a term of its own: of a least of 1 each that has rows, whatever they weigh. */
        boolean isEnough(double rows) {
            return rows > 0 && (minRows <= 1 || rows >= minRows);
        }
    }

    public Encoding {
        features = List.copyOf(features);
    }

    /** The encoding of these features, which must be features of the table that was counted. */
    public static Encoding of(Table table, Counts counts, List<String> selected) {
        return of(table, counts, selected, Rules.DEFAULT);
    }

    /** The same by other rules. */
    public static Encoding of(Table table, Counts counts, List<String> selected, Rules rules) {
        EncodingBuilder builder = new EncodingBuilder(table, counts, rules);
        return withOffset(table, selected.stream().map(builder::feature).toList());
    }

    /**
     * The same where numeric columns need not have been counted: those that are not are read in one pass.
     *
     * @param counts of the other features and the label
     */
    public static Encoding reading(Table table, Counts counts, List<String> selected, Rules rules) {
        EncodingBuilder builder = new EncodingBuilder(table, counts, rules);
        List<String> names = table.columns().stream().map(Column::name).toList();
        List<Integer> uncounted = selected.stream()
                .filter(name -> !builder.isCounted(name))
                .map(names::indexOf)
                .toList();
        Iterator<FeatureEncoding> read = NumberSums.encodings(table, uncounted).iterator();
        return withOffset(
                table,
                selected.stream()
                        .map(name -> builder.isCounted(name) ? builder.feature(name) : read.next())
                        .toList());
    }

    /** The offset, if the table has one, comes last. */
    private static Encoding withOffset(Table table, List<FeatureEncoding> features) {
        List<FeatureEncoding> all = new ArrayList<>(features);
        if (table.hasOffset()) {
            all.add(NumberSums.offset(table));
        }
        return new Encoding(all);
    }

    /** The feature whose coefficient is not fitted but 1, if there is one. */
    public Optional<FeatureEncoding> offset() {
        return features.stream()
                .filter(feature -> feature instanceof FeatureEncoding.Numeric numeric && numeric.offset())
                .findFirst();
    }

    /** Reads what {@link #toJson} wrote. */
    public static Encoding fromJson(String json) {
        return EncodingJson.read(json);
    }

    /** This encoding as text, exact to the last bit. */
    public String toJson() {
        return EncodingJson.write(this);
    }

    /** The number of terms: the length of the vectors. */
    public int size() {
        return features.stream().mapToInt(FeatureEncoding::size).sum();
    }

    /** What each position of the vector stands for. */
    public List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (FeatureEncoding feature : features) {
            for (int term = 0; term < feature.size(); term++) {
                terms.add(new Term(feature.feature(), feature.category(term)));
            }
        }
        return terms;
    }
}
