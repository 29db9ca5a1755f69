package io.github.surprisal.measure;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;

/**
 * The first moments of Pearson's χ² = Σ (n(x,y) − e)²/e of a table whose margins are given, every way to assign the classes to the
 * rows being equally likely; exact for whole counts. Moments of independent tables add up.
 *
 * <p>χ² is n·Σ A(i,j)·B(i,j) over pairs of rows i, j, where A is 1/a − 1/n if both are of one category of a rows, else −1/n, and B
 * the same of classes. The third power of that sum is a sum over patterns of equal and different rows; the mean of each is the
 * sum of A's products over the pattern times that of B's, divided by how many choices of different rows there are. All sums
 * of A follow from four figures of its margins ({@link Side}). Of a column with a value for nearly every row they are
 * taken of what A lacks to be the identity, which turns χ² round and keeps small differences of large figures away.
 *
 * <p>Sources: J. B. S. Haldane 1940, doi:10.1093/biomet/31.3-4.346, in the form of D. K. Dawson for the variance; F. Kazi-Aoual et
 * al. 1995, doi:10.1016/0167-9473(94)00064-2, for the third moment of such sums, summed by patterns as M. Bilodeau and A.
 * Guetsop Nangue 2017 do.
 *
 * <p>Fractional weights are taken for rows, and a category of less than one for a row. Where they add up to no more than a row
 * for each category or class, or to no more than three, there are no moments: all are NaN.
 *
 * @param mean n/(n − 1)·(categories − 1)·(classes − 1)
 * @param variance 0 for up to two rows, whose χ² is given by the margins
 * @param third E[(χ² − mean)³]; with fractional weights that of the gamma distribution of this mean and variance
 */
record ChiSquaredMoments(double mean, double variance, double third) {
    /** Of no table. */
    static final ChiSquaredMoments NONE = new ChiSquaredMoments(0, 0, 0);

    /** Of weights too small to be rows. */
    private static final ChiSquaredMoments UNDEFINED = new ChiSquaredMoments(Double.NaN, Double.NaN, Double.NaN);

    private static final double FEWEST = 3;

    /** Below this share of the mean the variance is what rounding left of 0. */
    private static final double NO_VARIANCE = 1e-9;

    /** Up to this skewness the distribution is taken as normal: off by 1 % of the tail's logarithm at forty deviations. */
    private static final double LEAST_SKEWNESS = 1e-3;

    /** So far simulation holds the three moments to account. */
    private static final double LOG_FAR = Elementary.log(1e-6);

    /** Of a table with these rows by category and by class, of n rows; all counts are whole or weights are fractional. */
    static ChiSquaredMoments of(Spectrum categories, double[] classes, double n, boolean whole) {
        Spectrum ofClasses = Spectrum.of(classes);
        double r = categories.distinct();
        double c = classes.length;
        if (!whole && n <= Math.max(FEWEST, Math.max(r, c))) {
            return UNDEFINED;
        }
        double mean = n / (n - 1) * (r - 1) * (c - 1);
        double variance = variance(categories, r, ofClasses, c, n);
        double third =
                whole ? third(Side.of(categories, n), Side.of(ofClasses, n), n) : 2 * variance * (variance / mean);
        return new ChiSquaredMoments(mean, variance, variance > 0 ? third : 0);
    }

    private static double variance(Spectrum categories, double r, Spectrum classes, double c, double n) {
        double v1 = (r - 1) * (n - r) / (n - 1);
        double v2 = (c - 1) * (n - c) / (n - 1);
        double w1 = (reciprocals(categories, n) - r * r) / (n - 2);
        double w2 = (reciprocals(classes, n) - c * c) / (n - 2);
        // Of three rows the first term is 0/0, and 0 by its limit.
        double first = n > 3 ? 2 * n / (n - 3) * (v1 - w1) * (v2 - w2) : 0;
        return n >= 3 ? first + n * n / (n - 1) * w1 * w2 : 0;
    }

    private static double reciprocals(Spectrum margin, double n) {
        double sum = 0;
        for (int i = 0; i < margin.counts().length; i++) {
            sum += margin.multiplicities()[i] * (n / Math.max(1, margin.counts()[i]));
        }
        return sum;
    }

    /**
     * Sums over the symmetric matrix A of one margin, whose rows add up to 0 and which is its own square.
     *
     * @param t Σ A(i,i)
     * @param s2 Σ A(i,i)²
     * @param s3 Σ A(i,i)³
     * @param u Σ A(i,j)³
     * @param b Σ A(i,i)·A(i,j)·A(j,j)
     * @param sign −1 where A is the complement
     */
    private record Side(double t, double s2, double s3, double u, double b, int sign) {
        static Side of(Spectrum margin, double n) {
            boolean complement = margin.distinct() > n / 2;
            double t = 0;
            double s2 = 0;
            double s3 = 0;
            double u = 0;
            double pairs = 0;
            for (int i = 0; i < margin.counts().length; i++) {
                double a = margin.counts()[i];
                double times = margin.multiplicities()[i];
                double diagonal = complement ? 1 - 1 / a : 1 / a - 1 / n;
                t += times * a * diagonal;
                s2 += times * a * diagonal * diagonal;
                s3 += times * a * diagonal * diagonal * diagonal;
                u += times
                        * (complement
                                ? a * diagonal * (diagonal * diagonal - 1 / (a * a))
                                : a * a * diagonal * diagonal * diagonal);
                pairs += times * a * a;
            }
            return complement
                    ? new Side(t, s2, s3, u, 0, -1)
                    : new Side(t, s2, s3, u - (n * n - pairs) / (n * n * n), s2 - t * t / n, 1);
        }

        /** Of k different rows the products of three elements, by pattern; with A² = A the sum of A(i,i)·A²(i,i) is s2. */
        double[] products() {
            double t3 = t * t * t;
            double ts = t * s2;
            double tt = t * t;
            return new double[] {
                s3,
                // two rows
                u - s3,
                ts - s3,
                s3,
                s2 - s3,
                b - s3,
                // three rows
                2 * s3 - ts,
                t3 - 3 * ts + 2 * s3,
                2 * s3 - ts - b,
                2 * s3 - s2,
                2 * s3 - s2 - b,
                tt - ts + 2 * s3 - 2 * s2,
                2 * s3 - u - s2,
                t + 2 * s3 - 3 * s2,
                // four rows
                ts - 6 * s3 + 2 * s2 + 2 * b,
                ts - tt - 6 * s3 + 2 * u + 4 * s2,
                5 * ts - t3 - 6 * s3 + 2 * b,
                2 * ts - tt - 6 * s3 + 3 * s2 + 2 * b,
                2 * u + 3 * s2 - 6 * s3,
                u + 5 * s2 + b - t - 6 * s3,
                // five rows
                t3 + 2 * tt - 10 * ts + 24 * s3 - 8 * s2 - 8 * b,
                tt - 2 * ts + 2 * t + 24 * s3 - 4 * u - 16 * s2 - 4 * b,
                // six rows
                18 * ts - t3 - 6 * tt - 8 * t - 120 * s3 + 16 * u + 72 * s2 + 24 * b
            };
        }
    }

    /** How often each pattern comes in the third power, in the order of {@link Side#products}. */
    private static final int[] TIMES = {1, 4, 3, 6, 12, 6, 3, 1, 12, 12, 24, 6, 24, 8, 12, 6, 3, 12, 8, 24, 3, 12, 1};

    /** How many different rows each pattern has. */
    private static final int[] ROWS = {1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 6};

    private static double third(Side x, Side y, double n) {
        double[] ofX = x.products();
        double[] ofY = y.products();
        CompensatedSum sum = new CompensatedSum();
        double choices = 1;
        int rows = 0;
        for (int i = 0; i < TIMES.length && ROWS[i] <= n; i++) {
            for (; rows < ROWS[i]; rows++) {
                choices *= n - rows;
            }
            sum.add(TIMES[i] * (ofX[i] / choices * ofY[i]));
        }
        double mean = x.t * y.t / (n - 1);
        double second = second(x, y, n) - mean * mean;
        sum.add(-3 * second * mean);
        sum.add(-mean * mean * mean);
        return x.sign * y.sign * n * n * n * sum.value();
    }

    private static double second(Side x, Side y, double n) {
        double two = (x.t * x.t - x.s2) * (y.t * y.t - y.s2) + 2 * (x.t - x.s2) * (y.t - y.s2) + 4 * x.s2 * y.s2;
        double three = 4 * (2 * x.s2 - x.t) * (2 * y.s2 - y.t) + 2 * (2 * x.s2 - x.t * x.t) * (2 * y.s2 - y.t * y.t);
        double four = (2 * x.t - 6 * x.s2 + x.t * x.t) * (2 * y.t - 6 * y.s2 + y.t * y.t);
        double sum = x.s2 * y.s2 / n + two / (n * (n - 1));
        sum += n > 2 ? three / (n * (n - 1) * (n - 2)) : 0;
        return sum + (n > 3 ? four / (n * (n - 1) * (n - 2) * (n - 3)) : 0);
    }

    /** Those of the sum of both tables' χ². */
    ChiSquaredMoments plus(ChiSquaredMoments other) {
        return new ChiSquaredMoments(mean + other.mean, variance + other.variance, third + other.third);
    }

    /**
     * The natural logarithm of the probability of a χ² as great as that, by the distribution of these three moments that is a
     * gamma distribution but for its place (Pearson's type III); NaN without moments, 0 where χ² does not vary, and of χ² = 0, below which there
     * is nothing though the fitted distribution may begin there. A tail that is shorter to the right
     * than to the left, of a column with a value for nearly every row, is taken as a normal one: rather too long. Three
     * moments do not tell a far tail, where cells of many rows outlast those of few: beyond p = 1e-6 the χ² distribution has to
     * agree, p = max(p(III), min(p(χ²), 1e-6)).
     *
     * @param degrees of freedom
     */
    double logTail(double chiSquared, double degrees) {
        if (Double.isNaN(variance)) {
            return Double.NaN;
        }
        if (!(variance > NO_VARIANCE * mean) || chiSquared <= NO_VARIANCE * mean) {
            return 0;
        }
        double near = byThreeMoments(chiSquared);
        return near >= LOG_FAR
                ? near
                : Math.max(near, Math.min(Independence.logChiSquaredTail(chiSquared, degrees), LOG_FAR));
    }

    private double byThreeMoments(double chiSquared) {
        double deviation = Math.sqrt(variance);
        double z = (chiSquared - mean) / deviation;
        double skewness = third / (variance * deviation);
        if (!(skewness > LEAST_SKEWNESS)) {
            double beyond = Independence.logChiSquaredTail(z * z, 1) - Elementary.log(2);
            return z > 0 ? beyond : Elementary.log1p(-Elementary.exp(beyond));
        }
        double ofGamma = 8 / (skewness * skewness);
        double place = ofGamma + z * Math.sqrt(2 * ofGamma);
        return place <= 0 ? 0 : Independence.logChiSquaredTail(place, ofGamma);
    }
}
