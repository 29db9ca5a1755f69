package io.github.surprisal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.surprisal.SparkExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Blocks arrive, all of them and each once, whichever way they go. */
@ExtendWith(SparkExtension.class)
class ExchangeTest {
    private static final int PARTITIONS = 3;

    /** Three tasks hand on ten blocks each: block i of task t is i + 1 times the byte t and goes to partition i mod 3. */
    private static JavaPairRDD<Integer, byte[]> made(SparkSession session) {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(List.of(0, 1, 2), 3)
                .flatMapToPair(task -> IntStream.range(0, 10)
                        .mapToObj(i -> {
                            byte[] block = new byte[i + 1];
                            Arrays.fill(block, task.byteValue());
                            return new Tuple2<>(i % PARTITIONS, block);
                        })
                        .iterator());
    }

    private static List<String> collected(Exchange exchange) {
        return sorted(exchange.map(ExchangeTest::described));
    }

    private static List<String> sorted(JavaRDD<ArrayList<String>> described) {
        return described.collect().stream().flatMap(List::stream).sorted().toList();
    }

    private static ArrayList<String> described(Iterator<byte[]> blocks) {
        int partition = TaskContext.getPartitionId();
        ArrayList<String> all = new ArrayList<>();
        blocks.forEachRemaining(block -> all.add(partition + ": " + block.length + " of " + block[0]));
        return all;
    }

    private static List<String> expected() {
        return IntStream.range(0, 30)
                .mapToObj(i -> i % 10 % PARTITIONS + ": " + (i % 10 + 1) + " of " + i / 10)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 40, 100, 165, 1 << 20})
    void everyBlockArrivesOnceAsOftenAsItIsAskedFor(long room, SparkSession session) {
        try (Exchange exchange = Exchange.withRoom(made(session), PARTITIONS, room)) {
            assertThat(collected(exchange)).isEqualTo(expected());
            assertThat(collected(exchange)).isEqualTo(expected());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 1 << 20})
    void tasksThatRunAgainAddNothing(long room, SparkSession session) {
        try (Exchange exchange = Exchange.withRoom(made(session), PARTITIONS, room)) {
            JavaRDD<ArrayList<String>> described = exchange.map(ExchangeTest::described);
            assertThat(sorted(described)).isEqualTo(expected());

            ShuffleDependency<?, ?, ?> shuffle = (ShuffleDependency<?, ?, ?>)
                    described.rdd().dependencies().head().rdd().dependencies().head();
            ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker())
                    .unregisterAllMapAndMergeOutput(shuffle.shuffleId());

            assertThat(sorted(described)).isEqualTo(expected());
        }
    }

    @Test
    void whatIsClosedIsNotTakenForEmpty(SparkSession session) {
        Exchange exchange = Exchange.withRoom(made(session), PARTITIONS, 1 << 20);
        exchange.close();
        assertThatExceptionOfType(SparkException.class)
                .isThrownBy(() -> exchange.map(ExchangeTest::described).collect())
                .withMessageContaining("let go of");
    }
}
