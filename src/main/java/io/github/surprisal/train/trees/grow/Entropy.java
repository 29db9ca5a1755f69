package io.github.surprisal.train.trees.grow;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.SymmetricEigen;
import io.github.surprisal.train.trees.sums.ClassWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Lowers the entropy of the classes the most: n·H − n<sub>L</sub>·H<sub>L</sub> − n<sub>R</sub>·H<sub>R</sub>, where the n are
 * weights, which is what the split lowers the log-loss of the rows trained on by (J. R. Quinlan 1986, doi:10.1007/BF00116251). By
 * gain ratio that is divided by the entropy of the split itself, among the columns whose gain is not below average (Quinlan 1993,
 * C4.5).
 *
 * <p>Categories, of two classes, are put in the order of the share of one and cut there: among all ways to part them in two that
 * holds the best one (L. Breiman et al. 1984, 4.2). Of more classes every way is tried for up to five categories; beyond, they are
 * put in the order of the first principal component of their classes' shares (D. Coppersmith, S. J. Hong and J. R. M. Hosking 1999,
 * doi:10.1023/A:1009869804967).
 *
 * @param minMass the least mass of a leaf, in units of the greatest weight
 * @param isRatio whether by gain ratio
 * @param unit the greatest weight
 * @param code what nodes take
 * @param leastBits a node whose code length as a leaf is no more than this is not split, for pruning would undo it; 0 where trees are not pruned by code length
 */
public record Entropy(double minMass, boolean isRatio, double unit, CodeLength code, double leastBits)
        implements SplitCriterion {
    /** Every way to part five categories is one of 15; another would double that. */
    private static final int FEW_CATEGORIES = 5;

    /** Of a node's weight: less is rounding, of weights too. */
    private static final double ROUNDING = 1e-9;

    @Override
    public OfNode at(Histogram node) {
        double[] totals = weights(node.totals());
        double all = Arrays.stream(totals).sum();
        double whole = disorder(totals, all);
        return new OfNode() {
            private final double[] left = new double[totals.length];
            private final double[] right = new double[totals.length];

            @Override
            public double gain(long[] ofLeft, int categories) {
                double leftMass = 0;
                double rightMass = 0;
                for (int k = 0; k < totals.length; k++) {
                    left[k] = ClassWeights.ofQuanta(ofLeft[k]);
                    right[k] = ClassWeights.ofQuanta(node.totals()[k] - ofLeft[k]);
                    leftMass += left[k];
                    rightMass += right[k];
                }
                if (Math.min(leftMass, rightMass) < minMass * (1 - ROUNDING) || Math.min(leftMass, rightMass) <= 0) {
                    return 0;
                }
                double gain = whole - disorder(left, leftMass) - disorder(right, rightMass);
                return gain > ROUNDING * all ? gain : 0;
            }

            @Override
            public double[] keys(int[] cells) {
                return totals.length == 2 ? shares(node, cells, 1) : component(node, cells);
            }

            @Override
            public boolean triesAll(int categories) {
                return totals.length > 2 && categories <= FEW_CATEGORIES;
            }
        };
    }

    private static double[] weights(long[] quanta) {
        double[] weights = new double[quanta.length];
        for (int k = 0; k < quanta.length; k++) {
            weights[k] = ClassWeights.ofQuanta(quanta[k]);
        }
        return weights;
    }

    /** n·H in nats. */
    private static double disorder(double[] weights, double all) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight > 0 && weight < all ? weight * Elementary.log(all / weight) : 0;
        }
        return sum;
    }

    private static double[] shares(Histogram node, int[] cells, int labelClass) {
        double[] shares = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            long all = 0;
            for (int k = 0; k < node.parts(); k++) {
                all += node.at(k, cells[i]);
            }
            shares[i] = (double) node.at(labelClass, cells[i]) / all;
        }
        return shares;
    }

    /** The first principal component of the shares of the classes, each category weighed by its rows. */
    private static double[] component(Histogram node, int[] cells) {
        int[] present = IntStream.range(0, node.parts())
                .filter(k -> node.totals()[k] > 0)
                .toArray();
        double[][] shares =
                Arrays.stream(present).mapToObj(k -> shares(node, cells, k)).toArray(double[][]::new);
        double[] masses = new double[cells.length];
        for (int i = 0; i < cells.length; i++) {
            for (int k : present) {
                masses[i] += ClassWeights.ofQuanta(node.at(k, cells[i]));
            }
        }
        double all = Arrays.stream(weights(node.totals())).sum();
        for (double[] ofClass : shares) {
            double mean = 0;
            for (int i = 0; i < cells.length; i++) {
                mean += masses[i] * ofClass[i] / all;
            }
            for (int i = 0; i < cells.length; i++) {
                ofClass[i] -= mean;
            }
        }
        double[][] covariance = new double[present.length][present.length];
        for (int a = 0; a < present.length; a++) {
            for (int b = 0; b <= a; b++) {
                for (int i = 0; i < cells.length; i++) {
                    covariance[a][b] += masses[i] * shares[a][i] * shares[b][i];
                }
                covariance[b][a] = covariance[a][b];
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        int top = 0;
        for (int a = 1; a < present.length; a++) {
            top = eigen.values()[a] > eigen.values()[top] ? a : top;
        }
        double[] keys = new double[cells.length];
        for (int a = 0; a < present.length; a++) {
            for (int i = 0; i < cells.length; i++) {
                keys[i] += eigen.vectors()[a][top] * shares[a][i];
            }
        }
        return keys;
    }

    @Override
    public Optional<NodeSplit> choose(List<NodeSplit> best) {
        if (!isRatio) {
            return SplitCriterion.super.choose(best);
        }
        double average = best.stream().mapToDouble(NodeSplit::gain).sum() / Math.max(1, best.size());
        return best.stream()
                .filter(split -> split.gain() >= average * (1 - ROUNDING))
                .reduce((a, b) -> ratio(b) > ratio(a) ? b : a);
    }

    private static double ratio(NodeSplit split) {
        return split.gain() / split.entropy();
    }

    @Override
    public boolean isWorthSplitting(long[] totals) {
        double[] weights = weights(totals);
        double all = 0;
        int classes = 0;
        for (double weight : weights) {
            all += weight;
            classes += weight > 0 ? 1 : 0;
        }
        return classes > 1
                && all >= 2 * minMass * (1 - ROUNDING)
                && (leastBits <= 0 || code.ofLeaf(scaled(weights)) > leastBits);
    }

    private double[] scaled(double[] weights) {
        double[] scaled = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            scaled[k] = weights[k] * unit;
        }
        return scaled;
    }

    @Override
    public long mass(long[] totals) {
        long all = 0;
        for (long total : totals) {
            all += total;
        }
        return all;
    }

    @Override
    public void describe(GrowingTree tree, int node, long[] totals) {
        double[] counts = scaled(weights(totals));
        tree.counts(node, counts);
        tree.mass(node, Arrays.stream(counts).sum());
    }
}
