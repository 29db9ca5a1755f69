package io.github.surprisal.evaluate;

import io.github.surprisal.math.ExactSums;

/**
 * The area under the ROC curve: the probability that a row of the second class has a greater score than one of the first, a
 * tie counting half.
 */
public final class RocCurve {
    private RocCurve() {}

    /**
     * The area, from how many rows have each score; NaN where all rows are of one class.
     *
     * @param first rows of the first class, by score, the least first
     * @param second those of the second class
     */
    public static double area(double[] first, double[] second) {
        ExactSums twice = new ExactSums(1);
        double below = 0;
        double all = 0;
        for (int i = 0; i < first.length; i++) {
            twice.add(0, second[i] * (2 * below + first[i]));
            below += first[i];
            all += second[i];
        }
        return area(twice.value(0), below, all);
    }

    /** From twice the number of pairs in the right order, ties counting half, and the rows of both classes. */
    static double area(double twicePairs, double first, double second) {
        return twicePairs / 2 / first / second;
    }
}
