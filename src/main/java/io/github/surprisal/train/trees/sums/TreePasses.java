package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkContext;

/** Passes over the training rows while a model grows. Close it to free what the rows' states hold. */
public interface TreePasses extends AutoCloseable {
    /** Takes a step. */
    Sums take(Step step);

    /** What is made of each, in the same order; by several threads if there are any to spare. */
    <A, B> List<B> each(List<A> all, Function<A, B> work);

    /** Hands over the trees of a round, which are final. */
    void finish(List<Tree> round);

    @Override
    default void close() {}

    /** The training rows, for as many trainings as are wanted. */
    interface Source {
        TreePasses of(RowStates.Setting setting);
    }

    /** What is to be done with them. */
    interface Work<R> extends Serializable {
        R on(Source rows);
    }

    /**
     * How a table's rows are passed over.
     *
     * @param inJobs whether each pass is a Spark job; otherwise one task has all rows
     * @param threads of that task
     */
    record Way(boolean inJobs, int threads) {
        /** A Spark job a pass. */
        public static final Way JOBS = new Way(true, 1);

        /** The setting of an application that says how many cells one task trains on at most. */
        private static final String MOST_CELLS = "spark.surprisal.trees.taskCells";

        /** Its default: 20 empty jobs take as long as the work on so many. */
        private static final long ONE_TASK_CELLS = 10_000_000;

        /** Of fewer, handing a level to another thread costs as much as counting it. */
        private static final long CELLS_PER_THREAD = 200_000;

        /** The part of the heap that the rows of a table may take in the one task that has all of them. */
        private static final double ROOM = 0.25;

        /**
         * Few cells are passed over in one task, and in local mode all that there is room for, by as many threads as there are
         * cores: the task has no other to wait for, and a job for each level would take longer than its work.
         *
         * @param cells how many times codes are looked at in one pass
         * @param bytes what rows and their states take
         */
        public static Way of(SparkContext context, long cells, long bytes) {
            boolean hasRoom =
                    context.isLocal() && bytes <= ROOM * Runtime.getRuntime().maxMemory();
            if (cells > context.conf().getLong(MOST_CELLS, ONE_TASK_CELLS) && !hasRoom) {
                return JOBS;
            }
            int cores = context.isLocal()
                    ? context.defaultParallelism()
                    : context.conf().getInt("spark.task.cpus", 1);
            return new Way(false, (int) Math.max(1, Math.min(cores, cells / CELLS_PER_THREAD)));
        }
    }

    /**
     * Does work on the training rows of a table: the same code, and the same bits, whatever the way.
     *
     * @param name what the jobs are called
     */
    static <R> R run(String name, EncodedTable table, Way way, Work<R> work) {
        if (way.inJobs()) {
            return work.on(setting -> new SparkPasses(name, setting, table.blocks()));
        }
        int threads = way.threads();
        PartitionJob.Function<EncodedBlock, R> task = some -> {
            List<EncodedBlock> own = new ArrayList<>();
            some.forEachRemaining(own::add);
            return work.on(setting -> new TaskPasses(setting, own, threads));
        };
        return JobDescription.during(
                table.blocks().context(),
                "training " + name + " in one task",
                () -> new PartitionJob<>(table.blocks().coalesce(1)).ofAll(task).get(0));
    }
}
