package io.github.surprisal.train.trees;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Passes over the training rows while a model grows. Close it to free what the rows' states hold. */
interface Passes extends AutoCloseable {
    /** Takes a step. */
    Sums take(Step step);

    /** Hands over the trees of a round, which are final. */
    void finish(List<Tree> round);

    @Override
    default void close() {}

    /** The training rows, for as many trainings as are wanted. */
    interface Source {
        Passes of(RowStates.Setting setting);
    }

    /** What is to be done with them. */
    interface Work<R> extends Serializable {
        R on(Source rows);
    }

    /**
     * Does work on the training rows of a table: the same code, and the same bits, in one task that has all rows or with a Spark
     * job a pass.
     *
     * @param name what the jobs are called
     */
    static <R> R run(String name, EncodedTable table, boolean inOneTask, Work<R> work) {
        if (!inOneTask) {
            return work.on(setting -> new SparkPasses(name, setting, table.blocks()));
        }
        PartitionJob.Function<EncodedBlock, R> task = some -> {
            List<EncodedBlock> own = new ArrayList<>();
            some.forEachRemaining(own::add);
            return work.on(setting -> new TaskPasses(setting, own));
        };
        return JobDescription.during(
                table.blocks().context(),
                name + ": training in one task",
                () -> new PartitionJob<>(table.blocks().coalesce(1)).ofAll(task).get(0));
    }
}
