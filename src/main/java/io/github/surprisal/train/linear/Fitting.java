package io.github.surprisal.train.linear;

import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.TrainConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the minimum of an {@link Objective} is found: where to begin, and in what metric to go on. */
final class Fitting {
    /** The most multiplications that the exact metric may take. */
    private static final long MAX_WORK = 6_000_000_000L;

    private static final long REPEATED = 30;

    /** So many passes may the second derivative take, if enough rows remain for it. */
    private static final long MAX_PASSES = 20;

    private static final long ROWS_PER_PARAMETER = 20;

    private static final long SAMPLE = 100_000;

    private static final long SAMPLE_PER_SLOT = 1000;

    /** Fewer rows than so many samples are looked at from the start. */
    private static final int LEAST_SAMPLED = 6;

    /** Of a sample one block of so many tells how its terms hang together. */
    private static final int OF_SAMPLE = 8;

    /** A sample's minimum need not be known better than it is that of all rows. */
    private static final double SAMPLE_TOLERANCE = 5e-3;

    private final Objective objective;
    private final TrainConfig config;
    private final LogLoss loss;
    private final ParameterLayout parameterLayout;
    private Gram gram;

    Fitting(Objective objective, TrainConfig config) {
        this.objective = objective;
        this.config = config;
        this.loss = objective.loss();
        this.parameterLayout = objective.parameterLayout();
    }

    /** @param isNew whether the point knows nothing, or else is near the minimum as far as is known */
    Lbfgs.Minimum fit(LogLoss of, boolean[] fitted, Objective.Penalty penalty, double[] start, boolean isNew) {
        return isNew ? fitFromNothing(of, fitted, penalty, start) : fit(of, fitted, penalty, start);
    }

    /** From a point that is near the minimum as far as is known. */
    Lbfgs.Minimum fit(LogLoss of, boolean[] fitted, Objective.Penalty penalty, double[] start) {
        return fit(of, fitted, penalty, start, config.tol());
    }

    /** The same, not as near as the config says. */
    Lbfgs.Minimum fit(LogLoss of, boolean[] fitted, Objective.Penalty penalty, double[] start, double tolerance) {
        return fit(of, fitted, penalty, start, tolerance, Optional.empty());
    }

    /**
     * From a point that knows nothing. Of many rows some thousand for each parameter lead to within the statistical error of
     * their number, and their second derivative there is nearly that of all: what remains for all rows is a few steps of
     * Newton's method.
     */
    private Lbfgs.Minimum fitFromNothing(LogLoss of, boolean[] fitted, Objective.Penalty penalty, double[] start) {
        if (!beginsWithFew(penalty)) {
            return fit(of, fitted, penalty, start);
        }
        int every = sampled();
        double[] near = new Lbfgs(
                        x -> objective.at(of, fitted, penalty, x, every),
                        penalty.l1(),
                        open -> metric(both(fitted, open), penalty))
                .minimise(start, config.maxIter(), Math.max(config.tol(), SAMPLE_TOLERANCE))
                .x();
        UnaryOperator<double[]> metric = Metric.of(objective.meanHessian(of, near, every), penalty.l2(), fitted);
        return fit(of, fitted, penalty, near, config.tol(), Optional.of(metric));
    }

    /** @param first the metric to begin with, if it is a better one than that of a point that knows nothing */
    private Lbfgs.Minimum fit(
            LogLoss of,
            boolean[] fitted,
            Objective.Penalty penalty,
            double[] start,
            double tolerance,
            Optional<UnaryOperator<double[]>> first) {
        Lbfgs.Metrics metrics = new Lbfgs.Metrics() {
            @Override
            public UnaryOperator<double[]> of(boolean[] open) {
                return first.orElseGet(() -> metric(both(fitted, open), penalty));
            }

            @Override
            public Optional<UnaryOperator<double[]>> at(double[] x) {
                return loss.size() <= Objective.MAX_EXACT
                        ? Optional.of(Metric.of(objective.meanHessian(of, x, worthwhile()), penalty.l2(), fitted))
                        : Optional.empty();
            }
        };
        return new Lbfgs(x -> objective.at(of, fitted, penalty, x), penalty.l1(), metrics)
                .minimise(start, config.maxIter(), tolerance);
    }

    private static boolean[] both(boolean[] fitted, boolean[] open) {
        boolean[] both = new boolean[open.length];
        for (int j = 0; j < both.length; j++) {
            both[j] = fitted[j] && open[j];
        }
        return both;
    }

    private UnaryOperator<double[]> metric(boolean[] fitted, Objective.Penalty penalty) {
        int width = parameterLayout.width();
        // |x| has no second derivative; as much again keeps steps short where the rows have none either.
        double[] ridge = new double[width];
        Arrays.setAll(ridge, j -> penalty.l2()[j] + penalty.l1()[j]);
        double[] shares = config.fitIntercept() ? objective.shares() : uniform(loss.classes());
        if (gram == null) {
            // With kinks there is another one whenever a coordinate leaves 0 or comes to it.
            long work = (long) loss.margins() * width * width * width * (penalty.hasL1() ? REPEATED : 1);
            boolean exact = width <= Objective.MAX_EXACT && work <= MAX_WORK;
            gram = gram(exact, sampled() * (beginsWithFew(penalty) ? OF_SAMPLE : 1));
        }
        return gram.square().length > 0
                ? Metric.exact(gram.square(), ridge, fitted, shares)
                : Metric.independent(parameterLayout, gram.shares(), gram.numbers(), ridge, fitted, shares);
    }

    /**
     * What the metrics are made of, for all penalties.
     *
     * @param square Σ w·x·xᵀ/Σ w over the slots; empty where there are too many of them
     * @param shares of the codes, by slot, otherwise
     * @param numbers Σ w·x·xᵀ/Σ w of the numbers, otherwise
     */
    private record Gram(double[] square, double[] shares, double[][] numbers) {}

    private Gram gram(boolean exact, int every) {
        int width = parameterLayout.width();
        double[] at = new double[loss.size()];
        if (exact) {
            double[] square = objective
                    .passes()
                    .sum(loss, width * width, (into, block, pass) -> pass.addGram(into, block), at, every);
            LogLoss.fill(square, width, width);
            double all = square[width * width - 1];
            Arrays.setAll(square, i -> square[i] / all);
            return new Gram(square, new double[0], new double[0][]);
        }
        int numbers = parameterLayout.numbers();
        double[] sums = objective
                .passes()
                .sum(loss, width + numbers * numbers, (into, block, pass) -> pass.addMasses(into, block), at);
        double[] shares = new double[width];
        Arrays.setAll(shares, j -> sums[j] / objective.weight());
        double[][] square = new double[numbers][numbers];
        for (int j = 0; j < numbers; j++) {
            for (int m = 0; m < numbers; m++) {
                square[j][m] = sums[width + Math.min(j, m) * numbers + Math.max(j, m)] / objective.weight();
            }
        }
        return new Gram(new double[0], shares, square);
    }

    private boolean beginsWithFew(Objective.Penalty penalty) {
        return sampled() >= LEAST_SAMPLED && !penalty.hasL1() && loss.size() <= Objective.MAX_EXACT;
    }

    /** Of many rows, one block of so many tells the metric all it needs. */
    private int sampled() {
        return (int) Math.max(
                1, Math.min(64, objective.rows() / Math.max(SAMPLE, SAMPLE_PER_SLOT * parameterLayout.width())));
    }

    private static double[] uniform(int classes) {
        double[] shares = new double[classes];
        Arrays.fill(shares, 1.0 / classes);
        return shares;
    }

    /** Of how many blocks one is enough, for the second derivative to take no longer than some passes. */
    private int worthwhile() {
        long columns = parameterLayout.numbers() + (long) parameterLayout.offsets().length;
        long passesLong = (loss.margins() + 1) * columns / 8;
        return (int)
                Math.max(1, Math.min(passesLong / MAX_PASSES, objective.rows() / (ROWS_PER_PARAMETER * loss.size())));
    }
}
