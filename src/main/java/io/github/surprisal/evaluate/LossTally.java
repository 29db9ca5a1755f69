package io.github.surprisal.evaluate;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import java.io.Serializable;

/**
 * What is summed over the rows of one dataset within one group. Mergeable in any order, with the same result to the last
 * bit.
 */
final class LossTally implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Number of equal-width bins of the probability. */
    static final int BINS = 10;

    private static final int BRIER = 0;
    private static final int CLASSES = 1;
    private static final int PER_BIN = 3;

    private static final int PER_CLASS = 5;
    private static final int CLASS_LOSS = 0;
    private static final int CLASS_SQUARED_LOSS = 1;
    private static final int CLASS_PROBABILITY = 2;
    private static final int CLASS_PREDICTED = 3;
    private static final int CLASS_CORRECT = 4;

    private final int classes;
    private final ExactSums sums;

    /** By sum: rows of weight 1 that are not in it yet. */
    private final long[] ones;

    private boolean isSettled = true;

    LossTally(int classes) {
        this.classes = classes;
        this.sums = new ExactSums(ofClass(classes, 0));
        this.ones = new long[ofClass(classes, 0)];
    }

    /**
     * Adds a row and what a model says of it.
     *
     * @param loss in nats
     * @param predicted the class
     */
    void add(int label, double weight, double loss, int predicted, double[] probabilities) {
        sums.add(BRIER, weight * brier(label, probabilities));
        addWeight(CLASSES + label, weight);
        sums.add(ofClass(label, CLASS_LOSS), weight * loss);
        sums.add(ofClass(label, CLASS_SQUARED_LOSS), weight * loss * loss);
        addWeight(ofClass(predicted, CLASS_PREDICTED), weight);
        if (predicted == label) {
            addWeight(ofClass(label, CLASS_CORRECT), weight);
        }
        if (classes == 2) {
            // The second class's are in the bins.
            sums.add(ofClass(0, CLASS_PROBABILITY), weight * probabilities[0]);
            addBin(0, weight, probabilities[1], label == 1);
            return;
        }
        for (int k = 0; k < classes; k++) {
            sums.add(ofClass(k, CLASS_PROBABILITY), weight * probabilities[k]);
            addBin(k, weight, probabilities[k], label == k);
        }
        addBin(classes, weight, probabilities[predicted], label == predicted);
    }

    private void addBin(int curve, double weight, double probability, boolean observed) {
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        int first = binIndex(curve, bin);
        addWeight(first, weight);
        sums.add(first + 1, weight * probability);
        if (observed) {
            addWeight(first + 2, weight);
        }
    }

    private void addWeight(int sum, double weight) {
        if (weight == 1) {
            ones[sum]++;
            isSettled = false;
        } else {
            sums.add(sum, weight);
        }
    }

    /** The sums of all rows. */
    private ExactSums settled() {
        for (int sum = 0; sum < ones.length && !isSettled; sum++) {
            sums.add(sum, 1, ones[sum]);
            ones[sum] = 0;
        }
        isSettled = true;
        return sums;
    }

    LossTally merge(LossTally other) {
        settled().merge(other.settled());
        return this;
    }

    double rows() {
        double rows = 0;
        for (int k = 0; k < classes; k++) {
            rows += classRows(k);
        }
        return rows;
    }

    double classRows(int labelClass) {
        return settled().value(CLASSES + labelClass);
    }

    /** The mean log-loss, in nats. */
    double logLoss() {
        return ofAllClasses(CLASS_LOSS) / rows();
    }

    /** The entropy of the label, in nats. */
    double labelEntropy() {
        double rows = rows();
        double entropy = 0;
        for (int k = 0; k < classes; k++) {
            double share = classRows(k) / rows;
            entropy -= share > 0 ? share * Elementary.log(share) : 0;
        }
        return Math.max(0, entropy);
    }

    /**
     * √(Var(loss)/Σw), in nats: a row of weight 3 counts as three rows, so Σw is how many there are. Var is divided by Σw too, not by
     * Σw − 1. Weights that are no numbers of rows, such as those of a sample that is to stand for a population, make it too small or
     * too great, by √(Σw²/Σw) where losses have nothing to do with them.
     */
    double logLossStdError() {
        double rows = rows();
        double mean = logLoss();
        double variance = Math.max(0, ofAllClasses(CLASS_SQUARED_LOSS) / rows - mean * mean);
        return Math.sqrt(variance / rows);
    }

    double brier() {
        return settled().value(BRIER) / rows();
    }

    double accuracy() {
        return ofAllClasses(CLASS_CORRECT) / rows();
    }

    /** Σ over bins of share of rows · |mean predicted − observed|, of the second class, or of the predicted one if many. */
    double calibrationError() {
        int curve = classes == 2 ? 0 : classes;
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int first = binIndex(curve, bin);
            error += Math.abs(settled().value(first + 1) - settled().value(first + 2));
        }
        return error / rows();
    }

    double binRows(int curve, int bin) {
        return settled().value(binIndex(curve, bin));
    }

    /** The mean predicted probability of the rows in a bin; NaN for no rows. */
    double binMeanPredicted(int curve, int bin) {
        return settled().value(binIndex(curve, bin) + 1) / binRows(curve, bin);
    }

    /** The share of the class among the rows in a bin; NaN for no rows. */
    double binObservedShare(int curve, int bin) {
        return settled().value(binIndex(curve, bin) + 2) / binRows(curve, bin);
    }

    /** The mean log-loss of the rows of a class, in nats. */
    double classLogLoss(int labelClass) {
        return settled().value(ofClass(labelClass, CLASS_LOSS)) / classRows(labelClass);
    }

    double classLogLossStdError(int labelClass) {
        double mean = classLogLoss(labelClass);
        double squares = settled().value(ofClass(labelClass, CLASS_SQUARED_LOSS)) / classRows(labelClass);
        return Math.sqrt(Math.max(0, squares - mean * mean) / classRows(labelClass));
    }

    /** The mean over all rows of the probability of a class. */
    double classMeanPredicted(int labelClass) {
        if (classes == 2 && labelClass == 1) {
            ExactSums all = new ExactSums(1);
            for (int bin = 0; bin < BINS; bin++) {
                all.addAll(0, settled(), binIndex(0, bin) + 1);
            }
            return all.value(0) / rows();
        }
        return settled().value(ofClass(labelClass, CLASS_PROBABILITY)) / rows();
    }

    /** The share of the class among the rows that are predicted to be of it; NaN if there are none. */
    double precision(int labelClass) {
        return settled().value(ofClass(labelClass, CLASS_CORRECT))
                / settled().value(ofClass(labelClass, CLASS_PREDICTED));
    }

    /** The share of the rows of a class that are predicted to be of it. */
    double recall(int labelClass) {
        return settled().value(ofClass(labelClass, CLASS_CORRECT)) / classRows(labelClass);
    }

    /**
     * The parts of the Brier score, A. H. Murphy 1973: over the bins of each class that counts, Σ share of rows · (mean
     * predicted − observed)², Σ share of rows · (observed − observed of all)², and Σ observed of all · (1 − it). The score
     * is the first − the second + the third, but for what p differs within a bin.
     */
    double[] brierParts() {
        double rows = rows();
        double[] parts = new double[3];
        int first = classes == 2 ? 1 : 0;
        for (int k = first; k < classes; k++) {
            double all = classRows(k) / rows;
            parts[2] += all * (1 - all);
            for (int bin = 0; bin < BINS; bin++) {
                double inBin = binRows(k - first, bin);
                if (inBin > 0) {
                    double observed = binObservedShare(k - first, bin);
                    double miss = binMeanPredicted(k - first, bin) - observed;
                    parts[0] += inBin / rows * miss * miss;
                    parts[1] += inBin / rows * (observed - all) * (observed - all);
                }
            }
        }
        return parts;
    }

    /** The sum over the classes: of exact sums, so that it is that of the rows. */
    private double ofAllClasses(int figure) {
        ExactSums all = new ExactSums(1);
        for (int k = 0; k < classes; k++) {
            all.addAll(0, settled(), ofClass(k, figure));
        }
        return all.value(0);
    }

    private int ofClass(int labelClass, int figure) {
        int curves = classes == 2 ? 1 : classes + 1;
        return CLASSES + classes + BINS * PER_BIN * curves + PER_CLASS * labelClass + figure;
    }

    private int binIndex(int curve, int bin) {
        return CLASSES + classes + (curve * BINS + bin) * PER_BIN;
    }

    /** With two classes (p − y)² of the second class, as is the custom; with more Σ over classes of (p_k − y_k)². */
    private static double brier(int label, double[] probabilities) {
        if (probabilities.length == 2) {
            double miss = probabilities[1 - label];
            return miss * miss;
        }
        double sum = 0;
        for (int k = 0; k < probabilities.length; k++) {
            double miss = k == label ? 1 - probabilities[k] : probabilities[k];
            sum += miss * miss;
        }
        return sum;
    }
}
