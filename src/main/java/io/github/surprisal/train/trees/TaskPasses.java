package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.Tree;
import java.util.ArrayList;
import java.util.List;

/** Passes over rows that one task has all of. */
final class TaskPasses implements Passes {
    private final RowStates.Setting setting;
    private final List<EncodedBlock> rows;
    private final RowStates states;
    private final List<List<Tree>> finished = new ArrayList<>();

    TaskPasses(RowStates.Setting setting, List<EncodedBlock> rows) {
        this.setting = setting;
        this.rows = rows;
        this.states = new RowStates(setting, rows.iterator());
    }

    @Override
    public Sums take(Step step) {
        return states.take(step, setting, rows, finished::get);
    }

    @Override
    public void finish(List<Tree> round) {
        finished.add(round);
    }
}
