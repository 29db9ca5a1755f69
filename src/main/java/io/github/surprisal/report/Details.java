package io.github.surprisal.report;

import io.github.surprisal.metric.DatasetRows;
import io.github.surprisal.report.Distribution.Bar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an opened column shows, as data for the page's script. Columns are taken in rank order as long as there is room: the page
 * does not grow with classes, bins and groups beyond what a browser opens at once.
 */
final class Details {
    /** Characters of JSON for distributions and splits. */
    private static final int ROOM = 330_000;

    /** Those for gains within groups. */
    private static final int ROOM_OF_GROUPS = 160_000;

    /** As many bars as are wide enough to point at. */
    private static final int MOST_BARS = 120;

    /** As many colours as can be told apart. */
    private static final int MOST_CLASSES = 6;

    /** A split that names a thousand categories is no reading. */
    private static final int LONGEST_SQL = 2_000;

    /** Gains within groups are drawn: a ten-thousandth of a bit is no pixel. */
    private static final double SCALE = 10_000;

    private Details() {}

    static void writeTo(Json json, RunRows run, List<ColumnRow> columns, GroupGains groups) {
        DatasetRows splits = run.overall("best_split");
        Map<String, Integer> splitOf = new HashMap<>();
        for (int row = 0; row < splits.size(); row++) {
            splitOf.put(splits.text(row, "feature"), row);
        }
        json.key("details").open('[');
        int start = json.length();
        for (ColumnRow column : columns) {
            if (json.length() - start > ROOM) {
                break;
            }
            json.open('{');
            distribution(json, column);
            Integer split = splitOf.get(column.name());
            if (split != null) {
                split(json, splits, split);
            }
            json.close('}');
        }
        json.close(']').key("groups").open('[');
        groups.groups().forEach(group -> json.open('[')
                .value(group.name())
                .value(group.rows())
                .value(group.labelEntropy())
                .close(']'));
        json.close(']').key("within").open('[');
        start = json.length();
        for (ColumnRow column : columns) {
            if (groups.isEmpty() || json.length() - start > ROOM_OF_GROUPS) {
                break;
            }
            json.open('[');
            json.values(scaled(groups.of(column.name(), GroupGains.GAIN)));
            json.values(scaled(groups.of(column.name(), GroupGains.STD_ERROR))).close(']');
        }
        json.close(']');
    }

    private static void distribution(Json json, ColumnRow column) {
        Distribution shown = column.distribution().atMost(MOST_BARS);
        if (shown.bars().isEmpty()) {
            return;
        }
        int[] classes = shown.frequentClasses(MOST_CLASSES);
        boolean hasEvidence =
                shown.bars().size() == column.distribution().bars().size()
                        && shown.bars().stream().anyMatch(bar -> !Double.isNaN(bar.weightOfEvidence()));
        // Of bins the edges are enough, all but the last, and that of NaN.
        boolean isBinned = !Double.isNaN(shown.bars().get(0).upper());
        json.key("o")
                .value(shown.isOrdered() ? 1 : 0)
                .key("e")
                .value(isBinned ? 1 : 0)
                .key("k")
                .open('[');
        for (int k : classes) {
            json.value(k);
        }
        json.close(']').key("b").open('[');
        for (Bar bar : shown.bars()) {
            json.open('[');
            if (isBinned && Double.isFinite(bar.upper())) {
                json.value(bar.upper());
            } else if (isBinned) {
                json.value(Double.isNaN(bar.upper()) ? "NaN" : "");
            } else {
                json.value(bar.label());
            }
            json.value(bar.rows());
            for (int k : classes) {
                json.value(k < bar.classes().length ? bar.classes()[k] : 0);
            }
            if (hasEvidence) {
                json.value(bar.weightOfEvidence());
            }
            json.close(']');
        }
        json.close(']');
    }

    private static void split(Json json, DatasetRows splits, int row) {
        String sql = splits.text(row, "case_when");
        json.key("s").open('[');
        json.value(sql.length() > LONGEST_SQL ? "" : sql);
        json.value(splits.number(row, "gain"));
        json.value(splits.number(row, "left_rows")).value(splits.number(row, "right_rows"));
        json.value(splits.isTrue(row, "mdl_accepted") ? 1 : 0).close(']');
    }

    private static double[] scaled(double[] figures) {
        double[] scaled = new double[figures.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.rint(SCALE * figures[i]);
        }
        return scaled;
    }
}
