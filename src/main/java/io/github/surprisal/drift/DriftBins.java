package io.github.surprisal.drift;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.drift.Drift.DriftBin;
import java.util.ArrayList;
import java.util.List;

/** What distributions of categories are drawn of: the most frequent ones of both sides together. */
final class DriftBins {
    /** As many names as anybody reads. */
    private static final int MOST = 20;

    private DriftBins() {}

    /** Nothing of a column over the category limit, whose values' sides are not known. */
    static List<DriftBin> frequent(ColumnCounts column, int here, int there) {
        if (column.overall().isSummarised()) {
            return List.of();
        }
        ContingencyTable table = column.overall().table();
        List<DriftBin> bins = new ArrayList<>();
        for (int row : table.mostFrequent(MOST)) {
            bins.add(new DriftBin(
                    column.name(),
                    bins.size(),
                    column.categories().text(table.categories()[row]),
                    Double.NaN,
                    Double.NaN,
                    table.count(row, there),
                    table.count(row, here)));
        }
        return bins;
    }
}
