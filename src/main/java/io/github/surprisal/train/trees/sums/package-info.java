/**
 * The training rows and a tree so far → sums of the rows of its new nodes.
 *
 * <p>How: a {@code Target} ({@link io.github.surprisal.train.trees.sums.Gradients}, {@link
 * io.github.surprisal.train.trees.sums.ClassWeights}) says what a row counts for. {@link io.github.surprisal.train.trees.sums.TreePasses} take
 * a {@link io.github.surprisal.train.trees.sums.Step}, which says how far the model is and which nodes are to be counted, and give {@link
 * io.github.surprisal.train.trees.sums.Sums}: by Spark jobs ({@code SparkPasses}), or within one task ({@code TaskPasses}). Where each row is
 * in the model so far is kept beside its block ({@code RowStates}, {@code BlockState}, {@code NodeRows}). {@link
 * io.github.surprisal.train.trees.sums.TrainedRows} are what rows weigh before the first step.
 *
 * <p>Invariants: sums are of whole numbers, so the same rows give the same bits whatever the order, the partitioning, the number of
 * threads, and whichever tasks fail.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A row's gradient is a whole number of quanta of 2⁻²⁰ and its second derivative one of 2⁻¹⁵, of the greatest weight. Both
 *       are packed into one {@code long}, so that a cell takes one addition; after so many rows that the second derivative could
 *       overflow its 28 bits the sums are unpacked into two.
 *   <li>Weights by class are whole numbers of quanta of 2⁻²⁸. A histogram for each class takes one addition a
 *       cell, for rows are put in the order of node and class first.
 *   <li>What a row's state is (margins, node, gradient) lies beside the cached blocks and follows from the model so far. It is never
 *       sent: whoever has lost it, or is behind or ahead of it, makes it anew from the model.
 *   <li>A block's rows are kept in the order of a tree's nodes: a level costs one partition of the rows of the nodes that were
 *       split, and a node is counted without a look at other rows. Those of several blocks are gathered and added four columns at a
 *       time, which stay in a core's cache.
 *   <li>Up to ten million cells are trained in one task, for an empty job takes as long as their work; and in local mode whatever
 *       has room in a quarter of the heap, by a thread a core: of a million rows of 30 columns a level is counted in 12 to 30 ms, and
 *       its job took 12 to 27 more. The code is the same, only who passes over the rows differs.
 * </ul>
 */
package io.github.surprisal.train.trees.sums;
