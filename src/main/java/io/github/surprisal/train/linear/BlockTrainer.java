package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.CrossCalibration;
import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.StandardErrors;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TrainingMoments;
import io.github.surprisal.train.WarmStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Our own trainer. Margins are sums of look-ups in the blocks' codes, gradients are scattered back; a pass is one Spark job,
 * whose partitions are added in their order, so the same rows give the same bits on any cluster.
 */
final class BlockTrainer {
    /** A margin that differs by this, for a category or a standard deviation, is certain for all that matters. */
    private static final double CERTAIN = 15;

    private static final double ALL_CERTAIN = 1e-3;

    private static final int MAX_NAMED = 5;

    private final EncodedTable table;
    private final String label;
    private final Encoding encoding;
    private final List<String> classes;
    private final TrainConfig config;
    private final List<String> warnings;
    private final Layout layout;
    private final Objective objective;
    private final Fitting fitting;
    private final ParameterLayout parameterLayout;
    private final LogLoss loss;
    private final TrainingMoments moments;
    private final boolean[] free;

    BlockTrainer(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments,
            List<String> warnings) {
        this.table = table;
        this.label = table.label();
        this.encoding = encoding;
        this.classes = classes;
        this.config = config;
        this.warnings = new ArrayList<>(warnings);
        this.layout = table.layout();
        this.moments = moments;
        this.objective = new Objective(table.blocks(), encoding, layout, classes, config, moments);
        this.fitting = new Fitting(objective, config);
        this.parameterLayout = objective.parameterLayout();
        this.loss = objective.loss();
        this.free = objective.free();
    }

    Model train(Optional<WarmStart> warmStart) {
        double[] known = warmStart.map(model -> objective.start(model, classes)).orElseGet(objective::start);
        PenaltySearch.Found found = new PenaltySearch(objective, fitting, config).find(known, warmStart.isEmpty());
        double regParam = found.regParam();
        double[] start = found.start();
        Objective.Penalty penalty = objective.penalty(regParam);
        boolean isNew = warmStart.isEmpty() && found.points().isEmpty();
        Lbfgs.Minimum minimum = found.minimum().orElseGet(() -> fitting.fit(loss, free, penalty, start, isNew));
        double[] x = minimum.x();
        if (minimum.convergence() == Model.Convergence.MAX_ITERATIONS) {
            warnings.add(
                    "Training stopped after train.max-iter = " + config.maxIter() + " iterations, before it converged");
        }
        StandardErrors errors = StandardErrors.unknown(layout.terms(), loss.margins());
        double degrees = Double.NaN;
        Fisher fisher = new Fisher(parameterLayout, loss, penalty.l2(), free, objective.weight());
        TrainConfig.Errors wanted =
                penalty.hasL1() ? TrainConfig.Errors.NONE : config.options().standardErrors();
        if (wanted == TrainConfig.Errors.DIAGONAL) {
            errors = fisher.ofDiagonal(objective.diagonal(x));
        } else if (wanted == TrainConfig.Errors.EXACT && loss.size() > Objective.MAX_EXACT) {
            warnings.add("Label '" + label + "': no standard errors, for they would take the inverse of a square of "
                    + loss.size() + " parameters, at most " + Objective.MAX_EXACT
                    + "; train.standard-errors = diagonal tells how small they are at least");
        } else if (wanted == TrainConfig.Errors.EXACT) {
            Fisher.Result result = fisher.stdErrors(objective.hessian(x));
            errors = result.errors();
            degrees = result.degreesOfFreedom();
            if (regParam == 0) {
                warnOfOpen(result.open());
            }
        }
        if (regParam == 0 || penalty.hasL1()) {
            degrees = IntStream.range(0, x.length)
                    .filter(j -> free[j] && (x[j] != 0 || !penalty.hasL1()))
                    .count();
        }
        if (regParam == 0) {
            warnOfSeparation(minimum);
        }
        Model model = new Model(
                Trainer.LOGISTIC,
                List.copyOf(classes),
                encoding,
                scorer(x),
                minimum.history(),
                minimum.convergence(),
                List.copyOf(warnings),
                new LinearFit(
                        config.fitIntercept(),
                        errors,
                        regParam,
                        found.reason(),
                        objective.deviations(moments),
                        degrees,
                        found.points(),
                        config.options().tests() ? tests(minimum, penalty) : List.of()),
                Optional.empty());
        // Without each fold in turn, from where all rows have their minimum.
        return CrossCalibration.calibrated(
                model,
                table,
                config.options(),
                fold -> scorer(
                        fitting.fit(objective.without(fold), free, penalty, x).x()));
    }

    /** Trains without each feature in turn, from where all of them are the best. */
    private List<LinearFit.FeatureTest> tests(Lbfgs.Minimum all, Objective.Penalty penalty) {
        double with = objective.likelihood(all.x());
        List<LinearFit.FeatureTest> tests = new ArrayList<>();
        int width = parameterLayout.width();
        for (int f = 0; f < encoding.features().size(); f++) {
            if (encoding.offset().equals(Optional.of(encoding.features().get(f)))) {
                continue;
            }
            boolean[] others = free.clone();
            for (int column = 0; column < layout.features().length; column++) {
                int code = column - layout.numbers().length;
                int first = code < 0 ? column : parameterLayout.offsets()[code];
                int end = code < 0 ? first + 1 : first + layout.sizes()[code];
                for (int j = 0; j < others.length && layout.features()[column] == f; j++) {
                    others[j] &= j % width < first || j % width >= end;
                }
            }
            int parameters = 0;
            double[] start = all.x().clone();
            for (int j = 0; j < others.length; j++) {
                parameters += free[j] && !others[j] ? 1 : 0;
                start[j] = free[j] && !others[j] ? 0 : start[j];
            }
            double without = objective.likelihood(
                    fitting.fit(loss, others, penalty, start).x());
            tests.add(new LinearFit.FeatureTest(
                    encoding.features().get(f).feature(), Math.max(0, 2 * (with - without)), parameters));
        }
        return tests;
    }

    /** The coefficients of the terms as they are. */
    private LinearScorer scorer(double[] x) {
        int terms = layout.terms();
        int width = parameterLayout.width();
        int[] termOf = parameterLayout.termOf();
        double[] coefficients = new double[loss.margins() * terms];
        double[] intercepts = new double[loss.margins()];
        for (int k = 0; k < loss.margins(); k++) {
            intercepts[k] = x[k * width + parameterLayout.intercept()];
            for (int slot = 0; slot < width; slot++) {
                if (termOf[slot] >= 0) {
                    boolean number = slot < parameterLayout.numbers();
                    double coefficient =
                            x[k * width + slot] * (number ? parameterLayout.scales()[slot] : 1);
                    coefficients[k * terms + termOf[slot]] = coefficient;
                    intercepts[k] -= number ? coefficient * parameterLayout.means()[slot] : 0;
                }
            }
        }
        if (loss.margins() > 1 && free[parameterLayout.intercept()]) {
            double mean = Arrays.stream(intercepts).average().orElse(0);
            IntStream.range(0, intercepts.length).forEach(k -> intercepts[k] -= mean);
        }
        return new LinearScorer(terms, coefficients, intercepts);
    }

    private void warnOfOpen(List<Integer> open) {
        List<Encoding.Term> terms = encoding.terms();
        int[] termOf = parameterLayout.termOf();
        open.stream()
                .map(j -> j % parameterLayout.width())
                .filter(slot -> termOf[slot] >= 0)
                .distinct()
                .limit(MAX_NAMED)
                .forEach(slot -> warnings.add("Label '" + label + "': " + name(terms.get(termOf[slot]))
                        + " is a sum of other terms, so its coefficient is one of many; a penalty (train.reg-param) would make"
                        + " it unique"));
    }

    /** Without a penalty, rows that can be told apart for certain have no best coefficients: these grow without end. */
    private void warnOfSeparation(Lbfgs.Minimum minimum) {
        double[] x = minimum.x();
        List<Encoding.Term> terms = encoding.terms();
        int[] termOf = parameterLayout.termOf();
        int last = minimum.history().size() - 1;
        boolean complete = minimum.history().get(last).objective() < ALL_CERTAIN
                && IntStream.range(0, x.length).anyMatch(j -> free[j] && Math.abs(x[j]) > CERTAIN);
        if (complete) {
            warnings.add(
                    "Label '" + label + "': the features tell its classes apart without an error, so the coefficients"
                            + " have no bounds; give a penalty (train.reg-param)");
            return;
        }
        IntStream.range(0, x.length)
                .filter(j -> free[j] && termOf[j % parameterLayout.width()] >= 0 && Math.abs(x[j]) > CERTAIN)
                .map(j -> j % parameterLayout.width())
                .distinct()
                .limit(MAX_NAMED)
                .forEach(slot -> warnings.add("Label '" + label + "': " + name(terms.get(termOf[slot]))
                        + " tells some class for certain in these rows, so its coefficient has no bounds; give a penalty"
                        + " (train.reg-param)"));
    }

    private static String name(Encoding.Term term) {
        return term.category().isEmpty()
                ? "feature '" + term.feature() + "'"
                : "category '" + term.category() + "' of feature '" + term.feature() + "'";
    }
}
