package io.github.surprisal.train.trees.sums;

import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.List;

/**
 * What a pass is to do: bring rows to where the model so far has them, and count some nodes.
 *
 * @param round how many rounds are finished
 * @param level how many levels the trees of this round have been grown by
 * @param shift what the logarithms of this round's weights are lowered by
 * @param growing the trees of this round
 * @param slots by growing tree and node: which histogram the node's rows are counted in; −1 where in none
 * @param firsts by growing tree: its first slot; and the number of slots
 * @param isOfHeldOut whether the rows held out are counted instead, of each node their totals alone
 */
public record Step(
        int round, int level, double shift, List<Tree> growing, int[][] slots, int[] firsts, boolean isOfHeldOut)
        implements Serializable {
    /** The roots of so many trees. */
    public static Step roots(int round, double shift, int trees) {
        int[][] slots = new int[trees][];
        int[] firsts = new int[trees + 1];
        for (int k = 0; k < trees; k++) {
            slots[k] = new int[] {k};
            firsts[k + 1] = k + 1;
        }
        return new Step(round, 0, shift, List.of(), slots, firsts, false);
    }

    /** The losses of the model after so many rounds alone. */
    public static Step losses(int round, int trees) {
        int[][] slots = new int[trees][1];
        for (int[] ofTree : slots) {
            ofTree[0] = -1;
        }
        return new Step(round, 0, 0, List.of(), slots, new int[trees + 1], false);
    }

    int slotCount() {
        return firsts[firsts.length - 1];
    }

    /** How many sums the step counts. */
    int cells(RowStates.Setting setting) {
        return slotCount()
                * setting.target().parts()
                * (isOfHeldOut ? 1 : setting.shape().width());
    }

    /** Zeros for them. */
    Sums sums(RowStates.Setting setting) {
        return Sums.of(cells(setting));
    }
}
