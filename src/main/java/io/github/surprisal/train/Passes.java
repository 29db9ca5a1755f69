package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
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
record Passes(JavaRDD<EncodedBlock> blocks) {
    /** Parameters up to this many travel with the task, beyond as a broadcast. */
    private static final int SMALL = 4096;

    /** The most numbers of partitions' sums that the driver takes at once. */
    private static final long MAX_COLLECTED = 1L << 25;

    /** Adds a block's part to a sum. */
    interface Adder extends Serializable {
        void add(double[] into, EncodedBlock block, LogLoss.Pass pass);
    }

    /** A sum over the training blocks: within partitions block by block, then partition by partition. */
    double[] sum(LogLoss of, int size, Adder adder, double[] parameters) {
        return sum(of, size, adder, parameters, 1);
    }

    /**
     * The same over one of every so many blocks: as few partitions as give so many, at least two of them. Where a row is says
     * nothing about it, and a task costs more than a block.
     */
    double[] sum(LogLoss of, int size, Adder adder, double[] parameters, int every) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(blocks.context());
        Broadcast<double[]> shared = parameters.length > SMALL ? context.broadcast(parameters) : null;
        double[] small = shared == null ? parameters : null;
        int partitions = blocks.getNumPartitions();
        int looked = Math.min(partitions, Math.max(2, (partitions + every - 1) / every));
        int step = Math.max(1, every * looked / partitions);
        JavaRDD<double[]> parts = blocks.mapPartitions(some -> {
            double[] into = new double[size];
            LogLoss.Pass pass = of.pass(small == null ? shared.value() : small);
            for (int i = 0; some.hasNext(); i++) {
                EncodedBlock block = some.next();
                if (!block.test() && i % step == 0) {
                    adder.add(into, block, pass);
                }
            }
            return List.of(into).iterator();
        });
        List<double[]> all = looked < partitions
                ? some(parts, looked, partitions)
                : (long) size * partitions > MAX_COLLECTED ? byGroups(parts, partitions) : parts.collect();
        if (shared != null) {
            shared.unpersist(false);
        }
        double[] sum = new double[size];
        all.forEach(part -> add(sum, part));
        return sum;
    }

    private static List<double[]> some(JavaRDD<double[]> parts, int looked, int partitions) {
        int[] evenly = IntStream.range(0, looked)
                .map(i -> (int) ((long) i * partitions / looked))
                .toArray();
        return Arrays.stream(parts.collectPartitions(evenly))
                .flatMap(List::stream)
                .toList();
    }

    /** Great sums of many partitions are added in groups first, each in order, so that the driver need not hold them all. */
    private static List<double[]> byGroups(JavaRDD<double[]> parts, int partitions) {
        int group = (int) Math.ceil(Math.sqrt(partitions));
        int groups = (partitions + group - 1) / group;
        return parts.mapPartitionsWithIndex(
                        (index, some) -> {
                            List<Tuple2<Integer, Tuple2<Integer, double[]>>> one = new ArrayList<>();
                            some.forEachRemaining(
                                    part -> one.add(new Tuple2<>(index / group, new Tuple2<>(index, part))));
                            return one.iterator();
                        },
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
