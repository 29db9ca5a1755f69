package io.github.surprisal.spark;

import java.util.function.LongSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A consumer of a task's execution memory, for tables on the heap: Spark has others spill for it, or refuses it, and can ask for it back.
 * Small tables are not worth asking for. What is not given back before goes back at the end of the task.
 */
public final class TaskMemory {
    private static final long WORTH_ASKING = 1 << 20;

    private final Consumer consumer;

    /** The memory of the task that runs; outside of one memory is not asked for. */
    public TaskMemory() {
        TaskContext context = TaskContext.get();
        consumer = context == null ? null : new Consumer(context.taskMemoryManager());
        if (context != null) {
            TaskCompletionListener last = done -> consumer.freeMemory(consumer.getUsed());
            context.addTaskCompletionListener(last);
        }
    }

    /** Asks for more, of which all or nothing is given. Returns how many bytes are held now. */
    public long growIfPossible(long held, long bytes) {
        if (!isWorthAsking(bytes) || bytes <= held) {
            return held;
        }
        long given = consumer.acquireMemory(bytes - held);
        if (given < bytes - held) {
            consumer.freeMemory(given);
            return held;
        }
        return bytes;
    }

    /** Whether what is held is enough for so many bytes, as it is where they are not worth asking for. */
    public boolean suffices(long held, long bytes) {
        return held >= bytes || !isWorthAsking(bytes);
    }

    private boolean isWorthAsking(long bytes) {
        return consumer != null && bytes >= WORTH_ASKING;
    }

    /** Bytes of this memory that one owner holds and can do without: no more are held than are given. */
    public final class Share {
        private long held;

        /** Asks for so many in all; false where there are not as many, and none more are held than before. */
        public boolean hold(long bytes) {
            held = growIfPossible(held, bytes);
            return suffices(held, bytes);
        }

        /** Gives all back. Returns how many bytes these were. */
        public long release() {
            long back = held;
            TaskMemory.this.release(back);
            held = 0;
            return back;
        }

        /**
         * Says how memory is freed where others of the task need some and Spark has none.
         *
         * @param spill gives back what it can, by {@link #release}, and returns how many bytes these were; it is called by the task's own
         *     thread, from within whatever asks for memory
         */
        public void onDemand(LongSupplier spill) {
            if (consumer != null) {
                consumer.owner = Thread.currentThread();
                consumer.spill = spill;
            }
        }
    }

    /** Gives back. */
    public void release(long bytes) {
        if (bytes > 0) {
            consumer.freeMemory(bytes);
        }
    }

    private static final class Consumer extends MemoryConsumer {
        private Thread owner = Thread.currentThread();
        private LongSupplier spill = () -> 0;

        Consumer(TaskMemoryManager manager) {
            super(manager, manager.pageSizeBytes(), MemoryMode.ON_HEAP);
        }

        /** A table cannot be moved out while it is written to, so not by another thread, nor for more of itself. */
        @Override
        public long spill(long size, MemoryConsumer trigger) {
            return trigger == this || Thread.currentThread() != owner ? 0 : spill.getAsLong();
        }
    }
}
