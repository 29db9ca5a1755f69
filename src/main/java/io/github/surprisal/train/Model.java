package io.github.surprisal.train;

import io.github.surprisal.encode.Encoding;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A trained model.
 *
 * @param name its name in config and output
 * @param classes the classes of the label as text, by code
 * @param encoding what the coefficients belong to
 * @param scorer its margins
 * @param history how training went, one entry per iteration, the starting point first
 * @param convergence why training ended
 * @param warnings what the user should know of it, one line each
 * @param fit what is known of this kind of model alone
 * @param calibrated what the scorer's calibration is worth; empty without one
 */
public record Model(
        String name,
        List<String> classes,
        Encoding encoding,
        Scorer scorer,
        List<Iteration> history,
        Convergence convergence,
        List<String> warnings,
        Fit fit,
        Optional<Calibrated> calibrated) {
    /**
     * What calibration did to the rows that it was fitted to, each scored by a model that was trained without it.
     *
     * @param logLoss their mean log-loss in nats
     * @param calibratedLogLoss the same afterwards
     */
    public record Calibrated(Calibration.Method method, double logLoss, double calibratedLogLoss) {}

    /**
     * One iteration: a row of {@code objective_history}.
     *
     * @param iteration from 0, the starting point
     * @param objective mean log-loss and penalty, in nats
     * @param gradientNorm NaN where the trainer does not tell
     * @param trainLogLoss mean log-loss of the rows trained on in nats, by their weights; NaN where the trainer does not tell
     * @param validationLogLoss the same of rows held out to know when to stop; NaN where there are none
     * @param seconds since training began; NaN where the trainer does not tell
     */
    public record Iteration(
            int iteration,
            double objective,
            double gradientNorm,
            double trainLogLoss,
            double validationLogLoss,
            double seconds)
            implements Serializable {
        /** Of a trainer that tells no more. */
        public Iteration(int iteration, double objective, double gradientNorm) {
            this(iteration, objective, gradientNorm, Double.NaN, Double.NaN, Double.NaN);
        }
    }

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
        MAX_ITERATIONS,
        /** The log-loss of rows held out rose, and the iterations up to its least value are kept. */
        EARLY_STOPPING,
        /** There was nothing left to split. */
        NO_SPLIT,
        /** A tree was no better than chance. */
        CHANCE,
        /** A tree had no row wrong. */
        NO_ERROR
    }

    /**
     * The same with calibrated margins.
     *
     * @param worth what that is worth
     * @param more warnings
     */
    Model calibrated(Calibration calibration, Calibrated worth, List<String> more) {
        return new Model(
                name,
                classes,
                encoding,
                scorer.with(calibration),
                history,
                convergence,
                Stream.concat(warnings.stream(), more.stream()).toList(),
                fit,
                Optional.of(worth));
    }

    /** The number of iterations that the model is made of. */
    public int iterations() {
        if (fit instanceof TreesFit trees) {
            return trees.rounds();
        }
        return fit instanceof NetworkFit network ? network.iterations() : Math.max(0, history.size() - 1);
    }

    /** What is known of coefficients, if there are any. */
    public Optional<LinearFit> linear() {
        return fit instanceof LinearFit linear ? Optional.of(linear) : Optional.empty();
    }

    /** What is known of trees, if there are any. */
    public Optional<TreesFit> trees() {
        return fit instanceof TreesFit trees ? Optional.of(trees) : Optional.empty();
    }
}
