package io.github.surprisal.measure;

import io.github.surprisal.math.Elementary;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Entropy-based discretisation by the minimum description length principle: a range of values is cut where the cut leaves
 * least entropy of the class, as long as the gain pays for saying where the cut is.
 *
 * <p>Source: U. M. Fayyad and K. B. Irani, Multi-interval discretization of continuous-valued attributes for classification
 * learning, IJCAI 1993, pages 1022–1027. With n rows, k classes and entropies in bits a cut is accepted if gain &gt;
 * (log₂(n − 1) + log₂(3^k − 2) − (k·H − k₁·H₁ − k₂·H₂))/n. One row, or weights of no more, are never cut.
 */
final class Mdlp {
    /** Up to so many rows n·log n and its like may be taken from each other. */
    private static final double MANY = 1e9;

    private static final double LOG_3 = Elementary.log(3);

    private Mdlp() {}

    private record Range(int from, int to) {}

    /**
     * @param counts value × class, values ascending
     * @return for each value whether an interval ends there
     */
    static boolean[] cuts(double[][] counts) {
        boolean[] last = new boolean[counts.length];
        if (counts.length == 0) {
            return last;
        }
        double[][] sums = prefixSums(counts);
        Deque<Range> open = new ArrayDeque<>();
        open.push(new Range(0, counts.length));
        while (!open.isEmpty()) {
            Range range = open.pop();
            int cut = bestCut(counts, sums, range);
            if (cut > 0 && accepts(sums, range, cut)) {
                last[cut - 1] = true;
                open.push(new Range(range.from(), cut));
                open.push(new Range(cut, range.to()));
            }
        }
        return last;
    }

    private static double[][] prefixSums(double[][] counts) {
        double[][] sums = new double[counts.length + 1][counts[0].length];
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < sums[i].length; k++) {
                sums[i + 1][k] = sums[i][k] + counts[i][k];
            }
        }
        return sums;
    }

    private static double[] between(double[][] sums, int from, int to) {
        double[] counts = new double[sums[0].length];
        Arrays.setAll(counts, k -> sums[to][k] - sums[from][k]);
        return counts;
    }

    /** The first cut with the least entropy left, among those between values of different class mixtures; 0 for none. */
    private static int bestCut(double[][] counts, double[][] sums, Range range) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        double[] left = new double[counts[0].length];
        double[] right = new double[left.length];
        for (int cut = range.from() + 1; cut < range.to(); cut++) {
            if (isBoundary(counts, cut)) {
                for (int k = 0; k < left.length; k++) {
                    left[k] = sums[cut][k] - sums[range.from()][k];
                    right[k] = sums[range.to()][k] - sums[cut][k];
                }
                double mass = Splitter.mass(left) + Splitter.mass(right);
                if (mass < least) {
                    least = mass;
                    best = cut;
                }
            }
        }
        return best;
    }

    /** Whether the values on both sides are not all of one and the same class: the best cut is always at such a place. */
    private static boolean isBoundary(double[][] counts, int cut) {
        int before = onlyClass(counts[cut - 1]);
        int after = onlyClass(counts[cut]);
        return before < 0 || after < 0 || before != after;
    }

    private static int onlyClass(double[] row) {
        int only = -1;
        for (int k = 0; k < row.length; k++) {
            if (row[k] > 0) {
                if (only >= 0) {
                    return -1;
                }
                only = k;
            }
        }
        return only;
    }

    /** n·H, to all digits of huge counts. */
    private static double entropyMass(double[] counts) {
        double total = Entropies.total(counts);
        if (total < MANY) {
            return Splitter.mass(counts);
        }
        return total * Entropies.entropy(counts);
    }

    private static boolean accepts(double[][] sums, Range range, int cut) {
        double[] all = between(sums, range.from(), range.to());
        double[] left = between(sums, range.from(), cut);
        double[] right = between(sums, cut, range.to());
        return accepts(left, right, Elementary.log(Math.max(1, Entropies.total(all) - 1)));
    }

    /**
     * Whether a cut's gain pays for saying which one it is.
     *
     * @param choices logarithm of how many cuts there were to choose from
     */
    static boolean accepts(double[] left, double[] right, double choices) {
        double[] all = new double[left.length];
        Arrays.setAll(all, k -> left[k] + right[k]);
        double n = Entropies.total(all);
        if (n <= 1 || Entropies.total(left) <= 0 || Entropies.total(right) <= 0) {
            return false;
        }
        double ofAll = entropyMass(all);
        double ofLeft = entropyMass(left);
        double ofRight = entropyMass(right);
        double gain = (ofAll - (ofLeft + ofRight)) / n;
        double classes = present(all);
        // log(3^k − 2)
        double delta = classes * LOG_3
                + Elementary.log1p(-2 * Elementary.exp(-classes * LOG_3))
                - (classes * ofAll / n
                        - present(left) * ofLeft / Entropies.total(left)
                        - present(right) * ofRight / Entropies.total(right));
        return gain > (choices + delta) / n;
    }

    private static double present(double[] counts) {
        int present = 0;
        for (double count : counts) {
            present += count > 0 ? 1 : 0;
        }
        return present;
    }
}
