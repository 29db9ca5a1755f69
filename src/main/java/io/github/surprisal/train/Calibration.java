package io.github.surprisal.train;

import io.github.surprisal.math.Elementary;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What is done to a model's margins so that its probabilities are those that rows it was not trained on have. Strictly
 * increasing or not, it knows margins alone: the features have no part in it.
 */
public sealed interface Calibration extends Serializable {
    /** Margins as they are. */
    Calibration NONE = new None();

    /** How to calibrate. */
    enum Method {
        /** Not at all. */
        NONE,
        /** All margins are multiplied by one number, 1/T (C. Guo et al. 2017, arXiv:1706.04599). */
        TEMPERATURE,
        /**
         * Each margin m becomes a·m + b: with two classes J. Platt's sigmoid (Advances in Large Margin Classifiers, 1999, without
         * his change of the labels), with more what Guo et al. call vector scaling.
         */
        PLATT,
        /**
         * Probabilities that rise with the margin, as near to the labels as can be (M. Ayer et al. 1955,
         * doi:10.1214/aoms/1177728423); with more than two classes class by class and then divided by their sum (B. Zadrozny and
         * C. Elkan 2002, doi:10.1145/775047.775151).
         */
        ISOTONIC
    }

    /** Replaces a row's margins, one with two classes and else one per class. */
    void apply(double[] margins);

    /** Replaces the margins of many rows, an array per margin. */
    static void apply(Calibration calibration, double[][] margins) {
        if (calibration instanceof None) {
            return;
        }
        double[] row = new double[margins.length];
        for (int i = 0; i < margins[0].length; i++) {
            for (int k = 0; k < row.length; k++) {
                row[k] = margins[k][i];
            }
            calibration.apply(row);
            for (int k = 0; k < row.length; k++) {
                margins[k][i] = row[k];
            }
        }
    }

    /** Margins as they are. */
    record None() implements Calibration {
        private static final long serialVersionUID = 1L;

        @Override
        public void apply(double[] margins) {
            // nothing to do
        }
    }

    /**
     * Margin k becomes slopes[k]·m + offsets[k].
     *
     * @param slopes one per margin
     * @param offsets one per margin
     */
    record Affine(double[] slopes, double[] offsets) implements Calibration {
        @Override
        public void apply(double[] margins) {
            for (int k = 0; k < margins.length; k++) {
                margins[k] = slopes[k] * margins[k] + offsets[k];
            }
        }
    }

    /**
     * The probability of a class from its log-odds, which are the margin with two classes and m<sub>k</sub> − log Σ
     * e<sup>m<sub>j</sub></sup> over the others with more: the probability of a knot, between knots on the line between theirs.
     * The margins are then the logarithms of the probabilities, or of p/(1 − p) with two classes.
     *
     * @param logOdds by margin: the knots, ascending
     * @param probabilities by margin: never 0 or 1
     */
    record Isotonic(double[][] logOdds, double[][] probabilities) implements Calibration {
        @Override
        public void apply(double[] margins) {
            if (margins.length == 1) {
                double p = probability(0, margins[0]);
                margins[0] = Elementary.log(p) - Elementary.log1p(-p);
                return;
            }
            double[] odds = new double[margins.length];
            Arrays.setAll(odds, k -> Calibration.logOdds(margins, k));
            for (int k = 0; k < margins.length; k++) {
                margins[k] = Elementary.log(probability(k, odds[k]));
            }
        }

        private double probability(int margin, double odds) {
            double[] knots = logOdds[margin];
            double[] known = probabilities[margin];
            int at = Arrays.binarySearch(knots, odds);
            int right = at >= 0 ? at : -at - 1;
            if (at >= 0 || right == 0 || right == knots.length) {
                return known[Math.min(right, knots.length - 1)];
            }
            double share = (odds - knots[right - 1]) / (knots[right] - knots[right - 1]);
            return known[right - 1] + share * (known[right] - known[right - 1]);
        }
    }

    /** The log-odds of a class: its margin less the logarithm of the sum of the others' exponentials. */
    static double logOdds(double[] margins, int labelClass) {
        if (margins.length == 1) {
            return margins[0];
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < margins.length; k++) {
            greatest = k == labelClass ? greatest : Math.max(greatest, margins[k]);
        }
        double sum = 0;
        for (int k = 0; k < margins.length; k++) {
            sum += k == labelClass ? 0 : Elementary.exp(margins[k] - greatest);
        }
        return margins[labelClass] - greatest - Elementary.log(sum);
    }
}
