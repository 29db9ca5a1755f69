package io.github.surprisal.evaluate;

import io.github.surprisal.train.Loss;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import java.util.Arrays;

/**
 * The mean of the log-loss's slopes along the way of a row through a network, by unit's sum and by margin. On the way, from t = 0 to
 * t = 1, the sums are z̄ + t·δ and the margins d + B·a(z̄ + t·δ) + t·o − (1 − t)·s, with the row's δ and o.
 */
abstract class NetworkSlopes {
    final NetworkScorer scorer;
    final double[] intercepts;
    final double[] meanSums;
    final double[] start;

    /** By unit: the mean of ∂L/∂z. */
    final double[] ofSums;

    /** By margin: the mean of ∂L/∂m. */
    final double[] ofMargins;

    private final double[] marginsAt;
    private final double[] probabilities;

    private NetworkSlopes(NetworkScorer scorer, double[] intercepts, double[] meanSums, double[] start) {
        this.scorer = scorer;
        this.intercepts = intercepts;
        this.meanSums = meanSums;
        this.start = start;
        this.ofSums = new double[meanSums.length];
        this.ofMargins = new double[start.length];
        this.marginsAt = new double[start.length];
        this.probabilities = new double[start.length == 1 ? 2 : start.length];
    }

    /**
     * Slopes of a network.
     *
     * @param intercepts d, by margin
     * @param meanSums z̄, by unit
     * @param start s, by margin
     */
    static NetworkSlopes of(NetworkScorer scorer, double[] intercepts, double[] meanSums, double[] start) {
        return scorer.activation() == Activation.RELU
                ? new Bent(scorer, intercepts, meanSums, start)
                : new Smooth(scorer, intercepts, meanSums, start);
    }

    /**
     * Leaves the slopes of a row's way.
     *
     * @param move δ, by unit
     * @param offset o
     * @param reach by how much the margins move apart
     */
    abstract void integrate(double[] move, double offset, double reach, int label);

    /** How many sets of points it takes. */
    static int sets(double reach) {
        return 1 + (int) Math.min(999, reach / GaussLegendre.REACH);
    }

    /** B of a margin and a unit. */
    final double output(int margin, int unit) {
        return scorer.output()[margin * meanSums.length + unit];
    }

    /** Leaves the slopes along the margins where the margins are {@code at}, times a weight. */
    final void slopes(double[] at, int label, double weight, double[] into) {
        Loss.probabilities(at, probabilities);
        for (int k = 0; k < at.length; k++) {
            int of = at.length == 1 ? 1 : k;
            into[k] = weight * (probabilities[of] - (label == of ? 1 : 0));
        }
    }

    /** Of units without a bend: their slopes too are taken at the points, by back-propagation. */
    private static final class Smooth extends NetworkSlopes {
        private final double[] values;
        private final double[] back;
        private final double[] slopes;

        Smooth(NetworkScorer scorer, double[] intercepts, double[] meanSums, double[] start) {
            super(scorer, intercepts, meanSums, start);
            this.values = new double[meanSums.length];
            this.back = new double[meanSums.length];
            this.slopes = new double[start.length];
        }

        @Override
        void integrate(double[] move, double offset, double reach, int label) {
            Arrays.fill(ofSums, 0);
            Arrays.fill(ofMargins, 0);
            // The sums bend the way of the margins, which may be longer than its ends are apart.
            int sets = 1 + sets(reach);
            for (int set = 0; set < sets; set++) {
                for (int point = 0; point < GaussLegendre.SIZE; point++) {
                    double share = (set + GaussLegendre.point(point)) / sets;
                    add(move, offset, share, label, GaussLegendre.weight(point) / sets);
                }
            }
        }

        private void add(double[] move, double offset, double share, int label, double weight) {
            for (int u = 0; u < values.length; u++) {
                values[u] = scorer.activation().value(meanSums[u] + share * move[u]);
            }
            for (int k = 0; k < slopes.length; k++) {
                double margin = intercepts[k] + share * offset - (1 - share) * start[k];
                for (int u = 0; u < values.length; u++) {
                    margin += output(k, u) * values[u];
                }
                super.marginsAt[k] = margin;
            }
            slopes(super.marginsAt, label, weight, slopes);
            Arrays.fill(back, 0);
            for (int k = 0; k < slopes.length; k++) {
                ofMargins[k] += slopes[k];
                for (int u = 0; u < back.length; u++) {
                    back[u] += slopes[k] * output(k, u);
                }
            }
            for (int u = 0; u < back.length; u++) {
                ofSums[u] += back[u] * values[u] * (1 - values[u]);
            }
        }
    }

    /**
     * Of units max(0, z). From bend to bend the margins go straight, so the points are set anew in every piece, and a unit has the
     * slopes of the pieces where it is at work.
     */
    private static final class Bent extends NetworkSlopes {
        private final double[] level;
        private final double[] rise;
        private final double[] slopes;
        private final double[] bends;
        private final long[] order;

        /** The bits of a key that are the unit's number. */
        private final long units;

        Bent(NetworkScorer scorer, double[] intercepts, double[] meanSums, double[] start) {
            super(scorer, intercepts, meanSums, start);
            this.level = new double[start.length];
            this.rise = new double[start.length];
            this.slopes = new double[start.length];
            this.bends = new double[meanSums.length];
            this.order = new long[meanSums.length];
            this.units = 2L * Integer.highestOneBit(meanSums.length) - 1;
        }

        @Override
        void integrate(double[] move, double offset, double reach, int label) {
            Arrays.fill(ofSums, 0);
            Arrays.fill(ofMargins, 0);
            int pieces = begin(move, offset);
            double at = 0;
            for (int i = 0; i < pieces; i++) {
                int unit = (int) (order[i] & units);
                add(at, bends[unit], label);
                at = Math.max(at, bends[unit]);
                double sign = move[unit] > 0 ? 1 : -1;
                ofSums[unit] = -sign * soFar(unit);
                turn(unit, move, sign);
            }
            add(at, 1, label);
            for (int u = 0; u < ofSums.length; u++) {
                if (endsAtWork(u, move)) {
                    ofSums[u] += soFar(u);
                }
            }
        }

        /** Leaves where the margins begin, how they rise, and the bends on the way in their order; gives how many there are. */
        private int begin(double[] move, double offset) {
            for (int k = 0; k < level.length; k++) {
                level[k] = intercepts[k] - start[k];
                rise[k] = offset + start[k];
            }
            int found = 0;
            for (int u = 0; u < bends.length; u++) {
                boolean begins = meanSums[u] > 0 || (meanSums[u] == 0 && move[u] > 0);
                if (begins) {
                    turn(u, move, 1);
                }
                if (begins != endsAtWork(u, move)) {
                    bends[u] = Math.min(1, -meanSums[u] / move[u]);
                    order[found++] = (Double.doubleToRawLongBits(bends[u]) & ~units) | u;
                }
            }
            Arrays.sort(order, 0, found);
            return found;
        }

        private boolean endsAtWork(int unit, double[] move) {
            double end = meanSums[unit] + move[unit];
            return end > 0 || (end == 0 && move[unit] < 0);
        }

        /** A unit begins to work, or ends. */
        private void turn(int unit, double[] move, double sign) {
            for (int k = 0; k < level.length; k++) {
                double weight = sign * output(k, unit);
                level[k] += weight * meanSums[unit];
                rise[k] += weight * move[unit];
            }
        }

        /** The slope along a unit's sum if it had been at work so far. */
        private double soFar(int unit) {
            double slope = 0;
            for (int k = 0; k < ofMargins.length; k++) {
                slope += output(k, unit) * ofMargins[k];
            }
            return slope;
        }

        /** Adds a straight piece. */
        private void add(double first, double last, int label) {
            double width = last - first;
            if (width <= 0) {
                return;
            }
            int sets = sets(width * GaussLegendre.reach(rise));
            for (int set = 0; set < sets; set++) {
                for (int point = 0; point < GaussLegendre.SIZE; point++) {
                    double share = first + width * ((set + GaussLegendre.point(point)) / sets);
                    for (int k = 0; k < rise.length; k++) {
                        super.marginsAt[k] = level[k] + share * rise[k];
                    }
                    slopes(super.marginsAt, label, width * GaussLegendre.weight(point) / sets, slopes);
                    for (int k = 0; k < slopes.length; k++) {
                        ofMargins[k] += slopes[k];
                    }
                }
            }
        }
    }
}
