/** Sums of the rows of nodes → a tree, split level by level, and pruned. */
package io.github.surprisal.train.trees.grow;
