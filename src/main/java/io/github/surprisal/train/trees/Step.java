package io.github.surprisal.train.trees;

import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.List;

/**
 * What a pass is to do: bring rows to where the model so far has them, and count some nodes.
 *
 * @param round how many rounds are finished
 * @param level how many levels the trees of this round have been grown by
 * @param growing the trees of this round, by margin
 * @param slots by margin and node: which histogram the node's rows are counted in; −1 where in none
 * @param firsts by margin: its first slot; and the number of slots
 */
record Step(int round, int level, List<Tree> growing, int[][] slots, int[] firsts) implements Serializable {
    int slotCount() {
        return firsts[firsts.length - 1];
    }
}
