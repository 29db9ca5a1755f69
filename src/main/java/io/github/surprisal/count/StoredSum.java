package io.github.surprisal.count;

import io.github.surprisal.count.store.StoredCells;
import io.github.surprisal.count.store.StoredRows;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.TallyMemory;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stored counts of runs added up, and those of others taken away again: counts are a group. A cell is taken away value by
 * value, in every stratum, so that a value that is left in no row is no category any more, nor is a class or a group, and what is left
 * is what its rows alone would have given, bit for bit: whole numbers, weights in fixed point, nulls in cells of their own.
 *
 * @param added counts of runs; in any order
 * @param subtracted counts of runs whose rows are all among those of {@code added}
 */
public record StoredSum(List<CountStore> added, List<CountStore> subtracted) {
    public StoredSum {
        added = List.copyOf(added);
        subtracted = List.copyOf(subtracted);
    }

    /** None. */
    public static StoredSum none() {
        return new StoredSum(List.of(), List.of());
    }

    /**
     * What is left, as blocks of a plan.
     *
     * @throws UserException for counts of other columns, types, label, weight or groups than the plan's; in a task, for a cell that
     *     is subtracted more often than it was added
     */
    List<JavaPairRDD<Integer, byte[]>> blocks(ScanPlan plan, int partitions, TallyMemory memory) {
        if (subtracted.isEmpty()) {
            return added.stream()
                    .map(store -> store.blocks(plan, "", partitions, memory))
                    .toList();
        }
        Dataset<Row> cells = null;
        for (CountStore store : added) {
            Dataset<Row> more = store.cells(plan, 1);
            cells = cells == null ? more : cells.union(more);
        }
        for (CountStore store : subtracted) {
            cells = cells.union(store.cells(plan, -1));
        }
        String taken =
                subtracted.stream().map(store -> "'" + store.path() + "'").collect(Collectors.joining(" and "));
        StoredRows.Layout layout = StoredCells.layout(plan);
        return List.of(StoredCells.left(cells, taken)
                .mapPartitionsToPair(left -> StoredRows.blocks(plan, layout, left, partitions, memory.bytes())));
    }
}
