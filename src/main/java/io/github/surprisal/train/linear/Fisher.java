package io.github.surprisal.train.linear;

import io.github.surprisal.math.Cholesky;
import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.StandardErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Standard errors from the second derivative of the log-loss at its minimum, the observed Fisher information H. Without a
 * penalty they are the roots of the diagonal of H⁻¹; with a ridge Λ of (H + Λ)⁻¹·H·(H + Λ)⁻¹ (the sandwich: the spread of the
 * penalised estimate, which does not tell how far the penalty has pulled it).
 *
 * @param l2 the ridge of each parameter, per row
 * @param free which parameters are fitted
 * @param weight all rows
 */
record Fisher(ParameterLayout parameterLayout, LogLoss loss, double[] l2, boolean[] free, double weight) {
    /** A direction in which the rows say nothing: its variance is not known. */
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * What came of it.
     *
     * @param open slots of parameters that the rows and the penalty leave open, since others make the same sum
     * @param degreesOfFreedom tr((H + Λ)⁻¹·H)
     */
    record Result(StandardErrors errors, List<Integer> open, double degreesOfFreedom) {}

    Result stdErrors(double[] hessian) {
        int size = loss.size();
        int width = parameterLayout.width();
        double[][] penalised = new double[size][size];
        double greatest = 0;
        for (int j = 0; j < size; j++) {
            greatest = Math.max(greatest, hessian[j * size + j]);
        }
        for (int j = 0; j < size; j++) {
            for (int m = 0; m < size; m++) {
                penalised[j][m] = free[j] && free[m] ? hessian[j * size + m] : 0;
            }
            penalised[j][j] += free[j] ? weight * l2[j] : 1;
        }
        // The same number added to all intercepts changes nothing: any ridge on their sum makes the inverse unique.
        boolean symmetric = loss.margins() > 1 && free[width - 1];
        for (int k = 0; k < loss.margins() && symmetric; k++) {
            for (int l = 0; l < loss.margins(); l++) {
                penalised[k * width + width - 1][l * width + width - 1] += greatest;
            }
        }
        Cholesky factor = Cholesky.of(penalised);
        int terms = parameterLayout.layout().terms();
        boolean ridge = Arrays.stream(l2).anyMatch(penalty -> penalty > 0);
        StandardErrors errors = StandardErrors.unknown(
                ridge ? StandardErrors.Kind.SANDWICH : StandardErrors.Kind.FISHER, terms, loss.margins());
        double degrees = 0;
        int[] termOf = parameterLayout.termOf();
        for (int k = 0; k < loss.margins(); k++) {
            for (int slot = 0; slot < width - 1; slot++) {
                if (termOf[slot] >= 0 && free[k * width + slot]) {
                    double[] direction = new double[size];
                    double scale =
                            slot < parameterLayout.numbers() ? parameterLayout.scales()[slot] : 1;
                    direction[k * width + slot] = scale;
                    double[] solved = factor.solve(direction);
                    for (int m = 0; m < size; m++) {
                        degrees += free[m] ? hessian[(k * width + slot) * size + m] * solved[m] / scale : 0;
                    }
                    errors.coefficients()[k * terms + termOf[slot]] = stdError(solved, hessian, direction, greatest);
                }
            }
            if (free[k * width + width - 1]) {
                double[] direction = intercept(k, symmetric);
                errors.intercepts()[k] = stdError(factor.solve(direction), hessian, direction, greatest);
                degrees += symmetric && k == 0 ? 0 : 1;
            }
        }
        List<Integer> open = new ArrayList<>();
        for (int j : factor.dependent()) {
            if (free[j]) {
                open.add(j);
            }
        }
        return new Result(errors, open, degrees);
    }

    /** As if all other parameters were known: of each √Hⱼⱼ / (Hⱼⱼ + Λⱼⱼ). */
    StandardErrors ofDiagonal(double[] diagonal) {
        int width = parameterLayout.width();
        int terms = parameterLayout.layout().terms();
        int[] termOf = parameterLayout.termOf();
        double greatest = Arrays.stream(diagonal).max().orElse(0);
        double[] variances = new double[diagonal.length];
        for (int j = 0; j < variances.length; j++) {
            double penalised = diagonal[j] + weight * l2[j];
            variances[j] = penalised > greatest * LEAST_CURVATURE ? diagonal[j] / (penalised * penalised) : Double.NaN;
        }
        StandardErrors errors = StandardErrors.unknown(StandardErrors.Kind.DIAGONAL, terms, loss.margins());
        boolean symmetric = loss.margins() > 1 && free[width - 1];
        for (int k = 0; k < loss.margins(); k++) {
            for (int slot = 0; slot < width - 1; slot++) {
                int j = k * width + slot;
                if (termOf[slot] >= 0 && free[j]) {
                    double scale =
                            slot < parameterLayout.numbers() ? parameterLayout.scales()[slot] : 1;
                    errors.coefficients()[k * terms + termOf[slot]] = scale * Math.sqrt(variances[j]);
                }
            }
            if (free[k * width + width - 1]) {
                double[] direction = intercept(k, symmetric);
                double variance = 0;
                for (int j = 0; j < direction.length; j++) {
                    variance += direction[j] == 0 || !free[j] ? 0 : direction[j] * direction[j] * variances[j];
                }
                errors.intercepts()[k] = Math.sqrt(variance);
            }
        }
        return errors;
    }

    /** What the intercept of the terms as they are is, in the parameters; with several equal margins less their mean. */
    private double[] intercept(int margin, boolean symmetric) {
        int width = parameterLayout.width();
        double[] direction = new double[loss.size()];
        for (int k = 0; k < loss.margins(); k++) {
            double share = (k == margin ? 1 : 0) - (symmetric ? 1.0 / loss.margins() : 0);
            direction[k * width + width - 1] = share;
            for (int slot = 0; slot < parameterLayout.numbers(); slot++) {
                direction[k * width + slot] = -share
                        * parameterLayout.scales()[slot]
                        * parameterLayout.means()[slot];
            }
        }
        return direction;
    }

    private double stdError(double[] solved, double[] hessian, double[] direction, double greatest) {
        int size = direction.length;
        double variance = 0;
        double length = 0;
        for (int j = 0; j < size; j++) {
            double sum = 0;
            for (int m = 0; m < size; m++) {
                sum += free[m] ? hessian[j * size + m] * solved[m] : 0;
            }
            variance += free[j] ? solved[j] * sum : 0;
            length += direction[j] * solved[j];
        }
        // Where the inverse lives on what Cholesky took for tiny, the rows and the ridge leave the direction open.
        return length * greatest * LEAST_CURVATURE > Lbfgs.dot(direction, direction)
                ? Double.NaN
                : Math.sqrt(Math.max(0, variance));
    }
}
