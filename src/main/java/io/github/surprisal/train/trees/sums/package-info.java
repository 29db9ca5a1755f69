/** The training rows and a tree so far → sums of the rows of its new nodes. */
package io.github.surprisal.train.trees.sums;
