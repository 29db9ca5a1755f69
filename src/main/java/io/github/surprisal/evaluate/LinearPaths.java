package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.LinearBlockScorer;
import io.github.surprisal.train.Loss;

/**
 * What each feature of a linear model does to the log-loss. A margin is what the model says of a row with the training rows' means, plus
 * what each feature adds to it beyond its own mean. These have no order, so all of them are taken in at once, in equal small steps
 * from the margins that know the shares of the classes to those of the model: a feature has what the loss falls by as its own part
 * of each step is taken, −Σ<sub>k</sub> δ<sub>k</sub> ∫ ∂L/∂m<sub>k</sub> dt. That is the price of R. Aumann and L. Shapley (Values of
 * Non-Atomic Games, 1974), as M. Sundararajan et al. use it (2017, arXiv:1703.01365), which is the only one that is linear, adds up
 * and treats features alike that act alike; with one margin it is the row's change of loss, shared as its change of margin is.
 */
final class LinearPaths implements LossPaths {
    private static final long serialVersionUID = 1L;

    /** Less than this squared is rounding. */
    private static final double NEXT_TO_NOTHING = 1e-12;

    private final LinearBlockScorer scorer;
    private final Layout layout;
    private final double[] from;
    private final double[][] means;
    private final int features;

    LinearPaths(LinearBlockScorer scorer, Layout layout, TrainingMeans training, int features) {
        this.scorer = scorer;
        this.layout = layout;
        this.from = training.ofClasses();
        this.means = training.ofFeatures(scorer, features);
        this.features = features;
    }

    /** Sums of nothing for these paths. */
    @Override
    public LossChanges sums(boolean whole) {
        return new LossChanges(features + 2, 0, whole);
    }

    /** Adds a block's rows. */
    @Override
    public LossChanges add(LossChanges sums, EncodedBlock block) {
        int margins = from.length;
        double[][] moves = new double[1 + features][margins];
        double[] to = new double[margins];
        double[] slopes = new double[margins];
        for (int i = 0; i < block.rows(); i++) {
            int label = block.labels().at(i);
            double weight = block.weight(i);
            moves(block, i, moves);
            for (int k = 0; k < margins; k++) {
                to[k] = from[k];
                for (double[] move : moves) {
                    to[k] += move[k];
                }
            }
            double before = Loss.logLoss(from, label);
            double after = Loss.logLoss(to, label);
            slopes(to, label, before - after, slopes);
            for (int part = 0; part <= features; part++) {
                double change = part == LossChanges.START ? -before : 0;
                for (int k = 0; k < margins; k++) {
                    change -= moves[part][k] * slopes[k];
                }
                sums.add(block.test(), part, weight, change);
            }
            if (!scorer.calibration().equals(Calibration.NONE)) {
                scorer.calibration().apply(to);
                sums.add(block.test(), sums.calibration(), weight, after - Loss.logLoss(to, label));
            }
        }
        return sums;
    }

    /** By part and margin: what the row has of it beyond the training rows' mean; of the start, what the means have beyond the shares. */
    private void moves(EncodedBlock block, int row, double[][] moves) {
        int numbers = layout.numbers().length;
        for (int k = 0; k < from.length; k++) {
            moves[0][k] = scorer.intercepts()[k] - from[k];
            for (int f = 0; f < features; f++) {
                moves[0][k] += means[k][f];
                moves[1 + f][k] = -means[k][f];
            }
            for (int j = 0; j < numbers; j++) {
                moves[1 + layout.features()[j]][k] += scorer.numbers()[k][j] * block.numbers()[j][row];
            }
            for (int c = 0; c < layout.codes().length; c++) {
                double[] ofCodes = scorer.codes()[k][c];
                moves[1 + layout.features()[numbers + c]][k] += ofCodes[block.codes()[c].at(row)];
            }
        }
    }

    /** By margin: the mean of the loss's slope on the straight way, corrected along it by what the points miss of the whole. */
    private void slopes(double[] to, int label, double fall, double[] slopes) {
        double[] at = new double[to.length];
        double[] apart = new double[to.length];
        double[] probabilities = new double[to.length == 1 ? 2 : to.length];
        double square = 0;
        for (int k = 0; k < to.length; k++) {
            apart[k] = to[k] - from[k];
            square += apart[k] * apart[k];
            slopes[k] = label == (to.length == 1 ? 1 : k) ? -1 : 0;
        }
        // With one margin the correction alone is the exact answer.
        int sets = to.length == 1
                ? 1
                : (int) Math.min(1000, Math.ceil(GaussLegendre.reach(apart) / GaussLegendre.REACH) + 1);
        for (int set = 0; set < sets; set++) {
            for (int point = 0; point < GaussLegendre.SIZE; point++) {
                double share = (set + GaussLegendre.point(point)) / sets;
                for (int k = 0; k < to.length; k++) {
                    at[k] = from[k] + share * apart[k];
                }
                Loss.probabilities(at, probabilities);
                for (int k = 0; k < to.length; k++) {
                    slopes[k] += GaussLegendre.weight(point) / sets * probabilities[to.length == 1 ? 1 : k];
                }
            }
        }
        double missed = fall;
        for (int k = 0; k < to.length; k++) {
            missed += slopes[k] * apart[k];
        }
        for (int k = 0; k < to.length && square > NEXT_TO_NOTHING; k++) {
            slopes[k] -= missed * apart[k] / square;
        }
    }
}
