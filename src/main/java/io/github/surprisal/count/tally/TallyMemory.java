package io.github.surprisal.count.tally;

import java.io.Serializable;

/**
 * What the tables of a task may take before they are handed on.
 *
 * @param given in bytes; 0 for a quarter of the heap of the JVM that asks, shared by the cores
 * @param cores how many tasks share a heap, 0 for as many as the machine has processors
 */
public record TallyMemory(long given, int cores) implements Serializable {
    /** The least size at which a task's tables are handed on, in bytes: of smaller ones blocks would be many, and little but what all of them repeat. */
    static final long LEAST = 16L << 20;

    public long bytes() {
        int sharing = cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
        return given > 0 ? given : Math.max(LEAST, Runtime.getRuntime().maxMemory() / (4L * sharing));
    }
}
