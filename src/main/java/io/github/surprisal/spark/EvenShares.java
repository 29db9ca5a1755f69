package io.github.surprisal.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.DefaultPartitionCoalescer;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.Option;

/**
 * Gives each of a few tasks about as many bytes of files to read: the greatest parts first, each to the task that has
 * least. Spark hands out neighbours, and it sorts parts by size. Where it matters on which host they are, that is left to
 * Spark.
 */
public final class EvenShares implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1;

    /** What opening a part costs, in bytes read. */
    private static final long OPENING = 1 << 20;

    private record Share(PartitionGroup group, long bytes, int number) {}

    /**
     * In local mode in as few tasks as there are cores: fewer tasks hand on fewer partial results about the same things. Elsewhere
     * as it is, in parts whose bytes Spark has bounded: a cluster may grow, and executors that join later find tasks left to do.
     */
    public static <T> JavaRDD<T> inLocalMode(JavaRDD<T> source) {
        SparkContext context = source.context();
        return context.isLocal() && source.getNumPartitions() > context.defaultParallelism()
                ? source.rdd()
                        .coalesce(context.defaultParallelism(), false, Option.apply(new EvenShares()), null)
                        .toJavaRDD()
                : source;
    }

    @Override
    public PartitionGroup[] coalesce(int tasks, RDD<?> parent) {
        Partition[] parts = parent.partitions();
        // As Spark asks itself: of the parents too, and of what is cached.
        if (Arrays.stream(parts)
                .anyMatch(part ->
                        !parent.context().getPreferredLocs(parent, part.index()).isEmpty())) {
            return new DefaultPartitionCoalescer(DefaultPartitionCoalescer.$lessinit$greater$default$1())
                    .coalesce(tasks, parent);
        }
        PriorityQueue<Share> least =
                new PriorityQueue<>(Comparator.comparingLong(Share::bytes).thenComparingInt(Share::number));
        PartitionGroup[] groups = new PartitionGroup[Math.min(tasks, parts.length)];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = new PartitionGroup(Option.empty());
            least.add(new Share(groups[i], 0, i));
        }
        Arrays.stream(parts)
                .sorted(Comparator.comparingLong(EvenShares::bytes).reversed())
                .forEach(part -> {
                    Share share = least.remove();
                    share.group().partitions().addOne(part);
                    least.add(new Share(share.group(), share.bytes() + bytes(part), share.number()));
                });
        return groups;
    }

    private static long bytes(Partition part) {
        long bytes = OPENING;
        if (part instanceof FilePartition files) {
            for (PartitionedFile file : files.files()) {
                bytes += file.length();
            }
        }
        return bytes;
    }
}
