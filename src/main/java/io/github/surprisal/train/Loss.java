package io.github.surprisal.train;

import io.github.surprisal.math.Elementary;

/**
 * Log-loss and probabilities from margins. With two classes there is one margin m, that of the second class:
 * p = 1/(1 + e<sup>−m</sup>) and the loss is log(1 + e<sup>−m</sup>) or log(1 + e<sup>m</sup>). With more there is one margin
 * per class and the loss is log Σ e<sup>m_k</sup> − m_y. Both stay finite for any finite margins. The same
 * bits on every machine.
 */
public final class Loss {
    private Loss() {}

    /** The log-loss in nats of a row of class {@code label}. */
    public static double logLoss(double[] margins, int label) {
        if (margins.length == 1) {
            return behind(margins, label) + Elementary.log1p(Elementary.exp(-Math.abs(margins[0])));
        }
        int top = argmax(margins);
        double others = 0;
        for (int k = 0; k < margins.length; k++) {
            if (k != top) {
                others += Elementary.exp(margins[k] - margins[top]);
            }
        }
        return behind(margins, label) + Elementary.log1p(others);
    }

    /** Writes the probability of each class into {@code probabilities}. */
    public static void probabilities(double[] margins, double[] probabilities) {
        othersAndProbabilities(margins, probabilities);
    }

    /**
     * Writes the probability of each class into {@code probabilities} and gives the log-loss of a row of class {@code label}: the bits of
     * {@link #probabilities} and {@link #logLoss}, with half of the exponentials.
     */
    public static double logLossAndProbabilities(double[] margins, int label, double[] probabilities) {
        return behind(margins, label) + Elementary.log1p(othersAndProbabilities(margins, probabilities));
    }

    /**
     * What the less likely of two classes has for each 1 of the likelier, e<sup>−|m|</sup>, of each row's margin m: for
     * {@link #logLossAndProbabilities(double, double, int, double[])}, and in half the time that exponentials one by one take.
     */
    public static double[] odds(double[] margins) {
        double[] negative = new double[margins.length];
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -Math.abs(margins[i]);
        }
        double[] odds = new double[margins.length];
        Elementary.exp(negative, odds, odds.length);
        return odds;
    }

    /** As above, of two classes, whose margin has these {@link #odds}. */
    public static double logLossAndProbabilities(double margin, double odds, int label, double[] probabilities) {
        probabilities(margin, odds, probabilities);
        return behind(margin, label) + Elementary.log1p(odds);
    }

    /** How far the margin of a class is below the greatest one. */
    private static double behind(double[] margins, int label) {
        return margins.length == 1 ? behind(margins[0], label) : margins[argmax(margins)] - margins[label];
    }

    private static double behind(double margin, int label) {
        return Math.max(0, label == 1 ? -margin : margin);
    }

    private static void probabilities(double margin, double odds, double[] probabilities) {
        double likely = 1 / (1 + odds);
        double unlikely = odds / (1 + odds);
        probabilities[0] = margin > 0 ? unlikely : likely;
        probabilities[1] = margin > 0 ? likely : unlikely;
    }

    /** Writes the probabilities, and gives what all classes but the likeliest have together for each 1 that it has. */
    private static double othersAndProbabilities(double[] margins, double[] probabilities) {
        if (margins.length == 1) {
            double e = Elementary.exp(-Math.abs(margins[0]));
            probabilities(margins[0], e, probabilities);
            return e;
        }
        int top = argmax(margins);
        double total = 0;
        double others = 0;
        for (int k = 0; k < margins.length; k++) {
            probabilities[k] = Elementary.exp(margins[k] - margins[top]);
            total += probabilities[k];
            others += k == top ? 0 : probabilities[k];
        }
        for (int k = 0; k < margins.length; k++) {
            probabilities[k] /= total;
        }
        return others;
    }

    /** The class with the greatest margin, of equal ones the first; with one margin, the second class if it is positive. */
    public static int predict(double[] margins) {
        return margins.length == 1 ? (margins[0] > 0 ? 1 : 0) : argmax(margins);
    }

    private static int argmax(double[] margins) {
        int top = 0;
        for (int k = 1; k < margins.length; k++) {
            if (margins[k] > margins[top]) {
                top = k;
            }
        }
        return top;
    }
}
