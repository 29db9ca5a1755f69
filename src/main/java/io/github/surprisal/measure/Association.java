package io.github.surprisal.measure;

import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.math.CompensatedSum;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.math.ExactSums;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * How a feature X and a label Y depend on each other, from their cells. It does not matter whether the cells come one by
 * one from a table or many at a time from spectra: a cell is n(x, y), n(x), y and how often that combination occurs.
 *
 * <p>All figures in nats; NaN where undefined. χ² = Σ (n(x,y) − e)²/e with e = n(x)·n(y)/n, G = 2·n·I(X;Y).
 */
final class Association {
    private static final int FIRST_CELLS = 16;

    /** How many ulps sums of fractional weights may be off; far below what whole counts can show. */
    private static final double ROUNDING = 8;

    /** With 2⁴⁰ rows or their weight, χ² stays below 2⁹⁵ and terms down to 2⁻¹⁶⁸ of the rows count. */
    private static final int ROWS_EXPONENT = 40;

    private static final int DIVERGENCE = 0;
    private static final int SQUARES = 1;

    private final double[] classTotals;
    private double[] cells = new double[FIRST_CELLS];
    private double[] totals = new double[FIRST_CELLS];
    private int[] classOf = new int[FIRST_CELLS];
    private long[] times = new long[FIRST_CELLS];
    private int size;
    private double n;
    private Spectrum categoryTotals = Spectrum.EMPTY;
    private long categories;
    private double featureEntropy;
    private double labelEntropy;
    private double information;
    private double chiSquared;
    private double expected = Double.NaN;

    private Association(int classes) {
        classTotals = new double[classes];
    }

    /** From a table of counts, category × class. */
    static Association of(double[][] table) {
        Association result = new Association(table.length == 0 ? 0 : table[0].length);
        double[] rowTotals = new double[table.length];
        for (int i = 0; i < table.length; i++) {
            rowTotals[i] = result.addCategory(table[i]);
        }
        return result.finish(Spectrum.EMPTY, rowTotals);
    }

    /**
     * From the spectra of a column over the limit.
     *
     * @param nulls labelled null rows by class, as one more category; zeros where they are left out
     */
    static Association of(ColumnGroup.Spectra spectra, double[] nulls) {
        Association result = new Association(nulls.length);
        for (int k = 0; k < spectra.joint().size(); k++) {
            JointSpectrum joint = spectra.joint().get(k);
            for (int i = 0; i < joint.cells().length; i++) {
                result.add(joint.cells()[i], joint.totals()[i], k, joint.multiplicities()[i]);
            }
        }
        double nullTotal = result.addCategory(nulls);
        return result.finish(spectra.labelled(), nullTotal);
    }

    /**
     * From the cells that are not empty, in any order.
     *
     * @param counts positive
     * @param categoryTotals the rows of each category
     * @param categoryOf the category of each cell
     * @param classes how many there are
     * @param classOf the class of each cell
     */
    static Association of(double[] counts, double[] categoryTotals, int[] categoryOf, int classes, int[] classOf) {
        Association result = new Association(classes);
        for (int i = 0; i < counts.length; i++) {
            result.add(counts[i], categoryTotals[categoryOf[i]], classOf[i], 1);
        }
        return result.finish(Spectrum.EMPTY, categoryTotals);
    }

    private double addCategory(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                add(counts[k], total, k, 1);
            }
        }
        return total;
    }

    private void add(double cell, double total, int labelClass, long multiplicity) {
        if (size == cells.length) {
            cells = Arrays.copyOf(cells, 2 * size);
            totals = Arrays.copyOf(totals, 2 * size);
            classOf = Arrays.copyOf(classOf, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
        }
        cells[size] = cell;
        totals[size] = total;
        classOf[size] = labelClass;
        times[size++] = multiplicity;
        classTotals[labelClass] += cell * multiplicity;
    }

    private Association finish(Spectrum listed, double... others) {
        n = Entropies.total(classTotals);
        labelEntropy = Entropies.entropy(classTotals);
        ExactSums surprisal = new ExactSums(1);
        for (int i = 0; i < listed.counts().length; i++) {
            surprisal.add(0, Entropies.expectedSurprisal(listed.counts()[i], n), listed.multiplicities()[i]);
        }
        TreeMap<Double, Long> totalsOfCategories = new TreeMap<>();
        for (int i = 0; i < listed.counts().length; i++) {
            totalsOfCategories.put(listed.counts()[i], listed.multiplicities()[i]);
        }
        categories = listed.distinct();
        for (double other : others) {
            if (other > 0) {
                surprisal.add(0, Entropies.expectedSurprisal(other, n));
                totalsOfCategories.merge(other, 1L, Long::sum);
                categories++;
            }
        }
        categoryTotals = Spectrum.of(totalsOfCategories);
        if (categories == 0) {
            featureEntropy = Double.NaN;
            information = Double.NaN;
            return this;
        }
        featureEntropy = categories == 1 ? 0 : Math.max(0, surprisal.value(0));
        if (categories > 1 && labelEntropy > 0) {
            compareWithIndependence();
            information = Math.min(information, Math.min(featureEntropy, labelEntropy));
        }
        return this;
    }

    /**
     * With e = n(x)·n(y)/n and a cell of e·(1 + t) rows, n·I = Σ e·((1 + t)·log(1 + t) − t) and χ² = Σ e·t². No term is
     * negative, so nothing cancels however small the sums are beside n. An empty cell has t = −1 and adds e to both; those
     * of one class add up to n(y)/n times the rows of all categories that lack the class.
     *
     * <p>Both are added up exactly: so the order of categories and classes, and whether alike cells come one by one, change no
     * bit. A power of two brings n, which weights may make as small as they like, to where exact sums have their digits.
     */
    private void compareWithIndependence() {
        ExactSums sums = new ExactSums(2);
        double scale = Math.scalb(1.0, ROWS_EXPONENT - Math.getExponent(n));
        CompensatedSum[] present = new CompensatedSum[classTotals.length];
        Arrays.setAll(present, k -> new CompensatedSum());
        long[] lacking = new long[classTotals.length];
        Arrays.fill(lacking, categories);
        for (int i = 0; i < size; i++) {
            double expected = scale * totals[i] * (classTotals[classOf[i]] / n);
            double t = excess(i);
            sums.add(DIVERGENCE, expected * divergenceOf(t), times[i]);
            sums.add(SQUARES, expected * t * t, times[i]);
            present[classOf[i]].add(times[i] * totals[i]);
            lacking[classOf[i]] -= times[i];
        }
        for (int k = 0; k < present.length; k++) {
            double absent = lacking[k] == 0 ? 0 : Math.max(0, n - present[k].value());
            double expected = scale * absent * (classTotals[k] / n);
            sums.add(DIVERGENCE, expected);
            sums.add(SQUARES, expected);
        }
        information = sums.value(DIVERGENCE) / scale / n;
        chiSquared = sums.value(SQUARES) / scale;
    }

    private double excess(int i) {
        return excess(cells[i], totals[i], classTotals[classOf[i]], n);
    }

    /** t = (n(x,y)·n − n(x)·n(y))/(n(x)·n(y)), the products to twice the digits; 0 where they differ by rounding alone. */
    static double excess(double cell, double total, double labelTotal, double n) {
        double product = total * labelTotal;
        double below = Math.fma(total, labelTotal, -product);
        double difference = Math.fma(cell, n, -product) - below;
        return Math.abs(difference) <= ROUNDING * Math.ulp(product) ? 0 : difference / product;
    }

    /** (1 + t)·log(1 + t) − t, by its series where the two all but cancel. */
    static double divergenceOf(double t) {
        if (Math.abs(t) > 0.01) {
            return (1 + t) * Elementary.log1p(t) - t;
        }
        double sum = 0;
        for (int k = 10; k >= 2; k--) {
            sum = 1.0 / (k * (k - 1)) - t * sum;
        }
        return t * t * sum;
    }

    double n() {
        return n;
    }

    /** The number of categories that occur. */
    long categories() {
        return categories;
    }

    /** The number of classes that occur. */
    int classes() {
        return (int) Arrays.stream(classTotals).filter(c -> c > 0).count();
    }

    /** H(X), by an estimator. */
    double featureEntropy(Estimator estimator) {
        return categories == 0 || estimator == Estimator.PLUG_IN ? featureEntropy : estimator.entropy(categoryTotals);
    }

    /** H(Y), by an estimator. */
    double labelEntropy(Estimator estimator) {
        return categories == 0 || estimator == Estimator.PLUG_IN
                ? labelEntropy
                : estimator.entropy(Spectrum.of(classTotals));
    }

    /** H(Y). */
    double labelEntropy() {
        return labelEntropy;
    }

    /** I(X;Y). */
    double mutualInformation() {
        return information;
    }

    /**
     * I(X;Y) = H(X) + H(Y) − H(X,Y), each by an estimator, and so perhaps below 0. Of {@link Estimator#JAMES_STEIN} the shares
     * of all cells are shrunk, and those of categories and classes are their sums.
     */
    double mutualInformation(Estimator estimator) {
        if (estimator == Estimator.PLUG_IN || !(featureEntropy > 0) || !(labelEntropy > 0)) {
            return information;
        }
        TreeMap<Double, Long> counts = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            counts.merge(cells[i], times[i], Long::sum);
        }
        Spectrum joint = Spectrum.of(counts);
        Spectrum ofClasses = Spectrum.of(classTotals);
        if (estimator == Estimator.JAMES_STEIN) {
            double all = (double) categories * classes();
            Estimator.Shrinkage shrinkage = Estimator.Shrinkage.of(joint, n, all);
            return shrinkage.entropy(categoryTotals, (double) categories)
                    + shrinkage.entropy(ofClasses, classes())
                    - shrinkage.entropy(joint, all);
        }
        return estimator.entropy(categoryTotals) + estimator.entropy(ofClasses) - estimator.entropy(joint);
    }

    /** E[I(X;Y)] of independent X and Y with these margins; of fractional weights, however small, no more than H(X) and H(Y). */
    double expectedInformation() {
        if (!(degreesOfFreedom() > 0)) {
            return 0;
        }
        if (Double.isNaN(expected)) {
            Independence independence = independence();
            double chance = independence.expectedInformation();
            expected = independence.isWhole() ? chance : Math.min(chance, Math.min(featureEntropy, labelEntropy));
        }
        return expected;
    }

    /** I(X;Y) beyond what is expected by chance, so perhaps below 0. */
    double adjustedInformation() {
        return information - expectedInformation();
    }

    private Independence independence() {
        double[] present = Arrays.stream(classTotals).filter(c -> c > 0).toArray();
        return new Independence(categoryTotals, present, n);
    }

    /** Whether there are fewer than five rows per cell on average: too few for the χ² distribution. */
    boolean isSparse() {
        return n / ((double) categories * classes()) < 5;
    }

    /** G = 2·n·I. */
    double gStatistic() {
        return 2 * n * information;
    }

    /** (categories − 1)·(classes − 1), of those that occur. */
    double degreesOfFreedom() {
        return categories == 0 ? Double.NaN : (categories - 1.0) * (classes() - 1.0);
    }

    /** The p-value of independence ({@link Independence#logPValue}); NaN without degrees of freedom or moments. */
    double pValue() {
        return Elementary.exp(logPValue());
    }

    /** The natural logarithm of the p-value, finite where that is too small for a double. */
    double logPValue() {
        return degreesOfFreedom() > 0 ? independence().logPValue(chiSquared) : Double.NaN;
    }

    /** Pearson's χ² = Σ (n(x,y) − e)²/e. */
    double chiSquared() {
        return categories == 0 ? Double.NaN : chiSquared;
    }

    /**
     * √(Var[log(p(x,y)/(p(x)·p(y)))]/n + (categories − 1)·(classes − 1)/(2n²)): the delta method's first term, and the second
     * one, which is all there is where X and Y are independent; of a {@linkplain #isSparse sparse} table the first alone.
     */
    double stdError() {
        if (!(n > 0) || categories == 0) {
            return Double.NaN;
        }
        CompensatedSum squares = new CompensatedSum();
        for (int i = 0; i < size; i++) {
            double t = excess(i);
            double lift = Math.abs(t) < 0.5
                    ? Elementary.log1p(t)
                    : Elementary.log(cells[i] / totals[i] * (n / classTotals[classOf[i]]));
            squares.add(times[i] * (cells[i] / n * ((lift - information) * (lift - information))));
        }
        return Math.sqrt(squares.value() / n + (isSparse() ? 0 : degreesOfFreedom() / (2 * n * n)));
    }

    /** Pearson's contingency coefficient √(χ²/(χ² + n)), from 0 to below 1. */
    double contingency() {
        return categories == 0 ? Double.NaN : Math.sqrt(chiSquared / (chiSquared + n));
    }

    /** I(X;Y)/H(X), each by an estimator; NaN without entropy. */
    double gainRatio(Estimator estimator) {
        return ratio(mutualInformation(estimator), featureEntropy(estimator));
    }

    /** 2·I(X;Y)/(H(X) + H(Y)), each by an estimator; NaN without entropy. */
    double symmetricUncertainty(Estimator estimator) {
        return ratio(2 * mutualInformation(estimator), featureEntropy(estimator) + labelEntropy(estimator));
    }

    /** Theil's U of the label given the feature, I(X;Y)/H(Y), each by an estimator; NaN without entropy. */
    double theilsU(Estimator estimator) {
        return ratio(mutualInformation(estimator), labelEntropy(estimator));
    }

    private static double ratio(double numerator, double denominator) {
        return denominator > 0 ? Math.min(1, numerator / denominator) : Double.NaN;
    }

    /** Cramér's V = √(χ²/(n·min(categories − 1, classes − 1))), not corrected for bias. */
    double cramersV() {
        double smaller = Math.min(categories - 1.0, classes() - 1.0);
        if (!(smaller > 0)) {
            return Double.NaN;
        }
        return Math.sqrt(Math.min(1, chiSquared / n / smaller));
    }

    /**
     * Information value Σ (p(x|1) − p(x|0))·ln(p(x|1)/p(x|0)) of a label with two classes, the second one being class 1.
     * Where a category has rows of one class only, half a row is added to each of its two cells. Which of the classes is
     * which changes no bit.
     */
    double informationValue() {
        if (classTotals.length != 2 || classTotals[0] <= 0 || classTotals[1] <= 0) {
            return Double.NaN;
        }
        ExactSums sum = new ExactSums(1);
        for (int i = 0; i < size; i++) {
            boolean onlyThisClass = cells[i] == totals[i];
            if (classOf[i] == 1 || onlyThisClass) {
                double added = onlyThisClass ? 0.5 : 0;
                double p = (cells[i] + added) / classTotals[classOf[i]];
                double q = (totals[i] - cells[i] + added) / classTotals[1 - classOf[i]];
                double greater = Math.max(p, q);
                double less = Math.min(p, q);
                sum.add(0, (greater - less) * Elementary.log(greater / less), times[i]);
            }
        }
        return sum.value(0);
    }
}
