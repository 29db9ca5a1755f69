package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.metric.DatasetRows.Group;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How columns differ from the reference within groups, and where rules of {@code drift.fail-on} are broken.
 *
 * @param groups that both tables have, the largest first
 * @param divergences by column: the Jensen–Shannon divergence in each group
 * @param ofOneSide the groups that one of the two tables alone has, and which
 * @param fired by rule: where it fired, the whole table first
 */
record DriftGroups(
        List<GroupRow> groups,
        Map<String, double[]> divergences,
        Map<Group, String> ofOneSide,
        Map<String, List<Fired>> fired) {
    /** How the status of a group begins that one of the two tables alone has. */
    private static final String OF_ONE_SIDE = "no rows";

    /** A group, and how many rows it has in the table and in the reference. */
    record GroupRow(Group group, double rows, double referenceRows) {}

    /** Where a rule fired: a column, empty for a whole group, and a group, null for the whole table. */
    record Fired(String column, Group group) {
        String text() {
            if (column.isEmpty()) {
                return group.name();
            }
            return group == null ? column : column + " (" + group.name() + ")";
        }
    }

    static DriftGroups of(RunRows run) {
        DatasetRows rows = run.some(
                "drift",
                "group_columns",
                "group_values",
                "column",
                "status",
                "rows",
                "reference_rows",
                "js_divergence",
                "failed_rules");
        Map<Group, GroupRow> groups = new LinkedHashMap<>();
        Map<Group, String> ofOneSide = new LinkedHashMap<>();
        Group last = null;
        for (int row = 0; row < rows.size(); row++) {
            // Rows of a group follow each other.
            if (!rows.isOverall(row) && !rows.group(row).equals(last)) {
                last = rows.group(row);
                String status = rows.text(row, "status");
                if (status.startsWith(OF_ONE_SIDE)) {
                    ofOneSide.putIfAbsent(last, status);
                } else if (!Double.isNaN(rows.number(row, "rows"))) {
                    groups.putIfAbsent(
                            last, new GroupRow(last, rows.number(row, "rows"), rows.number(row, "reference_rows")));
                }
            }
        }
        List<GroupRow> largest = groups.values().stream()
                .sorted(Comparator.comparingDouble((GroupRow group) -> -group.rows()))
                .toList();
        return new DriftGroups(largest, divergences(rows, largest), ofOneSide, fired(rows));
    }

    private static Map<String, double[]> divergences(DatasetRows rows, List<GroupRow> groups) {
        Map<Group, Integer> shown = new HashMap<>();
        groups.stream().limit(GroupMap.MOST).forEach(group -> shown.put(group.group(), shown.size()));
        Map<String, double[]> divergences = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            Integer at = rows.isOverall(row) ? null : shown.get(rows.group(row));
            if (at != null) {
                divergences.computeIfAbsent(rows.text(row, "column"), name -> filled(shown.size()))[at] =
                        rows.number(row, "js_divergence");
            }
        }
        return divergences;
    }

    private static double[] filled(int size) {
        double[] none = new double[size];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    private static Map<String, List<Fired>> fired(DatasetRows rows) {
        Map<String, Set<Fired>> fired = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            for (String rule : rows.texts(row, "failed_rules")) {
                Group group = rows.isOverall(row) ? null : rows.group(row);
                boolean isOfGroup = group != null && rows.text(row, "status").startsWith(OF_ONE_SIDE);
                fired.computeIfAbsent(rule, text -> new LinkedHashSet<>())
                        .add(new Fired(isOfGroup ? "" : rows.text(row, "column"), group));
            }
        }
        Map<String, List<Fired>> sorted = new LinkedHashMap<>();
        fired.forEach((rule, where) -> sorted.put(
                rule,
                where.stream()
                        .sorted(Comparator.comparing(one -> one.group() != null))
                        .toList()));
        return sorted;
    }
}
