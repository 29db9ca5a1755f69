package io.github.surprisal.drift;

import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.scan.SourceReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The outcome of a comparison.
 *
 * @param columns group by group, columns in the table's order; columns that are on one side only, or changed their type, at
 *     the end, of the whole table alone
 * @param bins of each compared column what the whole table's distributions are drawn of
 * @param fired rules that fired, each with where and what
 * @param rows rows of the table
 * @param referenceRows rows of the reference
 * @param scans how many tables were read
 * @param readers how they were read, each way once
 */
public record Drift(
        List<ColumnDrift> columns,
        List<DriftBin> bins,
        List<String> fired,
        double rows,
        double referenceRows,
        int scans,
        Set<SourceReader> readers) {
    /** The names of the groups that one side alone has, by the text of their status, which says which side that is. */
    public Map<String, List<String>> groupsOfOneSide() {
        Map<String, Map<List<?>, String>> names = new TreeMap<>();
        for (ColumnDrift column : columns) {
            Group group = column.group();
            if (!column.status().isCompared() && !group.columns().isEmpty()) {
                // By their values: a null and the text null have one name.
                names.computeIfAbsent(column.status().text(), status -> new LinkedHashMap<>())
                        .put(Arrays.asList(group.columns(), group.values()), group.name());
            }
        }
        Map<String, List<String>> groups = new TreeMap<>();
        names.forEach((status, of) -> groups.put(status, List.copyOf(of.values())));
        return groups;
    }

    /**
     * One column within one group: a row of {@code drift}.
     *
     * @param rows rows of the table, NaN where the column is not compared
     * @param referenceRows rows of the reference, likewise
     * @param figures the defined ones
     * @param added what only the table has
     * @param vanished what only the reference has
     * @param fired the rules that it breaks
     */
    public record ColumnDrift(
            Group group,
            String column,
            Status status,
            double rows,
            double referenceRows,
            Map<Figure, Double> figures,
            OneSided added,
            OneSided vanished,
            Unit unit,
            List<DriftRule> fired) {
        /** The same with the rules that it breaks. */
        ColumnDrift judgedBy(List<DriftRule> rules, double alpha) {
            return new ColumnDrift(
                    group,
                    column,
                    status,
                    rows,
                    referenceRows,
                    figures,
                    added,
                    vanished,
                    unit,
                    rules.stream().filter(rule -> rule.fires(this, alpha)).toList());
        }

        /** A figure, NaN if undefined. */
        public double figure(Figure figure) {
            return figures.getOrDefault(figure, Double.NaN);
        }
    }

    /**
     * A bin of a number, or a frequent value, on both sides: a row of {@code drift_bins}. What is missing has neither value nor
     * bounds.
     *
     * @param bin from 0; of a number ascending, of categories by rows
     * @param value the one that it is; null of a bin of several
     * @param lower of a number: lower &lt; x ≤ upper; NaN of others
     * @param upper likewise
     */
    public record DriftBin(
            String column, int bin, String value, double lower, double upper, double referenceRows, double rows) {}

    /**
     * What one side has and the other lacks.
     *
     * @param count how many categories; of a number that is cut, bins, and values outside the reference's range; −1 if unknown
     * @param values the most frequent of those that have a name
     */
    public record OneSided(long count, List<String> values) {
        static final OneSided UNKNOWN = new OneSided(-1, List.of());

        public boolean isKnown() {
            return count >= 0;
        }
    }
}
