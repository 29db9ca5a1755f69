package io.github.surprisal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class SortedShuffleTest {
    @Test
    void keysAscendOverAllPartitions(SparkSession spark) {
        List<Long> keys = Stream.concat(
                        new Random(1).longs(1000).boxed(), Stream.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, 0L))
                .toList();
        JavaPairRDD<Object, byte[]> pairs = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(keys, 3)
                .mapToPair(key -> SortedShuffle.pair(key, new byte[] {key.byteValue()}));
        Object[] sorted = keys.stream().sorted().toArray();
        JavaPairRDD<Object, byte[]> shuffled = SortedShuffle.sort(pairs, 5);
        assertThat(shuffled.keys().collect()).containsExactly(sorted);
        assertThat(shuffled.getNumPartitions()).isEqualTo(5);
        assertThat(shuffled.filter(pair -> ((Long) pair._1()).byteValue() != pair._2()[0])
                        .isEmpty())
                .isTrue();
    }
}
