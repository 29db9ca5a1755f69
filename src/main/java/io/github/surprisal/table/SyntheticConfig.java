package io.github.surprisal.table;

import java.util.List;

/**
 * Which synthetic table to make.
 *
 * @param rows how many
 * @param seed another seed is another table
 * @param format a format that Spark writes
 * @param partitions how many files; 0 for one per two million rows
 * @param labelShare P(y = 1)
 * @param planted whether to make the planted columns
 * @param categories for each entry k a column of k values that knows something of the label
 * @param nulls share of nulls in every fourth of those
 * @param groups for each entry k a column of k equally frequent values
 * @param distinct for each entry k a column of k equally frequent values, texts and fractions by turns
 */
public record SyntheticConfig(
        long rows,
        long seed,
        String format,
        int partitions,
        double labelShare,
        boolean planted,
        List<Integer> categories,
        double nulls,
        List<Integer> groups,
        List<Integer> distinct) {}
