package io.github.surprisal.count;

import io.github.surprisal.table.Kind;
import java.util.List;

/**
 * What was counted of one column.
 *
 * @param name the user's name of the column
 * @param kind numeric or categorical
 * @param overLimit whether it has more distinct values than the category limit
 * @param categories the distinct values that the codes of the tables mean; empty when over the limit
 * @param edges for a numeric column over the limit: the inner edges of the fine bins, ascending; bin i holds the values
 *     x with edge[i−1] &lt; x ≤ edge[i], the last bin (code {@code edges.size() + 1}) the NaNs; empty otherwise
 * @param groups one entry per group of {@link Counts#groups()}, in the same order
 */
public record ColumnCounts(
        String name, Kind kind, boolean overLimit, Categories categories, Categories edges, List<ColumnGroup> groups) {
    /** What was counted over the whole table. */
    public ColumnGroup overall() {
        return groups.get(0);
    }
}
