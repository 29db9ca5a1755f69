package io.github.surprisal.train.trees.sums;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import io.github.surprisal.train.Tree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Passes over rows on a cluster, a Spark job each. */
final class SparkPasses implements TreePasses {
    /** Greater histograms are added up on the executors: each task's would travel to the driver, and be added there one by one. */
    private static final long MOST_COLLECTED = 4L << 20;

    private static final int BYTES_PER_CELL = Long.BYTES;

    /** Trees of so many rounds are broadcast together; those of later rounds travel with each task. */
    private static final int ROUNDS_PER_BROADCAST = 10;

    private final String name;
    private final RowStates.Setting setting;
    private final JavaSparkContext context;
    private final JavaRDD<RowStates> states;
    private final JavaRDD<Rows> rows;
    private final PartitionJob<Rows> job;
    private final List<Broadcast<List<List<Tree>>>> older = new ArrayList<>();
    private List<List<Tree>> latest = new ArrayList<>();

    /** A partition's rows, and where they are. */
    private record Rows(List<EncodedBlock> blocks, RowStates states) {}

    SparkPasses(String name, RowStates.Setting setting, JavaRDD<EncodedBlock> blocks) {
        this.name = name;
        this.setting = setting;
        this.context = JavaSparkContext.fromSparkContext(blocks.context());
        this.states = blocks.mapPartitions(
                        some -> List.of(new RowStates(setting, some)).iterator(), true)
                .persist(StorageLevel.MEMORY_ONLY());
        this.rows = blocks.zipPartitions(states, SparkPasses::zip);
        this.job = new PartitionJob<>(rows);
    }

    private static Iterator<Rows> zip(Iterator<EncodedBlock> blocks, Iterator<RowStates> states) {
        List<EncodedBlock> all = new ArrayList<>();
        blocks.forEachRemaining(all::add);
        return List.of(new Rows(all, states.next())).iterator();
    }

    /** The trees of the rounds that are finished. */
    private record Finished(List<Broadcast<List<List<Tree>>>> older, List<List<Tree>> latest) implements Serializable {
        List<Tree> of(int round) {
            int group = round / ROUNDS_PER_BROADCAST;
            return group < older.size()
                    ? older.get(group).value().get(round % ROUNDS_PER_BROADCAST)
                    : latest.get(round - older.size() * ROUNDS_PER_BROADCAST);
        }
    }

    @Override
    public Sums take(Step step) {
        RowStates.Setting with = setting;
        Finished finished = new Finished(List.copyOf(older), List.copyOf(latest));
        PartitionJob.Function<Rows, Sums> part = some -> {
            Sums sums = null;
            while (some.hasNext()) {
                Rows next = some.next();
                Sums more = next.states().take(step, with, next.blocks(), finished::of);
                sums = sums == null ? more : sums.merge(more);
            }
            return sums == null ? step.sums(with) : sums;
        };
        int cells = step.cells(setting);
        return JobDescription.during(
                context.sc(), "training " + name + ", round " + (step.round() + 1) + ", level " + step.level(), () -> {
                    if ((long) cells * BYTES_PER_CELL > MOST_COLLECTED) {
                        return reduced(part, cells);
                    }
                    Sums all = Sums.of(cells);
                    job.ofTasks(part).forEach(all::merge);
                    return all;
                });
    }

    private Sums reduced(PartitionJob.Function<Rows, Sums> part, int cells) {
        int groups = (int)
                Math.min(Math.max(1, rows.getNumPartitions()), (long) cells * BYTES_PER_CELL / MOST_COLLECTED + 1);
        List<Tuple2<Integer, Sums>> parts = rows.mapPartitionsToPair(some -> {
                    Sums sums = part.of(some);
                    return IntStream.range(0, groups)
                            .mapToObj(
                                    g -> new Tuple2<>(g, cut(sums, from(g, groups, cells), from(g + 1, groups, cells))))
                            .iterator();
                })
                .reduceByKey(Sums::merge, groups)
                .collect();
        Sums all = Sums.of(cells);
        for (Tuple2<Integer, Sums> one : parts) {
            int from = from(one._1(), groups, cells);
            System.arraycopy(one._2().cells(), 0, all.cells(), from, one._2().cells().length);
            if (from == 0) {
                Sums.add(all.losses(), one._2().losses());
            }
        }
        return all;
    }

    private static int from(int group, int groups, int cells) {
        return (int) ((long) group * cells / groups);
    }

    private static Sums cut(Sums sums, int from, int to) {
        return new Sums(
                Arrays.copyOfRange(sums.cells(), from, to), sums.losses().clone());
    }

    @Override
    public <A, B> List<B> each(List<A> all, Function<A, B> work) {
        return all.parallelStream().map(work).toList();
    }

    @Override
    public void finish(List<Tree> round) {
        latest.add(round);
        if (latest.size() == ROUNDS_PER_BROADCAST) {
            older.add(context.broadcast(latest));
            latest = new ArrayList<>();
        }
    }

    @Override
    public void close() {
        states.unpersist(false);
        older.forEach(trees -> trees.unpersist(false));
    }
}
