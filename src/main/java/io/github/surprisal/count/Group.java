package io.github.surprisal.count;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One group of rows: the whole table, or the rows that share their values in the columns of a grouping.
 *
 * @param columns the columns of the grouping; empty for the whole table
 * @param values their values as text, null where the value is null; as long as {@code columns}
 * @param rows number of rows, or the sum of their weights
 * @param classes rows by class of the label, the unlabelled last (so of length 1 when there is no label)
 */
public record Group(List<String> columns, List<String> values, double rows, double[] classes) {
    /** What it is called where it is shown: {@code sex=male, race=null}; {@code all rows} for the whole table. */
    public String name() {
        return name(columns, values);
    }

    /** The same of a group that is known by its columns and their values alone. */
    public static String name(List<String> columns, List<String> values) {
        return columns.isEmpty()
                ? "all rows"
                : IntStream.range(0, columns.size())
                        .mapToObj(i -> columns.get(i) + "=" + values.get(i))
                        .collect(Collectors.joining(", "));
    }
}
