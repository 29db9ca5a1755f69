package io.github.surprisal.train;

import java.util.List;

/**
 * How to train. The objective is the mean weighted log-loss + λ(α‖w‖₁ + (1−α)/2 ‖w‖²), the intercept unpenalised.
 *
 * @param engine whose trainer
 * @param models names of the models to train
 * @param testFraction share of the rows kept for testing; not used when {@code testPath} is given
 * @param testPath a table to test on, read like the main one; empty when not given
 * @param seed of the split
 * @param regParam λ
 * @param elasticNet α, from 0 (ridge) to 1 (lasso)
 * @param maxIter greatest number of iterations
 * @param tol convergence tolerance
 * @param fitIntercept whether there is an intercept
 * @param standardization whether the penalty on numeric terms is on coefficients per standard deviation
 */
public record TrainConfig(
        Engine engine,
        List<String> models,
        double testFraction,
        String testPath,
        long seed,
        double regParam,
        double elasticNet,
        int maxIter,
        double tol,
        boolean fitIntercept,
        boolean standardization) {
    /** Who trains. */
    public enum Engine {
        /** Our own, on blocks of codes. */
        SURPRISAL,
        /** MLlib's logistic regression. */
        MLLIB
    }
}
