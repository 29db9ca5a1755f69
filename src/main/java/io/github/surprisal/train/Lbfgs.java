package io.github.surprisal.train;

import io.github.surprisal.train.Model.Convergence;
import io.github.surprisal.train.Model.Iteration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Minimises a smooth function f(x) + Σ l1ⱼ|xⱼ| by the limited-memory BFGS method in a given metric, where there is an L1
 * penalty orthant by orthant, with the coordinates that a kink holds at 0 left out of the metric (two-metric projection, without
 * which a metric that mixes coordinates need not lead down). Steps satisfy the sufficient decrease and, without a penalty, the curvature condition, so the function never rises
 * from one iteration to the next; where it is not convex, what is found is a point from which no way leads down.
 *
 * <p>Sources: D. C. Liu and J. Nocedal 1989, doi:10.1007/BF01589116; G. Andrew and J. Gao, Scalable training of L1-regularized
 * log-linear models, ICML 2007, doi:10.1145/1273496.1273501; E. Gafni and D. Bertsekas 1984, doi:10.1137/0322061; J. Nocedal and S. Wright, Numerical Optimization, 2nd ed., 2006,
 * algorithms 7.4 and 3.5.
 */
public final class Lbfgs {
    private static final int MEMORY = 10;

    private static final double DECREASE = 1e-4;

    private static final double CURVATURE = 0.9;

    private static final int MAX_TRIALS = 40;

    /** After so many iterations the metric is one of the point reached, where there is one. */
    private static final int REFRESH = 12;

    /** A function's value and gradient somewhere. */
    public record Point(double[] x, double value, double[] gradient) {}

    /** The function. */
    public interface Function {
        /** Value and gradient at x. */
        Point at(double[] x);
    }

    /**
     * Where it ended.
     *
     * @param history the value and the norm of its gradient, the starting point first
     */
    public record Minimum(double[] x, List<Iteration> history, Convergence convergence) {}

    private final Function function;
    private final double[] l1;
    private final boolean hasL1;
    private final Metrics metrics;
    private final Deque<double[][]> pairs = new ArrayDeque<>();
    private boolean[] open;
    private UnaryOperator<double[]> metric;
    private boolean refreshed;

    /** Approximate inverses of the function's second derivative. */
    public interface Metrics {
        /**
         * Multiplies by one.
         *
         * @param open the coordinates it is the inverse of; the others of the product are 0
         */
        UnaryOperator<double[]> of(boolean[] open);

        /** Multiplies by one at this point; empty where that would take too long. */
        default Optional<UnaryOperator<double[]>> at(double[] x) {
            return Optional.empty();
        }
    }

    /**
     * Of a function.
     *
     * @param l1 penalty of each |xⱼ|
     */
    public Lbfgs(Function function, double[] l1, Metrics metrics) {
        this.function = function;
        this.l1 = l1;
        this.hasL1 = Arrays.stream(l1).anyMatch(p -> p > 0);
        this.metrics = metrics;
        this.open = new boolean[l1.length];
        Arrays.fill(open, true);
    }

    /**
     * Minimises from a starting point.
     *
     * @param tolerance it ends where the gradient's norm is this share of max(1, |x|), or where several iterations together
     *     took the value down by less than this share of a hundredth of it
     */
    public Minimum minimise(double[] start, int maxIterations, double tolerance) {
        return minimise(start, maxIterations, tolerance, (reached, here) -> true);
    }

    /** Is told of the points that iterations end at, the starting point first. */
    public interface Watch {
        /** Whether to go on from here. */
        boolean goesOn(Iteration reached, Point here);
    }

    /** The same while somebody who watches wants to go on; else it ends with {@link Convergence#EARLY_STOPPING}. */
    public Minimum minimise(double[] start, int maxIterations, double tolerance, Watch watch) {
        Point here = function.at(start);
        List<Iteration> history = new ArrayList<>();
        double value = full(here);
        double norm = norm(slope(here));
        history.add(new Iteration(0, value, norm));
        boolean goesOn = watch.goesOn(history.get(0), here);
        Convergence end = Convergence.MAX_ITERATIONS;
        for (int i = 1; i <= maxIterations; i++) {
            if (!goesOn) {
                end = Convergence.EARLY_STOPPING;
                break;
            }
            if (norm <= tolerance * Math.max(1, norm(here.x()))) {
                end = Convergence.GRADIENT;
                break;
            }
            Point next = step(here);
            if (next == null && (refreshed || !pairs.isEmpty())) {
                pairs.clear();
                metric = refreshed ? null : metric;
                refreshed = false;
                next = step(here);
            }
            if (next == null) {
                end = Convergence.NO_BETTER_POINT;
                break;
            }
            remember(here, next);
            here = next;
            value = full(here);
            norm = norm(slope(here));
            history.add(new Iteration(i, value, norm));
            goesOn = watch.goesOn(history.get(i), here);
            double before = history.get(Math.max(0, i - 5)).objective();
            if (i >= 5 && before - value <= 0.01 * tolerance * Math.max(Math.abs(value), 1e-6)) {
                end = Convergence.OBJECTIVE;
                break;
            }
            if (i % REFRESH == 0 && i < maxIterations && !hasL1) {
                metrics.at(here.x()).ifPresent(closer -> {
                    metric = closer;
                    refreshed = true;
                    pairs.clear();
                });
            }
        }
        return new Minimum(here.x(), history, end);
    }

    private double full(Point point) {
        double value = point.value();
        for (int j = 0; j < l1.length && hasL1; j++) {
            value += l1[j] * Math.abs(point.x()[j]);
        }
        return value;
    }

    /** The gradient, or where the penalty has a kink the least steep of its slopes. */
    private double[] slope(Point point) {
        if (!hasL1) {
            return point.gradient();
        }
        double[] slope = point.gradient().clone();
        for (int j = 0; j < slope.length; j++) {
            double x = point.x()[j];
            if (x != 0) {
                slope[j] += Math.signum(x) * l1[j];
            } else if (l1[j] > 0) {
                slope[j] = slope[j] + l1[j] < 0 ? slope[j] + l1[j] : Math.max(0, slope[j] - l1[j]);
            }
        }
        return slope;
    }

    private Point step(Point here) {
        double[] slope = slope(here);
        look(here, slope);
        double[] direction = direction(slope);
        for (int j = 0; j < direction.length && hasL1; j++) {
            // From a kink the way is down its slope or not at all.
            direction[j] = here.x()[j] == 0 && l1[j] > 0 && direction[j] * slope[j] >= 0 ? 0 : direction[j];
        }
        double descent = dot(direction, slope);
        if (!(descent < 0)) {
            return null;
        }
        return hasL1 ? withinOrthant(here, slope, direction) : wolfe(here, direction, descent);
    }

    /** Leaves out of account what a kink holds where it is: the step is one of the other coordinates alone. */
    private void look(Point here, double[] slope) {
        boolean[] now = open.clone();
        for (int j = 0; j < now.length && hasL1; j++) {
            now[j] = l1[j] == 0 || here.x()[j] != 0 || slope[j] != 0;
        }
        if (metric == null || !Arrays.equals(now, open)) {
            open = now;
            metric = metrics.of(now);
        }
    }

    private Point withinOrthant(Point here, double[] slope, double[] direction) {
        double value = full(here);
        double step = 1;
        for (int trial = 0; trial < MAX_TRIALS; trial++) {
            double[] x = new double[direction.length];
            double gained = 0;
            for (int j = 0; j < x.length; j++) {
                x[j] = here.x()[j] + step * direction[j];
                double side = here.x()[j] != 0 ? here.x()[j] : -slope[j];
                if (l1[j] > 0 && x[j] * side < 0) {
                    x[j] = 0;
                }
                gained += slope[j] * (x[j] - here.x()[j]);
            }
            Point next = function.at(x);
            if (full(next) <= value + DECREASE * gained && full(next) < value) {
                return next;
            }
            step /= 2;
        }
        return null;
    }

    /** A step along a direction that satisfies the strong Wolfe conditions; the best one found if none does. */
    private Point wolfe(Point here, double[] direction, double descent) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double lowValue = here.value();
        double lowDescent = descent;
        double step = 1;
        Point best = null;
        for (int trial = 0; trial < MAX_TRIALS; trial++) {
            Point next = at(here, direction, step);
            double there = dot(direction, next.gradient());
            boolean tooHigh = !(next.value() <= here.value() + DECREASE * step * descent)
                    || (low > 0 && next.value() >= lowValue);
            if (next.value() < here.value() && (best == null || next.value() < best.value())) {
                best = next;
            }
            if (!tooHigh && Math.abs(there) <= -CURVATURE * descent) {
                return next;
            }
            if (tooHigh || there >= 0) {
                double fitted = low + minimiser(step - low, lowValue, lowDescent, next.value());
                high = step;
                step = within(fitted, low, high);
            } else {
                low = step;
                lowValue = next.value();
                lowDescent = there;
                step = Double.isInfinite(high) ? 2 * step : (low + high) / 2;
            }
            if (high - low <= 1e-14 * high) {
                break;
            }
        }
        return best;
    }

    private static double within(double step, double low, double high) {
        double margin = 0.1 * (high - low);
        return Double.isFinite(step) && step > low + margin && step < high - margin ? step : (low + high) / 2;
    }

    /** Where the parabola through a value, a slope and another value at {@code width} has its minimum. */
    private static double minimiser(double width, double value, double slope, double other) {
        return -slope * width * width / (2 * (other - value - slope * width));
    }

    private Point at(Point here, double[] direction, double step) {
        double[] x = new double[direction.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = here.x()[j] + step * direction[j];
        }
        return function.at(x);
    }

    private void remember(Point before, Point after) {
        double[] s = new double[l1.length];
        double[] y = new double[l1.length];
        for (int j = 0; j < s.length; j++) {
            s[j] = after.x()[j] - before.x()[j];
            y[j] = after.gradient()[j] - before.gradient()[j];
        }
        if (isCurved(s, y)) {
            pairs.addLast(new double[][] {s, y});
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    private static boolean isCurved(double[] s, double[] y) {
        return dot(s, y) > 1e-16 * dot(y, y);
    }

    /** A pair as it is in the coordinates that are open. */
    private double[][] ofOpen(double[][] pair) {
        if (!hasL1) {
            return pair;
        }
        double[][] some = new double[2][open.length];
        for (int j = 0; j < open.length; j++) {
            some[0][j] = open[j] ? pair[0][j] : 0;
            some[1][j] = open[j] ? pair[1][j] : 0;
        }
        return some;
    }

    /** −H·slope by the two-loop recursion. */
    private double[] direction(double[] slope) {
        double[] q = slope.clone();
        double[] alphas = new double[pairs.size()];
        List<double[][]> known = pairs.stream()
                .map(this::ofOpen)
                .filter(pair -> isCurved(pair[0], pair[1]))
                .toList();
        for (int i = known.size() - 1; i >= 0; i--) {
            double[][] pair = known.get(i);
            alphas[i] = dot(pair[0], q) / dot(pair[0], pair[1]);
            add(q, -alphas[i], pair[1]);
        }
        double[] r = metric.apply(q);
        if (!known.isEmpty()) {
            double[][] last = known.get(known.size() - 1);
            double scale = dot(last[0], last[1]) / dot(last[1], metric.apply(last[1]));
            for (int j = 0; j < r.length; j++) {
                r[j] *= scale;
            }
        }
        for (int i = 0; i < known.size(); i++) {
            double[][] pair = known.get(i);
            double beta = dot(pair[1], r) / dot(pair[0], pair[1]);
            add(r, alphas[i] - beta, pair[0]);
        }
        for (int j = 0; j < r.length; j++) {
            r[j] = -r[j];
        }
        return r;
    }

    private static void add(double[] to, double times, double[] what) {
        for (int j = 0; j < to.length; j++) {
            to[j] += times * what[j];
        }
    }

    /** Σ aⱼ·bⱼ. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
