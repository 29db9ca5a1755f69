/**
 * Trees on byte codes. In: blocks of rows whose every feature is a code below 256. Out: {@link io.github.surprisal.train.Tree}s.
 *
 * <p>A {@code Target} says what a row counts for, {@code TreePasses} count the rows of a level into {@code Sums}, a {@code SplitCriterion}
 * says which split is best, and the {@code Grower} goes from level to level. {@code Booster}, {@code AdaBooster} and
 * {@code TreeTrainer} say what trees are grown and what becomes of them.
 *
 * <p>Invariants: what a tree is grown from are sums of whole numbers, so the same rows give the same bits whatever the order,
 * the partitioning, the number of threads, and whichever tasks fail.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A row's gradient is a whole number of quanta of 2⁻²⁰ and its second derivative one of 2⁻¹⁵, of the greatest weight. Both
 *       are packed into one {@code long}, so that a cell takes one addition; after so many rows that the second derivative could
 *       overflow its 28 bits the sums are unpacked into two.
 *   <li>Entropies are made of weights by class, whole numbers of quanta of 2⁻²⁸. A histogram for each class takes one addition a
 *       cell, for rows are put in the order of node and class first.
 *   <li>Depth by depth: one pass counts a whole level, in which only the lesser child is counted, its sibling is what remains of
 *       their parent. Levels of many nodes are counted in several passes, so that histograms do not outgrow the memory; where a
 *       parent's was not kept both children are counted.
 *   <li>AdaBoost's weights follow from the margins, so rows have no state for them; their mean is kept near 1.
 *   <li>What is to be pruned by description length is not split where even two pure leaves would not pay: the same tree in the end.
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
package io.github.surprisal.train.trees;
