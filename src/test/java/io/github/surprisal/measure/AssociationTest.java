package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssociationTest {
    /** Excess e of one diagonal: I = ((1+e)·log(1+e) + (1−e)·log(1−e))/2, that is e²/2 + e⁴/12 + …; V = e. */
    @ParameterizedTest
    @CsvSource({"1e12, 2e5", "1e12, 1e6", "1e12, 1", "1e15, 1e7", "1e15, 4", "4e6, 1e3"})
    void smallEffectsInHugeTables(double n, double off) {
        double quarter = n / 4;
        double e = off / quarter;
        Association table =
                Association.of(new double[][] {{quarter + off, quarter - off}, {quarter - off, quarter + off}});
        double information = e * e / 2 + e * e * e * e / 12;
        assertThat(table.mutualInformation()).isCloseTo(information, withinPercentage(1e-10));
        assertThat(table.gStatistic()).isCloseTo(2 * n * information, withinPercentage(1e-10));
        assertThat(table.cramersV()).isCloseTo(e, withinPercentage(1e-10));
        assertThat(table.stdError()).isCloseTo(Math.sqrt(e * e / n + 1 / (2 * n * n)), withinPercentage(0.01));
    }

    @Test
    void oneRowTooManyInAnEmptyCellOfAHugeTable() {
        Association table = Association.of(new double[][] {{1e12, 0}, {1e12, 1}});
        double n = 2e12 + 1;
        double exact = (1e12 * Math.log1p(1 / 2e12) * 2 - 1e12 * Math.log1p(1 / 1e12) + Math.log(2)) / n;
        assertThat(table.mutualInformation()).isCloseTo(exact, withinPercentage(1e-3));
    }

    /** Whole counts and fractional weights alike. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anOuterProductIsExactlyIndependent(long seed) {
        Random random = new Random(seed);
        double[] x = random.ints(2 + (int) seed, 1, 1_000_000).asDoubleStream().toArray();
        double[] y =
                random.ints(2 + (int) seed % 3, 1, 100_000_000).asDoubleStream().toArray();
        for (double scale : new double[] {1, 0.1}) {
            double[][] table = new double[x.length][y.length];
            for (int i = 0; i < x.length; i++) {
                for (int k = 0; k < y.length; k++) {
                    table[i][k] = scale * x[i] * y[k];
                }
            }
            Association independent = Association.of(table);
            assertThat(independent.mutualInformation()).isZero();
            assertThat(independent.cramersV()).isZero();
            double degrees = independent.degreesOfFreedom();
            assertThat(independent.stdError())
                    .isCloseTo(Math.sqrt(degrees / 2) / independent.n(), withinPercentage(1e-9));
            assertThat(independent.pValue()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyFigureHoldsUnderTranspositionPermutationAndScaling(long seed) {
        double[][] table = Tables.random(seed, 2 + (int) seed, 3, 40);
        double[][] turned = new double[3][table.length];
        double[][] reversed = new double[table.length][];
        double[][] scaled = new double[table.length][];
        for (int i = 0; i < table.length; i++) {
            reversed[table.length - 1 - i] = table[i];
            scaled[i] = Arrays.stream(table[i]).map(c -> 1000 * c).toArray();
            for (int k = 0; k < 3; k++) {
                turned[k][i] = table[i][k];
            }
        }
        Association original = Association.of(table);
        for (double[][] same : List.of(turned, reversed)) {
            Association other = Association.of(same);
            assertThat(other.mutualInformation()).isEqualTo(original.mutualInformation(), within(1e-12));
            assertThat(other.gStatistic()).isEqualTo(original.gStatistic(), within(1e-9));
            assertThat(other.degreesOfFreedom()).isEqualTo(original.degreesOfFreedom());
            assertThat(other.cramersV()).isEqualTo(original.cramersV(), within(1e-12));
            assertThat(other.stdError()).isEqualTo(original.stdError(), within(1e-12));
        }
        Association larger = Association.of(scaled);
        assertThat(larger.mutualInformation()).isEqualTo(original.mutualInformation(), within(1e-12));
        assertThat(larger.cramersV()).isEqualTo(original.cramersV(), within(1e-12));
        assertThat(firstTerm(larger)).isEqualTo(firstTerm(original), within(1e-9));
        double chiSquared = Math.pow(original.cramersV(), 2)
                * original.n()
                * Math.min(original.categories() - 1, original.classes() - 1);
        assertThat(chiSquared).isCloseTo(textbookChiSquared(table), withinPercentage(1e-9));
    }

    /** The standard error's first term, without the sample's size. */
    private static double firstTerm(Association a) {
        double second = a.isSparse() ? 0 : a.degreesOfFreedom() / (2 * a.n() * a.n());
        return a.n() * (a.stdError() * a.stdError() - second);
    }

    /** Σ (observed − expected)²/expected over all cells of rows and columns that occur. */
    private static double textbookChiSquared(double[][] table) {
        double[] columns = new double[table[0].length];
        Arrays.stream(table).forEach(row -> Arrays.setAll(columns, k -> columns[k] + row[k]));
        double n = Arrays.stream(columns).sum();
        double sum = 0;
        for (double[] row : table) {
            for (int k = 0; k < row.length; k++) {
                double expected = Arrays.stream(row).sum() * columns[k] / n;
                sum += expected > 0 ? (row[k] - expected) * (row[k] - expected) / expected : 0;
            }
        }
        return sum;
    }

    /** Every value its own row: n rows, two classes half and half. */
    @Test
    void aBillionKeysAsSpectra() {
        long half = 500_000_000;
        JointSpectrum one = new JointSpectrum(new double[] {1}, new double[] {1}, new long[] {half});
        Spectrum values = new Spectrum(new double[] {1}, new long[] {2 * half});
        Association keys =
                Association.of(new ColumnGroup.Spectra(values, values, List.of(one, one), List.of()), new double[2]);
        assertThat(keys.featureEntropy(Estimator.PLUG_IN)).isEqualTo(Math.log(1e9), within(1e-12));
        assertThat(keys.mutualInformation()).isEqualTo(Math.log(2), within(1e-14));
        assertThat(keys.cramersV()).isEqualTo(1);
        assertThat(keys.stdError()).isEqualTo(0, within(1e-18));
        assertThat(keys.degreesOfFreedom()).isEqualTo(1e9 - 1);
    }

    /** ClickHouse's documentation: cramersV, contingency and theilsU of number % 10 and number % 4 over 150 numbers. */
    @Test
    void asClickHouseSays() {
        double[][] table = new double[10][4];
        for (int i = 0; i < 150; i++) {
            table[i % 10][i % 4]++;
        }
        Association found = Association.of(table);
        double chi = found.chiSquared();
        assertThat(found.cramersV()).isEqualTo(0.57981, within(2e-5));
        assertThat(Math.sqrt(chi / (chi + 150))).isEqualTo(0.70861, within(2e-5));
        assertThat(found.mutualInformation() / found.featureEntropy(Estimator.PLUG_IN))
                .isEqualTo(0.30196, within(2e-5));
    }

    @Test
    void withoutRowsNothingIsDefined() {
        for (double[][] table : List.of(new double[0][], new double[3][2])) {
            Association none = Association.of(table);
            assertThat(none.categories()).isZero();
            assertThat(none.mutualInformation()).isNaN();
            assertThat(none.featureEntropy(Estimator.PLUG_IN)).isNaN();
            assertThat(none.pValue()).isNaN();
            assertThat(none.stdError()).isNaN();
            assertThat(none.cramersV()).isNaN();
            assertThat(none.informationValue()).isNaN();
        }
        Association oneRow = Association.of(new double[][] {{0, 1}, {0, 0}});
        assertThat(oneRow.mutualInformation()).isZero();
        assertThat(oneRow.stdError()).isZero();
        assertThat(oneRow.pValue()).isNaN();
    }
}
