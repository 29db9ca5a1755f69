package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.spark.EvenShares;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/** Tasks get about as many bytes each. */
@ExtendWith(SparkExtension.class)
class EvenSharesTest {
    private static final long MB = 1 << 20;

    /** Partitions of one file each, of these lengths. */
    private static final class Files extends RDD<Object> {
        private final long[] lengths;
        private final String host;

        Files(SparkSession session, String host, long... lengths) {
            super(session.sparkContext(), nothing(), ClassTag.Object());
            this.lengths = lengths;
            this.host = host;
        }

        @Override
        public Iterator<Object> compute(Partition split, TaskContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Partition[] getPartitions() {
            return IntStream.range(0, lengths.length)
                    .mapToObj(i -> new FilePartition(i, new PartitionedFile[] {
                        new PartitionedFile(
                                InternalRow.empty(),
                                SparkPath.fromPathString("/file"),
                                0,
                                lengths[i],
                                new String[0],
                                0,
                                lengths[i],
                                scala.collection.immutable.Map$.MODULE$.empty())
                    }))
                    .toArray(Partition[]::new);
        }

        @Override
        public Seq<String> getPreferredLocations(Partition split) {
            return host.isEmpty()
                    ? nothing()
                    : CollectionConverters.asScala(List.of(host)).toSeq();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Seq<T> nothing() {
        return (Seq<T>) scala.collection.immutable.Nil$.MODULE$;
    }

    private static List<List<Integer>> shares(RDD<?> files, int tasks) {
        return Arrays.stream(new EvenShares().coalesce(tasks, files))
                .map(PartitionGroup::partitions)
                .map(parts -> CollectionConverters.asJava(parts).stream()
                        .map(Partition::index)
                        .toList())
                .toList();
    }

    @Test
    void greatAndSmallPartsAreMixed(SparkSession session) {
        Files files =
                new Files(session, "", 128 * MB, 128 * MB, 128 * MB, 128 * MB, 74 * MB, 74 * MB, 74 * MB, 74 * MB);
        assertThat(shares(files, 2)).containsExactly(List.of(0, 2, 4, 6), List.of(1, 3, 5, 7));
    }

    @Test
    void oneGreatPartIsWorthManySmallOnes(SparkSession session) {
        Files files = new Files(session, "", 10 * MB, 10 * MB, 50 * MB, 10 * MB, 10 * MB);
        assertThat(shares(files, 2)).containsExactly(List.of(2), List.of(0, 1, 3, 4));
    }

    @Test
    void emptyPartsAreSharedToo(SparkSession session) {
        assertThat(shares(new Files(session, "", 0, 0, 0, 0, 0), 2)).containsExactly(List.of(0, 2, 4), List.of(1, 3));
    }

    @Test
    void whereHostsMatterSparkDecides(SparkSession session) {
        Files files = new Files(session, "somewhere", 128 * MB, 128 * MB, 74 * MB, 74 * MB);
        PartitionGroup[] groups = new EvenShares().coalesce(2, files);
        assertThat(groups).allSatisfy(group -> assertThat(group.prefLoc().get()).isEqualTo("somewhere"));
        assertThat(shares(files, 2).stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 3);

        RDD<?> above = files.toJavaRDD().filter(row -> true).rdd();
        assertThat(new EvenShares().coalesce(2, above))
                .allSatisfy(group -> assertThat(group.prefLoc().get()).isEqualTo("somewhere"));
    }
}
