package io.github.surprisal.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.TempLocalBlockId;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;

/**
 * Brings blocks from the tasks that make them to those that read them: through Spark's shuffle; in local mode, where all
 * tasks share one heap, just as they are, as many of them as there is room for. There Spark stores them, as it stores cached data: they
 * count as its memory, and go to its disk where tasks need that. They can be read again until this is closed.
 */
public final class Exchange implements AutoCloseable {
    /** What a task that scans files holds beside its tables: a row group's pages, as they are in the file and decompressed. */
    public static final long PAGES = 192L << 20;

    /** With less room than this nearly all goes through the shuffle anyway: then all of it does. */
    private static final long LEAST_ROOM = 32L << 20;

    /**
     * Blocks of fewer bytes are not stored by Spark but lie beside, {@link #MOST_SMALL} of them at most and the others shuffled: storing one asks for a
     * megabyte of memory first, and each is a line of Spark's log and, where memory is short, a file. No other size was tried.
     */
    private static final int SMALL = 1 << 16;

    private static final long MOST_SMALL = LEAST_ROOM;

    /** What Spark asks for before it stores a block whose size it does not know yet ({@code spark.storage.unrollMemoryThreshold}). */
    private static final long TO_STORE = 1 << 20;

    /** And once it knows the size of a greater one: that times so much ({@code spark.storage.unrollMemoryGrowthFactor}). */
    private static final double GROWTH = 1.5;

    private final JavaRDD<Tuple2<Integer, byte[]>> shuffled;
    private final Shelf shelf;

    private Exchange(JavaRDD<Tuple2<Integer, byte[]>> shuffled, Shelf shelf) {
        this.shuffled = shuffled;
        this.shelf = shelf;
    }

    /**
     * An exchange of blocks, each with the number of its partition.
     *
     * @param share how much of the memory that Spark would use for cached data and does not these may take in local mode
     * @param perTask what each task that makes blocks holds beside them, in bytes: that is left to it
     */
    public static Exchange of(JavaPairRDD<Integer, byte[]> blocks, int partitions, double share, long perTask) {
        SparkContext context = blocks.context();
        long room = context.isLocal() ? (long) (share * free()) - perTask * context.defaultParallelism() : 0;
        return withRoom(blocks, partitions, room < LEAST_ROOM ? 0 : room);
    }

    /** With room for so many bytes on the heap. */
    static Exchange withRoom(JavaPairRDD<Integer, byte[]> blocks, int partitions, long room) {
        Shelf shelf = Shelf.of(room);
        JavaPairRDD<Integer, byte[]> rest =
                room > 0 ? blocks.mapPartitionsToPair(made -> shelf.keep(made), true) : blocks;
        return new Exchange(shuffled(rest, partitions), shelf);
    }

    /** Blocks brought to their partitions by Spark's shuffle. By Kryo, because Java's own serialisation copies a great array in pieces of a kilobyte. */
    public static JavaRDD<Tuple2<Integer, byte[]>> shuffled(JavaPairRDD<Integer, byte[]> blocks, int partitions) {
        ClassTag<Integer> number = ClassTag.apply(Integer.class);
        ClassTag<byte[]> bytes = ClassTag.apply(byte[].class);
        return new ShuffledRDD<>(blocks.rdd(), new HashPartitioner(partitions), number, bytes, bytes)
                .setSerializer(new KryoSerializer(blocks.context().getConf()))
                .toJavaRDD();
    }

    /** What Spark would use of the heap for cached data and does not. */
    private static long free() {
        MemoryManager memory = SparkEnv.get().memoryManager();
        return memory.maxOnHeapStorageMemory() - memory.onHeapStorageMemoryUsed();
    }

    /** What a function makes of each partition's blocks, which come in no order. */
    public <T> JavaRDD<T> map(Function<Iterator<byte[]>, T> function) {
        Shelf from = shelf;
        // By the partition's own number: a task that has several of them has the number of none.
        return shuffled.mapPartitionsWithIndex(
                (partition, rest) ->
                        Stream.of(function.call(from.with(partition, rest))).iterator(),
                true);
    }

    /** The same, of a function that makes many of them. */
    public <T> JavaRDD<T> flatMap(Function<Iterator<byte[]>, Iterator<T>> function) {
        return map(function).flatMap(made -> made);
    }

    /** Whether blocks may be kept outside of the shuffle: what is made of them cannot be made again once this is closed. */
    public boolean isKept() {
        return shelf.id > 0;
    }

    @Override
    public void close() {
        shelf.clear();
    }

    /**
     * Where blocks lie that are not shuffled. It goes with tasks as a number alone.
     *
     * @param id 0 for one that does not exist
     */
    private record Shelf(long id) implements Serializable {
        private static final AtomicLong LAST_ID = new AtomicLong();
        private static final Map<Long, Kept> ALL = new ConcurrentHashMap<>();

        static Shelf of(long room) {
            Shelf shelf = new Shelf(room > 0 ? LAST_ID.incrementAndGet() : 0);
            if (room > 0) {
                ALL.put(shelf.id, new Kept(shelf.id, room));
            }
            return shelf;
        }

        void clear() {
            Kept kept = ALL.remove(id);
            if (kept != null) {
                kept.clear();
            }
        }

        private Kept kept() {
            Kept kept = ALL.get(id);
            if (kept == null) {
                throw letGo();
            }
            return kept;
        }

        private static IllegalStateException letGo() {
            return new IllegalStateException(
                    "Blocks were let go of already, and Spark has lost what was made of them; run it again");
        }

        /** Keeps what there is room for of a task's blocks; the others are left. */
        Iterator<Tuple2<Integer, byte[]>> keep(Iterator<Tuple2<Integer, byte[]>> blocks) {
            Kept kept = kept();
            int task = TaskContext.getPartitionId();
            kept.begin(task);
            return stream(blocks).filter(block -> !kept.add(task, block)).iterator();
        }

        /** All blocks of a partition, of which these are those that do not lie here. */
        Iterator<byte[]> with(int partition, Iterator<Tuple2<Integer, byte[]>> others) {
            Stream<byte[]> shuffled = stream(others).map(Tuple2::_2);
            return id == 0
                    ? shuffled.iterator()
                    : Stream.concat(kept().of(partition), shuffled).iterator();
        }

        private static <T> Stream<T> stream(Iterator<T> iterator) {
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false);
        }
    }

    /** The blocks of one exchange that are not shuffled: great ones as Spark stores them, small ones as they are. */
    private static final class Kept {
        private static final ClassTag<byte[]> BYTES = ClassTag.apply(byte[].class);

        private final long shelf;
        private final BlockManager store = SparkEnv.get().blockManager();

        /** For how many bytes more there is room, and for how many of small blocks. */
        private final AtomicLong room;

        private final AtomicLong smallRoom;
        private final AtomicLong numbers = new AtomicLong();
        private final Map<Integer, Queue<Block>> byPartition = new ConcurrentHashMap<>();
        private final Set<Integer> begun = ConcurrentHashMap.newKeySet();
        private volatile boolean isCleared;

        /**
         * A block and the task that made it.
         *
         * @param id by which Spark has stored it; null of a small one
         * @param bytes of a small one; else null
         */
        private record Block(int task, int size, BlockId id, byte[] bytes) {}

        Kept(long shelf, long room) {
            this.shelf = shelf;
            this.room = new AtomicLong(room);
            this.smallRoom = new AtomicLong(Math.min(room, MOST_SMALL));
        }

        /** Keeps a block if there is room. */
        boolean add(int task, Tuple2<Integer, byte[]> made) {
            byte[] bytes = made._2();
            Optional<Block> kept = bytes.length < SMALL ? small(task, bytes) : stored(task, bytes);
            kept.ifPresent(block -> byPartition
                    .computeIfAbsent(made._1(), p -> new ConcurrentLinkedQueue<>())
                    .add(block));
            if (isCleared) {
                // Of a task that nobody waits for any more.
                clear();
            }
            return kept.isPresent();
        }

        private Optional<Block> small(int task, byte[] bytes) {
            if (smallRoom.addAndGet(-bytes.length) < 0) {
                smallRoom.addAndGet(bytes.length);
                return Optional.empty();
            }
            return Optional.of(new Block(task, bytes.length, null, bytes));
        }

        /** Nothing is driven out for a block: where memory has become short, it is shuffled. */
        private Optional<Block> stored(int task, byte[] bytes) {
            BlockId id = new TempLocalBlockId(new UUID(shelf, numbers.incrementAndGet()));
            boolean isStored = false;
            try {
                isStored = room.addAndGet(-bytes.length) >= 0
                        && free() >= GROWTH * bytes.length + TO_STORE
                        && store.putSingle(id, bytes, StorageLevel.MEMORY_AND_DISK(), false, BYTES);
            } finally {
                if (!isStored) {
                    room.addAndGet(bytes.length);
                }
            }
            return isStored ? Optional.of(new Block(task, bytes.length, id, null)) : Optional.empty();
        }

        /** Forgets the blocks of an attempt at a task that failed, or whose results were lost. */
        void begin(int task) {
            if (!begun.add(task)) {
                for (Queue<Block> blocks : byPartition.values()) {
                    List<Block> old =
                            blocks.stream().filter(block -> block.task == task).toList();
                    old.stream().filter(blocks::remove).forEach(this::forget);
                }
            }
        }

        void clear() {
            isCleared = true;
            for (Queue<Block> blocks : byPartition.values()) {
                for (Block block = blocks.poll(); block != null; block = blocks.poll()) {
                    forget(block);
                }
            }
        }

        private void forget(Block block) {
            (block.id == null ? smallRoom : room).addAndGet(block.size);
            SparkEnv now = SparkEnv.get();
            // If Spark has stopped, it has let go of all it had stored.
            if (block.id != null && now != null && now.blockManager() == store) {
                store.removeBlock(block.id, false);
            }
        }

        Stream<byte[]> of(int partition) {
            return byPartition.getOrDefault(partition, new ConcurrentLinkedQueue<>()).stream()
                    .map(block -> block.id == null ? block.bytes : read(block.id));
        }

        private byte[] read(BlockId id) {
            Option<BlockResult> found = store.getLocalValues(id);
            if (found.isEmpty() && isCleared) {
                throw Shelf.letGo();
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("Block " + id + " is gone, as where the task that made it runs again");
            }
            scala.collection.Iterator<Object> values = found.get().data();
            byte[] bytes = (byte[]) values.next();
            // Spark holds a block for its reader until that has seen the end.
            if (values.hasNext()) {
                throw new IllegalStateException("Block " + id + " has more than one value");
            }
            return bytes;
        }
    }
}
