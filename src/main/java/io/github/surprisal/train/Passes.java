package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.spark.PartitionJob;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Sums over the training rows, a Spark job each. Partitions are added in their order, so the same rows give the same bits on any
 * cluster.
 */
public final class Passes {
    /** Parameters up to this many travel with the task, beyond as a broadcast. */
    private static final int SMALL = 4096;

    /** The most numbers of partitions' sums that the driver takes at once. */
    private static final long MAX_COLLECTED = 1L << 25;

    private final JavaRDD<EncodedBlock> blocks;
    private final PartitionJob<EncodedBlock> job;
    private final String model;
    private int made;

    /**
     * Over these blocks.
     *
     * @param model for which, in the description of the jobs
     */
    public Passes(JavaRDD<EncodedBlock> blocks, String model) {
        this.blocks = blocks;
        this.model = model;
        this.job = new PartitionJob<>(blocks);
    }

    /**
     * What sums are of.
     *
     * @param <P> one pass, whose arrays serve for block after block
     */
    public interface Of<P> extends Serializable {
        /** A pass with these parameters. */
        P pass(double[] parameters);
    }

    /** Adds a block's part to a sum. */
    public interface Adder<P> extends Serializable {
        /** Of a block of training rows. */
        void add(double[] into, EncodedBlock block, P pass);
    }

    /** A sum over the training blocks: within partitions block by block, then partition by partition. */
    public <P> double[] sum(Of<P> of, int size, Adder<P> adder, double[] parameters) {
        return sum(of, size, adder, parameters, 1);
    }

    /**
     * The same over one of every so many blocks: as few partitions as give so many, at least two of them. Where a row is says
     * nothing about it, and a task costs more than a block.
     */
    public <P> double[] sum(Of<P> of, int size, Adder<P> adder, double[] parameters, int every) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(blocks.context());
        Broadcast<double[]> shared = parameters.length > SMALL ? context.broadcast(parameters) : null;
        double[] small = shared == null ? parameters : null;
        int partitions = blocks.getNumPartitions();
        int looked = Math.min(partitions, Math.max(2, (partitions + every - 1) / every));
        int step = Math.max(1, every * looked / partitions);
        PartitionJob.Function<EncodedBlock, double[]> part = some -> {
            double[] into = new double[size];
            P pass = of.pass(small == null ? shared.value() : small);
            for (int i = 0; some.hasNext(); i++) {
                EncodedBlock block = some.next();
                if (!block.test() && i % step == 0) {
                    adder.add(into, block, pass);
                }
            }
            return into;
        };
        made++;
        List<double[]> sums = JobDescription.during(
                blocks.context(), "training " + model + ", pass " + made, () -> sums(part, looked, size));
        double[] sum = new double[size];
        sums.forEach(one -> add(sum, one));
        if (shared != null) {
            shared.unpersist(false);
        }
        return sum;
    }

    /** Of so many partitions, or of groups of them. */
    private List<double[]> sums(PartitionJob.Function<EncodedBlock, double[]> part, int looked, int size) {
        int partitions = blocks.getNumPartitions();
        if (looked < partitions) {
            return job.of(part, evenly(looked, partitions));
        }
        return (long) size * partitions > MAX_COLLECTED ? byGroups(part, partitions) : job.ofAll(part);
    }

    private static int[] evenly(int looked, int partitions) {
        return IntStream.range(0, looked)
                .map(i -> (int) ((long) i * partitions / looked))
                .toArray();
    }

    /** Great sums of many partitions are added in groups first, each in order, so that the driver need not hold them all. */
    private List<double[]> byGroups(PartitionJob.Function<EncodedBlock, double[]> part, int partitions) {
        int group = (int) Math.ceil(Math.sqrt(partitions));
        int groups = (partitions + group - 1) / group;
        return blocks.mapPartitionsWithIndex(
                        (index, some) -> List.of(new Tuple2<>(index / group, new Tuple2<>(index, part.of(some))))
                                .iterator(),
                        true)
                .mapToPair(pair -> pair)
                .partitionBy(new HashPartitioner(groups))
                .mapPartitions(some -> {
                    List<Tuple2<Integer, double[]>> members = new ArrayList<>();
                    some.forEachRemaining(pair -> members.add(pair._2()));
                    members.sort(Comparator.comparing(Tuple2::_1));
                    double[] sum =
                            members.isEmpty() ? new double[0] : members.get(0)._2();
                    members.stream().skip(1).forEach(member -> add(sum, member._2()));
                    return List.of(sum).iterator();
                })
                .collect();
    }

    private static void add(double[] to, double[] what) {
        for (int j = 0; j < what.length; j++) {
            to[j] += what[j];
        }
    }
}
