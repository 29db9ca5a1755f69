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
     * @param sample the sampled values, NaNs not among them
     * @param frequent the most frequent values as numbers
     * @param frequentCounts their counts
     * @param total the mass of all values, NaNs left out
     * @return at most {@link #BINS} − 1 edges, ascending
     */
    static double[] edges(BottomK sample, double[] frequent, double[] frequentCounts, double total) {
        List<Mass> masses = new ArrayList<>();
        double rest = total;
        for (int i = 0; i < frequent.length; i++) {
            masses.add(new Mass(frequent[i], frequentCounts[i]));
            rest -= frequentCounts[i];
        }
        double[] known = frequent.clone();
        Arrays.sort(known);
        List<Mass> unknown = new ArrayList<>();
        for (int i = 0; i < sample.size(); i++) {
            if (Arrays.binarySearch(known, sample.number(i)) < 0) {
                unknown.add(new Mass(sample.number(i), sample.count(i)));
            }
        }
        // In one order whatever the partitioning, for the last bit of the sum.
        unknown.sort(Comparator.comparingDouble(Mass::number).thenComparingDouble(Mass::mass));
        double sampled = 0;
        for (Mass mass : unknown) {
            sampled += mass.mass();
        }
        double scale = sampled == 0 ? 0 : rest / sampled;
        for (Mass mass : unknown) {
            masses.add(new Mass(mass.number(), mass.mass() * scale));
        }
        masses.sort(Comparator.comparingDouble(Mass::number));
        return cut(masses, total, BINS);
    }

    /**
     * At most {@code bins} bins of about equal mass for values that are all known.
     *
     * @param numbers the values, ascending, NaN not among them
     * @return at most {@code bins} − 1 edges, ascending
     */
    static double[] edges(double[] numbers, double[] counts, int bins) {
        List<Mass> masses = new ArrayList<>();
        double total = 0;
        for (int i = 0; i < numbers.length; i++) {
            masses.add(new Mass(numbers[i], counts[i]));
            total += counts[i];
        }
        return cut(masses, total, bins);
    }

    /** Every so many-th edge, so that at most {@code bins} bins are left. */
    static double[] coarser(double[] edges, int bins) {
        int step = (edges.length + bins) / bins;
        double[] coarse = new double[edges.length / step];
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] = edges[(i + 1) * step - 1];
        }
        return coarse;
    }

    private static double[] cut(List<Mass> masses, double total, int bins) {
        double[] edges = new double[bins - 1];
        int size = 0;
        double below = 0;
        double next = total / bins;
        for (int i = 0; i < masses.size() - 1 && size < edges.length; i++) {
            below += masses.get(i).mass();
            if (below >= next && masses.get(i).number() < masses.get(i + 1).number()) {
                edges[size++] = masses.get(i).number();
                next = (Math.floor(below * bins / total) + 1) * total / bins;
            }
        }
        return Arrays.copyOf(edges, size);
    }

    /** Finds bins fast: a number's leading bits say where to start looking. */
    static final class Index {
        private static final int BITS = 14;

        private final double[] edges;
        private final long[] places;
        private final int[] starts;
        private final int shift;

        Index(double[] edges) {
            this.edges = edges;
            places = Arrays.stream(edges).mapToLong(Index::place).toArray();
            long range = edges.length == 0 ? 0 : places[edges.length - 1] - places[0];
            shift = Math.max(0, 64 - Long.numberOfLeadingZeros(range) - BITS);
            starts = new int[edges.length == 0 ? 1 : (int) (range >>> shift) + 1];
            int edge = 0;
            for (int i = 0; i < starts.length; i++) {
                while ((places[edge] - places[0]) >>> shift < i) {
                    edge++;
                }
                starts[i] = edge;
            }
        }

        /** A whole number that orders as the numbers do; the difference of two is unsigned. */
        private static long place(double number) {
            long bits = Double.doubleToLongBits(number == 0 ? 0.0 : number);
            return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
        }

        /** How many bins there are, that of NaN among them. */
        int count() {
            return edges.length + 2;
        }

        /** The bin of a number: {@code edges.length + 1} for NaN. */
        int binOf(double number) {
            if (Double.isNaN(number)) {
                return edges.length + 1;
            }
            long place = place(number);
            if (edges.length == 0 || Long.compareUnsigned(place, places[0]) <= 0) {
                return 0;
            }
            long start = (place - places[0]) >>> shift;
            if (start >= starts.length) {
                return edges.length;
            }
            int bin = starts[(int) start];
            while (bin < edges.length && edges[bin] < number) {
                bin++;
            }
            return bin;
        }
    }
}
