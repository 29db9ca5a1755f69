package io.github.surprisal.train;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Our own trainer. Rows lie in blocks, column by column: margins are sums of look-ups, gradients are scattered back; a pass
 * is one Spark job, whose partitions are added in their order, so the same rows give the same bits on any cluster.
 */
final class BlockTrainer {
    /** With at most so many parameters the exact second derivative is the optimiser's metric, and gives standard errors. */
    static final int MAX_EXACT = 1000;

    private final JavaRDD<RowBlock> blocks;
    private final Encoding encoding;
    private final List<String> classes;
    private final TrainConfig config;
    private final List<String> warnings;
    private final Design design;
    private final LogLoss loss;
    private final double weight;
    private final double[] l1;
    private final double[] l2;
    private final double[] free;
    private double[] ofClass = new double[0];

    BlockTrainer(
            EncodedTable table,
            Encoding encoding,
            List<String> classes,
            TrainConfig config,
            TrainingMoments moments,
            List<String> warnings) {
        this.encoding = encoding;
        this.classes = classes;
        this.config = config;
        this.warnings = new ArrayList<>(warnings);
        this.weight = moments.weight();
        double[] means = config.fitIntercept() ? moments.means(encoding.size()) : new double[encoding.size()];
        this.design = Design.of(encoding, means, moments.scales(encoding.size()));
        this.loss = new LogLoss(design, classes.size());
        this.l1 = new double[loss.size()];
        this.l2 = new double[loss.size()];
        this.free = new double[loss.size()];
        int[] termOf = design.termOf();
        for (int j = 0; j < loss.size(); j++) {
            int slot = j % design.width();
            // The penalty is on the coefficient of the number as it is, unless it is to be standardised.
            double scale = slot < design.numbers().length && !config.standardization() ? design.scales()[slot] : 1;
            boolean isTerm = termOf[slot] >= 0;
            l1[j] = isTerm ? config.regParam() * config.elasticNet() * scale : 0;
            l2[j] = isTerm ? config.regParam() * (1 - config.elasticNet()) * scale * scale : 0;
            free[j] = isTerm || (slot == design.intercept() && config.fitIntercept()) ? 1 : 0;
        }
        Design columns = design;
        this.blocks =
                table.rows().mapPartitions(rows -> RowBlock.of(rows, columns)).persist(StorageLevel.MEMORY_AND_DISK());
    }

    Model train() {
        try {
            ofClass = sum(classes.size(), (into, block, on, at) -> block.addClasses(into));
            double[] start = start();
            boolean exact = loss.size() <= MAX_EXACT;
            // Orthant by orthant, steps are cut coordinate by coordinate: a metric that mixes them is of no use there.
            // And the
            // diagonal of the second derivative took more iterations than none at all: with every category's term
            // there, rare
            // ones need no larger steps.
            boolean lasso = config.regParam() * config.elasticNet() > 0;
            UnaryOperator<double[]> metric = exact && !lasso ? exactMetric(start) : UnaryOperator.identity();
            Lbfgs.Minimum minimum =
                    new Lbfgs(this::objective, l1, metric).minimise(start, config.maxIter(), config.tol());
            if (minimum.convergence() == Model.Convergence.MAX_ITERATIONS) {
                warnings.add("Training stopped after train.max-iter = " + config.maxIter()
                        + " iterations, before it converged");
            }
            double[] x = minimum.x();
            StandardErrors errors = exact && !lasso
                    ? new Fisher(design, loss, l2, free, weight).stdErrors(hessian(x))
                    : StandardErrors.unknown(encoding.size(), loss.margins());
            return new Model(
                    Trainer.LOGISTIC,
                    List.copyOf(classes),
                    encoding,
                    scorer(x),
                    config.fitIntercept(),
                    minimum.history(),
                    minimum.convergence(),
                    List.copyOf(warnings),
                    errors);
        } finally {
            blocks.unpersist(false);
        }
    }

    /** Adds a block's part to a sum, given the parameters. */
    private interface Adder extends java.io.Serializable {
        void add(double[] into, RowBlock block, LogLoss loss, double[] parameters);
    }

    private double[] sum(int size, Adder adder) {
        return sum(size, adder, new double[0]);
    }

    private double[] sum(int size, Adder adder, double[] parameters) {
        LogLoss on = loss;
        Broadcast<double[]> shared =
                JavaSparkContext.fromSparkContext(blocks.context()).broadcast(parameters);
        List<double[]> parts = blocks.mapPartitions(some -> {
                    double[] into = new double[size];
                    Iterator<RowBlock> rest = some;
                    double[] at = shared.value();
                    while (rest.hasNext()) {
                        adder.add(into, rest.next(), on, at);
                    }
                    return List.of(into).iterator();
                })
                .collect();
        shared.unpersist(false);
        double[] sum = new double[size];
        for (double[] part : parts) {
            for (int j = 0; j < size; j++) {
                sum[j] += part[j];
            }
        }
        return sum;
    }

    /** Nothing but intercepts: the shares of the classes. */
    private double[] start() {
        double[] start = new double[loss.size()];
        if (config.fitIntercept() && Arrays.stream(ofClass).allMatch(w -> w > 0)) {
            for (int k = 0; k < loss.margins(); k++) {
                start[k * design.width() + design.intercept()] =
                        loss.margins() == 1 ? Math.log(ofClass[1] / ofClass[0]) : Math.log(ofClass[k] / weight);
            }
        }
        return start;
    }

    private Lbfgs.Point objective(double[] x) {
        double[] sums = sum(loss.size() + 1, (into, block, on, at) -> on.addTo(into, block, at), x);
        double value = sums[0] / weight;
        double[] gradient = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            value += l2[j] / 2 * x[j] * x[j];
            gradient[j] = free[j] * (sums[j + 1] / weight + l2[j] * x[j]);
        }
        return new Lbfgs.Point(x, value, gradient);
    }

    private UnaryOperator<double[]> exactMetric(double[] start) {
        double[] hessian = hessian(start);
        int size = loss.size();
        double[][] matrix = new double[size][size];
        double trace = 0;
        for (int j = 0; j < size; j++) {
            trace = Math.max(trace, hessian[j * size + j] / weight);
        }
        for (int j = 0; j < size; j++) {
            for (int m = 0; m < size; m++) {
                matrix[j][m] = free[j] * free[m] * hessian[j * size + m] / weight;
            }
            // What the rows leave open, such as the sum of all categories' terms, must not go to infinity.
            matrix[j][j] += l2[j] + 1e-9 * trace + (1 - free[j]);
        }
        Cholesky factor = Cholesky.of(matrix);
        return q -> {
            double[] solved = factor.solve(q);
            Arrays.setAll(solved, j -> free[j] * solved[j]);
            return solved;
        };
    }

    private double[] hessian(double[] x) {
        return sum(loss.size() * loss.size(), (into, block, on, at) -> on.addHessian(into, block, at), x);
    }

    /** The coefficients of the terms as they are. */
    private Scorer scorer(double[] x) {
        int terms = encoding.size();
        int width = design.width();
        int[] termOf = design.termOf();
        double[] coefficients = new double[loss.margins() * terms];
        double[] intercepts = new double[loss.margins()];
        for (int k = 0; k < loss.margins(); k++) {
            intercepts[k] = x[k * width + design.intercept()];
            for (int slot = 0; slot < width; slot++) {
                if (termOf[slot] >= 0) {
                    boolean number = slot < design.numbers().length;
                    double coefficient = x[k * width + slot] * (number ? design.scales()[slot] : 1);
                    coefficients[k * terms + termOf[slot]] = coefficient;
                    intercepts[k] -= number ? coefficient * design.means()[slot] : 0;
                }
            }
        }
        if (loss.margins() > 1 && config.fitIntercept()) {
            double mean = Arrays.stream(intercepts).average().orElse(0);
            IntStream.range(0, intercepts.length).forEach(k -> intercepts[k] -= mean);
        }
        return new Scorer(terms, coefficients, intercepts);
    }
}
