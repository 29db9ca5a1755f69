package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import java.util.List;
import java.util.Optional;

/**
 * A trained model.
 *
 * @param name its name in config and output
 * @param classes the classes of the label as text, by code
 * @param encoding what the coefficients belong to
 * @param scorer coefficients and intercepts, on the scale of the unstandardised terms
 * @param hasIntercept whether intercepts were fitted; they are 0 otherwise
 * @param history the objective, one entry per iteration, the starting point first
 * @param convergence why training ended
 * @param warnings what the user should know of it, one line each
 * @param stdErrors of the coefficients, on their scale
 * @param regParam λ
 * @param penaltyReason why this λ, in words; empty where it was given
 * @param deviations the standard deviation of each term over the training rows; of an indicator √(p·(1 − p))
 * @param degreesOfFreedom the number of parameters fitted, with a ridge the effective one tr((H + Λ)⁻¹·H); NaN where unknown
 * @param path what cross-validation found of each λ, from the greatest on; empty without it
 * @param tests of the features; empty where not asked for
 * @param calibrated what the scorer's calibration is worth; empty without one
 */
public record Model(
        String name,
        List<String> classes,
        Encoding encoding,
        Scorer scorer,
        boolean hasIntercept,
        List<Iteration> history,
        Convergence convergence,
        List<String> warnings,
        StandardErrors stdErrors,
        double regParam,
        String penaltyReason,
        double[] deviations,
        double degreesOfFreedom,
        List<PathPoint> path,
        List<FeatureTest> tests,
        Optional<Calibrated> calibrated) {
    /**
     * What calibration did to the rows that it was fitted to, each scored by a model that was trained without it.
     *
     * @param logLoss their mean log-loss in nats
     * @param calibratedLogLoss the same afterwards
     */
    public record Calibrated(Calibration.Method method, double logLoss, double calibratedLogLoss) {}

    /**
     * One λ: a row of {@code regularization_path}.
     *
     * @param logLoss the mean over the folds of the mean log-loss of the rows held out, in nats
     * @param stdError √(Var/folds) of it
     * @param trainLogLoss of all training rows, in nats; where λ suits the table, the mean over the folds of that of the rows trained on
     * @param nonZero how many coefficients are not 0, then or in the first fold
     * @param iterations of the training on all rows, which begins at the λ before, or of the folds together
     */
    public record PathPoint(
            double regParam,
            double logLoss,
            double stdError,
            double trainLogLoss,
            int nonZero,
            int iterations,
            boolean chosen) {}

    /**
     * What a feature adds to the others: a row of {@code feature_test}.
     *
     * @param statistic 2·(log-likelihood with it − without it)
     * @param degreesOfFreedom the number of its parameters
     */
    public record FeatureTest(String feature, double statistic, int degreesOfFreedom) {}

    /**
     * One iteration: a row of {@code objective_history}.
     *
     * @param iteration from 0, the starting point
     * @param objective mean log-loss and penalty, in nats
     * @param gradientNorm NaN where the trainer does not tell
     */
    public record Iteration(int iteration, double objective, double gradientNorm) {}

    /** Why training ended. */
    public enum Convergence {
        /** The objective or its gradient no longer changed by more than the tolerance. */
        TOLERANCE,
        /** The gradient is next to nothing. */
        GRADIENT,
        /** Several iterations together hardly lowered the objective. */
        OBJECTIVE,
        /** No lower point was found along the steepest direction: as low as numbers of 64 bits can tell. */
        NO_BETTER_POINT,
        /** The greatest number of iterations was reached. */
        MAX_ITERATIONS
    }

    /** The number of iterations made. */
    public int iterations() {
        return Math.max(0, history.size() - 1);
    }
}
