package io.github.surprisal.count;

import java.util.List;

/**
 * One group of rows: the whole table, or the rows that share their values in the columns of a grouping.
 *
 * @param columns the columns of the grouping; empty for the whole table
 * @param values their values as text, null where the value is null; as long as {@code columns}
 * @param rows number of rows, or the sum of their weights
 * @param classes rows by class of the label, the unlabelled last (so of length 1 when there is no label)
 */
public record Group(List<String> columns, List<String> values, double rows, double[] classes) {}
