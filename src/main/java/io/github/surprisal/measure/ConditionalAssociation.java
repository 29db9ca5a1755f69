package io.github.surprisal.measure;

import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import java.util.Arrays;
import java.util.List;

/**
 * How a feature X and a label Y depend on each other given a third column Z, from the tables of X and Y within each value of Z,
 * its slices. Of one slice alone these are the figures of X and Y themselves.
 *
 * <pre>
 * I(X;Y|Z) = Σ_z n_z/N · I(X;Y in the rows with Z = z)
 * E        = Σ_z n_z/N · E[I(X;Y in slice z)], Y shuffled within the slice, its margins given
 * X²       = Σ_z X²_z, with the mean Σ_z mean_z and the variance Σ_z var_z: slices are independent given their margins
 * df       = Σ_z (|X in z| − 1)·(|Y in z| − 1), of the categories that occur in the slice
 * </pre>
 *
 * <p>A slice of one category of either adds nothing but its rows: where Z tells X, the information is exactly 0, df = 0 and
 * p = 1. All information is in nats. I and X² are exact sums: the same slices, in whatever order they and their categories and
 * classes come, give the same bits. Not for several threads.
 */
public final class ConditionalAssociation {
    private static final int DIVERGENCE = 0;
    private static final int SQUARES = 1;

    private final boolean byChance;
    private final CompensatedSum rows = new CompensatedSum();
    private final ExactSums sums = new ExactSums(2);
    private final CompensatedSum expected = new CompensatedSum();
    private final CompensatedSum mean = new CompensatedSum();
    private final CompensatedSum variance = new CompensatedSum();
    private double degrees;
    private boolean whole = true;
    private double[] ofCategory = new double[0];
    private double[] ofClass = new double[0];
    private double[] lacking = new double[0];

    /**
     * Without slices.
     *
     * @param byChance whether to work out what chance would give: {@link #expectedInformation} and {@link #pValue} ask for it
     */
    public ConditionalAssociation(boolean byChance) {
        this.byChance = byChance;
    }

    /**
     * Adds the rows of one value of Z.
     *
     * @param cells categories × classes, row-major; only read
     */
    public void add(double[] cells, int categories, int classes) {
        if (ofCategory.length < categories || ofClass.length < classes) {
            ofCategory = new double[categories];
            ofClass = new double[classes];
            lacking = new double[classes];
        }
        Arrays.fill(ofCategory, 0, categories, 0);
        Arrays.fill(ofClass, 0, classes, 0);
        double n = 0;
        for (int x = 0, at = 0; x < categories; x++) {
            for (int y = 0; y < classes; y++, at++) {
                ofCategory[x] += cells[at];
                ofClass[y] += cells[at];
            }
            n += ofCategory[x];
        }
        int r = present(ofCategory, categories);
        int c = present(ofClass, classes);
        rows.add(n);
        if (r > 1 && c > 1) {
            degrees += (r - 1.0) * (c - 1.0);
            compare(cells, categories, classes, n);
            if (byChance) {
                chance(categories, classes, n);
            }
        }
    }

    /** Adds rows of values of Z that leave nothing to tell of Y. */
    public void addDetermined(double n) {
        rows.add(n);
    }

    private static int present(double[] totals, int size) {
        int present = 0;
        for (int i = 0; i < size; i++) {
            present += totals[i] > 0 ? 1 : 0;
        }
        return present;
    }

    /** As {@link Association} does it: no term is negative, so nothing cancels. Empty cells add what was expected of them. */
    private void compare(double[] cells, int categories, int classes, double n) {
        Arrays.fill(lacking, 0, classes, 0);
        for (int x = 0, at = 0; x < categories; x++) {
            double total = ofCategory[x];
            for (int y = 0; y < classes; y++, at++) {
                double cell = cells[at];
                if (cell > 0) {
                    compareCell(cell, total, ofClass[y], n);
                } else {
                    lacking[y] += total;
                }
            }
        }
        for (int y = 0; y < classes; y++) {
            addEmpty(lacking[y] * (ofClass[y] / n));
        }
    }

    private void compareCell(double cell, double ofCategory, double ofClass, double n) {
        double t = Association.excess(cell, ofCategory, ofClass, n);
        double e = ofCategory * (ofClass / n);
        sums.add(DIVERGENCE, e * Association.divergenceOf(t));
        if (byChance) {
            sums.add(SQUARES, e * t * t);
        }
    }

    private void addEmpty(double expectedRows) {
        sums.add(DIVERGENCE, expectedRows);
        if (byChance) {
            sums.add(SQUARES, expectedRows);
        }
    }

    /** A cell of a slice that is mostly empty. */
    record Cell(double count, int category, int label) {}

    /** Margins of a slice that is mostly empty: all 0 between slices. */
    record Margins(double[] ofCategory, double[] ofClass, double[] present) {}

    /** Adds the rows of one value of Z from the cells that are not empty; chance is not asked for. */
    void add(List<Cell> cells, Margins margins) {
        double n = 0;
        int r = 0;
        int c = 0;
        for (Cell cell : cells) {
            r += margins.ofCategory[cell.category] == 0 ? 1 : 0;
            c += margins.ofClass[cell.label] == 0 ? 1 : 0;
            margins.ofCategory[cell.category] += cell.count;
            margins.ofClass[cell.label] += cell.count;
            n += cell.count;
        }
        rows.add(n);
        if (r > 1 && c > 1) {
            degrees += (r - 1.0) * (c - 1.0);
            for (Cell cell : cells) {
                double ofCategory = margins.ofCategory[cell.category];
                compareCell(cell.count, ofCategory, margins.ofClass[cell.label], n);
                margins.present[cell.label] += ofCategory;
            }
        }
        for (Cell cell : cells) {
            if (r > 1 && c > 1 && margins.ofClass[cell.label] > 0) {
                addEmpty((n - margins.present[cell.label]) * (margins.ofClass[cell.label] / n));
            }
            margins.ofCategory[cell.category] = 0;
            margins.ofClass[cell.label] = 0;
            margins.present[cell.label] = 0;
        }
    }

    private void chance(int categories, int classes, double n) {
        double[] present =
                Arrays.stream(ofClass, 0, classes).filter(total -> total > 0).toArray();
        double[] features = Arrays.stream(ofCategory, 0, categories)
                .filter(total -> total > 0)
                .toArray();
        Independence independence = new Independence(Spectrum.of(features), present, n);
        whole &= independence.isWhole();
        expected.add(n * independence.expectedInformation());
        if (whole) {
            ChiSquaredMoments moments = independence.chiSquaredMoments();
            mean.add(moments.mean());
            variance.add(moments.variance());
        }
    }

    /** N, the rows of all slices, or their weight. */
    public double rows() {
        return rows.value();
    }

    /** I(X;Y|Z); 0 without rows. */
    public double information() {
        return rows() > 0 ? sums.value(DIVERGENCE) / rows() : 0;
    }

    /** E: what shuffling Y within each slice gives on average. With fractional weights df/(2N). */
    public double expectedInformation() {
        return rows() > 0 ? expected.value() / rows() : 0;
    }

    /** df. */
    public double degreesOfFreedom() {
        return degrees;
    }

    /**
     * The probability of as much information where X and Y are independent given Z: the greater of two approximations, which are
     * off in different places, of Pearson's X² by the gamma distribution of its exact mean and variance, and of
     * G = 2·N·I, scaled to its exact mean, by χ². With fractional weights that of G alone. 1 where there is nothing to tell.
     *
     * <p>Where cells are sparse that is more cautious than the p-value of X and Y alone ({@link Independence#logPValue}): G then
     * hardly ever has p &lt; 0.05 by chance. It is meant to be. A feature that is let in wrongly is given in all later tests,
     * and one that is refused wrongly is mostly told by those that are in.
     */
    public double pValue() {
        double e = expected.value();
        if (!(degrees > 0) || !(e > 0)) {
            return 1;
        }
        double ofG = tail(sums.value(DIVERGENCE) * degrees / e, degrees);
        if (!whole) {
            return ofG;
        }
        double m = mean.value();
        double v = variance.value();
        return v > 1e-9 * m ? Math.max(ofG, tail(sums.value(SQUARES) * 2 * m / v, 2 * m * m / v)) : 1;
    }

    private static double tail(double statistic, double degrees) {
        return Elementary.exp(Independence.logChiSquaredTail(statistic, degrees));
    }
}
