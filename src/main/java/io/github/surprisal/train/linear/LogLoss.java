package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.Passes;
import java.util.Arrays;

/**
 * The log-loss of a linear model on blocks of rows, with its first and second derivative. Per row −log p(y), p from the
 * logistic function of one margin with two classes, from the softmax of a margin per class with more.
 *
 * <p>Parameters: margins × slots, row-major, see {@link ParameterLayout}. Sums over rows are not divided by anything.
 *
 * @param classWeights what the weight of a row of each class is multiplied by; empty for nothing
 * @param folds into how many folds rows are dealt, in turn; 0 for no folds
 * @param fold whose rows are held out: they have no part in the loss or its derivatives
 */
record LogLoss(ParameterLayout parameterLayout, int classes, double[] classWeights, int folds, int fold)
        implements Passes.Of<LogLoss.Pass> {
    /** Where sums begin: Σ w·loss, then Σ w·loss and Σ w of the rows held out, then the gradient. */
    static final int HEAD = 3;

    /** Of all rows as they are. */
    LogLoss(ParameterLayout parameterLayout, int classes) {
        this(parameterLayout, classes, new double[0], 0, 0);
    }

    int margins() {
        return classes == 2 ? 1 : classes;
    }

    int size() {
        return margins() * parameterLayout.width();
    }

    /** How long the sums are. */
    int sums() {
        return HEAD + size();
    }

    /** A pass over blocks with these parameters. */
    @Override
    public Pass pass(double[] parameters) {
        return new Pass(parameters);
    }

    /** One pass; its arrays serve for block after block. */
    final class Pass {
        private final double[] parameters;
        private final int width = parameterLayout.width();
        private final double[] slots = new double[width];
        private double[][] margins = new double[margins()][0];
        private double[] weights = new double[0];
        private double[] curvature = new double[0];
        private final Residuals residuals = new Residuals();
        private final Products products = new Products(parameterLayout);

        private Pass(double[] parameters) {
            this.parameters = parameters;
        }

        /** Adds a block's part to the sums. */
        void addTo(double[] sums, EncodedBlock block) {
            prepare(block);
            int rows = block.rows();
            toMargins(block);
            toResiduals(sums, block);
            for (int k = 0; k < margins.length; k++) {
                Arrays.fill(slots, 0);
                double[] ofClass = margins[k];
                for (int j = 0; j < parameterLayout.numbers(); j += 8) {
                    dots(ofClass, block.numbers(), j, rows);
                }
                for (int c = 0; c < block.codes().length; c++) {
                    block.codes()[c].scatter(
                            ofClass, rows, slots, parameterLayout.offsets()[c]);
                }
                double sum = 0;
                for (int i = 0; i < rows; i++) {
                    sum += ofClass[i];
                }
                slots[width - 1] = sum;
                int first = HEAD + k * width;
                for (int j = 0; j < width; j++) {
                    sums[first + j] += slots[j];
                }
            }
        }

        /** The weight of the rows of a block that were added last, those held out left out. */
        double weight(EncodedBlock block) {
            double sum = 0;
            for (int i = 0; i < block.rows(); i++) {
                sum += weights[i];
            }
            return sum;
        }

        private void prepare(EncodedBlock block) {
            int rows = block.rows();
            if (weights.length < rows) {
                for (int k = 0; k < margins.length; k++) {
                    margins[k] = new double[rows];
                }
                weights = new double[rows];
            }
            if (block.weights().length > 0) {
                System.arraycopy(block.weights(), 0, weights, 0, rows);
            } else {
                Arrays.fill(weights, 0, rows, 1);
            }
            for (int i = 0; i < rows && classWeights.length > 0; i++) {
                weights[i] *= classWeights[block.labels().at(i)];
            }
        }

        private void toMargins(EncodedBlock block) {
            int rows = block.rows();
            for (int k = 0; k < margins.length; k++) {
                double[] margin = margins[k];
                int first = k * width;
                Arrays.fill(margin, 0, rows, parameters[first + width - 1]);
                for (int j = 0; j < parameterLayout.numbers(); j += 4) {
                    addNumbers(margin, block.numbers(), j, first, rows);
                }
                for (int c = 0; c < block.codes().length; c++) {
                    block.codes()[c].addTo(
                            margin, rows, parameters, first + parameterLayout.offsets()[c]);
                }
            }
        }

        /** Up to four columns at once: each margin is fetched once for them. */
        private void addNumbers(double[] margin, double[][] columns, int from, int first, int rows) {
            int count = Math.min(4, parameterLayout.numbers() - from);
            double[] a = columns[from];
            double[] b = columns[from + Math.min(1, count - 1)];
            double[] c = columns[from + Math.min(2, count - 1)];
            double[] d = columns[from + Math.min(3, count - 1)];
            double ca = parameters[first + from] * parameterLayout.scales()[from];
            double cb =
                    count > 1 ? parameters[first + from + 1] * parameterLayout.scales()[from + 1] : 0;
            double cc =
                    count > 2 ? parameters[first + from + 2] * parameterLayout.scales()[from + 2] : 0;
            double cd =
                    count > 3 ? parameters[first + from + 3] * parameterLayout.scales()[from + 3] : 0;
            double ma = mean(from, count, 0);
            double mb = mean(from, count, 1);
            double mc = mean(from, count, 2);
            double md = mean(from, count, 3);
            for (int i = 0; i < rows; i++) {
                margin[i] += ca * (a[i] - ma) + cb * (b[i] - mb) + cc * (c[i] - mc) + cd * (d[i] - md);
            }
        }

        /** Σ residual · number of up to eight columns at once: each sum waits for itself alone. */
        private void dots(double[] residuals, double[][] columns, int from, int rows) {
            int count = Math.min(8, parameterLayout.numbers() - from);
            double[] a = columns[from];
            double[] b = columns[from + Math.min(1, count - 1)];
            double[] c = columns[from + Math.min(2, count - 1)];
            double[] d = columns[from + Math.min(3, count - 1)];
            double[] e = columns[from + Math.min(4, count - 1)];
            double[] f = columns[from + Math.min(5, count - 1)];
            double[] g = columns[from + Math.min(6, count - 1)];
            double[] h = columns[from + Math.min(7, count - 1)];
            double ma = mean(from, count, 0);
            double mb = mean(from, count, 1);
            double mc = mean(from, count, 2);
            double md = mean(from, count, 3);
            double me = mean(from, count, 4);
            double mf = mean(from, count, 5);
            double mg = mean(from, count, 6);
            double mh = mean(from, count, 7);
            double sa = 0;
            double sb = 0;
            double sc = 0;
            double sd = 0;
            double se = 0;
            double sf = 0;
            double sg = 0;
            double sh = 0;
            for (int i = 0; i < rows; i++) {
                double residual = residuals[i];
                sa += residual * (a[i] - ma);
                sb += residual * (b[i] - mb);
                sc += residual * (c[i] - mc);
                sd += residual * (d[i] - md);
                se += residual * (e[i] - me);
                sf += residual * (f[i] - mf);
                sg += residual * (g[i] - mg);
                sh += residual * (h[i] - mh);
            }
            double[] sums = {sa, sb, sc, sd, se, sf, sg, sh};
            for (int j = 0; j < count; j++) {
                slots[from + j] = sums[j] * parameterLayout.scales()[from + j];
            }
        }

        private double mean(int from, int count, int j) {
            return parameterLayout.means()[from + Math.min(j, count - 1)];
        }

        /** Replaces the margins by w·(p − [y = k]) and adds the losses. */
        private void toResiduals(double[] sums, EncodedBlock block) {
            if (folds > 0) {
                holdOut(sums, block);
            }
            int rows = block.rows();
            if (margins.length > 1) {
                sums[0] += residuals.ofSoftmax(margins, block.labels(), weights, rows);
            } else if (block.weights().length == 0 && classWeights.length == 0 && folds == 0) {
                sums[0] += residuals.ofLogistic(margins[0], block.labels(), rows);
            } else {
                sums[0] += residuals.ofLogistic(margins[0], block.labels(), weights, rows);
            }
        }

        /** Adds the losses of the rows held out, and takes their weights away. */
        private void holdOut(double[] sums, EncodedBlock block) {
            for (int i : block.ofFold(fold, folds)) {
                int label = block.labels().at(i);
                double loss;
                if (margins.length == 1) {
                    double towards = label == 1 ? margins[0][i] : -margins[0][i];
                    loss = Elementary.log1p(Elementary.exp(-Math.abs(towards))) + Math.max(0, -towards);
                } else {
                    double greatest = greatest(i);
                    double sum = 0;
                    for (double[] margin : margins) {
                        sum += Elementary.exp(margin[i] - greatest);
                    }
                    loss = Elementary.log(sum) + greatest - margins[label][i];
                }
                sums[1] += weights[i] * loss;
                sums[2] += weights[i];
                weights[i] = 0;
            }
        }

        private double greatest(int row) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (double[] margin : margins) {
                greatest = Math.max(greatest, margin[row]);
            }
            return greatest;
        }

        /**
         * Adds the second derivative of a block, size × size, row-major: Σ w·p(k)·([k = l] − p(l))·x(j)·x(m). Of the margins
         * k and l with l &gt; k, and of the slots m &gt; j, see {@link #fill}.
         */
        void addHessian(double[] into, EncodedBlock block) {
            prepareProducts(block);
            toMargins(block);
            int rows = block.rows();
            if (folds > 0) {
                for (int i : block.ofFold(fold, folds)) {
                    weights[i] = 0;
                }
            }
            residuals.toProbabilities(margins, rows);
            for (int k = 0; k < margins.length; k++) {
                for (int l = k; l < margins.length; l++) {
                    double[] p = margins[k];
                    double[] q = margins[l];
                    for (int i = 0; i < rows; i++) {
                        curvature[i] = weights[i] * (k == l ? p[i] * (1 - p[i]) : -p[i] * q[i]);
                    }
                    products.addTo(into, size(), k * width, l * width, curvature);
                }
            }
        }

        /** Adds the diagonal of the second derivative of a block, like the parameters. */
        void addDiagonal(double[] into, EncodedBlock block) {
            prepareProducts(block);
            toMargins(block);
            int rows = block.rows();
            residuals.toProbabilities(margins, rows);
            for (int k = 0; k < margins.length; k++) {
                double[] p = margins[k];
                for (int i = 0; i < rows; i++) {
                    curvature[i] = weights[i] * p[i] * (1 - p[i]);
                }
                products.addSquaresTo(into, k * width, curvature);
            }
        }

        /** Adds Σ w·x(j)·x(m), width × width, of the slots m ≥ j. */
        void addGram(double[] into, EncodedBlock block) {
            prepareProducts(block);
            products.addTo(into, width, 0, 0, weights);
        }

        /** Adds Σ w of the rows of each slot of codes and of all rows, width, then Σ w·x(j)·x(m) of the numbers m ≥ j. */
        void addMasses(double[] into, EncodedBlock block) {
            prepareProducts(block);
            products.addMassesTo(into, weights);
        }

        private void prepareProducts(EncodedBlock block) {
            prepare(block);
            products.read(block);
            if (curvature.length < block.rows()) {
                curvature = new double[block.rows()];
            }
        }
    }

    /** Completes a matrix of squares of {@code side}, of which the upper triangles of the squares on and above the diagonal are there. */
    static void fill(double[] matrix, int size, int side) {
        for (int top = 0; top < size; top += side) {
            for (int left = top; left < size; left += side) {
                for (int j = 0; j < side; j++) {
                    for (int m = j; m < side; m++) {
                        double value = matrix[(top + j) * size + left + m];
                        matrix[(top + m) * size + left + j] = value;
                        matrix[(left + j) * size + top + m] = value;
                        matrix[(left + m) * size + top + j] = value;
                    }
                }
            }
        }
    }
}
