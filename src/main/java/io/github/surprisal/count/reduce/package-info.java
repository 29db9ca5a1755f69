/**
 * Blocks → {@link io.github.surprisal.count.Counts}: what a reduce partition makes of its blocks, and the driver of all partitions.
 *
 * <p>How: {@link io.github.surprisal.count.reduce.BlockSet} reads the blocks of one partition together, one column and one part of its values
 * at a time; of small blocks it makes one as they come. {@link io.github.surprisal.count.reduce.Reducer} sends columns of few cells to the
 * driver as they are. Others are summarised ({@code ColumnSummary}): spectra ({@code SpectrumTable}), the most frequent values of the whole
 * table ({@code TopOverall}) and of each group ({@code TopByGroup}), and for numbers a bottom-k sample ({@code BottomK}), from which the
 * driver cuts fine bins ({@code FineBins}). Numbers that are nearly all different are brought together without a table
 * ({@code KeyPiece}). What of each column the driver is given, for the whole table and by group, {@code DriverShare} decides once it is known how
 * many values all of them have. {@link io.github.surprisal.count.reduce.CountsBuilder} merges on the driver what all partitions sent, asks again
 * where it has to ({@link io.github.surprisal.count.reduce.SecondPass}), for values that were kept back and then for bins, and finishes the counts:
 * strata are added up to groups ({@code GroupSums}), and groups, classes and categories put in order ({@code CanonicalOrder}).
 *
 * <p>Invariants: which way a column goes depends on the rows alone, not on the partitions: a column that one of them kept back by bad luck is
 * fetched afterwards. Sums are exact, and all that has an order is ordered by value: counts are the same bits however the blocks came. What
 * goes to the driver is bounded by the category limit, the cells of groups and a limit for all columns together, not by the data.
 *
 * <p>Of the room around, it knows the results that it makes and the config, and nothing else.
 */
package io.github.surprisal.count.reduce;
