package io.github.surprisal.train.linear;

import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.TrainConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Which λ to train with: the one that is given, the best of those that are listed, or one that suits the table.
 *
 * <p>Cross-validated: rows are dealt to folds in turn, in the order of their content hashes, so that the same rows give the same
 * folds however they are partitioned. From the greatest λ on, each fold's training begins where it ended at the λ before.
 */
final class PenaltySearch {
    /** λ where there is nothing to choose. */
    static final double SLIGHT = 1e-4;

    /**
     * Where the penalty of {@link #SLIGHT} is more than a model without one can lose on other rows, it does harm, as with numbers
     * that are nearly sums of others and tell by their small differences: then it is lowered step by step until it is less. On
     * diamonds (40,587 rows; carat, price and three lengths) the log-loss of test rows fell from 0.9824 nats to 0.9606 for the cut,
     * from 1.6642 to 1.6566 for the colour and from 0.0621 to 0.0534 for a price above 10,000; λ = 1e-6 has 0.9606, 1.6565 and 0.0534.
     * Of flights with 4,122 terms the penalty was a fifth of that bound, and every lower λ was worse.
     */
    private static final double[] LOWER = {3e-5, 1e-5, 3e-6, 1e-6};

    /**
     * From so many training rows a parameter on there is no search. Without a penalty, p parameters fitted to n rows cost a log-loss
     * of p/(2n) nats on other rows (H. Akaike 1974, doi:10.1109/TAC.1974.1100705), which is all that a penalty could win back:
     * here at most 0.005. Nor is there one where rows have weights: to hold out a row that stands for many, all of one kind, asks
     * of the others what they cannot know.
     */
    static final double ENOUGH_ROWS = 100;

    /** From next to the shares of the classes alone to next to no penalty, in steps of half a decade below 1. */
    private static final double[] CANDIDATES = DoubleStream.concat(
                    DoubleStream.of(10, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, SLIGHT), Arrays.stream(LOWER))
            .toArray();

    /** So many λ in succession that are worse than the best end a search: losses are nearly convex in log λ. */
    private static final int WORSE = 2;

    /**
     * Ten times coarser than the default of training itself: what it leaves of the loss is far below the standard error of a mean
     * over rows held out, by which λ next to each other are told apart anyway.
     */
    private static final double TOLERANCE = 1e-5;

    /**
     * Of more rows × columns × margins than this one fold alone is held out. Its rows are many enough: of Letter (16,000 rows, 10
     * columns, 26 classes) one fold chooses the same λ as five, in a fifth of the time.
     */
    private static final long MANY_CELLS = 2_000_000;

    private final Objective objective;
    private final Fitting fitting;
    private final TrainConfig config;
    private final boolean[] free;

    PenaltySearch(Objective objective, Fitting fitting, TrainConfig config) {
        this.objective = objective;
        this.fitting = fitting;
        this.config = config;
        this.free = objective.free();
    }

    /**
     * What to train with.
     *
     * @param points what was found of each λ that was tried on rows held out, from the greatest on; empty where none was
     * @param start where to begin
     * @param reason in words; empty where λ was given
     * @param minimum where training with it on all rows ends, if that is known already
     */
    record Found(
            double regParam,
            List<LinearFit.PathPoint> points,
            double[] start,
            String reason,
            Optional<Lbfgs.Minimum> minimum) {
        Found(double regParam, List<LinearFit.PathPoint> points, double[] start, String reason) {
            this(regParam, points, start, reason, Optional.empty());
        }
    }

    /**
     * @param start of a model that knows nothing, or of another model
     * @param isNew whether it is the former
     */
    Found find(double[] start, boolean isNew) {
        if (!config.options().regParams().isEmpty()) {
            return listed(start);
        }
        return config.choosesPenalty() ? suitable(start, isNew) : new Found(config.regParam(), List.of(), start, "");
    }

    private Found suitable(double[] start, boolean isNew) {
        long parameters = IntStream.range(0, free.length).filter(j -> free[j]).count();
        double each = (double) objective.rows() / Math.max(1, parameters);
        if (objective.weighted()) {
            return slight(
                    start,
                    isNew,
                    parameters,
                    "fixed, for a row with a weight may stand for many, none of which can be held out");
        }
        if (each >= ENOUGH_ROWS) {
            return slight(
                    start,
                    isNew,
                    parameters,
                    String.format(Locale.ROOT, "fixed, for %,d rows a parameter leave next to nothing to choose", (long)
                            each));
        }
        int folds = config.options().folds();
        long cells = objective.rows()
                * objective.parameterLayout().layout().features().length
                * objective.loss().margins();
        int heldOut = cells > MANY_CELLS ? 1 : folds;
        Trial[] trials = new Trial[CANDIDATES.length];
        Trial before = null;
        int best = 0;
        int tried = 0;
        while (tried < CANDIDATES.length && tried - best <= WORSE) {
            before = trial(CANDIDATES[tried], before, start, heldOut, TOLERANCE);
            trials[tried] = before;
            best = before.mean() < trials[best].mean() ? tried : best;
            tried++;
        }
        List<LinearFit.PathPoint> points = new ArrayList<>();
        for (int p = 0; p < tried; p++) {
            Trial trial = trials[p];
            points.add(new LinearFit.PathPoint(
                    CANDIDATES[p],
                    trial.mean(),
                    trial.stdError(),
                    Arrays.stream(trial.trained()).sum() / heldOut,
                    nonZero(trial.ends()[0]),
                    trial.iterations(),
                    p == best));
        }
        String rows = each < 10 ? String.format(Locale.ROOT, "%.2g", each) : String.format(Locale.ROOT, "%.0f", each);
        return new Found(
                CANDIDATES[best],
                List.copyOf(points),
                trials[best].centre(),
                String.format(
                        Locale.ROOT,
                        "the best of %d on rows held out (%s), for there are %s rows a parameter",
                        tried,
                        heldOut == 1 ? "one fold of " + folds : folds + " folds",
                        rows));
    }

    /** No search: a λ that hardly holds the weights back, lowered while it costs more than it can win. */
    private Found slight(double[] start, boolean isNew, long parameters, String reason) {
        Objective.Penalty penalty = objective.penalty(SLIGHT);
        Lbfgs.Minimum minimum = fitting.fit(objective.loss(), free, penalty, start, isNew);
        double most = parameters / (2.0 * objective.rows());
        double first = penalty.of(minimum.x());
        double regParam = SLIGHT;
        for (int l = 0; l < LOWER.length && !penalty.hasL1() && penalty.of(minimum.x()) > most; l++) {
            regParam = LOWER[l];
            penalty = objective.penalty(regParam);
            minimum = fitting.fit(objective.loss(), free, penalty, minimum.x());
        }
        String lowered = String.format(
                Locale.ROOT,
                "lowered from %.4f, where it was %s times what %,d parameters can lose on other rows without it",
                SLIGHT,
                String.format(Locale.ROOT, first < 10 * most ? "%.1f" : "%,.0f", first / most),
                parameters);
        return new Found(regParam, List.of(), start, regParam < SLIGHT ? lowered : reason, Optional.of(minimum));
    }

    /** The best of the λ in the config; all rows are trained on with each of them too. */
    private Found listed(double[] start) {
        double[] params = config.options().regParams().stream()
                .mapToDouble(Double::doubleValue)
                .map(x -> -x)
                .sorted()
                .map(x -> -x)
                .distinct()
                .toArray();
        Trial[] trials = new Trial[params.length];
        int best = 0;
        for (int p = 0; p < params.length; p++) {
            trials[p] = trial(
                    params[p],
                    p == 0 ? null : trials[p - 1],
                    start,
                    config.options().folds(),
                    config.tol());
            best = trials[p].mean() < trials[best].mean() ? p : best;
        }
        List<LinearFit.PathPoint> points = new ArrayList<>();
        double[] x = start;
        double[] chosen = start;
        for (int p = 0; p < params.length; p++) {
            Lbfgs.Minimum minimum = fitting.fit(objective.loss(), free, objective.penalty(params[p]), x);
            x = minimum.x();
            chosen = p == best ? x : chosen;
            points.add(new LinearFit.PathPoint(
                    params[p],
                    trials[p].mean(),
                    trials[p].stdError(),
                    -objective.likelihood(x) / objective.weight(),
                    nonZero(x),
                    minimum.history().size() - 1,
                    p == best));
        }
        return new Found(
                params[best],
                List.copyOf(points),
                chosen,
                "the best of " + params.length + " on rows held out ("
                        + config.options().folds() + " folds)");
    }

    /**
     * One λ, by fold.
     *
     * @param losses the mean log-loss of the rows held out
     * @param trained that of the others
     * @param ends where training ended
     * @param iterations of all folds together
     */
    private record Trial(double[] losses, double[] trained, double[][] ends, int iterations) {
        /** Of the folds that hold rows: of few rows some hold none. */
        double mean() {
            return held().average().orElse(Double.NaN);
        }

        private DoubleStream held() {
            return Arrays.stream(losses).filter(loss -> !Double.isNaN(loss));
        }

        /** √(Var/folds), NaN of one fold. */
        double stdError() {
            double mean = mean();
            double squares = held().map(l -> (l - mean) * (l - mean)).sum();
            long folds = held().count();
            return Math.sqrt(squares / (folds - 1) / folds);
        }

        double[] centre() {
            double[] centre = new double[ends[0].length];
            Arrays.setAll(
                    centre, j -> Arrays.stream(ends).mapToDouble(end -> end[j]).sum() / ends.length);
            return centre;
        }
    }

    private Trial trial(double regParam, Trial before, double[] start, int folds, double tolerance) {
        Objective.Penalty penalty = objective.penalty(regParam);
        double[] losses = new double[folds];
        double[] trained = new double[folds];
        double[][] ends = new double[folds][];
        int iterations = 0;
        for (int fold = 0; fold < folds; fold++) {
            LogLoss held = objective.without(fold);
            Lbfgs.Minimum minimum =
                    fitting.fit(held, free, penalty, before == null ? start : before.ends()[fold], tolerance);
            ends[fold] = minimum.x();
            iterations += minimum.history().size() - 1;
            double[] sums = objective.sums(held, ends[fold]);
            losses[fold] = sums[1] / sums[2];
            trained[fold] = sums[0] / (objective.weight() - sums[2]);
        }
        return new Trial(losses, trained, ends, iterations);
    }

    private int nonZero(double[] x) {
        ParameterLayout parameterLayout = objective.parameterLayout();
        int[] termOf = parameterLayout.termOf();
        return (int) IntStream.range(0, x.length)
                .filter(j -> free[j] && termOf[j % parameterLayout.width()] >= 0 && x[j] != 0)
                .count();
    }
}
