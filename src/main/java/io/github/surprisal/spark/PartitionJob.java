package io.github.surprisal.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs a function on partitions and brings the results to the driver: what {@code mapPartitions} and {@code collect} do, for jobs
 * of milliseconds. Functions of Spark's Scala API are searched for what they need not carry, which means reading the whole of the
 * class that wrote them, and takes as long as such a job; one that is an object of a class is sent as it is. And where all
 * tasks run in one JVM, each takes some partitions instead of one, and its result is handed over as it is: Spark copies each three
 * times, which takes as long for ten megabytes as counting them.
 *
 * @param <T> what the partitions hold
 */
public final class PartitionJob<T> {
    /** So many partitions may a task take: more would leave cores without work at the end. */
    private static final int MOST_BUNDLED = 4;

    /** What tasks of this JVM hand over to the driver: by job, results by partition. */
    private static final Map<Long, Map<Integer, Object>> HANDED = new ConcurrentHashMap<>();

    private static final AtomicLong JOBS = new AtomicLong();

    /** No job whose results are handed over: they are sent. */
    private static final long SENT = 0;

    private final RDD<T> rdd;
    private final int partitions;
    private final Optional<RDD<Tuple2<Integer, Iterator<T>>>> bundles;

    /** For the partitions of this. */
    public PartitionJob(JavaRDD<T> rdd) {
        this.rdd = rdd.rdd();
        this.partitions = rdd.getNumPartitions();
        SparkContext context = rdd.context();
        int tasks = Math.max(context.defaultParallelism(), (partitions + MOST_BUNDLED - 1) / MOST_BUNDLED);
        this.bundles = context.isLocal() && tasks < partitions ? Optional.of(bundles(rdd, tasks)) : Optional.empty();
    }

    /** What is made of a partition: an object of the driver's own. */
    public interface Function<T, R> extends Serializable {
        /** Of one partition. */
        R of(Iterator<T> partition);
    }

    /** The results for all partitions, in their order. */
    @SuppressWarnings("unchecked")
    public <R> List<R> ofAll(Function<T, R> function) {
        if (bundles.isEmpty()) {
            return of(function, IntStream.range(0, partitions).toArray());
        }
        RDD<Tuple2<Integer, Iterator<T>>> some = bundles.get();
        Object[] results = new Object[partitions];
        run(
                some,
                partitions -> {
                    List<Tuple2<Integer, R>> each = new ArrayList<>();
                    partitions.forEachRemaining(one -> each.add(new Tuple2<>(one._1(), function.of(one._2()))));
                    return each;
                },
                IntStream.range(0, some.getNumPartitions()).toArray(),
                (bundle, each) -> each.forEach(one -> results[one._1()] = one._2()));
        return (List<R>) Arrays.asList(results);
    }

    /**
     * The results of all tasks, each of the partitions that it takes as if they were one: for what is merged in any order and is too
     * large to be sent for each partition.
     */
    @SuppressWarnings("unchecked")
    public <R> List<R> ofTasks(Function<T, R> function) {
        if (bundles.isEmpty()) {
            return ofAll(function);
        }
        RDD<Tuple2<Integer, Iterator<T>>> some = bundles.get();
        Object[] results = new Object[some.getNumPartitions()];
        run(
                some,
                partitions -> function.of(new Chained<>(partitions)),
                IntStream.range(0, results.length).toArray(),
                (bundle, result) -> results[bundle] = result);
        return (List<R>) Arrays.asList(results);
    }

    /** One partition after the other. */
    private static final class Chained<T> implements Iterator<T> {
        private final Iterator<Tuple2<Integer, Iterator<T>>> partitions;
        private Iterator<T> now = Collections.emptyIterator();

        Chained(Iterator<Tuple2<Integer, Iterator<T>>> partitions) {
            this.partitions = partitions;
        }

        @Override
        public boolean hasNext() {
            while (!now.hasNext() && partitions.hasNext()) {
                now = partitions.next()._2();
            }
            return now.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return now.next();
        }
    }

    /** The results for some partitions, in the order given. */
    @SuppressWarnings("unchecked")
    public <R> List<R> of(Function<T, R> function, int[] some) {
        Object[] results = new Object[some.length];
        run(rdd, function, some, (i, result) -> results[i] = result);
        return (List<R>) Arrays.asList(results);
    }

    /** Partitions by number, several to a task. */
    private static <T> RDD<Tuple2<Integer, Iterator<T>>> bundles(JavaRDD<T> rdd, int tasks) {
        return rdd.mapPartitionsWithIndex(
                        (index, partition) ->
                                List.of(new Tuple2<>(index, partition)).iterator(),
                        true)
                .coalesce(tasks)
                .rdd();
    }

    private static <T, R> void run(RDD<T> rdd, Function<T, R> function, int[] some, BiConsumer<Integer, R> keep) {
        if (!rdd.sparkContext().isLocal()) {
            run(rdd, new Task<>(function, SENT), some, keep);
            return;
        }
        long job = JOBS.incrementAndGet();
        Map<Integer, R> handed = new ConcurrentHashMap<>();
        HANDED.put(job, asObjects(handed));
        try {
            run(
                    rdd,
                    new Task<>(function, job),
                    some,
                    (i, sent) -> keep.accept(i, sent == null ? handed.remove(some[i]) : sent));
        } finally {
            HANDED.remove(job);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, Object> asObjects(Map<Integer, ?> results) {
        return (Map<Integer, Object>) results;
    }

    @SuppressWarnings("unchecked")
    private static <T, R> void run(RDD<T> rdd, Task<T, R> task, int[] some, BiConsumer<Integer, R> keep) {
        rdd.sparkContext()
                .runJob(
                        rdd,
                        task,
                        CollectionConverters.asScala(Arrays.stream(some)
                                        .boxed()
                                        .map(Object.class::cast)
                                        .toList())
                                .toSeq(),
                        new Keeper<>(keep),
                        (ClassTag<R>) ClassTag.Object());
    }

    private static final class Task<T, R> extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, R>
            implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Function<T, R> function;

        /** For which the result is handed over, or {@link #SENT}. */
        private final long job;

        Task(Function<T, R> function, long job) {
            this.function = function;
            this.job = job;
        }

        @Override
        public R apply(TaskContext context, scala.collection.Iterator<T> partition) {
            R result = function.of(CollectionConverters.asJava(partition));
            // None if results are sent, the job was given up meanwhile, or tasks have loaded this class anew.
            Map<Integer, Object> handed = HANDED.get(job);
            if (handed == null) {
                return result;
            }
            handed.put(context.partitionId(), result);
            return null;
        }
    }

    /** Spark hands over one result after the other, and all before the job ends. */
    private static final class Keeper<R> extends AbstractFunction2<Object, R, BoxedUnit> {
        private final BiConsumer<Integer, R> keep;

        Keeper(BiConsumer<Integer, R> keep) {
            this.keep = keep;
        }

        @Override
        public BoxedUnit apply(Object index, R result) {
            keep.accept((Integer) index, result);
            return BoxedUnit.UNIT;
        }
    }
}
