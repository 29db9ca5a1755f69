package io.github.surprisal.train;

import java.io.Serializable;

/**
 * The log-loss of a linear model on blocks of rows, with its first and second derivative. Per row −log p(y), p from the
 * logistic function of one margin with two classes, from the softmax of a margin per class with more.
 *
 * <p>Parameters: margins × slots, row-major, see {@link Design}. Sums over rows are not divided by anything.
 */
record LogLoss(Design design, int classes) implements Serializable {
    int margins() {
        return classes == 2 ? 1 : classes;
    }

    int size() {
        return margins() * design.width();
    }

    /** Adds Σ w·loss of a block to the first element of {@code into}, and its gradient to the elements after it. */
    void addTo(double[] into, RowBlock block, double[] parameters) {
        int width = design.width();
        double[][] margins = margins(block, parameters);
        into[0] += toResiduals(block, margins);
        double[] slots = new double[width];
        for (int k = 0; k < margins.length; k++) {
            java.util.Arrays.fill(slots, 0);
            double[] residuals = margins[k];
            for (int j = 0; j < block.numbers().length; j++) {
                slots[j] = Lbfgs.dot(residuals, block.numbers()[j]);
            }
            for (int c = 0; c < block.codes().length; c++) {
                block.scatter(c, residuals, slots, design.offsets()[c]);
            }
            double sum = 0;
            for (double residual : residuals) {
                sum += residual;
            }
            slots[width - 1] = sum;
            for (int j = 0; j < width; j++) {
                into[1 + k * width + j] += slots[j];
            }
        }
    }

    private double[][] margins(RowBlock block, double[] parameters) {
        int width = design.width();
        double[][] margins = new double[margins()][block.rows()];
        for (int k = 0; k < margins.length; k++) {
            double[] margin = margins[k];
            int first = k * width;
            java.util.Arrays.fill(margin, parameters[first + width - 1]);
            for (int j = 0; j < block.numbers().length; j++) {
                double coefficient = parameters[first + j];
                double[] numbers = block.numbers()[j];
                for (int i = 0; i < margin.length; i++) {
                    margin[i] += coefficient * numbers[i];
                }
            }
            for (int c = 0; c < block.codes().length; c++) {
                block.addCodes(c, margin, parameters, first + design.offsets()[c]);
            }
        }
        return margins;
    }

    /** Replaces the margins by w·(p − [y = k]); gives Σ w·loss. */
    private double toResiduals(RowBlock block, double[][] margins) {
        double loss = 0;
        int[] labels = block.labels();
        double[] weights = block.weights();
        if (margins.length == 1) {
            double[] margin = margins[0];
            for (int i = 0; i < margin.length; i++) {
                double towards = labels[i] == 1 ? margin[i] : -margin[i];
                double wrong = wrong(towards);
                loss += weights[i] * (Math.log1p(Math.exp(-Math.abs(towards))) + Math.max(0, -towards));
                margin[i] = labels[i] == 1 ? -weights[i] * wrong : weights[i] * wrong;
            }
            return loss;
        }
        for (int i = 0; i < labels.length; i++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (double[] margin : margins) {
                greatest = Math.max(greatest, margin[i]);
            }
            double sum = 0;
            for (double[] margin : margins) {
                sum += Math.exp(margin[i] - greatest);
            }
            loss += weights[i] * (Math.log(sum) + greatest - margins[labels[i]][i]);
            for (int k = 0; k < margins.length; k++) {
                double p = Math.exp(margins[k][i] - greatest) / sum;
                margins[k][i] = weights[i] * (k == labels[i] ? p - 1 : p);
            }
        }
        return loss;
    }

    /** 1/(1 + eᵗ), without overflow and with all digits of small ones. */
    private static double wrong(double towards) {
        double e = Math.exp(-Math.abs(towards));
        return towards >= 0 ? e / (1 + e) : 1 / (1 + e);
    }

    /** Adds the second derivative of a block, size × size, row-major: Σ w·p(k)·([k = l] − p(l))·x(j)·x(m). */
    void addHessian(double[] into, RowBlock block, double[] parameters) {
        int width = design.width();
        int size = size();
        int[] slots = new int[block.numbers().length + block.codes().length + 1];
        double[] values = new double[slots.length];
        double[][] margins = margins(block, parameters);
        double[] p = new double[margins.length];
        for (int i = 0; i < block.rows(); i++) {
            for (int j = 0; j < block.numbers().length; j++) {
                slots[j] = j;
                values[j] = block.numbers()[j][i];
            }
            for (int c = 0; c < block.codes().length; c++) {
                slots[block.numbers().length + c] = design.offsets()[c] + block.code(c, i);
                values[block.numbers().length + c] = 1;
            }
            slots[slots.length - 1] = width - 1;
            values[slots.length - 1] = 1;
            probabilities(margins, i, p);
            for (int k = 0; k < p.length; k++) {
                for (int l = 0; l < p.length; l++) {
                    double curvature = p.length == 1 ? p[k] * (1 - p[k]) : k == l ? p[k] * (1 - p[k]) : -p[k] * p[l];
                    double weight = block.weights()[i] * curvature;
                    for (int a = 0; a < slots.length; a++) {
                        double scaled = weight * values[a];
                        int row = (k * width + slots[a]) * size + l * width;
                        for (int b = 0; b < slots.length; b++) {
                            into[row + slots[b]] += scaled * values[b];
                        }
                    }
                }
            }
        }
    }

    private static void probabilities(double[][] margins, int row, double[] into) {
        if (margins.length == 1) {
            into[0] = wrong(-margins[0][row]);
            return;
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (double[] margin : margins) {
            greatest = Math.max(greatest, margin[row]);
        }
        double sum = 0;
        for (int k = 0; k < into.length; k++) {
            into[k] = Math.exp(margins[k][row] - greatest);
            sum += into[k];
        }
        for (int k = 0; k < into.length; k++) {
            into[k] /= sum;
        }
    }
}
