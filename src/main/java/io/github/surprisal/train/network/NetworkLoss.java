package io.github.surprisal.train.network;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.Passes;
import io.github.surprisal.train.TrainConfig.Network.Loss;
import java.util.Arrays;

/**
 * The loss of a network with one hidden layer on blocks of rows, and its gradient by back-propagation (D. Rumelhart, G. Hinton and
 * R. Williams 1986, doi:10.1038/323533a0).
 *
 * <p>Parameters: slots × units of the hidden layer, slot by slot, the intercept's last, see {@link ParameterLayout}; then margins × units;
 * then an intercept a margin. Sums over rows are not divided by anything.
 *
 * @param offset the column of numbers that is added to the margin as it is and to nothing else, or −1
 * @param loss what is minimised
 * @param classWeights what the weight of a row of each class is multiplied by; empty for nothing
 * @param heldOut the training rows that have no part in the loss
 */
record NetworkLoss(
        ParameterLayout parameterLayout,
        int offset,
        int classes,
        int units,
        Activation activation,
        Loss loss,
        double[] classWeights,
        HeldOut heldOut)
        implements Passes.Of<NetworkLoss.Pass> {
    /** Where sums begin: Σ w·loss, Σ w·log-loss, Σ w of the rows trained on, then the last two of the rows held out. */
    static final int HEAD = 5;

    NetworkLoss with(Loss other) {
        return new NetworkLoss(parameterLayout, offset, classes, units, activation, other, classWeights, heldOut);
    }

    int margins() {
        return classes == 2 ? 1 : classes;
    }

    /** Where the output layer's weights begin. */
    int output() {
        return parameterLayout.width() * units;
    }

    /** Where the margins' intercepts begin. */
    int intercepts() {
        return output() + margins() * units;
    }

    int size() {
        return intercepts() + margins();
    }

    @Override
    public Pass pass(double[] parameters) {
        return new Pass(parameters);
    }

    /** One pass; its arrays serve for block after block. */
    final class Pass {
        private final double[] parameters;
        private final double[] hidden = new double[units];
        private final double[] powers = new double[units];
        private final double[] back = new double[units];
        private final double[] margins = new double[margins()];
        private final double[] shares = new double[classes];
        private final int[][] slots = new int[parameterLayout.offsets().length][];
        private double[][] numbers = new double[parameterLayout.numbers()][0];

        private Pass(double[] parameters) {
            this.parameters = parameters;
        }

        /** Adds a block's part to the sums. */
        void addTo(double[] sums, EncodedBlock block) {
            prepare(block);
            for (int row = 0; row < block.rows(); row++) {
                int label = block.labels().at(row);
                double weight = block.weight(row) * (classWeights.length == 0 ? 1 : classWeights[label]);
                toMargins(row, offset < 0 ? 0 : block.numbers()[offset][row]);
                double logLoss = toShares(label);
                if (heldOut.has(block.place(row))) {
                    sums[3] += weight * logLoss;
                    sums[4] += weight;
                } else {
                    sums[0] += weight * toSlopes(label, logLoss);
                    sums[1] += weight * logLoss;
                    sums[2] += weight;
                    toGradient(sums, row, weight);
                }
            }
        }

        private void prepare(EncodedBlock block) {
            int rows = block.rows();
            for (int c = 0; c < slots.length; c++) {
                if (slots[c] == null || slots[c].length < rows) {
                    slots[c] = new int[rows];
                }
                block.codes()[c].copyTo(slots[c], 0, rows);
                int first = parameterLayout.offsets()[c];
                for (int i = 0; i < rows; i++) {
                    slots[c][i] = (slots[c][i] + first) * units;
                }
            }
            for (int j = 0; j < numbers.length; j++) {
                if (numbers[j].length < rows) {
                    numbers[j] = new double[rows];
                }
                double mean = parameterLayout.means()[j];
                double scale = j == offset ? 0 : parameterLayout.scales()[j];
                double[] column = block.numbers()[j];
                for (int i = 0; i < rows; i++) {
                    numbers[j][i] = (column[i] - mean) * scale;
                }
            }
        }

        /** Leaves the hidden units' values and the margins of a row. */
        private void toMargins(int row, double given) {
            System.arraycopy(parameters, parameterLayout.intercept() * units, hidden, 0, units);
            for (int j = 0; j < numbers.length; j++) {
                addTimes(hidden, numbers[j][row], j * units);
            }
            for (int[] slot : slots) {
                add(hidden, slot[row]);
            }
            if (activation == Activation.SIGMOID) {
                sigmoid();
            } else {
                for (int u = 0; u < units; u++) {
                    hidden[u] = Math.max(0, hidden[u]);
                }
            }
            for (int k = 0; k < margins.length; k++) {
                int from = output() + k * units;
                double margin = parameters[intercepts() + k] + given;
                for (int u = 0; u < units; u++) {
                    margin += parameters[from + u] * hidden[u];
                }
                margins[k] = margin;
            }
        }

        private void sigmoid() {
            for (int u = 0; u < units; u++) {
                hidden[u] = -hidden[u];
            }
            Elementary.exp(hidden, powers, units);
            for (int u = 0; u < units; u++) {
                hidden[u] = 1 / (1 + powers[u]);
            }
        }

        private void add(double[] to, int from) {
            for (int u = 0; u < units; u++) {
                to[u] += parameters[from + u];
            }
        }

        private void addTimes(double[] to, double times, int from) {
            for (int u = 0; u < units; u++) {
                to[u] += times * parameters[from + u];
            }
        }

        /** Leaves the classes' probabilities, and gives −log p of a class. */
        private double toShares(int label) {
            if (margins.length == 1) {
                double margin = margins[0];
                double power = Elementary.exp(-Math.abs(margin));
                shares[1] = (margin >= 0 ? 1 : power) / (1 + power);
                shares[0] = (margin >= 0 ? power : 1) / (1 + power);
                double towards = label == 1 ? margin : -margin;
                return Elementary.log1p(power) + Math.max(0, -towards);
            }
            double greatest = Arrays.stream(margins).max().orElse(0);
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                shares[k] = Elementary.exp(margins[k] - greatest);
                sum += shares[k];
            }
            for (int k = 0; k < classes; k++) {
                shares[k] /= sum;
            }
            return Elementary.log(sum) + greatest - margins[label];
        }

        /** Replaces the margins by the loss's slopes along them; gives the loss. */
        private double toSlopes(int label, double logLoss) {
            if (loss == Loss.CROSS_ENTROPY) {
                for (int k = 0; k < margins.length; k++) {
                    int of = margins.length == 1 ? 1 : k;
                    margins[k] = shares[of] - (label == of ? 1 : 0);
                }
                return logLoss;
            }
            double squares = 0;
            double mean = 0;
            for (int k = 0; k < classes; k++) {
                double error = shares[k] - (label == k ? 1 : 0);
                squares += error * error;
                mean += shares[k] * error;
            }
            for (int k = 0; k < margins.length; k++) {
                int of = margins.length == 1 ? 1 : k;
                margins[k] = shares[of] * (shares[of] - (label == of ? 1 : 0) - mean);
            }
            return squares / 2;
        }

        private void toGradient(double[] sums, int row, double weight) {
            Arrays.fill(back, 0);
            for (int k = 0; k < margins.length; k++) {
                double slope = weight * margins[k];
                int from = output() + k * units;
                addTimes(back, slope, from);
                int into = HEAD + from;
                for (int u = 0; u < units; u++) {
                    sums[into + u] += slope * hidden[u];
                }
                sums[HEAD + intercepts() + k] += slope;
            }
            if (activation == Activation.SIGMOID) {
                for (int u = 0; u < units; u++) {
                    back[u] *= hidden[u] * (1 - hidden[u]);
                }
            } else {
                for (int u = 0; u < units; u++) {
                    back[u] = hidden[u] > 0 ? back[u] : 0;
                }
            }
            scatter(sums, HEAD + parameterLayout.intercept() * units, 1);
            for (int j = 0; j < numbers.length; j++) {
                scatter(sums, HEAD + j * units, numbers[j][row]);
            }
            for (int[] slot : slots) {
                scatter(sums, HEAD + slot[row], 1);
            }
        }

        private void scatter(double[] sums, int into, double times) {
            for (int u = 0; u < units; u++) {
                sums[into + u] += times * back[u];
            }
        }
    }
}
