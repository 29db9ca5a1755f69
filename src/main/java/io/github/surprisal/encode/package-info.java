/**
 * Rows as codes and numbers. In: a {@link io.github.surprisal.table.Table}, its {@link io.github.surprisal.count.Counts}
 * and the names of the features to use. Out: an {@link io.github.surprisal.encode.Encoding}, which says what each position
 * of a feature vector stands for, and an {@link io.github.surprisal.encode.EncodedTable} of the labelled rows.
 *
 * <p>Invariants: the encoding is a pure function of the counts; which rows are test rows, and the order of all rows, are
 * pure functions of the rows' values and the seed. Nothing depends on the order or the partitioning of the input.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Rows are shuffled and sorted by a 64-bit hash of their values. Then equal rows follow each other and can be
 *       numbered, so that a table with many equal rows still splits in the right proportion, and then sums over rows run in
 *       the same order every time. Should two different rows share a hash, they only take each other's number.
 *   <li>How many partitions there are follows from the rows and the layout alone, whatever the cluster, so that trainers may
 *       add up partition by partition.
 *   <li>Each category has a term; whether one of them is a reference, without a coefficient, is the trainer's affair. Beyond
 *       so many categories the rarer ones share a term, which values that were never seen use as well. Without such a term,
 *       an unseen value has no term at all and adds nothing to the margin: nothing is known of it.
 *   <li>A number that is missing takes the mean, and a term of its own says that it was missing. For a column over the
 *       category limit that mean comes from the middles of the fine bins: it is only the point from which the term of the
 *       missing values is measured.
 *   <li>A number can also be the bin that it falls in, a 0/1 term per bin. Where the bins end is given: those of the measure
 *       room, so that what a gain says of a feature and what a model can use of it are of the same cells. Null and NaN
 *       share a term; infinities are in the outer bins.
 *   <li>Models of one run may encode a column in several ways, such as all of its categories and the most frequent 254: the rows
 *       hold the codes of each, and the column is read once for each way that differs.
 *   <li>The table is taken batch by batch, as the count takes it: what a value means, its hash, code and number, is worked
 *       out once for each entry of a dictionary. Rows travel column by column too, one array of bytes from each task to each
 *       partition, in local mode without being written to files while there is room, and are cached in blocks of a few thousand, codes in the narrowest type that holds them, training and
 *       test rows in blocks of their own. Rows change their order a column at a time, not a block at a time: one column of a
 *       partition fits a cache, and picking rows out of all columns at once would miss it with nearly each
 *       number. Blocks are objects: Spark spills them to disk when memory is short.
 *   <li>What a code means is said in SQL too ({@link io.github.surprisal.encode.FeatureSql},
 *       {@link io.github.surprisal.encode.CodeSplit}), in what Spark and DuckDB have in common, so that there are no dialects.
 *   <li>The split is a record of this package, since a room does not see the configuration of one to its right.
 * </ul>
 */
package io.github.surprisal.encode;
