package io.github.surprisal.measure;

import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * The formulas of information, from counts, in nats. Counts are whole or fractional, zeros are allowed and change nothing
 * (0·log 0 = 0); no count at all gives NaN.
 *
 * <p>Source: T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd ed., chapter 2,
 * doi:10.1002/047174882X.
 */
public final class Entropies {
    private Entropies() {}

    /** Surprisal −log p of an event of probability p: 0 for a certain one, infinite for an impossible one. */
    public static double surprisal(double probability) {
        return probability == 1 ? 0 : -Elementary.log(probability);
    }

    /**
     * Entropy H(X) = −Σ p log p, p = c/n, of the distribution that these counts are. No term is negative, so that of one rare
     * category among 10<sup>15</sup> rows has all its digits. Whole counts in another order give the same bits.
     */
    public static double entropy(double... counts) {
        double total = total(counts);
        ExactSums sum = new ExactSums(1);
        int categories = 0;
        for (double count : counts) {
            if (count > 0) {
                categories++;
                sum.add(0, expectedSurprisal(count, total));
            }
        }
        return entropy(sum.value(0), categories);
    }

    /** The same, bit for bit, from how many categories have each count. */
    public static double entropy(Spectrum spectrum) {
        CompensatedSum total = new CompensatedSum();
        for (int i = 0; i < spectrum.counts().length; i++) {
            total.add(spectrum.counts()[i] * spectrum.multiplicities()[i]);
        }
        ExactSums sum = new ExactSums(1);
        for (int i = 0; i < spectrum.counts().length; i++) {
            sum.add(0, expectedSurprisal(spectrum.counts()[i], total.value()), spectrum.multiplicities()[i]);
        }
        return entropy(sum.value(0), spectrum.distinct());
    }

    /** −p log p of one category; where p is near 1 from its complement, which the counts have exactly. */
    static double expectedSurprisal(double count, double total) {
        double log = 2 * count > total ? Elementary.log1p((count - total) / total) : Elementary.log(count / total);
        return Math.max(0, count / total * -log);
    }

    private static double entropy(double sum, long categories) {
        if (categories == 0) {
            return Double.NaN;
        }
        return categories == 1 ? 0 : Math.min(Elementary.log((double) categories), Math.max(0, sum));
    }

    /** Joint entropy H(X, Y) of a table of counts, category × class. */
    public static double jointEntropy(double[][] table) {
        return entropy(Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray());
    }

    /** Conditional entropy H(Y|X) = H(X, Y) − H(X) of the class given the category. */
    public static double conditionalEntropy(double[][] table) {
        return Math.max(0, entropy(columnTotals(table)) - mutualInformation(table));
    }

    /**
     * Mutual information I(X;Y) = Σ p(x,y) log(p(x,y)/(p(x)·p(y))) of a table of counts, category × class; between 0 and the
     * lesser of H(X) and H(Y), and to its own precision however small it is.
     */
    public static double mutualInformation(double[][] table) {
        return Association.of(table).mutualInformation();
    }

    /**
     * The p-value of independence of a table that is given by how many categories have which count in each class: that of G
     * from χ², or where rows are few for its cells, that of χ² given its margins. NaN without degrees of freedom.
     *
     * @param joint by class
     * @param totals over all classes
     */
    public static double independence(List<JointSpectrum> joint, Spectrum totals) {
        ColumnGroup.Spectra spectra = new ColumnGroup.Spectra(totals, totals, joint, List.of());
        return Association.of(spectra, new double[joint.size()]).pValue();
    }

    /**
     * Cross-entropy H(p, q) = −Σ p log q ≥ H(p) of a distribution p coded as if it were q; both given as counts over the same
     * categories. Infinite when q misses a category that p has.
     */
    public static double crossEntropy(double[] p, double[] q) {
        double total = total(q);
        return expected(p, q, (ours, theirs) -> surprisal(theirs / total));
    }

    /** Kullback–Leibler divergence D(p‖q) = H(p, q) − H(p) = Σ p log(p/q) ≥ 0, the true distribution first. */
    public static double klDivergence(double[] p, double[] q) {
        double totalP = total(p);
        double totalQ = total(q);
        return Math.max(0, expected(p, q, (ours, theirs) -> Elementary.log((ours * totalQ) / (totalP * theirs))));
    }

    /** The mean of a figure of both counts under the first distribution; infinite where only the first has a category. */
    private static double expected(double[] p, double[] q, DoubleBinaryOperator figure) {
        double total = total(p);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                if (q[i] <= 0) {
                    return Double.POSITIVE_INFINITY;
                }
                sum.add(p[i] / total * figure.applyAsDouble(p[i], q[i]));
            }
        }
        return total > 0 ? sum.value() : Double.NaN;
    }

    static double total(double[] counts) {
        CompensatedSum sum = new CompensatedSum();
        for (double count : counts) {
            sum.add(count);
        }
        return sum.value();
    }

    private static double[] columnTotals(double[][] table) {
        double[] totals = new double[table.length == 0 ? 0 : table[0].length];
        for (double[] row : table) {
            for (int k = 0; k < row.length; k++) {
                totals[k] += row[k];
            }
        }
        return totals;
    }
}
