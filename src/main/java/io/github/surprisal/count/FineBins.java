package io.github.surprisal.count;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The edges of the fine bins of a numeric column with more values than the limit.
 *
 * <p>They come from a bottom-k sample: the k distinct values with the smallest hashes, each with its exact count. Which
 * values those are depends on the values alone, so the edges do not depend on order or partitioning. The most frequent
 * values are known exactly and enter with their own mass; the sampled rest is scaled to the remaining mass. With k =
 * 65,536 the rank of an edge is off by about 1/(2√k) = 0.2 % of the rest's mass at most, in standard deviations.
 */
final class FineBins {
    /** How many fine bins. */
    static final int BINS = 1024;

    private FineBins() {}

    /** Value and mass. */
    private record Mass(double number, double mass) {}

    /**
     * @param sample sampled values of all partitions, in any order; NaNs are not among them
     * @param frequent the most frequent values as numbers
     * @param frequentCounts their counts
     * @param total the mass of all values, NaNs left out
     * @return at most {@link #BINS} − 1 edges, ascending
     */
    static double[] edges(List<OverLimit.Sampled> sample, double[] frequent, double[] frequentCounts, double total) {
        List<OverLimit.Sampled> smallest = new ArrayList<>(sample);
        smallest.sort(Comparator.comparingLong((OverLimit.Sampled s) -> s.hash() + Long.MIN_VALUE)
                .thenComparingDouble(OverLimit.Sampled::number));
        if (smallest.size() > OverLimit.SAMPLE) {
            smallest = smallest.subList(0, OverLimit.SAMPLE);
        }
        List<Mass> masses = new ArrayList<>();
        double rest = total;
        double sampled = 0;
        for (int i = 0; i < frequent.length; i++) {
            masses.add(new Mass(frequent[i], frequentCounts[i]));
            rest -= frequentCounts[i];
        }
        double[] known = frequent.clone();
        Arrays.sort(known);
        smallest.removeIf(s -> Arrays.binarySearch(known, s.number()) >= 0);
        for (OverLimit.Sampled s : smallest) {
            sampled += s.count();
        }
        double scale = sampled == 0 ? 0 : rest / sampled;
        for (OverLimit.Sampled s : smallest) {
            masses.add(new Mass(s.number(), s.count() * scale));
        }
        masses.sort(Comparator.comparingDouble(Mass::number));
        return cut(masses, total);
    }

    private static double[] cut(List<Mass> masses, double total) {
        double[] edges = new double[BINS - 1];
        int size = 0;
        double below = 0;
        double next = total / BINS;
        for (int i = 0; i < masses.size() - 1 && size < edges.length; i++) {
            below += masses.get(i).mass();
            if (below >= next) {
                edges[size++] = masses.get(i).number();
                next = (Math.floor(below * BINS / total) + 1) * total / BINS;
            }
        }
        return Arrays.copyOf(edges, size);
    }

    /** The bin of a number: {@code edges.length + 1} for NaN. */
    static int binOf(double number, double[] edges) {
        if (Double.isNaN(number)) {
            return edges.length + 1;
        }
        int at = Arrays.binarySearch(edges, number);
        return at >= 0 ? at : -at - 1;
    }
}
