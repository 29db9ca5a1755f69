package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.spark.PartitionJob;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every partition has its own result, in its own place, however many of them a task takes. */
@ExtendWith(SparkExtension.class)
class PartitionJobTest {
    private static JavaRDD<Integer> numbers(SparkSession session, int partitions) {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(IntStream.range(0, 5 * partitions).boxed().toList(), partitions);
    }

    private static String listed(Iterator<Integer> partition) {
        List<Integer> all = new ArrayList<>();
        partition.forEachRemaining(all::add);
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 50})
    void eachPartitionOnce(int partitions, SparkSession session) {
        List<String> expected = IntStream.range(0, partitions)
                .mapToObj(
                        p -> IntStream.range(5 * p, 5 * p + 5).boxed().toList().toString())
                .toList();

        assertThat(new PartitionJob<>(numbers(session, partitions)).ofAll(PartitionJobTest::listed))
                .isEqualTo(expected);
    }

    @Test
    void aTaskTakesAtMostFour(SparkSession session) {
        List<Long> tasks = new PartitionJob<>(numbers(session, 50))
                .ofAll(some -> TaskContext.get().taskAttemptId());

        assertThat(tasks.stream().distinct()).hasSize(13);
    }

    @Test
    void someInTheOrderAskedFor(SparkSession session) {
        assertThat(new PartitionJob<>(numbers(session, 4)).of(PartitionJobTest::listed, new int[] {3, 1}))
                .containsExactly("[15, 16, 17, 18, 19]", "[5, 6, 7, 8, 9]");
    }

    @Test
    void whatATaskThrowsIsSaid(SparkSession session) {
        PartitionJob<Integer> job = new PartitionJob<>(numbers(session, 3));

        assertThatExceptionOfType(SparkException.class)
                .isThrownBy(() -> job.ofAll(some -> {
                    throw new IllegalStateException("no sum");
                }))
                .withMessageContaining("no sum");
    }
}
