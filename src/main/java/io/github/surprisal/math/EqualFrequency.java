package io.github.surprisal.math;

import java.util.Arrays;

/**
 * Cuts an ordered column into bins of about equal mass: between values, never within one, and with every value that is
 * heavier than a bin's share in a bin of its own.
 *
 * <p>With total mass T and b bins, an atom is a value of mass above T/b. It shares its bin with no neighbour, or what lies
 * below and above it would be told apart no more: a column that is 0 in nine rows of ten has bins below, at and above 0. The
 * bins that atoms leave over go to the runs of lighter values between them: one to each, and each further one to the run
 * whose bins are heaviest (D'Hondt's method). Within a run of mass M and k bins the j-th edge is the end of a value that is nearest to j·M/k.
 */
public final class EqualFrequency {
    /** Sums of whole counts are exact; of weights this much of a bin may be missing by rounding. */
    private static final double ROUNDING = 1e-9;

    private final double[] masses;
    private final boolean[] last;

    private EqualFrequency(double[] masses) {
        this.masses = masses;
        this.last = new boolean[masses.length];
    }

    /** {@link #cut(double[], int, int)} where only the number of bins is bounded. */
    public static boolean[] cut(double[] masses, int bins) {
        return cut(masses, bins, Integer.MAX_VALUE);
    }

    /**
     * Where bins end. The number of bins is at most {@code bins}, unless atoms part the lighter values into more runs than
     * there are bins left: each run then is one bin.
     *
     * @param masses counts or weights of the distinct values in ascending order of value; zeros are allowed
     * @param bins how many bins, at least 1
     * @param finest a run is cut into bins of no less than 1/{@code finest} of the total mass on average; a run that is
     *     lighter is one bin
     * @return for each value whether a bin ends with it; the last value always ends one
     */
    public static boolean[] cut(double[] masses, int bins, int finest) {
        EqualFrequency cut = new EqualFrequency(masses);
        if (masses.length > 0) {
            cut.cutAll(bins, finest);
        }
        return cut.last;
    }

    private void cutAll(int bins, int finest) {
        double total = mass(0, masses.length);
        double share = total / bins;
        int atoms = 0;
        int runs = 0;
        int[] starts = new int[masses.length];
        int[] ends = new int[masses.length];
        for (int i = 0; i < masses.length; i++) {
            if (masses[i] > share) {
                atoms++;
                last[i] = true;
            } else {
                if (i == 0 || masses[i - 1] > share) {
                    starts[runs++] = i;
                }
                ends[runs - 1] = i + 1;
            }
        }
        int[] binsOf = shared(runs, starts, ends, bins - atoms, total / finest);
        for (int r = 0; r < runs; r++) {
            cutRun(starts[r], ends[r], binsOf[r]);
        }
    }

    /** How many of the bins left over each run gets: one, and each further one goes to the run whose bins are heaviest. */
    private int[] shared(int runs, int[] starts, int[] ends, int bins, double least) {
        double[] mass = new double[runs];
        Arrays.setAll(mass, r -> mass(starts[r], ends[r]));
        int[] binsOf = new int[runs];
        Arrays.fill(binsOf, 1);
        for (int left = bins - runs; left > 0; left--) {
            int heaviest = -1;
            for (int r = 0; r < runs; r++) {
                boolean more = mass[r] * (1 + ROUNDING) >= (binsOf[r] + 1) * least && mass[r] > 0;
                if (more && (heaviest < 0 || mass[r] * binsOf[heaviest] > mass[heaviest] * binsOf[r])) {
                    heaviest = r;
                }
            }
            if (heaviest < 0) {
                break;
            }
            binsOf[heaviest]++;
        }
        return binsOf;
    }

    private void cutRun(int from, int to, int bins) {
        double total = mass(from, to);
        int end = from;
        double before = 0;
        double after = masses[from];
        for (int j = 1; j < bins; j++) {
            double edge = total * j / bins;
            while (end < to - 1 && after < edge) {
                end++;
                before = after;
                after += masses[end];
            }
            // The edge lies within value `end`, or at its end.
            boolean ends = end == from || after - edge <= edge - before;
            last[ends ? end : end - 1] = true;
        }
        last[to - 1] = true;
    }

    private double mass(int from, int to) {
        double mass = 0;
        for (int i = from; i < to; i++) {
            mass += masses[i];
        }
        return mass;
    }
}
