package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows.Group;
import io.github.surprisal.report.GroupGains.GroupRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Columns × groups: what each tells in each, or without a label its entropy there, or how it differs from the reference.
 *
 * @param sums of the groups themselves: how many rows they have and the like
 * @param most the greatest figure
 * @param moreColumns how many columns there are beyond, and groups likewise
 */
record GroupMap(List<Head> groups, List<Sum> sums, List<Line> lines, double most, int moreColumns, int moreGroups) {
    /** A screen of cells that can be read. */
    static final int MOST = 30;

    /** A group: its name, and what there is room for above a column of cells. */
    record Head(String name, String label) {
        static Head of(Group group) {
            return new Head(
                    group.name(),
                    group.columns().size() == 1
                            ? group.name()
                            : group.values().stream().map(String::valueOf).collect(Collectors.joining(" · ")));
        }
    }

    /** A figure of each group. */
    record Sum(String name, double[] figures) {}

    /** A column, where the page says more of it, and a figure for each group. */
    record Line(String name, String href, double[] figures) {}

    static GroupMap of(List<ColumnRow> columns, GroupGains gains, boolean hasLabel) {
        List<GroupRow> groups = first(gains.groups());
        List<Line> lines = new ArrayList<>();
        int candidates = 0;
        for (ColumnRow column : columns) {
            if (column.gain().isKnown() || !hasLabel) {
                candidates++;
                if (lines.size() < MOST) {
                    lines.add(new Line(
                            column.name(),
                            "#c" + column.id(),
                            Arrays.copyOf(gains.of(column.name(), GroupGains.GAIN), groups.size())));
                }
            }
        }
        List<Sum> sums = new ArrayList<>(List.of(sum("rows", groups, GroupRow::rows)));
        if (hasLabel) {
            sums.add(sum("label entropy", groups, GroupRow::labelEntropy));
        }
        return of(
                groups.stream().map(GroupRow::group).toList(),
                sums,
                lines,
                candidates,
                gains.groups().size() + gains.moreGroups());
    }

    /** Of the columns of a comparison. */
    static GroupMap of(List<DriftRow> columns, DriftGroups drift) {
        List<DriftGroups.GroupRow> groups = first(drift.groups());
        Map<String, double[]> figures = drift.divergences();
        List<DriftRow> compared = columns.stream()
                .filter(row -> figures.containsKey(row.column()))
                .toList();
        return of(
                groups.stream().map(DriftGroups.GroupRow::group).toList(),
                List.of(
                        sum("rows", groups, DriftGroups.GroupRow::rows),
                        sum("in the reference", groups, DriftGroups.GroupRow::referenceRows)),
                first(compared).stream()
                        .map(row -> new Line(row.column(), "#d" + row.id(), figures.get(row.column())))
                        .toList(),
                compared.size(),
                drift.groups().size());
    }

    private static GroupMap of(List<Group> groups, List<Sum> sums, List<Line> lines, int columns, int allGroups) {
        double most = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.figures()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return new GroupMap(
                groups.stream().map(Head::of).toList(),
                sums,
                lines,
                most,
                columns - lines.size(),
                allGroups - groups.size());
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(MOST, all.size()));
    }

    private static <T> Sum sum(String name, List<T> groups, ToDoubleFunction<T> figure) {
        return new Sum(name, groups.stream().mapToDouble(figure).toArray());
    }

    boolean isEmpty() {
        return groups.isEmpty() || lines.isEmpty();
    }
}
