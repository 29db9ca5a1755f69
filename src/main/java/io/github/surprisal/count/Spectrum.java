package io.github.surprisal.count;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of counts: how many categories were seen exactly {@code counts[i]} times. Enough for every symmetric
 * measure, and tiny: n rows have at most about √(2n) different counts.
 *
 * @param counts ascending, distinct, positive
 * @param multiplicities how many categories have that count; same length
 */
public record Spectrum(double[] counts, long[] multiplicities) implements Serializable {
    public static final Spectrum EMPTY = new Spectrum(new double[0], new long[0]);

    /** The spectrum of the positive ones among these counts. */
    public static Spectrum of(double... categoryCounts) {
        TreeMap<Double, Long> spectrum = new TreeMap<>();
        for (double count : categoryCounts) {
            if (count > 0) {
                spectrum.merge(count, 1L, Long::sum);
            }
        }
        return of(spectrum);
    }

    /** From count → multiplicity. */
    public static Spectrum of(TreeMap<Double, Long> spectrum) {
        double[] counts = new double[spectrum.size()];
        long[] multiplicities = new long[spectrum.size()];
        int i = 0;
        for (Map.Entry<Double, Long> entry : spectrum.entrySet()) {
            counts[i] = entry.getKey();
            multiplicities[i++] = entry.getValue();
        }
        return new Spectrum(counts, multiplicities);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spectrum spectrum
                && Arrays.equals(counts, spectrum.counts)
                && Arrays.equals(multiplicities, spectrum.multiplicities);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(counts) + Arrays.hashCode(multiplicities);
    }

    /** The sum of all counts. */
    public double total() {
        double total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i] * multiplicities[i];
        }
        return total;
    }

    /** The number of categories. */
    public long distinct() {
        long distinct = 0;
        for (long multiplicity : multiplicities) {
            distinct += multiplicity;
        }
        return distinct;
    }
}
