package io.github.surprisal.evaluate;

/** Gauss and Legendre's eight points in (0, 1), and their weights, which add up to 1: exact of polynomials up to degree 15. */
final class GaussLegendre {
    /** How many points. */
    static final int SIZE = 8;

    /**
     * So far may margins move apart within one set of points: the nearest pole of a softmax along the way is π/6 of it away, and the
     * points are right to some 10<sup>−6</sup> (L. Trefethen, Approximation Theory and Approximation Practice, 2013, theorem 19.3).
     */
    static final double REACH = 6;

    private static final double[] POINTS = {
        0.01985507175123188, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
        0.591717321247825, 0.7627662049581645, 0.8983332387068134, 0.9801449282487682
    };

    private static final double[] WEIGHTS = {
        0.05061426814518813, 0.11119051722668724, 0.15685332293894363, 0.181341891689181,
        0.181341891689181, 0.15685332293894363, 0.11119051722668724, 0.05061426814518813
    };

    private GaussLegendre() {}

    /** By how much the greatest and the least of these, or 0, differ. */
    static double reach(double[] moves) {
        double least = 0;
        double most = 0;
        for (double move : moves) {
            least = Math.min(least, move);
            most = Math.max(most, move);
        }
        return most - least;
    }

    static double point(int at) {
        return POINTS[at];
    }

    static double weight(int at) {
        return WEIGHTS[at];
    }
}
