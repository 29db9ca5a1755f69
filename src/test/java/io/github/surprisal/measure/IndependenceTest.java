package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.count.Spectrum;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndependenceTest {
    private static double[][] table(String cells, int classes) {
        double[] all =
                Arrays.stream(cells.split(" ")).mapToDouble(Double::parseDouble).toArray();
        double[][] table = new double[all.length / classes][];
        Arrays.setAll(table, i -> Arrays.copyOfRange(all, i * classes, (i + 1) * classes));
        return table;
    }

    /**
     * scikit-learn 1.2.1: mutual_info_score(a, b); expected_mutual_information(table, n), its last digits by mpmath 1.3. SciPy 1.10.1: chi2_contingency(table,
     * correction=False) with lambda_='log-likelihood' and without. So far out the p-value is the tail of the χ² distribution:
     * mpmath.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        30 10 5 20 40 7 1 0 9 8 8 8 | 3 | 0.17426711176624302 | 0.021748301360049330 | 50.88599663574291 | 1.0366744314980948e-10 | 58.21465088351347
        2000 1500 700 900 40 10 3 2 | 2 | 0.009209204836136691 | 0.00030777967898531295 | 94.94690186056584 | 3.4072072456101591e-20 | 93.76179195834624
        """)
    void asOthersSay(String cells, int classes, double information, double expected, double g, double p, double chi) {
        Association found = Association.of(table(cells, classes));
        assertThat(found.mutualInformation()).isCloseTo(information, withinPercentage(1e-10));
        assertThat(found.expectedInformation()).isCloseTo(expected, withinPercentage(1e-10));
        assertThat(found.gStatistic()).isCloseTo(g, withinPercentage(1e-10));
        assertThat(found.pValue()).isCloseTo(p, withinPercentage(1e-9));
        assertThat(found.logPValue()).isCloseTo(Math.log(p), withinPercentage(1e-9));
        assertThat(found.chiSquared()).isCloseTo(chi, withinPercentage(1e-10));
    }

    /**
     * Moments in fractions from the n × n matrices by the formulas of Kazi-Aoual et al., as R's KRV has them; the tail of
     * Pearson's type III by mpmath 1.3, 40 digits.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        12 10 5 10 14 7 1 0 9 8 8 8 | 3 | 6.065934065934066 | 11.578359969932695 | 42.4919288056858 | 0.0020700529385372355979
        3 1 0 2 5 0 9 0 30 4 2 1 1 0 60 9 | 2 | 7.055555555555555 | 18.39745555333846 | 119.38514681424051 | 0.034357653269758339982
        1 0 1 0 1 0 0 1 1 0 2 0 0 1 1 1 1 0 0 2 1 0 | 2 | 10.76923076923077 | 3.4207160361006514 | 0.045589254877880785 | 0.28428970372715125784
        """)
    void threeMoments(String cells, int classes, double mean, double variance, double third, double p) {
        double[][] table = table(cells, classes);
        double[] ofClasses = new double[classes];
        Arrays.stream(table).forEach(row -> Arrays.setAll(ofClasses, k -> ofClasses[k] + row[k]));
        double[] rows = Arrays.stream(table)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
        double n = Arrays.stream(rows).sum();
        ChiSquaredMoments moments = new Independence(Spectrum.of(rows), ofClasses, n).chiSquaredMoments();
        assertThat(moments.mean()).isCloseTo(mean, withinPercentage(1e-9));
        assertThat(moments.variance()).isCloseTo(variance, withinPercentage(1e-9));
        assertThat(moments.third()).isCloseTo(third, withinPercentage(1e-8));
        assertThat(Association.of(table).pValue()).isCloseTo(p, withinPercentage(1e-7));
    }

    /** Of wide tables the moments are those of χ² itself, free of what rounding leaves of greater figures. */
    @Test
    void momentsOfManyRows() {
        double[] even = new double[10_000];
        Arrays.fill(even, 1e5);
        ChiSquaredMoments dense = new Independence(Spectrum.of(even), new double[] {5e8, 5e8}, 1e9).chiSquaredMoments();
        assertThat(dense.third()).isCloseTo(8 * 9999.0, withinPercentage(0.1));
        double[] keys = new double[1_000_000];
        Arrays.fill(keys, 1);
        keys[0] = 3;
        // All three rows of one class or not: χ² has two values, and the skewness of a share near ¼.
        ChiSquaredMoments sparse =
                new Independence(Spectrum.of(keys), new double[] {500_001, 500_001}, 1_000_002).chiSquaredMoments();
        double skewness = sparse.third() / Math.pow(sparse.variance(), 1.5);
        assertThat(skewness).isCloseTo(2 / Math.sqrt(3), withinPercentage(0.1));
    }

    /** scikit-learn 1.2.1: expected_mutual_information. */
    @Test
    void smallTables() {
        assertThat(Association.of(table("3 1 2 5 0 4", 2)).expectedInformation())
                .isEqualTo(0.08460953981924917, within(1e-13));
        Association keys = Association.of(table("1 0 0 1 1 0 1 0 0 1 0 1", 2));
        assertThat(keys.expectedInformation()).isEqualTo(Math.log(2), within(1e-13));
        assertThat(keys.pValue()).isEqualTo(1);
    }

    /** mpmath 1.3: log(gammainc(df/2, x/2)) − loggamma(df/2), 40 digits. */
    @ParameterizedTest
    @CsvSource({
        "3000, 1, -1504.229308192481110323209",
        "5000.5, 20, -2442.630908742007364358781",
        "1e5, 300, -48987.85952178910868065627",
        "2e6, 10000, -968518.8840248901945086972"
    })
    void tailsBeyondADouble(double statistic, double degrees, double expected) {
        assertThat(Independence.chiSquaredTail(statistic, degrees)).isZero();
        assertThat(Independence.logChiSquaredTail(statistic, degrees)).isCloseTo(expected, withinPercentage(1e-10));
    }

    /** All orders of the classes: mean information and three moments of χ², with few rows, few values and many. */
    @ParameterizedTest
    @CsvSource({
        "00011223, 00111222",
        "01234556, 00111222",
        "00000011, 00000111",
        "01234567, 01111112",
        "00112, 00011",
        "0012, 0111",
        "001, 011",
        "01122, 01234"
    })
    void everyPermutation(String categories, String labels) {
        int[] x = categories.chars().map(c -> c - '0').toArray();
        int[] y = labels.chars().map(c -> c - '0').toArray();
        double[] sums = new double[5];
        permute(y, 0, x, sums);
        double mean = sums[1] / sums[0];
        double variance = sums[2] / sums[0] - mean * mean;
        Independence independence = new Independence(Spectrum.of(totals(x)), totals(y), x.length);
        assertThat(independence.expectedInformation()).isEqualTo(sums[3] / sums[0], within(1e-12));
        ChiSquaredMoments moments = independence.chiSquaredMoments();
        assertThat(moments.mean()).isEqualTo(mean, within(1e-9));
        assertThat(moments.variance()).isEqualTo(variance, within(1e-9));
        assertThat(moments.third())
                .isEqualTo(sums[4] / sums[0] - 3 * mean * variance - mean * mean * mean, within(1e-7));
    }

    private static double[] totals(int[] values) {
        double[] totals = new double[Arrays.stream(values).max().orElse(0) + 1];
        Arrays.stream(values).forEach(value -> totals[value]++);
        return totals;
    }

    private static void permute(int[] y, int from, int[] x, double[] sums) {
        if (from == y.length) {
            double[][] table = new double[8][8];
            for (int i = 0; i < x.length; i++) {
                table[x[i]][y[i]]++;
            }
            Association found = Association.of(table);
            sums[0]++;
            sums[1] += found.chiSquared();
            sums[2] += found.chiSquared() * found.chiSquared();
            sums[3] += found.mutualInformation();
            sums[4] += Math.pow(found.chiSquared(), 3);
            return;
        }
        for (int i = from; i < y.length; i++) {
            swap(y, from, i);
            permute(y, from + 1, x, sums);
            swap(y, from, i);
        }
    }

    private static void swap(int[] array, int i, int j) {
        int kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    /** Of weights that add up to less than a row a category, or to three rows, χ² has no moments; what is there is told as ever. */
    @ParameterizedTest
    @CsvSource({"1e-100", "0.25", "0.5", "1", "1.5", "2", "2.5", "3"})
    void littleWeightHasNoPValue(double n) {
        double[][] shares = {{0.3, 0.1}, {0.05, 0.25}, {0.125, 0.175}};
        double[][] table = new double[3][2];
        double[][] many = new double[3][2];
        for (int x = 0; x < 3; x++) {
            for (int y = 0; y < 2; y++) {
                table[x][y] = n * shares[x][y];
                many[x][y] = 1000 * shares[x][y];
            }
        }
        Association found = Association.of(table);
        assertThat(found.pValue()).isNaN();
        assertThat(found.logPValue()).isNaN();
        assertThat(found.mutualInformation()).isCloseTo(Association.of(many).mutualInformation(), within(1e-12));
        assertThat(found.stdError()).isNotNegative().isFinite();
        assertThat(found.adjustedInformation()).isBetween(-Math.log(2), found.mutualInformation());
        assertThat(Association.of(many).pValue()).isLessThan(1e-6);
    }

    /** A rare category of less than a row takes nothing from what the others show. */
    @Test
    void categoryOfLessThanARow() {
        double[][] table = {{300.5, 200}, {150, 250}, {0.02, 0}};
        assertThat(Association.of(table).pValue()).isBetween(0.0, 1e-6);
        double[][] sparse = {{1.25, 0.5}, {0.5, 1}, {0.25, 0.25}, {0.25, 0}, {0, 0.25}};
        assertThat(Association.of(sparse).pValue()).isNaN();
    }

    /** Moments in place of terms: one and the same table with one row more or less than what is summed term by term. */
    @Test
    void momentsAreNearTheTerms() {
        Independence exact = new Independence(Spectrum.of(4000, 3000, 2900, 100), new double[] {7000, 3000}, 10_000);
        Independence moments = new Independence(Spectrum.of(4001, 3000, 2900, 100), new double[] {7001, 3000}, 10_001);
        assertThat(moments.expectedInformation()).isCloseTo(exact.expectedInformation(), withinPercentage(0.05));
        Independence huge = new Independence(Spectrum.of(4e14, 6e14), new double[] {5e14, 5e14}, 1e15);
        assertThat(huge.expectedInformation()).isCloseTo(1 / 2e15, withinPercentage(0.01));
    }

    /** On noise, p-values of sparse and of full tables are spread evenly: few of them are small. */
    @ParameterizedTest
    @CsvSource({"500, 4, 2", "500, 200, 2", "500, 450, 3", "60, 20, 5"})
    void noiseIsNotSignificant(int rows, int categories, int classes) {
        SplittableRandom random = new SplittableRandom(5);
        int small = 0;
        int samples = 2000;
        double adjusted = 0;
        for (int s = 0; s < samples; s++) {
            double[][] table = new double[categories][classes];
            for (int i = 0; i < rows; i++) {
                table[random.nextInt(categories)][random.nextInt(classes)]++;
            }
            Association found = Association.of(table);
            small += found.pValue() <= 0.05 ? 1 : 0;
            adjusted += found.mutualInformation() - found.expectedInformation();
        }
        assertThat(small / (double) samples).isBetween(0.03, 0.07);
        assertThat(adjusted / samples).isEqualTo(0, within(0.002));
    }
}
