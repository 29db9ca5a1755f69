package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Where the training rows of a partition are in the model so far. It changes in place, and is never sent: a copy is empty, and
 * whatever is lost, behind or ahead is made anew from the model.
 */
public final class RowStates implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient List<BlockState> states;
    private transient int round;
    private transient int level;

    /**
     * What does not change while a model is trained.
     *
     * @param target what rows count for
     * @param start by margin: what every row begins with
     * @param offset whether the first column of numbers is added to it
     */
    public record Setting(Shape shape, Target target, double[] start, boolean offset, HeldOut heldOut)
            implements Serializable {
        /** How many trees grow at a time. */
        int trees() {
            return target.trees(start.length);
        }
    }

    /** What a row takes: margins, what it counts for, its place among the nodes, and whether it is held out. */
    public static long bytesPerRow(int margins, int trees) {
        return (long) Double.BYTES * margins + (long) (Long.BYTES + Character.BYTES) * trees + 1;
    }

    /** Before the first tree. */
    RowStates(Setting setting, Iterator<EncodedBlock> rows) {
        begin(setting, rows);
    }

    private void begin(Setting setting, Iterator<EncodedBlock> rows) {
        states = new ArrayList<>();
        round = 0;
        level = 0;
        while (rows.hasNext()) {
            EncodedBlock block = rows.next();
            if (!block.test()) {
                states.add(new BlockState(block, setting));
            }
        }
    }

    /**
     * Takes a step.
     *
     * @param rows those of the partition, as often as asked for
     * @param finished the trees of each round that is finished
     */
    synchronized Sums take(Step step, Setting setting, Iterable<EncodedBlock> rows, IntFunction<List<Tree>> finished) {
        boolean isAhead = states == null || round > step.round() || (round == step.round() && level > step.level());
        if (isAhead) {
            begin(setting, rows.iterator());
        }
        boolean hasValues = !isAhead && round == step.round() && level > 0;
        List<List<Tree>> missed = new ArrayList<>();
        for (int r = round; r < step.round(); r++) {
            missed.add(finished.apply(r));
        }
        // Whatever fails on the way leaves a state that nobody takes for one.
        List<BlockState> all = states;
        states = null;
        Sums sums = step.sums(setting);
        int most = all.stream().mapToInt(BlockState::rows).max().orElse(0);
        char[] spare = new char[most];
        HistogramCounter counter = new HistogramCounter(step, setting, most, sums);
        Iterator<BlockState> next = all.iterator();
        for (EncodedBlock block : rows) {
            if (block.test()) {
                continue;
            }
            BlockState state = next.next();
            byte[][] codes = TreesScorer.OnBlocks.codes(block);
            for (List<Tree> trees : missed) {
                for (int k = 0; k < trees.size(); k++) {
                    state.follow(k, trees.get(k), setting.shape(), codes, spare);
                    state.addLeaves(k, trees.get(k));
                }
            }
            if (!hasValues || step.level() == 0) {
                setting.target().write(block, state, step.shift(), sums);
            }
            for (int k = 0; k < step.growing().size(); k++) {
                state.follow(k, step.growing().get(k), setting.shape(), codes, spare);
            }
            counter.add(state, codes);
        }
        counter.end();
        states = all;
        round = step.round();
        level = Math.max(1, step.level());
        return sums;
    }
}
