package io.github.surprisal.train;

/**
 * Standard errors from the second derivative of the log-loss at its minimum, the observed Fisher information H. Without a
 * penalty they are the roots of the diagonal of H⁻¹; with a ridge Λ of (H + Λ)⁻¹·H·(H + Λ)⁻¹ (the sandwich: the spread of the
 * penalised estimate, which does not tell how far the penalty has pulled it).
 *
 * @param l2 the ridge of each parameter, per row
 * @param free 1 of parameters that are fitted, 0 of others
 * @param weight all rows
 */
record Fisher(Design design, LogLoss loss, double[] l2, double[] free, double weight) {
    /** A direction in which the rows say nothing: its variance is not known. */
    private static final double LEAST_CURVATURE = 1e-10;

    StandardErrors stdErrors(double[] hessian) {
        int size = loss.size();
        int width = design.width();
        double[][] penalised = new double[size][size];
        double greatest = 0;
        for (int j = 0; j < size; j++) {
            greatest = Math.max(greatest, hessian[j * size + j]);
        }
        for (int j = 0; j < size; j++) {
            for (int m = 0; m < size; m++) {
                penalised[j][m] = free[j] * free[m] * hessian[j * size + m];
            }
            penalised[j][j] += weight * l2[j] + (1 - free[j]);
        }
        // The same number added to all intercepts changes nothing: any ridge on their sum makes the inverse unique.
        for (int k = 0; k < loss.margins() && loss.margins() > 1; k++) {
            for (int l = 0; l < loss.margins(); l++) {
                penalised[k * width + width - 1][l * width + width - 1] += greatest;
            }
        }
        Cholesky factor = Cholesky.of(penalised);
        int terms = terms();
        StandardErrors errors = StandardErrors.unknown(terms, loss.margins());
        int[] termOf = design.termOf();
        for (int k = 0; k < loss.margins(); k++) {
            for (int slot = 0; slot < width - 1; slot++) {
                if (termOf[slot] >= 0) {
                    double[] direction = new double[size];
                    direction[k * width + slot] = slot < design.numbers().length ? design.scales()[slot] : 1;
                    errors.coefficients()[k * terms + termOf[slot]] = stdError(factor, hessian, direction, greatest);
                }
            }
            if (free[width - 1] > 0) {
                errors.intercepts()[k] = stdError(factor, hessian, intercept(k), greatest);
            }
        }
        return errors;
    }

    private int terms() {
        int terms = 0;
        for (int term : design.termOf()) {
            terms = Math.max(terms, term + 1);
        }
        return terms;
    }

    /** What the intercept of the terms as they are is, in the parameters; with several margins less their mean. */
    private double[] intercept(int margin) {
        int width = design.width();
        double[] direction = new double[loss.size()];
        for (int k = 0; k < loss.margins(); k++) {
            double share = (k == margin ? 1 : 0) - (loss.margins() > 1 ? 1.0 / loss.margins() : 0);
            direction[k * width + width - 1] = share;
            for (int slot = 0; slot < design.numbers().length; slot++) {
                direction[k * width + slot] = -share * design.scales()[slot] * design.means()[slot];
            }
        }
        return direction;
    }

    private double stdError(Cholesky factor, double[] hessian, double[] direction, double greatest) {
        int size = direction.length;
        double[] solved = factor.solve(direction);
        double variance = 0;
        double length = 0;
        for (int j = 0; j < size; j++) {
            double sum = 0;
            for (int m = 0; m < size; m++) {
                sum += free[m] * hessian[j * size + m] * solved[m];
            }
            variance += free[j] * solved[j] * sum;
            length += direction[j] * solved[j];
        }
        // Where the inverse lives on what Cholesky took for tiny, the rows and the ridge leave the direction open.
        return length * greatest * LEAST_CURVATURE > Lbfgs.dot(direction, direction) ? Double.NaN : Math.sqrt(variance);
    }
}
