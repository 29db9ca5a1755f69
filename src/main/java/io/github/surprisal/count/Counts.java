package io.github.surprisal.count;

import io.github.surprisal.scan.SourceReader;
import java.util.List;
import java.util.Set;

/**
 * Everything that the measures need, and a pure function of the table's rows: the same rows in any order, partitioning
 * or file format give equal counts.
 *
 * @param columns the features in the table's order, then the label, then grouping columns that are not features
 * @param features how many of {@code columns} are features; the others are not split by class: their tables have one
 *     count column that holds everything
 * @param label name of the label, empty when there is none
 * @param classes the label's non-null values in ascending order; empty when there is no label
 * @param groups the whole table first, then grouping by grouping, groups in ascending order of their values, null first
 * @param weighted whether counts are sums of weights
 * @param scans how many times the table was read
 * @param readers how the tables were read, each way once; empty where all was stored
 */
public record Counts(
        List<ColumnCounts> columns,
        int features,
        String label,
        Categories classes,
        List<Group> groups,
        boolean weighted,
        int scans,
        Set<SourceReader> readers) {
    /** Without a word on how they came about. */
    public Counts(
            List<ColumnCounts> columns,
            int features,
            String label,
            Categories classes,
            List<Group> groups,
            boolean weighted,
            int scans) {
        this(columns, features, label, classes, groups, weighted, scans, Set.of());
    }

    public boolean hasLabel() {
        return !label.isEmpty();
    }

    /** The whole table. */
    public Group overall() {
        return groups.get(0);
    }
}
