package io.github.surprisal.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.spark.Partition;
import org.apache.spark.rdd.DefaultPartitionCoalescer;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;

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
            groups[i] = new PartitionGroup(scala.Option.empty());
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
