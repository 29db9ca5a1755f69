package io.github.surprisal.train.linear;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.train.Lbfgs;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.Passes;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TrainingMoments;
import io.github.surprisal.train.WarmStart;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * What training minimises over the training rows: mean weighted log-loss + Σ l1ⱼ|xⱼ| + Σ l2ⱼ xⱼ²/2, and the parameters over which
 * it does. Each look at it is a pass over the blocks.
 */
final class Objective {
    /** The most slots or parameters of which the second derivative is taken exactly. */
    static final int MAX_EXACT = 1000;

    private final Passes passes;
    private final TrainConfig config;
    private final Encoding encoding;
    private final ParameterLayout parameterLayout;
    private final LogLoss loss;
    private final long rows;
    private final double[] ofClass;
    private final double weight;
    private final boolean weighted;
    private final int offset;
    private final boolean[] free;

    Objective(
            JavaRDD<EncodedBlock> blocks,
            Encoding encoding,
            Layout layout,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments) {
        this.passes = new Passes(blocks, Trainer.LOGISTIC);
        this.encoding = encoding;
        this.config = config;
        double[] means = config.fitIntercept() ? moments.means() : new double[layout.numbers().length];
        this.parameterLayout = ParameterLayout.of(layout, means, moments.scales());
        this.rows = Arrays.stream(moments.rows()).sum();
        this.weighted = Arrays.stream(moments.ofClass()).sum() != rows;
        double[] classWeights = config.options().factors(classes, moments.ofClass());
        this.loss = new LogLoss(parameterLayout, classes.size(), classWeights, 0, 0);
        this.ofClass = moments.ofClass().clone();
        for (int k = 0; k < classWeights.length; k++) {
            ofClass[k] *= classWeights[k];
        }
        this.weight = Arrays.stream(ofClass).sum();
        this.offset = layout.offset(encoding);
        this.free = toFit();
    }

    ParameterLayout parameterLayout() {
        return parameterLayout;
    }

    /** Of all rows. */
    LogLoss loss() {
        return loss;
    }

    /** Without the rows of a fold. */
    LogLoss without(int fold) {
        return new LogLoss(
                parameterLayout,
                loss.classes(),
                loss.classWeights(),
                config.options().folds(),
                fold);
    }

    /** How many rows there are. */
    long rows() {
        return rows;
    }

    /** Whether rows have weights of their own, whatever their classes have. */
    boolean weighted() {
        return weighted;
    }

    /** What part of the weight each class has. */
    double[] shares() {
        return Arrays.stream(ofClass).map(w -> w / weight).toArray();
    }

    Passes passes() {
        return passes;
    }

    /** All rows' weight. */
    double weight() {
        return weight;
    }

    /** Which parameters are fitted. */
    boolean[] free() {
        return free;
    }

    /**
     * Which parameters are fitted. Without a penalty some must not be, or there would be no one minimum: of each column of
     * categories the first one, and the first of several classes, are what the others are compared with.
     */
    private boolean[] toFit() {
        boolean[] fitted = new boolean[loss.size()];
        boolean reference = unpenalised();
        int width = parameterLayout.width();
        int[] termOf = parameterLayout.termOf();
        for (int k = reference && loss.margins() > 1 ? 1 : 0; k < loss.margins(); k++) {
            boolean whole = config.fitIntercept();
            for (int slot = 0; slot < width - 1; slot++) {
                fitted[k * width + slot] = termOf[slot] >= 0;
            }
            fitted[k * width + width - 1] = whole;
            for (int c = 0; c < parameterLayout.layout().codes().length && reference; c++) {
                if (!(feature(c) instanceof FeatureEncoding.Numeric)) {
                    fitted[k * width + parameterLayout.offsets()[c]] = !whole;
                    whole = true;
                }
            }
        }
        for (int k = 0; k < loss.margins() && offset >= 0; k++) {
            fitted[k * width + offset] = false;
        }
        return fitted;
    }

    /** Parameters to begin from: these, but those that are not fitted as they have to be. */
    private double[] given(double[] parameters) {
        if (offset >= 0) {
            parameters[offset] = 1 / parameterLayout.scales()[offset];
        }
        return parameters;
    }

    private boolean unpenalised() {
        return config.regParam() == 0 && config.options().regParams().isEmpty();
    }

    private FeatureEncoding feature(int columnOfCodes) {
        return encoding.features()
                .get(parameterLayout.layout()
                        .features()[parameterLayout.layout().numbers().length + columnOfCodes]);
    }

    /** The logarithm of the probability of the training rows' labels. */
    double likelihood(double[] x) {
        return -sums(loss, x)[0];
    }

    /**
     * What is added to the loss.
     *
     * @param l1 of each parameter's absolute value
     * @param l2 of half of its square
     */
    record Penalty(double[] l1, double[] l2, boolean hasL1) {
        /** What it adds at x, in nats. */
        double of(double[] x) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += l1[j] * Math.abs(x[j]) + l2[j] / 2 * x[j] * x[j];
            }
            return sum;
        }
    }

    Penalty penalty(double regParam) {
        double[] l1 = new double[loss.size()];
        double[] l2 = new double[loss.size()];
        int[] termOf = parameterLayout.termOf();
        for (int j = 0; j < loss.size(); j++) {
            int slot = j % parameterLayout.width();
            // The penalty is on the coefficient of the number as it is, unless it is to be standardised.
            double scale = slot < parameterLayout.numbers() && !config.standardization()
                    ? parameterLayout.scales()[slot]
                    : 1;
            if (termOf[slot] >= 0 && slot != offset) {
                l1[j] = regParam * config.elasticNet() * scale;
                l2[j] = regParam * (1 - config.elasticNet()) * scale * scale;
            }
        }
        return new Penalty(l1, l2, regParam * config.elasticNet() > 0);
    }

    /** Where another model is. */
    double[] start(WarmStart model, List<String> classes) {
        return given(new WarmParameters(model).in(parameterLayout, encoding, classes, free, intercepts()));
    }

    /** Of a model that knows nothing but the shares of the classes, by class; their mean is 0. */
    private double[] intercepts() {
        double[] logs = Arrays.stream(ofClass)
                .map(w -> w > 0 && config.fitIntercept() ? Elementary.log(w) : 0)
                .toArray();
        double mean = Arrays.stream(logs).average().orElse(0);
        return Arrays.stream(logs).map(log -> log - mean).toArray();
    }

    /** Nothing but intercepts: the shares of the classes. */
    double[] start() {
        double[] start = new double[loss.size()];
        if (config.fitIntercept() && Arrays.stream(ofClass).allMatch(w -> w > 0)) {
            int first = unpenalised() && loss.margins() > 1 ? 0 : -1;
            for (int k = 0; k < loss.margins(); k++) {
                double against = loss.margins() == 1 || first == 0 ? ofClass[0] : weight;
                start[k * parameterLayout.width() + parameterLayout.intercept()] =
                        Elementary.log(ofClass[loss.margins() == 1 ? 1 : k] / against);
            }
        }
        return given(start);
    }

    /** Value and gradient somewhere. */
    Lbfgs.Point at(LogLoss of, boolean[] fitted, Penalty penalty, double[] x) {
        double[] sums = sums(of, x);
        return point(sums, weight - sums[2], fitted, penalty, x);
    }

    /** The same of one of every so many blocks. */
    Lbfgs.Point at(LogLoss of, boolean[] fitted, Penalty penalty, double[] x, int every) {
        int last = of.sums();
        double[] sums = passes.sum(
                of,
                last + 1,
                (into, block, pass) -> {
                    pass.addTo(into, block);
                    into[last] += pass.weight(block);
                },
                x,
                every);
        return point(sums, sums[last], fitted, penalty, x);
    }

    /** @param trained the weight of the rows that were summed up */
    private static Lbfgs.Point point(double[] sums, double trained, boolean[] fitted, Penalty penalty, double[] x) {
        double value = sums[0] / trained;
        double[] gradient = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            value += penalty.l2()[j] / 2 * x[j] * x[j];
            gradient[j] = fitted[j] ? sums[LogLoss.HEAD + j] / trained + penalty.l2()[j] * x[j] : 0;
        }
        return new Lbfgs.Point(x, value, gradient);
    }

    /** The second derivative of the loss, of all rows. */
    double[] hessian(double[] x) {
        int size = loss.size();
        double[] hessian = passes.sum(loss, size * size, (into, block, pass) -> pass.addHessian(into, block), x);
        LogLoss.fill(hessian, size, parameterLayout.width());
        return hessian;
    }

    /** The second derivative per weight, of one of every so many blocks. */
    double[] meanHessian(LogLoss of, double[] x, int every) {
        int size = loss.size();
        double[] sums = passes.sum(
                of,
                size * size + 1,
                (into, block, pass) -> {
                    pass.addHessian(into, block);
                    into[size * size] += block.rows();
                },
                x,
                every);
        double share = sums[size * size] / rows;
        double[] mean = Arrays.copyOf(sums, size * size);
        LogLoss.fill(mean, size, parameterLayout.width());
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= share * weight;
        }
        return mean;
    }

    /**
     * The standard deviation of each term over the training rows, by their weights: of a number its own, of an indicator that is
     * 1 in a share p of them √(p·(1 − p)).
     */
    double[] deviations(TrainingMoments moments) {
        int[] offsets = parameterLayout.offsets();
        double[] masses = passes.sum(
                loss,
                parameterLayout.width(),
                (into, block, pass) -> {
                    double[] of = block.weights();
                    if (of.length == 0) {
                        of = new double[block.rows()];
                        Arrays.fill(of, 1);
                    }
                    for (int c = 0; c < offsets.length; c++) {
                        block.codes()[c].scatter(of, block.rows(), into, offsets[c]);
                    }
                },
                new double[loss.size()]);
        double all = Arrays.stream(moments.ofClass()).sum();
        double[] ofNumbers = moments.deviations();
        double[] deviations = new double[parameterLayout.layout().terms()];
        int[] termOf = parameterLayout.termOf();
        for (int slot = 0; slot < termOf.length; slot++) {
            if (termOf[slot] >= 0) {
                double share = masses[slot] / all;
                deviations[termOf[slot]] =
                        slot < ofNumbers.length ? ofNumbers[slot] : Math.sqrt(Math.max(0, share * (1 - share)));
            }
        }
        return deviations;
    }

    /** The diagonal of the second derivative. */
    double[] diagonal(double[] x) {
        return passes.sum(loss, loss.size(), (into, block, pass) -> pass.addDiagonal(into, block), x);
    }

    /** What {@link LogLoss.Pass#addTo} sums up: losses and gradient. */
    double[] sums(LogLoss of, double[] x) {
        return passes.sum(of, of.sums(), (into, block, pass) -> pass.addTo(into, block), x);
    }
}
