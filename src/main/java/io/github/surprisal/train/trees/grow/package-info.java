/**
 * Sums of the rows of nodes → a tree, split level by level, and pruned.
 *
 * <p>How: a {@code SplitCriterion} ({@link io.github.surprisal.train.trees.grow.Newton}, {@link
 * io.github.surprisal.train.trees.grow.Entropy}) says how good a split of a node's {@code Histogram} is, {@link
 * io.github.surprisal.train.trees.grow.SplitSearch} finds the best one, and the {@link io.github.surprisal.train.trees.grow.Grower} goes from
 * level to level and asks for the sums of the next. What it gives, a {@link io.github.surprisal.train.trees.grow.GrowingTree}, is cut back by
 * {@link io.github.surprisal.train.trees.grow.Pruning}: to the fewest bits ({@link io.github.surprisal.train.trees.grow.CodeLength}), or by
 * rows held out.
 *
 * <p>Invariants: a tree is a function of the sums and the plan. No row is seen here, and of several splits that are as good the first is
 * taken.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Depth by depth: one pass counts a whole level, in which only the lesser child is counted, its sibling is what remains of
 *       their parent. Levels of many nodes are counted in several passes, so that histograms do not outgrow the memory; where a
 *       parent's was not kept both children are counted.
 *   <li>What is to be pruned by description length is not split where even two pure leaves would not pay: the same tree in the end.
 * </ul>
 */
package io.github.surprisal.train.trees.grow;
