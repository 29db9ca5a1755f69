package io.github.surprisal.report;

import io.github.surprisal.report.GroupGains.GroupRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features × groups: what each tells in each; without a label the entropies.
 *
 * @param most the greatest figure
 * @param moreColumns how many columns there are beyond, and groups likewise
 */
record GroupMap(
        List<GroupRow> groups, List<Line> lines, double most, int moreColumns, int moreGroups, boolean isOfGains) {
    /** A screen of cells that can be read. */
    private static final int MOST = 30;

    /** A column, and a figure for each group. */
    record Line(ColumnRow column, double[] figures) {}

    static GroupMap of(List<ColumnRow> columns, GroupGains gains, boolean hasLabel) {
        List<GroupRow> groups =
                gains.groups().subList(0, Math.min(MOST, gains.groups().size()));
        List<Line> lines = new ArrayList<>();
        int candidates = 0;
        for (ColumnRow column : columns) {
            if (column.gain().isKnown() || !hasLabel) {
                candidates++;
                if (lines.size() < MOST) {
                    lines.add(new Line(column, Arrays.copyOf(gains.of(column.name(), GroupGains.GAIN), groups.size())));
                }
            }
        }
        double most = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.figures()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        return new GroupMap(
                groups,
                lines,
                most,
                candidates - lines.size(),
                gains.groups().size() - groups.size() + gains.moreGroups(),
                hasLabel);
    }

    boolean isEmpty() {
        return groups.isEmpty() || lines.isEmpty();
    }
}
