package io.github.surprisal.train;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.math.Cholesky;
import io.github.surprisal.spark.SortedShuffle;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Fits a calibration to the margins that rows held out were given: each row by the model that was trained without its fold.
 * Class weights have no part in it, so that probabilities are those of the rows as they are.
 */
public final class Calibrator implements AutoCloseable {
    private static final int MAX_STEPS = 50;

    private static final double SETTLED = 1e-14;

    private final JavaRDD<HeldOut> rows;
    private final int margins;

    /** The rows of a block, none of which the model of its margins knows. */
    private record HeldOut(CodeColumn labels, double[] weights, double[][] margins) implements Serializable {
        double weight(int row) {
            return weights.length == 0 ? 1 : weights[row];
        }
    }

    /**
     * What came of it.
     *
     * @param before the mean log-loss of the rows held out, in nats
     * @param after the same with the calibration, which was fitted to them
     * @param settled false where it could still be bettered
     */
    public record Result(Calibration calibration, double before, double after, boolean settled) {}

    /**
     * For the training rows of these blocks.
     *
     * @param ofFold models by the fold that they were trained without; rows are dealt to folds in turn
     */
    public Calibrator(JavaRDD<EncodedBlock> blocks, List<BlockScorer> ofFold) {
        this.margins = ofFold.get(0).margins();
        this.rows = blocks.filter(block -> !block.test())
                .map(block -> heldOut(block, ofFold))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static HeldOut heldOut(EncodedBlock block, List<BlockScorer> ofFold) {
        double[][] margins = new double[ofFold.get(0).margins()][block.rows()];
        for (int fold = 0; fold < ofFold.size(); fold++) {
            double[][] found = ofFold.get(fold).margins(block);
            for (int i : block.ofFold(fold, ofFold.size())) {
                for (int k = 0; k < margins.length; k++) {
                    margins[k][i] = found[k][i];
                }
            }
        }
        return new HeldOut(block.labels(), block.weights(), margins);
    }

    @Override
    public void close() {
        rows.unpersist(false);
    }

    /** The best calibration of a kind that there is something to fit. */
    public Result fit(Calibration.Method method) {
        return switch (method) {
            case NONE -> throw new IllegalArgumentException("no calibration");
            case TEMPERATURE, PLATT -> affine(method == Calibration.Method.TEMPERATURE);
            case ISOTONIC -> isotonic();
        };
    }

    /** Newton's method, from margins as they are. */
    private Result affine(boolean oneSlope) {
        double[] at = new double[2 * margins];
        Arrays.fill(at, 0, margins, 1);
        Sums here = sums(at);
        double before = here.mean();
        boolean settled = false;
        for (int step = 0; step < MAX_STEPS && !settled; step++) {
            double[] direction = direction(here, oneSlope);
            double descent = Lbfgs.dot(direction, here.gradient());
            settled = -descent <= SETTLED * here.weight();
            Sums next = null;
            for (double length = 1; !settled && next == null && length > 1e-10; length /= 2) {
                double[] there = new double[at.length];
                for (int j = 0; j < there.length; j++) {
                    there[j] = at[j] + length * direction[j];
                }
                Sums tried = there[0] > 0 || !oneSlope ? sums(there) : null;
                if (tried != null && tried.loss() <= here.loss()) {
                    next = tried;
                    at = there;
                }
            }
            settled |= next == null;
            here = next == null ? here : next;
        }
        return new Result(
                new Calibration.Affine(Arrays.copyOf(at, margins), Arrays.copyOfRange(at, margins, 2 * margins)),
                before,
                here.mean(),
                settled);
    }

    private double[] direction(Sums here, boolean oneSlope) {
        int size = 2 * margins;
        double[] direction = new double[size];
        if (oneSlope) {
            double gradient = 0;
            double curvature = 0;
            for (int k = 0; k < margins; k++) {
                gradient += here.gradient()[k];
                for (int l = 0; l < margins; l++) {
                    curvature += here.hessian(k, l);
                }
            }
            Arrays.fill(direction, 0, margins, curvature > 0 ? -gradient / curvature : 0);
            return direction;
        }
        double[][] hessian = new double[size][size];
        double greatest = 0;
        for (int j = 0; j < size; j++) {
            for (int m = 0; m < size; m++) {
                hessian[j][m] = here.hessian(j, m);
            }
            greatest = Math.max(greatest, hessian[j][j]);
        }
        for (int j = 0; j < size; j++) {
            // The same number added to all offsets changes nothing.
            hessian[j][j] += 1e-12 * greatest;
        }
        double[] solved = Cholesky.of(hessian).solve(here.gradient());
        Arrays.setAll(direction, j -> -solved[j]);
        return direction;
    }

    /**
     * The log-loss of a·m + b with its derivatives by (a, b).
     *
     * @param all Σ w·loss, Σ w, the gradient and the upper triangle of the second derivative, row-major
     */
    private record Sums(double[] all, int size) {
        double loss() {
            return all[0];
        }

        double weight() {
            return all[1];
        }

        double mean() {
            return all[0] / all[1];
        }

        double[] gradient() {
            return Arrays.copyOfRange(all, 2, 2 + size);
        }

        double hessian(int j, int m) {
            return all[2 + size + Math.min(j, m) * size + Math.max(j, m)];
        }
    }

    private Sums sums(double[] at) {
        int size = at.length;
        Calibration.Affine affine =
                new Calibration.Affine(Arrays.copyOf(at, size / 2), Arrays.copyOfRange(at, size / 2, size));
        double[] sum = new double[2 + size + size * size];
        rows.mapPartitions(some -> {
                    double[] into = new double[2 + size + size * size];
                    some.forEachRemaining(block -> add(into, block, affine));
                    return List.of(into).iterator();
                })
                .collect()
                .forEach(part -> Arrays.setAll(sum, j -> sum[j] + part[j]));
        return new Sums(sum, size);
    }

    private static void add(double[] into, HeldOut block, Calibration.Affine affine) {
        int count = block.margins().length;
        int size = 2 * count;
        double[] raw = new double[count];
        double[] calibrated = new double[count];
        double[] p = new double[Math.max(2, count)];
        double[] row = new double[size];
        for (int i = 0; i < block.margins()[0].length; i++) {
            double weight = block.weight(i);
            int label = block.labels().at(i);
            for (int k = 0; k < count; k++) {
                raw[k] = block.margins()[k][i];
                calibrated[k] = raw[k];
            }
            affine.apply(calibrated);
            Loss.probabilities(calibrated, p);
            into[0] += weight * Loss.logLoss(calibrated, label);
            into[1] += weight;
            for (int k = 0; k < count; k++) {
                int ofClass = count == 1 ? 1 : k;
                double residual = weight * (p[ofClass] - (label == ofClass ? 1 : 0));
                into[2 + k] += residual * raw[k];
                into[2 + count + k] += residual;
                for (int l = 0; l < count; l++) {
                    double curvature = weight * p[ofClass] * ((k == l ? 1 : 0) - p[count == 1 ? 1 : l]);
                    row[l] = curvature * raw[l];
                    row[count + l] = curvature;
                }
                int ofSlope = 2 + size + k * size;
                int ofOffset = 2 + size + (count + k) * size;
                for (int m = 0; m < size; m++) {
                    into[ofSlope + m] += m >= k ? row[m] * raw[k] : 0;
                    into[ofOffset + m] += m >= count + k ? row[m] : 0;
                }
            }
        }
    }

    /** Probabilities of one class, or of each, and the loss that comes of them. */
    private Result isotonic() {
        double[][] knots = new double[margins][];
        double[][] probabilities = new double[margins][];
        for (int k = 0; k < margins; k++) {
            List<Pool> pools = pools(k);
            knots[k] = pools.stream().flatMapToDouble(Pool::ends).toArray();
            probabilities[k] = IntStream.range(0, pools.size())
                    .mapToObj(i -> pools.get(i).ends().map(end -> probability(pools, i)))
                    .flatMapToDouble(ends -> ends)
                    .toArray();
        }
        Calibration.Isotonic isotonic = new Calibration.Isotonic(knots, probabilities);
        double[] sums = new double[3];
        rows.mapPartitions(some -> {
                    double[] into = new double[3];
                    some.forEachRemaining(block -> addLosses(into, block, isotonic));
                    return List.of(into).iterator();
                })
                .collect()
                .forEach(part -> Arrays.setAll(sums, j -> sums[j] + part[j]));
        return new Result(isotonic, sums[1] / sums[0], sums[2] / sums[0], true);
    }

    private static void addLosses(double[] into, HeldOut block, Calibration calibration) {
        double[] row = new double[block.margins().length];
        for (int i = 0; i < block.margins()[0].length; i++) {
            for (int k = 0; k < row.length; k++) {
                row[k] = block.margins()[k][i];
            }
            into[0] += block.weight(i);
            into[1] += block.weight(i) * Loss.logLoss(row, block.labels().at(i));
            calibration.apply(row);
            into[2] += block.weight(i) * Loss.logLoss(row, block.labels().at(i));
        }
    }

    /** Neighbours by log-odds that share a probability, from the least log-odds to the greatest. */
    private record Pool(double least, double greatest, double positive, double weight) implements Serializable {
        double share() {
            return positive / weight;
        }

        DoubleStream ends() {
            return least < greatest ? DoubleStream.of(least, greatest) : DoubleStream.of(least);
        }

        Pool and(Pool next) {
            return new Pool(least, next.greatest, positive + next.positive, weight + next.weight);
        }
    }

    /** The share, but where all rows are alike what one more of each kind would make of it: no row is certain. */
    private static double probability(List<Pool> pools, int i) {
        Pool pool = pools.get(i);
        double alike = (pool.positive() + 1) / (pool.weight() + 2);
        if (pool.positive() == 0) {
            return i + 1 < pools.size() ? Math.min(alike, pools.get(i + 1).share()) : alike;
        }
        if (pool.positive() == pool.weight()) {
            return i > 0 ? Math.max(alike, pools.get(i - 1).share()) : alike;
        }
        return pool.share();
    }

    /** Pools adjacent violators: within sorted partitions first, then over what is left of them. */
    private List<Pool> pools(int margin) {
        int labelClass = margins == 1 ? 1 : margin;
        int count = margins;
        List<Pool> all = new ArrayList<>();
        SortedShuffle.sort(
                        rows.flatMapToPair(block -> pairs(block, margin, labelClass, count)),
                        Math.max(1, rows.getNumPartitions()))
                .mapPartitions(some -> {
                    List<Pool> pools = new ArrayList<>();
                    Pool tie = null;
                    while (some.hasNext()) {
                        Pool row = one(some.next());
                        if (tie != null && row.least() > tie.least()) {
                            add(pools, tie);
                            tie = null;
                        }
                        tie = tie == null ? row : tie.and(row);
                    }
                    if (tie != null) {
                        add(pools, tie);
                    }
                    return pools.iterator();
                })
                .collect()
                .forEach(pool -> add(all, pool));
        return all;
    }

    private static void add(List<Pool> pools, Pool next) {
        Pool last = next;
        while (!pools.isEmpty() && pools.get(pools.size() - 1).share() >= last.share()) {
            last = pools.remove(pools.size() - 1).and(last);
        }
        pools.add(last);
    }

    private static Iterator<Tuple2<Object, byte[]>> pairs(HeldOut block, int margin, int labelClass, int count) {
        double[] row = new double[count];
        return IntStream.range(0, block.margins()[0].length)
                .mapToObj(i -> {
                    Arrays.setAll(row, k -> block.margins()[k][i]);
                    return SortedShuffle.pair(
                            SortedShuffle.key(Calibration.logOdds(row, margin)),
                            ByteBuffer.allocate(2 * Double.BYTES)
                                    .putDouble(block.weight(i))
                                    .putDouble(block.labels().at(i) == labelClass ? block.weight(i) : 0)
                                    .array());
                })
                .iterator();
    }

    private static Pool one(Tuple2<Object, byte[]> row) {
        double odds = SortedShuffle.number((long) row._1());
        ByteBuffer masses = ByteBuffer.wrap(row._2());
        double weight = masses.getDouble();
        return new Pool(odds, odds, masses.getDouble(), weight);
    }
}
