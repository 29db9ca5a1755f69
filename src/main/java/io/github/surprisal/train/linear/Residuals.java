package io.github.surprisal.train.linear;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.math.Elementary;
import java.util.Arrays;

/**
 * From margins of a block's rows to w·(p − [y = k]), in their place, and the sum of w·−log p(y) in nats. Some hundred rows at a
 * time go through a few plain loops over arrays, of which the compiler makes vectors; each loop is a method of its own, so that it
 * is compiled after few blocks, and whole.
 */
final class Residuals {
    /** Rows at a time: their arrays stay near the processor, and so many halves have a product that is no underflow. */
    private static final int STRETCH = 512;

    /** Beyond this e^x + 1 is e^x, and e^x no overflow. */
    private static final double CERTAIN = 700;

    private final double[] own = new double[STRETCH];
    private final double[] signs = new double[STRETCH];
    private final double[] exponents = new double[STRETCH];
    private final double[] powers = new double[STRETCH];
    private final double[] greatest = new double[STRETCH];
    private final double[] totals = new double[STRETCH];

    /** Of more than two classes, from a margin for each. */
    double ofSoftmax(double[][] margins, CodeColumn labels, double[] weights, int rows) {
        double loss = 0;
        for (int from = 0; from < rows; from += STRETCH) {
            loss += someOfSoftmax(margins, labels, weights, from, Math.min(STRETCH, rows - from));
        }
        return loss;
    }

    private double someOfSoftmax(double[][] margins, CodeColumn labels, double[] weights, int from, int size) {
        for (int i = 0; i < size; i++) {
            own[i] = margins[labels.at(from + i)][from + i];
        }
        toPowers(margins, from, size);
        double loss = 0;
        for (int i = 0; i < size; i++) {
            double weight = weights[from + i];
            loss += weight * (Elementary.log(totals[i]) + greatest[i] - own[i]);
            totals[i] = weight / totals[i];
        }
        for (double[] margin : margins) {
            multiply(margin, totals, from, size);
        }
        for (int i = 0; i < size; i++) {
            margins[labels.at(from + i)][from + i] -= weights[from + i];
        }
        return loss;
    }

    /** Of two classes, from the margin of the second. */
    double ofLogistic(double[] margin, CodeColumn labels, double[] weights, int rows) {
        double loss = 0;
        for (int from = 0; from < rows; from += STRETCH) {
            loss += someOfLogistic(margin, labels, weights, from, Math.min(STRETCH, rows - from));
        }
        return loss;
    }

    private double someOfLogistic(double[] margin, CodeColumn labels, double[] weights, int from, int size) {
        toPowersOfMagnitude(margin, from, size);
        double loss = 0;
        for (int i = 0; i < size; i++) {
            int row = from + i;
            boolean second = labels.at(row) == 1;
            double towards = second ? margin[row] : -margin[row];
            double e = powers[i];
            loss += weights[row] * (Elementary.log1p(e) + Math.max(0, -towards));
            double wrong = (towards >= 0 ? e : 1) / (1 + e);
            margin[row] = second ? -weights[row] * wrong : weights[row] * wrong;
        }
        return loss;
    }

    /**
     * The same where all weights are 1: Σ −log p is the logarithm of a product, one logarithm for hundreds of rows. With m the
     * margin towards the label and q = e^−m/(1 + e^−m) the probability of the other class, −log p = max(0, −m) − log max(q, 1 − q).
     */
    double ofLogistic(double[] margin, CodeColumn labels, int rows) {
        double loss = 0;
        for (int from = 0; from < rows; from += STRETCH) {
            int size = Math.min(STRETCH, rows - from);
            for (int i = 0; i < size; i++) {
                signs[i] = 1 - 2 * labels.at(from + i);
            }
            System.arraycopy(margin, from, own, 0, size);
            towardsOther(own, signs, exponents, greatest, size);
            Elementary.exp(exponents, powers, size);
            toWrong(powers, signs, own, totals, size);
            System.arraycopy(own, 0, margin, from, size);
            loss += sum(greatest, size) - Elementary.log(product(totals, size));
        }
        return loss;
    }

    /** −m, cut where it is certain, and max(0, −m). */
    private static void towardsOther(double[] margins, double[] signs, double[] cut, double[] hinge, int size) {
        for (int i = 0; i < size; i++) {
            cut[i] = Math.min(CERTAIN, signs[i] * margins[i]);
        }
        for (int i = 0; i < size; i++) {
            hinge[i] = Math.max(0, signs[i] * margins[i]);
        }
    }

    /** ±q and max(q, 1 − q). */
    private static void toWrong(double[] powers, double[] signs, double[] residuals, double[] factors, int size) {
        for (int i = 0; i < size; i++) {
            double wrong = powers[i] / (1 + powers[i]);
            residuals[i] = signs[i] * wrong;
            factors[i] = Math.max(wrong, 1 - wrong);
        }
    }

    /** Replaces margins by the probabilities of their classes. */
    void toProbabilities(double[][] margins, int rows) {
        for (int from = 0; from < rows; from += STRETCH) {
            int size = Math.min(STRETCH, rows - from);
            if (margins.length == 1) {
                toProbabilities(margins[0], from, size);
                continue;
            }
            toPowers(margins, from, size);
            for (int i = 0; i < size; i++) {
                totals[i] = 1 / totals[i];
            }
            for (double[] margin : margins) {
                multiply(margin, totals, from, size);
            }
        }
    }

    private void toProbabilities(double[] margin, int from, int size) {
        toPowersOfMagnitude(margin, from, size);
        for (int i = 0; i < size; i++) {
            margin[from + i] = (margin[from + i] >= 0 ? 1 : powers[i]) / (1 + powers[i]);
        }
    }

    /** e^−|margin| of some rows. */
    private void toPowersOfMagnitude(double[] margin, int from, int size) {
        for (int i = 0; i < size; i++) {
            exponents[i] = -Math.abs(margin[from + i]);
        }
        Elementary.exp(exponents, powers, size);
    }

    /** Replaces margins of some rows by e^(margin − the greatest of the row); leaves the greatest and the sums behind. */
    private void toPowers(double[][] margins, int from, int size) {
        System.arraycopy(margins[0], from, greatest, 0, size);
        for (double[] margin : margins) {
            raise(greatest, margin, from, size);
        }
        Arrays.fill(totals, 0, size, 0);
        for (double[] margin : margins) {
            subtract(margin, greatest, exponents, from, size);
            Elementary.exp(exponents, powers, size);
            add(totals, powers, size);
            System.arraycopy(powers, 0, margin, from, size);
        }
    }

    private static void raise(double[] greatest, double[] margin, int from, int size) {
        for (int i = 0; i < size; i++) {
            greatest[i] = Math.max(greatest[i], margin[from + i]);
        }
    }

    private static void subtract(double[] margin, double[] greatest, double[] into, int from, int size) {
        for (int i = 0; i < size; i++) {
            into[i] = margin[from + i] - greatest[i];
        }
    }

    private static void add(double[] totals, double[] powers, int size) {
        for (int i = 0; i < size; i++) {
            totals[i] += powers[i];
        }
    }

    private static void multiply(double[] margin, double[] shares, int from, int size) {
        for (int i = 0; i < size; i++) {
            margin[from + i] *= shares[i];
        }
    }

    /** Four at once: an addition waits for the one before it in the same sum. */
    private static double sum(double[] numbers, int size) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= size; i += 4) {
            a += numbers[i];
            b += numbers[i + 1];
            c += numbers[i + 2];
            d += numbers[i + 3];
        }
        for (; i < size; i++) {
            a += numbers[i];
        }
        return (a + b) + (c + d);
    }

    /** Four at once, like sums. */
    private static double product(double[] numbers, int size) {
        double a = 1;
        double b = 1;
        double c = 1;
        double d = 1;
        int i = 0;
        for (; i + 4 <= size; i += 4) {
            a *= numbers[i];
            b *= numbers[i + 1];
            c *= numbers[i + 2];
            d *= numbers[i + 3];
        }
        for (; i < size; i++) {
            a *= numbers[i];
        }
        return (a * b) * (c * d);
    }
}
