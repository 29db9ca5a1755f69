package io.github.surprisal.table;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What to read and which part each column plays. Empty strings and lists mean "not given".
 *
 * @param source where the rows come from
 * @param where SQL predicate; rows for which it is not true are left out
 * @param label the column to be explained
 * @param groups each entry is one grouping: the columns whose value combinations are the groups
 * @param weight column of row weights, finite and at least 0
 * @param offset numeric column that is added to the margin of a model with two classes, such as a known log-odds
 * @param features names or globs in order; empty means every column with no other role
 * @param ignore names or globs never to be features
 * @param columns per-column overrides by name
 * @param nullValues texts that mean null, in every column of texts and before a CSV file's types are found
 */
public record TableConfig(
        Source source,
        String where,
        String label,
        List<List<String>> groups,
        String weight,
        String offset,
        List<String> features,
        List<String> ignore,
        Map<String, ColumnConfig> columns,
        List<String> nullValues) {

    /** Without texts that mean null. */
    public TableConfig(
            Source source,
            String where,
            String label,
            List<List<String>> groups,
            String weight,
            String offset,
            List<String> features,
            List<String> ignore,
            Map<String, ColumnConfig> columns) {
        this(source, where, label, groups, weight, offset, features, ignore, columns, List.of());
    }

    /** Without an offset and texts that mean null. */
    public TableConfig(
            Source source,
            String where,
            String label,
            List<List<String>> groups,
            String weight,
            List<String> features,
            List<String> ignore,
            Map<String, ColumnConfig> columns) {
        this(source, where, label, groups, weight, "", features, ignore, columns);
    }

    /**
     * Overrides for one column; empty strings mean "not given".
     *
     * @param kind {@code numeric} or {@code categorical}; or what is counted of the column instead of its values, which
     *     need not be single ones: {@code size} (the number of elements of an array or a map, the length of a text), or
     *     {@code nullness} (whether it is null)
     * @param binning how to cut a numeric column: a name that {@code measure.binning} takes
     * @param expression SQL that computes the column from the source's columns, its own old value included
     */
    public record ColumnConfig(String kind, String binning, String expression) {
        private static final Set<String> COUNTED = Set.of("size", "nullness");

        /** The kind where it says what is counted instead of the column's values; else empty. */
        public String counted() {
            String known = kind.toLowerCase(Locale.ROOT);
            return COUNTED.contains(known) ? known : "";
        }

        /** SQL of the value of the column of this name. */
        public String sql(String name) {
            return expression.isEmpty() ? Names.quoted(name) : "(" + expression + ")";
        }
    }

    /** SQL that is null where a text, blanks around it left aside, is one of those that mean null. */
    public String nulled(String text) {
        List<String> literals = nullValues.stream()
                .map(value -> "'" + value.strip().replace("\\", "\\\\").replace("'", "\\'") + "'")
                .toList();
        return "CASE WHEN trim(" + text + ") IN (" + String.join(", ", literals) + ") THEN NULL ELSE " + text + " END";
    }

    /** Names of columns that the source has to have, as they are written; globs and what is computed are none. */
    public Set<String> named() {
        Set<String> named = new LinkedHashSet<>(List.of(label, weight, offset));
        groups.forEach(named::addAll);
        Stream.concat(features.stream(), ignore.stream())
                .filter(name -> !Names.isGlob(name))
                .forEach(named::add);
        named.addAll(columns.keySet());
        columns.forEach((name, column) -> {
            if (!column.expression().isEmpty()) {
                named.remove(name);
            }
        });
        named.remove("");
        return named;
    }

    /** The same with another label. */
    public TableConfig withLabel(String other) {
        return new TableConfig(source, where, other, groups, weight, offset, features, ignore, columns, nullValues);
    }

    /** The same with other names or globs of features. */
    TableConfig withFeatures(List<String> other) {
        return new TableConfig(source, where, label, groups, weight, offset, other, ignore, columns, nullValues);
    }

    /** The same with other overrides. */
    public TableConfig withColumns(Map<String, ColumnConfig> other) {
        return new TableConfig(source, where, label, groups, weight, offset, features, ignore, other, nullValues);
    }

    /** The same with other texts that mean null. */
    public TableConfig withNullValues(List<String> other) {
        return new TableConfig(source, where, label, groups, weight, offset, features, ignore, columns, other);
    }
}
