package io.github.surprisal.bench;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.JointSpectrum;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether our counts are DuckDB's, column by column for a sample of the columns: no wrong number shall win. A column
 * whose values are known has to agree in every cell (group, value, class), one that is summarised in how many cells of each
 * class hold which count.
 */
final class Agreement {
    private Agreement() {}

    /** The cells of a column, in any order: the sum of their counts, and a sum over what they are. */
    private record Fingerprint(long rows, long hash) {
        static final Fingerprint EMPTY = new Fingerprint(0, 0);

        Fingerprint with(List<String> cell, long count) {
            return count == 0 ? this : new Fingerprint(rows + count, hash + count * mixed(cell));
        }

        private static long mixed(List<String> cell) {
            long mixed = 0;
            for (String part : cell) {
                mixed = (mixed + (part == null ? 1 : part.hashCode() + 2L)) * 0x9E3779B97F4A7C15L;
                mixed ^= mixed >>> 29;
            }
            return mixed * 0xBF58476D1CE4E5B9L;
        }
    }

    /** @throws IllegalStateException if they are not */
    static void check(Contest contest, Counts counts) throws SQLException {
        try (Connection connection = Contestants.connect();
                Statement statement = connection.createStatement()) {
            for (int c : sample(contest)) {
                ColumnCounts column = counts.columns().get(c);
                for (List<String> grouping : contest.keys()) {
                    boolean summarised = IntStream.of(groups(counts, grouping))
                            .anyMatch(g -> column.groups().get(g).isSummarised());
                    Fingerprint ours = summarised ? spectra(counts, column, grouping) : cells(counts, column, grouping);
                    String sql = summarised
                            ? spectraQuery(contest, column.name(), grouping)
                            : cellsQuery(contest, column.name(), grouping);
                    Fingerprint theirs = fetch(statement, sql);
                    if (!ours.equals(theirs)) {
                        throw new IllegalStateException("Counts of column '" + column.name() + "' by " + grouping
                                + " in table " + contest.name() + " must be DuckDB's " + theirs + ", found " + ours);
                    }
                }
            }
        }
    }

    /** Fewer where there are groups and so many more cells. */
    private static int[] sample(Contest contest) {
        int size = contest.columns().size();
        IntStream some = contest.groups().isEmpty()
                ? IntStream.of(0, size / 4, size / 2, size * 3 / 4, size - 2, size - 1)
                : IntStream.of(0, size / 2, size - 1);
        return some.distinct().toArray();
    }

    private static String cellsQuery(Contest contest, String column, List<String> grouping) {
        return "SELECT " + Contestants.by(grouping, column) + ", count(*) FROM " + Contestants.duckdbSource(contest)
                + " GROUP BY ALL";
    }

    private static String spectraQuery(Contest contest, String column, List<String> grouping) {
        String counted = "SELECT " + Contestants.by(grouping, column) + ", count(*) AS n FROM "
                + Contestants.duckdbSource(contest) + " WHERE " + column + " IS NOT NULL GROUP BY ALL";
        return "SELECT " + Contestants.by(grouping, "n") + ", count(*) FROM (" + counted + ") GROUP BY ALL";
    }

    /** The last column of a result is the count, the others say of what. */
    private static Fingerprint fetch(Statement statement, String sql) throws SQLException {
        Fingerprint found = Fingerprint.EMPTY;
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            String[] cell = new String[columns - 1];
            while (rows.next()) {
                for (int i = 1; i < columns; i++) {
                    Object value = rows.getObject(i);
                    cell[i - 1] = value == null ? null : value.toString();
                }
                found = found.with(Arrays.asList(cell), rows.getLong(columns));
            }
        }
        return found;
    }

    private static Fingerprint cells(Counts counts, ColumnCounts column, List<String> grouping) {
        Categories categories = column.categories();
        Fingerprint found = Fingerprint.EMPTY;
        for (int g : groups(counts, grouping)) {
            List<String> group = counts.groups().get(g).values();
            ColumnGroup counted = column.groups().get(g);
            ContingencyTable table = counted.table();
            for (int k = 0; k < table.classes(); k++) {
                String label = label(counts, k);
                for (int row = 0; row < table.size(); row++) {
                    String value = categories.text(table.categories()[row]);
                    found = found.with(cell(group, value, label), Math.round(table.count(row, k)));
                }
                found = found.with(cell(group, null, label), Math.round(counted.nulls()[k]));
            }
        }
        return found;
    }

    private static Fingerprint spectra(Counts counts, ColumnCounts column, List<String> grouping) {
        Fingerprint found = Fingerprint.EMPTY;
        for (int g : groups(counts, grouping)) {
            List<String> group = counts.groups().get(g).values();
            List<JointSpectrum> joint = column.groups().get(g).spectra().joint();
            for (int k = 0; k < joint.size(); k++) {
                JointSpectrum spectrum = joint.get(k);
                for (int i = 0; i < spectrum.cells().length; i++) {
                    String count = Long.toString(Math.round(spectrum.cells()[i]));
                    found = found.with(cell(group, count, label(counts, k)), spectrum.multiplicities()[i]);
                }
            }
        }
        return found;
    }

    private static int[] groups(Counts counts, List<String> grouping) {
        List<Group> groups = counts.groups();
        return IntStream.range(0, groups.size())
                .filter(g -> groups.get(g).columns().equals(grouping))
                .toArray();
    }

    private static String label(Counts counts, int labelClass) {
        return labelClass < counts.classes().size() ? counts.classes().text(labelClass) : null;
    }

    private static List<String> cell(List<String> group, String value, String label) {
        List<String> cell = new ArrayList<>(group);
        Collections.addAll(cell, value, label);
        return cell;
    }
}
