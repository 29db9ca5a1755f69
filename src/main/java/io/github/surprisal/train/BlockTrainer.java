package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Our own trainer. Margins are sums of look-ups in the blocks' codes, gradients are scattered back; a pass is one Spark job,
 * whose partitions are added in their order, so the same rows give the same bits on any cluster.
 */
final class BlockTrainer {
    /** With at most so many parameters there are standard errors. */
    static final int MAX_EXACT = 1000;

    /** Parameters up to this many travel with the task, beyond as a broadcast. */
    private static final int SMALL = 4096;

    /** The most multiplications that the exact metric may take. */
    private static final long MAX_WORK = 6_000_000_000L;

    private static final long REPEATED = 30;

    /** The most numbers of partitions' sums that the driver takes at once. */
    private static final long MAX_COLLECTED = 1L << 25;

    /** A margin that differs by this, for a category or a standard deviation, is certain for all that matters. */
    private static final double CERTAIN = 15;

    private static final long SAMPLE = 100_000;

    private static final long SAMPLE_PER_SLOT = 1000;

    private static final double ALL_CERTAIN = 1e-3;

    private static final int MAX_NAMED = 5;

    private final JavaRDD<EncodedBlock> blocks;
    private final String label;
    private final Encoding encoding;
    private final List<String> classes;
    private final TrainConfig config;
    private final List<String> warnings;
    private final Layout layout;
    private final Design design;
    private final LogLoss loss;
    private final long[] rowsOfClass;
    private final double[] ofClass;
    private final double weight;
    private final boolean[] free;
    private Gram gram;

    BlockTrainer(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments,
            List<String> warnings) {
        this.blocks = table.blocks();
        this.label = table.label();
        this.encoding = encoding;
        this.classes = classes;
        this.config = config;
        this.warnings = new ArrayList<>(warnings);
        this.layout = table.layout();
        double[] means = config.fitIntercept() ? moments.means() : new double[layout.numbers().length];
        this.design = Design.of(layout, means, moments.scales());
        this.rowsOfClass = moments.rows();
        double[] classWeights = classWeights(moments.ofClass());
        this.loss = new LogLoss(design, classes.size(), classWeights, 0, 0);
        this.ofClass = moments.ofClass().clone();
        for (int k = 0; k < classWeights.length; k++) {
            ofClass[k] *= classWeights[k];
        }
        this.weight = Arrays.stream(ofClass).sum();
        this.free = free();
    }

    private double[] classWeights(double[] ofClass) {
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
    private boolean[] free() {
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
            for (int c = 0; c < layout.codes().length && reference; c++) {
                if (feature(c) instanceof FeatureEncoding.Categorical) {
                    fitted[k * width + design.offsets()[c]] = !whole;
                    whole = true;
                }
            }
        }
        return fitted;
    }

    private boolean unpenalised() {
        return config.regParam() == 0 && config.options().regParams().isEmpty();
    }

    private FeatureEncoding feature(int columnOfCodes) {
        return encoding.features().get(layout.features()[layout.numbers().length + columnOfCodes]);
    }

    Model train() {
        double[] start = start();
        List<Model.PathPoint> path = List.of();
        double regParam = config.regParam();
        if (!config.options().regParams().isEmpty()) {
            Path found = path(start);
            path = found.points();
            start = found.start();
            regParam = path.stream()
                    .filter(Model.PathPoint::chosen)
                    .findFirst()
                    .orElseThrow()
                    .regParam();
        }
        Penalty penalty = penalty(regParam);
        Lbfgs.Minimum minimum = fit(loss, free, penalty, start);
        double[] x = minimum.x();
        if (minimum.convergence() == Model.Convergence.MAX_ITERATIONS) {
            warnings.add(
                    "Training stopped after train.max-iter = " + config.maxIter() + " iterations, before it converged");
        }
        StandardErrors errors = StandardErrors.unknown(layout.terms(), loss.margins());
        double degrees = Double.NaN;
        if (loss.size() <= MAX_EXACT && !penalty.hasL1() && config.options().standardErrors()) {
            Fisher.Result result = new Fisher(design, loss, penalty.l2(), free, weight).stdErrors(hessian(x));
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
        Optional<Calibrator.Result> calibrated = calibrate(penalty, x);
        return new Model(
                Trainer.LOGISTIC,
                List.copyOf(classes),
                encoding,
                scorer(x).with(calibrated.map(Calibrator.Result::calibration).orElse(Calibration.NONE)),
                config.fitIntercept(),
                minimum.history(),
                minimum.convergence(),
                List.copyOf(warnings),
                errors,
                regParam,
                degrees,
                path,
                config.options().tests() ? tests(minimum, penalty) : List.of(),
                calibrated.map(result ->
                        new Model.Calibrated(config.options().calibration(), result.before(), result.after())));
    }

    /** Trains without each fold in turn, from where all rows have their minimum, and calibrates what the models say of it. */
    private Optional<Calibrator.Result> calibrate(Penalty penalty, double[] start) {
        int folds = config.options().folds();
        if (config.options().calibration() == Calibration.Method.NONE) {
            return Optional.empty();
        }
        List<BlockScorer> ofFold = IntStream.range(0, folds)
                .mapToObj(fold ->
                        scorer(fit(without(fold), free, penalty, start).x()).forBlocks(layout))
                .toList();
        try (Calibrator calibrator = new Calibrator(blocks, ofFold)) {
            Calibrator.Result result = calibrator.fit(config.options().calibration());
            if (!result.settled()) {
                warnings.add(
                        "Label '" + label + "': calibration did not settle; the rows held out are told apart with next"
                                + " to no errors");
            }
            return Optional.of(result);
        }
    }

    private LogLoss without(int fold) {
        return new LogLoss(
                design, classes.size(), loss.classWeights(), config.options().folds(), fold);
    }

    /** What cross-validation found, and where to begin for the λ that it chose. */
    private record Path(List<Model.PathPoint> points, double[] start) {}

    /** From the greatest λ on, each begins where the one before it ended: the folds one by one, then all rows. */
    private Path path(double[] start) {
        double[] params = config.options().regParams().stream()
                .mapToDouble(Double::doubleValue)
                .map(x -> -x)
                .sorted()
                .map(x -> -x)
                .distinct()
                .toArray();
        int folds = config.options().folds();
        double[][] losses = new double[params.length][folds];
        for (int fold = 0; fold < folds; fold++) {
            LogLoss held = without(fold);
            double[] x = start;
            for (int p = 0; p < params.length; p++) {
                x = fit(held, free, penalty(params[p]), x).x();
                double[] sums = sums(held, x);
                losses[p][fold] = sums[1] / sums[2];
            }
        }
        double[] means = Arrays.stream(losses)
                .mapToDouble(some -> Arrays.stream(some).average().orElse(Double.NaN))
                .toArray();
        int best = 0;
        for (int p = 1; p < params.length; p++) {
            best = means[p] < means[best] ? p : best;
        }
        List<Model.PathPoint> points = new ArrayList<>();
        double[] x = start;
        double[] chosen = start;
        for (int p = 0; p < params.length; p++) {
            Penalty penalty = penalty(params[p]);
            Lbfgs.Minimum minimum = fit(loss, free, penalty, x);
            x = minimum.x();
            chosen = p == best ? x : chosen;
            double mean = means[p];
            double variance =
                    Arrays.stream(losses[p]).map(l -> (l - mean) * (l - mean)).sum() / (folds - 1);
            double[] at = x;
            int[] termOf = design.termOf();
            points.add(new Model.PathPoint(
                    params[p],
                    mean,
                    Math.sqrt(variance / folds),
                    -likelihood(x) / weight,
                    (int) IntStream.range(0, x.length)
                            .filter(j -> termOf[j % design.width()] >= 0 && at[j] != 0)
                            .count(),
                    minimum.history().size() - 1,
                    p == best));
        }
        return new Path(points, chosen);
    }

    /** Trains without each feature in turn, from where all of them are the best. */
    private List<Model.FeatureTest> tests(Lbfgs.Minimum all, Penalty penalty) {
        double with = likelihood(all.x());
        List<Model.FeatureTest> tests = new ArrayList<>();
        int width = design.width();
        for (int f = 0; f < encoding.features().size(); f++) {
            boolean[] others = free.clone();
            for (int column = 0; column < layout.features().length; column++) {
                int code = column - layout.numbers().length;
                int first = code < 0 ? column : design.offsets()[code];
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
            double without = likelihood(fit(loss, others, penalty, start).x());
            tests.add(new Model.FeatureTest(
                    encoding.features().get(f).feature(), Math.max(0, 2 * (with - without)), parameters));
        }
        return tests;
    }

    /** The logarithm of the probability of the training rows' labels. */
    private double likelihood(double[] x) {
        return -sums(loss, x)[0];
    }

    /**
     * What is added to the loss.
     *
     * @param l1 of each parameter's absolute value
     * @param l2 of half of its square
     */
    private record Penalty(double[] l1, double[] l2, boolean hasL1) {}

    private Penalty penalty(double regParam) {
        double[] l1 = new double[loss.size()];
        double[] l2 = new double[loss.size()];
        int[] termOf = design.termOf();
        for (int j = 0; j < loss.size(); j++) {
            int slot = j % design.width();
            // The penalty is on the coefficient of the number as it is, unless it is to be standardised.
            double scale = slot < design.numbers() && !config.standardization() ? design.scales()[slot] : 1;
            if (termOf[slot] >= 0) {
                l1[j] = regParam * config.elasticNet() * scale;
                l2[j] = regParam * (1 - config.elasticNet()) * scale * scale;
            }
        }
        return new Penalty(l1, l2, regParam * config.elasticNet() > 0);
    }

    private Lbfgs.Minimum fit(LogLoss of, boolean[] fitted, Penalty penalty, double[] start) {
        return new Lbfgs(
                        x -> objective(of, fitted, penalty, x),
                        penalty.l1(),
                        open -> metric(both(fitted, open), penalty))
                .minimise(start, config.maxIter(), config.tol());
    }

    /** Nothing but intercepts: the shares of the classes. */
    private double[] start() {
        double[] start = new double[loss.size()];
        if (config.fitIntercept() && Arrays.stream(ofClass).allMatch(w -> w > 0)) {
            int first = unpenalised() && loss.margins() > 1 ? 0 : -1;
            for (int k = 0; k < loss.margins(); k++) {
                double against = loss.margins() == 1 || first == 0 ? ofClass[0] : weight;
                start[k * design.width() + design.intercept()] =
                        Math.log(ofClass[loss.margins() == 1 ? 1 : k] / against);
            }
        }
        return start;
    }

    private Lbfgs.Point objective(LogLoss of, boolean[] fitted, Penalty penalty, double[] x) {
        double[] sums = sums(of, x);
        double trained = weight - sums[2];
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
        double[][] spread = Metric.spread(config.fitIntercept() ? shares : uniform(classes.size()));
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
            double[] square = sum(loss, width * width, (into, block, pass) -> pass.addGram(into, block), at, sampled());
            LogLoss.fill(square, width, width);
            double all = square[width * width - 1];
            Arrays.setAll(square, i -> square[i] / all);
            return new Gram(square, new double[0], new double[0][]);
        }
        int numbers = design.numbers();
        double[] sums = sum(loss, width + numbers * numbers, (into, block, pass) -> pass.addMasses(into, block), at);
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
        long rows = Arrays.stream(rowsOfClass).sum();
        return (int) Math.max(1, Math.min(64, rows / Math.max(SAMPLE, SAMPLE_PER_SLOT * design.width())));
    }

    private static double[] uniform(int classes) {
        double[] shares = new double[classes];
        Arrays.fill(shares, 1.0 / classes);
        return shares;
    }

    private double[] hessian(double[] x) {
        int size = loss.size();
        double[] hessian = sum(loss, size * size, (into, block, pass) -> pass.addHessian(into, block), x);
        LogLoss.fill(hessian, size, design.width());
        return hessian;
    }

    /** What {@link LogLoss.Pass#addTo} sums up: losses and gradient. */
    private double[] sums(LogLoss of, double[] x) {
        return sum(of, of.sums(), (into, block, pass) -> pass.addTo(into, block), x);
    }

    /** Adds a block's part to a sum. */
    private interface Adder extends Serializable {
        void add(double[] into, EncodedBlock block, LogLoss.Pass pass);
    }

    /** A sum over the training blocks: within partitions block by block, then partition by partition. */
    private double[] sum(LogLoss of, int size, Adder adder, double[] parameters) {
        return sum(of, size, adder, parameters, 1);
    }

    /** The same over the first one of every so many blocks of a partition. */
    private double[] sum(LogLoss of, int size, Adder adder, double[] parameters, int every) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(blocks.context());
        Broadcast<double[]> shared = parameters.length > SMALL ? context.broadcast(parameters) : null;
        double[] small = shared == null ? parameters : null;
        JavaRDD<double[]> parts = blocks.mapPartitions(some -> {
            double[] into = new double[size];
            LogLoss.Pass pass = of.pass(small == null ? shared.value() : small);
            for (int i = 0; some.hasNext(); i++) {
                EncodedBlock block = some.next();
                if (!block.test() && i % every == 0) {
                    adder.add(into, block, pass);
                }
            }
            return List.of(into).iterator();
        });
        List<double[]> all = (long) size * blocks.getNumPartitions() > MAX_COLLECTED
                ? byGroups(parts, blocks.getNumPartitions())
                : parts.collect();
        if (shared != null) {
            shared.unpersist(false);
        }
        double[] sum = new double[size];
        all.forEach(part -> add(sum, part));
        return sum;
    }

    /** Great sums of many partitions are added in groups first, each in order, so that the driver need not hold them all. */
    private static List<double[]> byGroups(JavaRDD<double[]> parts, int partitions) {
        int group = (int) Math.ceil(Math.sqrt(partitions));
        int groups = (partitions + group - 1) / group;
        return parts.mapPartitionsWithIndex(
                        (index, some) -> {
                            List<Tuple2<Integer, Tuple2<Integer, double[]>>> one = new ArrayList<>();
                            some.forEachRemaining(
                                    part -> one.add(new Tuple2<>(index / group, new Tuple2<>(index, part))));
                            return one.iterator();
                        },
                        true)
                .mapToPair(pair -> pair)
                .partitionBy(new HashPartitioner(groups))
                .mapPartitions(some -> {
                    List<Tuple2<Integer, double[]>> members = new ArrayList<>();
                    some.forEachRemaining(pair -> members.add(pair._2()));
                    members.sort(Comparator.comparing(Tuple2::_1));
                    double[] sum =
                            members.isEmpty() ? new double[0] : members.get(0)._2();
                    members.stream().skip(1).forEach(member -> add(sum, member._2()));
                    return List.of(sum).iterator();
                })
                .collect();
    }

    private static void add(double[] to, double[] what) {
        for (int j = 0; j < what.length; j++) {
            to[j] += what[j];
        }
    }

    /** The coefficients of the terms as they are. */
    private Scorer scorer(double[] x) {
        int terms = layout.terms();
        int width = design.width();
        int[] termOf = design.termOf();
        double[] coefficients = new double[loss.margins() * terms];
        double[] intercepts = new double[loss.margins()];
        for (int k = 0; k < loss.margins(); k++) {
            intercepts[k] = x[k * width + design.intercept()];
            for (int slot = 0; slot < width; slot++) {
                if (termOf[slot] >= 0) {
                    boolean number = slot < design.numbers();
                    double coefficient = x[k * width + slot] * (number ? design.scales()[slot] : 1);
                    coefficients[k * terms + termOf[slot]] = coefficient;
                    intercepts[k] -= number ? coefficient * design.means()[slot] : 0;
                }
            }
        }
        if (loss.margins() > 1 && free[design.intercept()]) {
            double mean = Arrays.stream(intercepts).average().orElse(0);
            IntStream.range(0, intercepts.length).forEach(k -> intercepts[k] -= mean);
        }
        return new Scorer(terms, coefficients, intercepts);
    }

    private void warnOfOpen(List<Integer> open) {
        List<Encoding.Term> terms = encoding.terms();
        int[] termOf = design.termOf();
        open.stream()
                .map(j -> j % design.width())
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
        int[] termOf = design.termOf();
        int last = minimum.history().size() - 1;
        boolean complete = minimum.history().get(last).objective() < ALL_CERTAIN
                && Arrays.stream(x).anyMatch(c -> Math.abs(c) > CERTAIN);
        if (complete) {
            warnings.add(
                    "Label '" + label + "': the features tell its classes apart without an error, so the coefficients"
                            + " have no bounds; give a penalty (train.reg-param)");
            return;
        }
        IntStream.range(0, x.length)
                .filter(j -> termOf[j % design.width()] >= 0 && Math.abs(x[j]) > CERTAIN)
                .map(j -> j % design.width())
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
