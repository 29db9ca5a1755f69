package io.github.surprisal.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The memory of a task's tables, asked of Spark so that others spill for it, or it is refused. Small tables are not worth
 * asking for. What is not given back before goes back at the end of the task.
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

    /** Bytes that can be done without: no more are held than are given. */
    public final class Share {
        private long held;

        /** Asks for so many in all; false where there are not as many, and none more are held than before. */
        public boolean hold(long bytes) {
            held = growIfPossible(held, bytes);
            return suffices(held, bytes);
        }

        /**
         * Whether others in this task have asked for memory that Spark did not have, since this was asked last: what can be done
         * without should be handed on and given back.
         */
        public boolean isWanted() {
            boolean wanted = consumer != null && consumer.wanted;
            if (wanted) {
                consumer.wanted = false;
            }
            return wanted;
        }

        /** Gives all back. */
        public void release() {
            TaskMemory.this.release(held);
            held = 0;
        }
    }

    /** Gives back. */
    public void release(long bytes) {
        if (bytes > 0) {
            consumer.freeMemory(bytes);
        }
    }

    private static final class Consumer extends MemoryConsumer {
        /** By whichever thread of the task asks. */
        private volatile boolean wanted;

        Consumer(TaskMemoryManager manager) {
            super(manager, manager.pageSizeBytes(), MemoryMode.ON_HEAP);
        }

        /** A table cannot be moved out while rows are added to it: that it is wanted is seen between them. */
        @Override
        public long spill(long size, MemoryConsumer trigger) {
            wanted |= trigger != this;
            return 0;
        }
    }
}
