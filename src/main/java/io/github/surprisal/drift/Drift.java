package io.github.surprisal.drift;

import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.scan.SourceReader;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outcome of a comparison.
 *
 * @param columns group by group, columns in the table's order; columns that are on one side only, or changed their type, at
 *     the end, of the whole table alone
 * @param fired rules that fired, each with where and what
 * @param rows rows of the table
 * @param referenceRows rows of the reference
 * @param scans how many tables were read
 * @param readers how they were read, each way once
 */
public record Drift(
        List<ColumnDrift> columns,
        List<String> fired,
        double rows,
        double referenceRows,
        int scans,
        Set<SourceReader> readers) {
    /**
     * One column within one group: a row of {@code drift}.
     *
     * @param rows rows of the table, NaN where the column is not compared
     * @param referenceRows rows of the reference, likewise
     * @param figures the defined ones
     * @param added what only the table has
     * @param vanished what only the reference has
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
            Unit unit) {
        /** A figure, NaN if undefined. */
        public double figure(Figure figure) {
            return figures.getOrDefault(figure, Double.NaN);
        }
    }

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
