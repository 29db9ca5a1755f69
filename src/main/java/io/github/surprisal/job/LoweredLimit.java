package io.github.surprisal.job;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.Counts;
import java.util.List;
import java.util.Locale;

/** Says where columns within {@code count.max-categories} were taken for larger ones, since all of them together are too much for the driver. */
final class LoweredLimit {
    private LoweredLimit() {}

    /** A line where there are such columns; else none. */
    static List<String> notes(Counts counts, int maxCategories) {
        long columns = counts.columns().stream()
                .filter(ColumnCounts::overLimit)
                .mapToLong(column -> column.overall().spectra().values().distinct())
                .filter(distinct -> distinct <= maxCategories)
                .count();
        return columns == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%,d columns of up to count.max-categories values have more of them together than the driver is given; of those"
                                + " with the most values only spectra and frequent values are kept: entropies and gains of"
                                + " categories are the same, numbers are cut by a sample",
                        columns));
    }
}
