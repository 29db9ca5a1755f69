package io.github.surprisal.train;

import java.util.List;

/**
 * What is known of a linear model.
 *
 * @param hasIntercept whether intercepts were fitted; they are 0 otherwise
 * @param stdErrors of the coefficients, on their scale
 * @param regParam λ
 * @param penaltyReason why this λ, in words; empty where it was given
 * @param deviations the standard deviation of each term over the training rows; of an indicator √(p·(1 − p))
 * @param degreesOfFreedom the number of parameters fitted, with a ridge the effective one tr((H + Λ)⁻¹·H); NaN where unknown
 * @param path what cross-validation found of each λ, from the greatest on; empty without it
 * @param tests of the features; empty where not asked for
 */
public record LinearFit(
        boolean hasIntercept,
        StandardErrors stdErrors,
        double regParam,
        String penaltyReason,
        double[] deviations,
        double degreesOfFreedom,
        List<PathPoint> path,
        List<FeatureTest> tests)
        implements Fit {
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
}
