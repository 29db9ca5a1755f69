package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;

/**
 * What training minimises over the training rows: mean weighted log-loss + Σ l1ⱼ|xⱼ| + Σ l2ⱼ xⱼ²/2, and the parameters over which
 * it does. Each look at it is a pass over the blocks.
 */
final class Objective {
    /** The most slots or parameters of which the second derivative is taken exactly. */
    static final int MAX_EXACT = 1000;

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

    private final Passes passes;
    private final TrainConfig config;
    private final Encoding encoding;
    private final Design design;
    private final LogLoss loss;
    private final long rows;
    private final double[] ofClass;
    private final double weight;
    private final int offset;
    private final boolean[] free;
    private Gram gram;

    Objective(
            JavaRDD<EncodedBlock> blocks,
            Encoding encoding,
            Layout layout,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments) {
        this.passes = new Passes(blocks);
        this.encoding = encoding;
        this.config = config;
        double[] means = config.fitIntercept() ? moments.means() : new double[layout.numbers().length];
        this.design = Design.of(layout, means, moments.scales());
        this.rows = Arrays.stream(moments.rows()).sum();
        double[] classWeights = classWeights(classes, moments.ofClass());
        this.loss = new LogLoss(design, classes.size(), classWeights, 0, 0);
        this.ofClass = moments.ofClass().clone();
        for (int k = 0; k < classWeights.length; k++) {
            ofClass[k] *= classWeights[k];
        }
        this.weight = Arrays.stream(ofClass).sum();
        this.offset = offset();
        this.free = toFit();
    }

    Design design() {
        return design;
    }

    /** Of all rows. */
    LogLoss loss() {
        return loss;
    }

    /** Without the rows of a fold. */
    LogLoss without(int fold) {
        return new LogLoss(
                design, loss.classes(), loss.classWeights(), config.options().folds(), fold);
    }

    /** All rows' weight. */
    double weight() {
        return weight;
    }

    /** Which parameters are fitted. */
    boolean[] free() {
        return free;
    }

    private double[] classWeights(List<String> classes, double[] ofClass) {
        if (config.options().balanced()) {
            double all = Arrays.stream(ofClass).sum();
            long present = Arrays.stream(ofClass).filter(w -> w > 0).count();
            return Arrays.stream(ofClass)
                    .map(w -> w > 0 ? all / (present * w) : 1)
                    .toArray();
        }
        return config.options().classWeights().isEmpty()
                ? new double[0]
                : classes.stream()
                        .mapToDouble(k -> config.options().classWeights().getOrDefault(k, 1.0))
                        .toArray();
    }

    /**
     * Which parameters are fitted. Without a penalty some must not be, or there would be no one minimum: of each column of
     * categories the first one, and the first of several classes, are what the others are compared with.
     */
    private boolean[] toFit() {
        boolean[] fitted = new boolean[loss.size()];
        boolean reference = unpenalised();
        int width = design.width();
        int[] termOf = design.termOf();
        for (int k = reference && loss.margins() > 1 ? 1 : 0; k < loss.margins(); k++) {
            boolean whole = config.fitIntercept();
            for (int slot = 0; slot < width - 1; slot++) {
                fitted[k * width + slot] = termOf[slot] >= 0;
            }
            fitted[k * width + width - 1] = whole;
            for (int c = 0; c < design.layout().codes().length && reference; c++) {
                if (!(feature(c) instanceof FeatureEncoding.Numeric)) {
                    fitted[k * width + design.offsets()[c]] = !whole;
                    whole = true;
                }
            }
        }
        for (int k = 0; k < loss.margins() && offset >= 0; k++) {
            fitted[k * width + offset] = false;
        }
        return fitted;
    }

    /** The slot of numbers that is added to the margin as it is, or −1. */
    private int offset() {
        for (int j = 0; j < design.numbers(); j++) {
            int feature = design.layout().features()[j];
            if (encoding.features().get(feature) instanceof FeatureEncoding.Numeric numeric && numeric.offset()) {
                return j;
            }
        }
        return -1;
    }

    /** Parameters to begin from: these, but those that are not fitted as they have to be. */
    private double[] given(double[] parameters) {
        if (offset >= 0) {
            parameters[offset] = 1 / design.scales()[offset];
        }
        return parameters;
    }

    private boolean unpenalised() {
        return config.regParam() == 0 && config.options().regParams().isEmpty();
    }

    private FeatureEncoding feature(int columnOfCodes) {
        return encoding.features()
                .get(design.layout().features()[design.layout().numbers().length + columnOfCodes]);
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
    record Penalty(double[] l1, double[] l2, boolean hasL1) {}

    Penalty penalty(double regParam) {
        double[] l1 = new double[loss.size()];
        double[] l2 = new double[loss.size()];
        int[] termOf = design.termOf();
        for (int j = 0; j < loss.size(); j++) {
            int slot = j % design.width();
            // The penalty is on the coefficient of the number as it is, unless it is to be standardised.
            double scale = slot < design.numbers() && !config.standardization() ? design.scales()[slot] : 1;
            if (termOf[slot] >= 0 && slot != offset) {
                l1[j] = regParam * config.elasticNet() * scale;
                l2[j] = regParam * (1 - config.elasticNet()) * scale * scale;
            }
        }
        return new Penalty(l1, l2, regParam * config.elasticNet() > 0);
    }

    /** From a point that is near the minimum as far as is known. */
    Lbfgs.Minimum fit(LogLoss of, boolean[] fitted, Penalty penalty, double[] start) {
        return fit(of, fitted, penalty, start, Optional.empty());
    }

    /**
     * From a point that knows nothing. Of many rows some thousand for each parameter lead to within the statistical error of
     * their number, and their second derivative there is nearly that of all: what remains for all rows is a few steps of
     * Newton's method.
     */
    Lbfgs.Minimum fitFromNothing(LogLoss of, boolean[] fitted, Penalty penalty, double[] start) {
        int every = sampled();
        if (every < LEAST_SAMPLED || penalty.hasL1() || loss.size() > MAX_EXACT) {
            return fit(of, fitted, penalty, start);
        }
        double[] near = new Lbfgs(
                        x -> ofSample(of, fitted, penalty, x, every),
                        penalty.l1(),
                        open -> metric(both(fitted, open), penalty))
                .minimise(start, config.maxIter(), Math.max(config.tol(), SAMPLE_TOLERANCE))
                .x();
        UnaryOperator<double[]> metric = Metric.of(meanHessian(of, near, every), penalty.l2(), fitted);
        return fit(of, fitted, penalty, near, Optional.of(metric));
    }

    /** @param first the metric to begin with, if it is a better one than that of a point that knows nothing */
    private Lbfgs.Minimum fit(
            LogLoss of, boolean[] fitted, Penalty penalty, double[] start, Optional<UnaryOperator<double[]>> first) {
        Lbfgs.Metrics metrics = new Lbfgs.Metrics() {
            @Override
            public UnaryOperator<double[]> of(boolean[] open) {
                return first.orElseGet(() -> metric(both(fitted, open), penalty));
            }

            @Override
            public Optional<UnaryOperator<double[]>> at(double[] x) {
                return loss.size() <= MAX_EXACT
                        ? Optional.of(Metric.of(meanHessian(of, x, worthwhile()), penalty.l2(), fitted))
                        : Optional.empty();
            }
        };
        return new Lbfgs(x -> objective(of, fitted, penalty, x), penalty.l1(), metrics)
                .minimise(start, config.maxIter(), config.tol());
    }

    /** Where another model is. */
    double[] start(WarmStart model, List<String> classes) {
        return given(model.parameters(design, encoding, classes, free, intercepts()));
    }

    /** Of a model that knows nothing but the shares of the classes, by class; their mean is 0. */
    private double[] intercepts() {
        double[] logs = Arrays.stream(ofClass)
                .map(w -> w > 0 && config.fitIntercept() ? Math.log(w) : 0)
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
                start[k * design.width() + design.intercept()] =
                        Math.log(ofClass[loss.margins() == 1 ? 1 : k] / against);
            }
        }
        return given(start);
    }

    private Lbfgs.Point objective(LogLoss of, boolean[] fitted, Penalty penalty, double[] x) {
        double[] sums = sums(of, x);
        return point(sums, weight - sums[2], fitted, penalty, x);
    }

    /** The same of one of every so many blocks. */
    private Lbfgs.Point ofSample(LogLoss of, boolean[] fitted, Penalty penalty, double[] x, int every) {
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

    private static boolean[] both(boolean[] fitted, boolean[] open) {
        boolean[] both = new boolean[open.length];
        for (int j = 0; j < both.length; j++) {
            both[j] = fitted[j] && open[j];
        }
        return both;
    }

    private UnaryOperator<double[]> metric(boolean[] fitted, Penalty penalty) {
        int width = design.width();
        // |x| has no second derivative; as much again keeps steps short where the rows have none either.
        double[] ridge = new double[width];
        Arrays.setAll(ridge, j -> penalty.l2()[j] + penalty.l1()[j]);
        double[] shares = Arrays.stream(ofClass).map(w -> w / weight).toArray();
        double[][] spread = Metric.spread(config.fitIntercept() ? shares : uniform(loss.classes()));
        if (gram == null) {
            // With kinks there is another one whenever a coordinate leaves 0 or comes to it.
            long work = (long) loss.margins() * width * width * width * (penalty.hasL1() ? REPEATED : 1);
            boolean exact = width <= MAX_EXACT && work <= MAX_WORK;
            gram = gram(exact);
        }
        return gram.square().length > 0
                ? Metric.exact(gram.square(), ridge, fitted, spread)
                : Metric.independent(design, gram.shares(), gram.numbers(), ridge, fitted, spread);
    }

    /**
     * What the metrics are made of, for all penalties.
     *
     * @param square Σ w·x·xᵀ/Σ w over the slots; empty where there are too many of them
     * @param shares of the codes, by slot, otherwise
     * @param numbers Σ w·x·xᵀ/Σ w of the numbers, otherwise
     */
    private record Gram(double[] square, double[] shares, double[][] numbers) {}

    private Gram gram(boolean exact) {
        int width = design.width();
        double[] at = new double[loss.size()];
        if (exact) {
            double[] square = passes.sum(
                    loss,
                    width * width,
                    (into, block, pass) -> pass.addGram(into, block),
                    at,
                    sampled() * (sampled() < LEAST_SAMPLED ? 1 : OF_SAMPLE));
            LogLoss.fill(square, width, width);
            double all = square[width * width - 1];
            Arrays.setAll(square, i -> square[i] / all);
            return new Gram(square, new double[0], new double[0][]);
        }
        int numbers = design.numbers();
        double[] sums =
                passes.sum(loss, width + numbers * numbers, (into, block, pass) -> pass.addMasses(into, block), at);
        double[] shares = new double[width];
        Arrays.setAll(shares, j -> sums[j] / weight);
        double[][] square = new double[numbers][numbers];
        for (int j = 0; j < numbers; j++) {
            for (int m = 0; m < numbers; m++) {
                square[j][m] = sums[width + Math.min(j, m) * numbers + Math.max(j, m)] / weight;
            }
        }
        return new Gram(new double[0], shares, square);
    }

    /** Of many rows, one block of so many tells the metric all it needs. */
    private int sampled() {
        return (int) Math.max(1, Math.min(64, rows / Math.max(SAMPLE, SAMPLE_PER_SLOT * design.width())));
    }

    private static double[] uniform(int classes) {
        double[] shares = new double[classes];
        Arrays.fill(shares, 1.0 / classes);
        return shares;
    }

    double[] hessian(double[] x) {
        int size = loss.size();
        double[] hessian = passes.sum(loss, size * size, (into, block, pass) -> pass.addHessian(into, block), x);
        LogLoss.fill(hessian, size, design.width());
        return hessian;
    }

    /** Of how many blocks one is enough, for the second derivative to take no longer than some passes. */
    private int worthwhile() {
        long columns = design.numbers() + (long) design.offsets().length;
        long passesLong = (loss.margins() + 1) * columns / 8;
        return (int) Math.max(1, Math.min(passesLong / MAX_PASSES, rows / (ROWS_PER_PARAMETER * loss.size())));
    }

    /** The second derivative per weight, of one of every so many blocks. */
    private double[] meanHessian(LogLoss of, double[] x, int every) {
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
        LogLoss.fill(mean, size, design.width());
        for (int j = 0; j < mean.length; j++) {
            mean[j] /= share * weight;
        }
        return mean;
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
