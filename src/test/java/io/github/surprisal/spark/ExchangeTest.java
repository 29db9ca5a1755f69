package io.github.surprisal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.surprisal.SparkExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.TempLocalBlockId;
import org.apache.spark.storage.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
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

    private static final int MANY = 40;

    /** A megabyte each, of the number of the task that made it. */
    private static JavaPairRDD<Integer, byte[]> great(SparkSession session) {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(IntStream.range(0, MANY).boxed().toList(), MANY)
                .mapToPair(task -> {
                    byte[] block = new byte[1 << 20];
                    Arrays.fill(block, task.byteValue());
                    return new Tuple2<>(task % PARTITIONS, block);
                });
    }

    private static long stored() {
        return SparkEnv.get().memoryManager().onHeapStorageMemoryUsed();
    }

    @Test
    void whatIsKeptCountsAsMemoryOfSpark(SparkSession session) {
        long before = stored();
        try (Exchange exchange = Exchange.withRoom(great(session), PARTITIONS, 1L << 30)) {
            assertThat(collected(exchange)).hasSize(MANY);
            assertThat(stored() - before).isGreaterThan((long) (MANY - 4) << 20);
        }
        assertThat(stored() - before).isLessThan(4 << 20);
    }

    /** What an application has cached is not driven out. */
    @Test
    void whereMemoryIsShortBlocksAreShuffled(SparkSession session) {
        MemoryManager memory = SparkEnv.get().memoryManager();
        BlockId other = new TempLocalBlockId(UUID.randomUUID());
        long free = memory.maxOnHeapStorageMemory() - memory.onHeapStorageMemoryUsed();
        assertThat(memory.acquireStorageMemory(other, free - (8 << 20), MemoryMode.ON_HEAP))
                .isTrue();
        try (Exchange exchange = Exchange.withRoom(great(session), PARTITIONS, 1L << 30)) {
            long before = stored();
            assertThat(collected(exchange)).hasSize(MANY);
            assertThat(stored() - before).isLessThan(8 << 20);
        } finally {
            memory.releaseStorageMemory(free - (8 << 20), MemoryMode.ON_HEAP);
        }
    }

    /** As where tasks need the memory that blocks are stored in. */
    @Test
    void whatSparkPutsToItsDiskArrives(SparkSession session) {
        try (Exchange exchange = Exchange.withRoom(great(session), PARTITIONS, 1L << 30)) {
            List<String> all = collected(exchange);
            assertThat(all).hasSize(MANY);

            MemoryStore store = SparkEnv.get().blockManager().memoryStore();
            long before = stored();
            long freed = store.evictBlocksToFreeSpace(Option.empty(), (long) MANY << 20, MemoryMode.ON_HEAP);

            assertThat(freed).isGreaterThanOrEqualTo((long) MANY << 20);
            assertThat(before - stored()).isGreaterThanOrEqualTo((long) (MANY / 2) << 20);
            assertThat(collected(exchange)).isEqualTo(all);
        }
    }
}
