package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.BlockScorer;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.NetworkScorer;
import java.util.Arrays;

/**
 * What each feature of a network does to the log-loss. Its hidden units' sums z are linear in the features, and the way of a row is
 * the straight one in z, z(t) = z̄ + t·Σ<sub>f</sub> δ<sub>f</sub>, from the training rows' means to the row's own, where
 * δ<sub>f</sub> is what feature f adds to the sums beyond its mean. What the margins at z̄ have beyond those that know the shares of
 * the classes comes in beside, t of it, so that the way begins where that of {@link LinearPaths} does, and of units that are all
 * at work is the same. A feature has −δ<sub>f</sub>·∫ ∂L/∂z dt, its integrated gradient (M. Sundararajan et al. 2017,
 * arXiv:1703.01365). What the points of the integral miss of the row's change of loss is shared in proportion to the absolute
 * changes; where there are none it is the start's.
 */
final class NetworkPaths implements LossPaths {
    private static final long serialVersionUID = 1L;

    private final NetworkScorer scorer;
    private final BlockScorer margins;
    private final Layout layout;
    private final int features;
    private final double[] from;
    private final double[] intercepts;
    private final double[] meanNumbers;
    private final double[][] meanWeights;
    private final double[] meanSums;
    private final double[] start;

    NetworkPaths(NetworkScorer scorer, Layout layout, TrainingMeans training, int features) {
        this.scorer = scorer;
        this.margins = scorer.with(Calibration.NONE).forBlocks(layout);
        this.layout = layout;
        this.features = features;
        this.from = training.ofClasses();
        this.meanNumbers = new double[layout.numbers().length];
        Arrays.setAll(meanNumbers, training::number);
        int units = scorer.hidden().length;
        this.meanWeights = new double[layout.codes().length][units];
        this.meanSums = scorer.hidden().clone();
        for (int j = 0; j < meanNumbers.length; j++) {
            if (j != scorer.offset()) {
                addTimes(meanSums, (meanNumbers[j] - scorer.means()[j]) * scorer.scales()[j], layout.numbers()[j]);
            }
        }
        for (int c = 0; c < meanWeights.length; c++) {
            for (int code = 0; code < layout.sizes()[c]; code++) {
                addTimes(meanWeights[c], training.share(c, code), layout.codes()[c] + code);
            }
            for (int u = 0; u < units; u++) {
                meanSums[u] += meanWeights[c][u];
            }
        }
        double meanOffset = scorer.offset() < 0 ? 0 : meanNumbers[scorer.offset()];
        this.intercepts = new double[from.length];
        this.start = new double[from.length];
        for (int k = 0; k < start.length; k++) {
            intercepts[k] = scorer.intercepts()[k] + meanOffset;
            start[k] = intercepts[k] - from[k];
            for (int u = 0; u < units; u++) {
                start[k] += scorer.output()[k * units + u] * scorer.activation().value(meanSums[u]);
            }
        }
    }

    /** Sums of nothing for these paths. */
    @Override
    public LossChanges sums(boolean whole) {
        return new LossChanges(features + 2, 0, whole);
    }

    /** Adds a block's rows. */
    @Override
    public LossChanges add(LossChanges sums, EncodedBlock block) {
        double[][] ends = margins.margins(block);
        double[] to = new double[ends.length];
        Way way = new Way(block);
        for (int row = 0; row < block.rows(); row++) {
            for (int k = 0; k < to.length; k++) {
                to[k] = ends[k][row];
            }
            int label = block.labels().at(row);
            double weight = block.weight(row);
            double before = Loss.logLoss(from, label);
            double after = Loss.logLoss(to, label);
            double[] changes = way.changes(row, to, before - after);
            changes[LossChanges.START] -= before;
            for (int part = 0; part < changes.length; part++) {
                sums.add(block.test(), part, weight, changes[part]);
            }
            if (!scorer.calibration().equals(Calibration.NONE)) {
                scorer.calibration().apply(to);
                sums.add(block.test(), sums.calibration(), weight, after - Loss.logLoss(to, label));
            }
        }
        return sums;
    }

    private void addTimes(double[] sums, double times, int term) {
        int first = term * sums.length;
        for (int u = 0; u < sums.length; u++) {
            sums[u] += times * scorer.weights()[first + u];
        }
    }

    /** The ways of a block's rows, one after the other. */
    private final class Way {
        private final EncodedBlock block;
        private final double[] changes = new double[1 + features];
        private final double[] move = new double[scorer.hidden().length];
        private final double[] apart = new double[from.length];
        private final NetworkSlopes slopes = NetworkSlopes.of(scorer, intercepts, meanSums, start);

        Way(EncodedBlock block) {
            this.block = block;
        }

        /** By part: by how much the row's loss falls on the way, together {@code fall}. */
        double[] changes(int row, double[] to, double fall) {
            move(row);
            double offset = scorer.offset() < 0 ? 0 : beyondMean(scorer.offset(), row);
            for (int k = 0; k < apart.length; k++) {
                apart[k] = to[k] - from[k];
            }
            slopes.integrate(
                    move, offset, GaussLegendre.reach(apart), block.labels().at(row));
            toChanges(row, offset);
            complete(fall);
            return changes;
        }

        private double beyondMean(int column, int row) {
            return block.numbers()[column][row] - meanNumbers[column];
        }

        /** Leaves what the row adds to the units' sums beyond their means. */
        private void move(int row) {
            Arrays.fill(move, 0);
            for (int j = 0; j < meanNumbers.length; j++) {
                if (j != scorer.offset()) {
                    addTimes(move, beyondMean(j, row) * scorer.scales()[j], layout.numbers()[j]);
                }
            }
            for (int c = 0; c < meanWeights.length; c++) {
                int code = block.codes()[c].at(row);
                if (code < layout.sizes()[c]) {
                    addTimes(move, 1, layout.codes()[c] + code);
                }
                for (int u = 0; u < move.length; u++) {
                    move[u] -= meanWeights[c][u];
                }
            }
        }

        /** Leaves by part what the way's slopes make of its own move. */
        private void toChanges(int row, double offset) {
            Arrays.fill(changes, 0);
            for (int k = 0; k < start.length; k++) {
                changes[LossChanges.START] -= start[k] * slopes.ofMargins[k];
                if (scorer.offset() >= 0) {
                    changes[1 + layout.features()[scorer.offset()]] -= offset * slopes.ofMargins[k];
                }
            }
            for (int j = 0; j < meanNumbers.length; j++) {
                if (j != scorer.offset()) {
                    double times = beyondMean(j, row) * scorer.scales()[j];
                    changes[1 + layout.features()[j]] -= times * slopeAlong(layout.numbers()[j]);
                }
            }
            for (int c = 0; c < meanWeights.length; c++) {
                int code = block.codes()[c].at(row);
                double slope = code < layout.sizes()[c] ? slopeAlong(layout.codes()[c] + code) : 0;
                for (int u = 0; u < move.length; u++) {
                    slope -= slopes.ofSums[u] * meanWeights[c][u];
                }
                changes[1 + layout.features()[meanNumbers.length + c]] -= slope;
            }
        }

        private double slopeAlong(int term) {
            int first = term * move.length;
            double slope = 0;
            for (int u = 0; u < move.length; u++) {
                slope += slopes.ofSums[u] * scorer.weights()[first + u];
            }
            return slope;
        }

        /** Makes the changes add up to {@code fall}. */
        private void complete(double fall) {
            double missed = fall;
            double all = 0;
            for (double change : changes) {
                missed -= change;
                all += Math.abs(change);
            }
            if (all == 0) {
                changes[LossChanges.START] += missed;
                return;
            }
            for (int part = 0; part < changes.length; part++) {
                changes[part] += missed * (Math.abs(changes[part]) / all);
            }
        }
    }
}
