package io.github.surprisal.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one contestant took.
 *
 * @param first seconds of its first run on this table
 * @param median of the warm runs, in seconds
 * @param peakMegabytes the peaks of the heap's pools, added up: an upper bound of the heap's. What DuckDB takes is not in
 *     it
 */
record Measurement(double first, double median, double least, double most, long peakMegabytes) {
    /** Warm runs that take longer are not repeated more often than twice. */
    private static final double SLOW = 30;

    /** What is measured. */
    @FunctionalInterface
    interface Contestant {
        void run() throws Exception;
    }

    /** Runs a contestant once, and then {@code runs} times or, if it is slow, twice. */
    static Measurement of(Contestant contestant, int runs) throws Exception {
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        double first = seconds(contestant);
        List<Double> warm = new ArrayList<>();
        int wanted = runs;
        while (warm.size() < wanted) {
            warm.add(seconds(contestant));
            wanted = warm.get(0) > SLOW ? Math.min(runs, 2) : runs;
        }
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return of(first, warm, peak >> 20);
    }

    private static double seconds(Contestant contestant) throws Exception {
        long start = System.nanoTime();
        contestant.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static Measurement of(double first, List<Double> warm, long peakMegabytes) {
        List<Double> sorted = warm.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Measurement(first, median, sorted.get(0), sorted.get(size - 1), peakMegabytes);
    }

    /** The faster of two ways to do the same, the first run being that of the one that went first. */
    Measurement or(Measurement second) {
        return median <= second.median
                ? this
                : new Measurement(first, second.median, second.least, second.most, second.peakMegabytes);
    }

    String range() {
        return String.format(Locale.ROOT, "(%.2f-%.2f)", least, most);
    }
}
