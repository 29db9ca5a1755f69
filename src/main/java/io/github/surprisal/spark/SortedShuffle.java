package io.github.surprisal.spark;

import io.github.surprisal.math.RadixOrder;
import org.apache.spark.Partitioner;
import org.apache.spark.RangePartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Tuple2;
import scala.math.Ordering;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sorts (64-bit key, bytes) pairs across the cluster. With these class tags Spark picks Kryo for the shuffle by itself,
 * whatever serializer the application has: several times faster than Java's.
 */
public final class SortedShuffle {
    private static final ClassTag<Object> LONG = ClassTag$.MODULE$.apply(long.class);
    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
    private static final Ordering<Object> ORDER = Ordering.Long$.MODULE$;

    private SortedShuffle() {}

    /** Ascending by key within each partition, and partition i before partition i + 1; equal keys stay together. */
    public static JavaPairRDD<Object, byte[]> sort(JavaPairRDD<Object, byte[]> pairs, int partitions) {
        Partitioner partitioner = new RangePartitioner<>(partitions, pairs.rdd(), true, ORDER, LONG);
        ShuffledRDD<Object, byte[], byte[]> sorted = new ShuffledRDD<Object, byte[], byte[]>(
                        pairs.rdd(), partitioner, LONG, BYTES, BYTES)
                .setKeyOrdering(ORDER);
        return JavaPairRDD.fromRDD(sorted, LONG, BYTES);
    }

    /** A key that orders as these numbers do; both zeros are one. */
    public static long key(double number) {
        return RadixOrder.key(number + 0.0);
    }

    /** The number of a {@link #key}. */
    public static double number(long key) {
        return RadixOrder.number(key);
    }

    /** A pair for these shuffles. */
    public static Tuple2<Object, byte[]> pair(long key, byte[] value) {
        return new Tuple2<>(key, value);
    }
}
