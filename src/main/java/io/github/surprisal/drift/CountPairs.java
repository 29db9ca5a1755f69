package io.github.surprisal.drift;

import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.drift.Drift.OneSided;
import io.github.surprisal.measure.Entropies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The categories that two distributions are compared on, with their counts on both sides. Categories without a name may come
 * as one with a multiplicity.
 */
final class CountPairs {
    /** So many new or vanished categories are named. */
    private static final int MAX_NAMED = 10;

    /** A value and its count. */
    private record Named(String name, double count) {}

    private double[] here = new double[16];
    private double[] there = new double[16];
    private long[] times = new long[16];
    private int size;
    private final Side added = new Side();
    private final Side vanished = new Side();

    /** What one side alone has. */
    private static final class Side {
        private final List<Named> named = new ArrayList<>();
        private long count;

        void add(String name, double rows, long times) {
            count += times;
            if (!name.isEmpty()) {
                named.add(new Named(name, rows));
            }
        }

        OneSided finish() {
            return new OneSided(
                    count,
                    named.stream()
                            .sorted(Comparator.comparingDouble((Named n) -> -n.count())
                                    .thenComparing(Named::name))
                            .limit(MAX_NAMED)
                            .map(Named::name)
                            .toList());
        }
    }

    /**
     * Adds a category; one that neither side has is none.
     *
     * @param name empty where it has none
     * @param count how many there are with these counts
     */
    void add(String name, double ofTable, double ofReference, long count) {
        if (ofTable > 0 && ofReference <= 0) {
            added.add(name, ofTable, count);
        } else if (ofReference > 0 && ofTable <= 0) {
            vanished.add(name, ofReference, count);
        }
        put(ofTable, ofReference, count);
    }

    /**
     * Adds as one category values that only the table has.
     *
     * @param names of each value, empty where it has none
     * @param counts of each value, 0 where it is not seen
     */
    void addOutside(List<String> names, double[] counts) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                sum += counts[i];
                added.add(names.get(i), counts[i], 1);
            }
        }
        put(sum, 0, 1);
    }

    private void put(double ofTable, double ofReference, long count) {
        if (ofTable + ofReference <= 0) {
            return;
        }
        if (size == times.length) {
            here = Arrays.copyOf(here, 2 * size);
            there = Arrays.copyOf(there, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
        }
        here[size] = ofTable;
        there[size] = ofReference;
        times[size++] = count;
    }

    Divergence divergence(double smoothing) {
        return new Divergence(
                Arrays.copyOf(here, size), Arrays.copyOf(there, size), Arrays.copyOf(times, size), smoothing);
    }

    /**
     * That both sides are from one distribution; 1 where there is one category alone, as nothing can differ. NaN where weights
     * are too small for moments of χ².
     */
    double pValue() {
        if (Arrays.stream(times, 0, size).sum() <= 1) {
            return 1;
        }
        TreeMap<Double, Long> totals = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            totals.merge(here[i] + there[i], times[i], Long::sum);
        }
        return Entropies.independence(List.of(joint(there), joint(here)), Spectrum.of(totals));
    }

    private JointSpectrum joint(double[] side) {
        int[] seen = IntStream.range(0, size).filter(i -> side[i] > 0).toArray();
        return new JointSpectrum(
                Arrays.stream(seen).mapToDouble(i -> side[i]).toArray(),
                Arrays.stream(seen).mapToDouble(i -> here[i] + there[i]).toArray(),
                Arrays.stream(seen).mapToLong(i -> times[i]).toArray());
    }

    /** What only the table has. */
    OneSided added() {
        return added.finish();
    }

    /** What only the reference has. */
    OneSided vanished() {
        return vanished.finish();
    }
}
