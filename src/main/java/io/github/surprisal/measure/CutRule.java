package io.github.surprisal.measure;

import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.EqualFrequency;

/**
 * Whether the values of a number are taken as they are, or cut into bins, and into how many: the one rule for gains, drift and
 * terms. It looks at counts of value × class alone, where the classes are those of a label, or the two sides of a comparison.
 *
 * <p>A cell of value x and class y expects n(x)·n(y)/n rows. By n(y) is meant the class of a typical row outside the most
 * frequent class, r = Σ n(y)²/Σ n(y) over the others: of two classes the rarer one; a stray class of a few rows changes
 * nothing.
 *
 * <ul>
 *   <li><b>By value</b>, if at least four fifths of the values expect {@value #EXPECTED} rows in such a cell, and there are at
 *       most {@value #MAX_VALUES} values. One or two values have nothing to cut.
 *   <li><b>Else cut</b>, into the most bins of equal frequency that expect {@value #EXPECTED} rows in such a cell: r/5. Of a
 *       rare class that would be next to none, and all rows of one bin look alike: so at least {@value #LEAST_BINS}, as long as
 *       a class that is as frequent as the others still expects {@value #EXPECTED} rows in a bin. Never fewer than 2, nor more
 *       than 2·n^(2/5): of n &lt; 1,024 rows more bins than that cost a test power and fit what chance put next to each other.
 * </ul>
 *
 * <p>A value that is heavier than a bin's share has a bin of its own ({@link EqualFrequency}).
 *
 * <p>Source of five expected rows and four fifths: W. G. Cochran, Some methods for strengthening the common χ² tests,
 * Biometrics 10 (1954), 417–451, doi:10.2307/3001616; of 2·n^(2/5): H. B. Mann and A. Wald 1942, doi:10.1214/aoms/1177731569,
 * whose number of classes is best halved (R. C. D'Agostino and M. A. Stephens, Goodness-of-Fit Techniques, 1986, chapter 3).
 *
 * @param byValue whether each value is taken by itself
 * @param bins else how many bins there are to be
 * @param finest how many bins of equal mass the rows would allow, at least {@code bins}
 */
public record CutRule(boolean byValue, int bins, int finest) {
    /** The rows that a cell is to expect. */
    private static final int EXPECTED = 5;

    /** More values than this are cut however many rows they have: a term or a line for each is of no use to anybody. */
    private static final int MAX_VALUES = 256;

    /** Fifths of a column tell low from middling and high however rare the class is. */
    private static final int LEAST_BINS = 5;

    private static final double FILLED = 0.8;

    private static final double ROUNDING = 1e-9;

    /**
     * The rule for a column.
     *
     * @param counts value × class, a value each row, those of rows without a class left out; zeros are allowed
     * @param atMost the most bins to cut into
     */
    public static CutRule of(double[][] counts, int atMost) {
        double[] classes = new double[counts.length == 0 ? 0 : counts[0].length];
        double[] values = new double[counts.length];
        double n = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < classes.length; k++) {
                classes[k] += counts[i][k];
                values[i] += counts[i][k];
            }
            n += values[i];
        }
        double typical = typical(classes, n);
        int present = 0;
        int filled = 0;
        for (double rows : values) {
            present += rows > 0 ? 1 : 0;
            filled += rows * typical >= EXPECTED * n * (1 - ROUNDING) && rows > 0 ? 1 : 0;
        }
        boolean byValue = present <= 2 || (present <= MAX_VALUES && filled >= FILLED * present);
        int finest = finest(classes, n, typical);
        int best =
                (int) Math.max(2, Math.min(finest, Math.floor(2 * Elementary.exp(0.4 * Elementary.log(n)) + ROUNDING)));
        return new CutRule(byValue, Math.min(atMost, best), finest);
    }

    /** Rows of the class of a typical row outside the most frequent class. */
    private static double typical(double[] classes, double n) {
        double most = 0;
        double squares = 0;
        for (double rows : classes) {
            most = Math.max(most, rows);
            squares += rows * rows;
        }
        return n > most ? (squares - most * most) / (n - most) : n;
    }

    private static int finest(double[] classes, double n, double typical) {
        double squares = 0;
        for (double rows : classes) {
            squares += rows * rows;
        }
        // Of m classes equally frequent that is n/m, the rows of each.
        double even = n > 0 ? squares / n : 0;
        double least = Math.min(LEAST_BINS, Math.floor(even / EXPECTED + ROUNDING));
        double allowed = Math.max(least, Math.floor(typical / EXPECTED + ROUNDING));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(2, allowed));
    }

    /**
     * Where the bins of a column end that is cut.
     *
     * @param masses of its values, ascending
     * @return for each value whether a bin ends with it
     */
    public boolean[] lastOfBin(double[] masses) {
        return EqualFrequency.cut(masses, bins, finest);
    }
}
