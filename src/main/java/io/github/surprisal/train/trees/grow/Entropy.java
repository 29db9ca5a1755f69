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

    /** n·log n of whole n, 32 KB: most nodes are small, and their logarithms were half of the search. */
    private static final double[] N_LOG_N = new double[1 << 12];

    static {
        Arrays.setAll(N_LOG_N, n -> n == 0 ? 0 : n * Elementary.log(n));
    }

    @Override
    public OfNode at(Histogram node) {
        long[] totals = node.totals();
        long[] none = new long[totals.length];
        double all = ClassWeights.ofQuanta(mass(totals));
        double whole = disorder(totals, none);
        return new OfNode() {
            @Override
            public double gain(long[] left, int categories) {
                long leftMass = mass(left);
                double less = ClassWeights.ofQuanta(Math.min(leftMass, mass(totals) - leftMass));
                if (less < minMass * (1 - ROUNDING) || less <= 0) {
                    return 0;
                }
                // In brackets, so that the same two parts give the same gain whichever is the left one.
                double gain = whole - (disorder(left, none) + disorder(totals, left));
                return gain > ROUNDING * all ? gain : 0;
            }

            @Override
            public double[] keys(int[] cells) {
                return totals.length == 2 ? shares(node, cells, 1) : component(node, cells);
            }

            /** None: what a subset of categories takes to tell is in {@link NodeSplit#bits}. */
            @Override
            public double chance(int[] cells) {
                return 0;
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

    /** n·H = n·log n − Σ n<sub>k</sub>·log n<sub>k</sub> in nats, of the rows that are left without some. */
    private static double disorder(long[] totals, long[] without) {
        long all = 0;
        double sum = 0;
        for (int k = 0; k < totals.length; k++) {
            long ofClass = totals[k] - without[k];
            all += ofClass;
            sum += nLogN(ofClass);
        }
        return nLogN(all) - sum;
    }

    private static double nLogN(long quanta) {
        double n = ClassWeights.ofQuanta(quanta);
        int whole = (int) n;
        return n < N_LOG_N.length && whole == n ? N_LOG_N[whole] : n * Elementary.log(n);
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
                .reduce((a, b) -> isBetterByRatio(b, a) ? b : a);
    }

    /** Of equal ratios, as all splits that follow the classes have 1, that of the greater gain is the better. */
    private static boolean isBetterByRatio(NodeSplit one, NodeSplit other) {
        double difference = ratio(one) - ratio(other);
        return Math.abs(difference) > ROUNDING * ratio(other) ? difference > 0 : one.gain() > other.gain();
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
