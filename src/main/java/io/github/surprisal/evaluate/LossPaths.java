package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import java.io.Serializable;
import java.util.List;

/** The steps that lead each row from nothing to a model's margins, and what they do to its log-loss. */
interface LossPaths extends Serializable {
    /**
     * Sums of nothing.
     *
     * @param whole whether every row weighs 1
     */
    LossChanges sums(boolean whole);

    /** Adds a block's rows. */
    LossChanges add(LossChanges sums, EncodedBlock block);

    /** Of all rows of some tables, each read once. */
    default LossChanges of(List<EncodedTable> tables) {
        return tables.stream()
                .map(table -> table.blocks().treeAggregate(sums(!table.weighted()), this::add, LossChanges::merge))
                .reduce(LossChanges::merge)
                .orElseThrow();
    }
}
