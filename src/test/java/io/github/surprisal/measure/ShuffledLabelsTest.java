package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.count.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * p-values of features that have nothing to do with the label: labels are shuffled, columns are drawn evenly or by Zipf's law.
 * A case fails where p &lt; 0.05 is not about one in twenty, or p &lt; 0.01 more than two in a hundred.
 */
class ShuffledLabelsTest {
    private static final int COLUMNS = 12;

    /** The value of each row; value i is drawn in proportion to (i + 1)^−exponent. */
    private static int[] column(SplittableRandom random, int values, double exponent, int rows) {
        double[] below = new double[values];
        double sum = 0;
        for (int i = 0; i < values; i++) {
            sum += Math.pow(i + 1, -exponent);
            below[i] = sum;
        }
        int[] column = new int[rows];
        for (int i = 0; i < rows; i++) {
            int at = Arrays.binarySearch(below, random.nextDouble() * sum);
            column[i] = Math.min(values - 1, at < 0 ? -at - 1 : at);
        }
        return column;
    }

    /** p-values of a column under many shuffles of a label with these rows by class, the first class having most. */
    private static double[] pValues(SplittableRandom random, int[] column, int values, int[] classes, int shuffles) {
        double[] totals = new double[values];
        Arrays.stream(column).forEach(value -> totals[value]++);
        double[] present = Arrays.stream(classes).asDoubleStream().toArray();
        Independence independence = new Independence(Spectrum.of(totals), present, column.length);
        int[] order = IntStream.range(0, column.length).toArray();
        double[][] table = new double[values][classes.length];
        double[] p = new double[shuffles];
        for (int s = 0; s < shuffles; s++) {
            for (int i = 0; i < values; i++) {
                Arrays.fill(table[i], 0);
                table[i][0] = totals[i];
            }
            int at = 0;
            for (int k = 1; k < classes.length; k++) {
                for (int j = 0; j < classes[k]; j++) {
                    int other = at + random.nextInt(column.length - at);
                    int row = order[other];
                    order[other] = order[at];
                    order[at++] = row;
                    table[column[row]][k]++;
                    table[column[row]][0]--;
                }
            }
            Association association = Association.of(table);
            p[s] = Math.exp(independence.logPValue(association.chiSquared()));
        }
        return p;
    }

    private static double share(List<double[]> p, double level) {
        return p.stream()
                        .flatMapToDouble(Arrays::stream)
                        .filter(value -> value < level)
                        .count()
                / (double) p.stream().mapToInt(some -> some.length).sum();
    }

    private static void check(SoftAssertions all, int rows, int values, double exponent, int... classes) {
        SplittableRandom random = new SplittableRandom(rows * 31L + values * 7L + (long) (exponent * 10) + classes[1]);
        List<double[]> p = new ArrayList<>();
        for (int c = 0; c < COLUMNS; c++) {
            int[] column = column(random, values, exponent, rows);
            p.add(pValues(random, column, values, classes, rows > 10_000 ? 100 : 200));
        }
        String as =
                rows + " rows, " + values + " values, exponent " + exponent + ", classes " + Arrays.toString(classes);
        all.assertThat(share(p, 0.05)).as("p < 0.05: " + as).isBetween(0.02, 0.07);
        all.assertThat(share(p, 0.01)).as("p < 0.01: " + as).isBetween(0.0, 0.02);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 2000, 20_000, 100_000})
    void twoClasses(int rows) {
        SoftAssertions all = new SoftAssertions();
        for (int values : new int[] {2, 32, 2000}) {
            for (double exponent : new double[] {0, 1}) {
                for (double share : new double[] {0.01, 0.1, 0.5}) {
                    int ones = (int) Math.round(rows * share);
                    // Fewer rows of a class, or a value a row, leave too few outcomes for one in twenty to be had.
                    if (ones >= 10 && values <= rows && (rows < 100_000 || share < 0.5)) {
                        check(all, rows, values, exponent, rows - ones, ones);
                    }
                }
            }
        }
        all.assertAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 5000})
    void manyClasses(int rows) {
        SoftAssertions all = new SoftAssertions();
        for (int values : new int[] {2, 5, 100}) {
            for (double exponent : new double[] {0, 1}) {
                int third = rows / 3;
                check(all, rows, values, exponent, rows - 2 * third, third, third);
                check(all, rows, values, exponent, rows * 8 / 10, rows / 10, rows / 20, rows / 20);
                int tenth = rows / 10;
                check(
                        all, rows, values, exponent, tenth, tenth, tenth, tenth, tenth, tenth, tenth, tenth, tenth,
                        tenth);
            }
        }
        all.assertAll();
    }

    /** Power where G against χ² was right, tables of many rows a cell: the same p-value within some per cent of its logarithm. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "40 60 50 50",
                "400 600 500 500",
                "300 100 290 110 250 150",
                "990 10 970 30 995 5 980 20",
                "5200 5000 5000 5000 4800 5000 5000 5000 5000 5000"
            })
    void powerIsThatOfTheGTest(String cells) {
        double[] counts =
                Arrays.stream(cells.split(" ")).mapToDouble(Double::parseDouble).toArray();
        double[][] table = new double[counts.length / 2][];
        Arrays.setAll(table, i -> new double[] {counts[2 * i], counts[2 * i + 1]});
        Association association = Association.of(table);
        double byG = Independence.logChiSquaredTail(association.gStatistic(), association.degreesOfFreedom());
        assertThat(association.logPValue() / byG).isBetween(0.95, 1.08);
    }

    /** Two of 200 rows are of one class: the few outcomes there are do not reach p = 0.05 by chance alone. */
    @Test
    void twoRowsOfAClassShowNothing() {
        assertThat(Association.of(new double[][] {{99, 1}, {99, 1}}).pValue()).isGreaterThan(0.5);
        assertThat(Association.of(new double[][] {{98, 2}, {100, 0}}).pValue()).isEqualTo(0.2487, within(1e-4));
    }

    @Test
    void theFarTailIsFinite() {
        Association same = Association.of(new double[][] {{1e6, 0}, {0, 1e6}});
        assertThat(same.pValue()).isZero();
        assertThat(same.logPValue()).isBetween(-2e6, -0.9e6);
        Association rare = Association.of(new double[][] {{1e6, 0}, {0, 4}});
        assertThat(rare.pValue()).isBetween(1e-23, 1e-22);
    }
}
