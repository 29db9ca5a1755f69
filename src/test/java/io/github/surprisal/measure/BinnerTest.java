package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.measure.MeasureConfig.Binning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinnerTest {
    /** WEKA cuts half way between two values, we at the lower one; what falls where is the same. */
    @ParameterizedTest
    @CsvSource({
        "sepallength, 5.5 6.1, 5.55 6.15",
        "sepalwidth, 2.9 3.3, 2.95 3.35",
        "petallength, 1.9 4.7, 2.45 4.75",
        "petalwidth, 0.6 1.7, 0.8 1.75"
    })
    void mdlpCutsIrisWhereWekaDoes(String attribute, String uppers, String weka) throws IOException {
        List<String[]> lines = Files.readAllLines(Path.of("src/test/resources/golden/iris.csv")).stream()
                .map(line -> line.split(","))
                .filter(line -> line[0].equals(attribute))
                .toList();
        double[] values =
                lines.stream().mapToDouble(line -> Double.parseDouble(line[1])).toArray();
        double[][] table = lines.stream()
                .map(line -> new double[] {
                    Double.parseDouble(line[2]), Double.parseDouble(line[3]), Double.parseDouble(line[4]), 0
                })
                .toArray(double[][]::new);
        Binner binner = Binner.of(Tables.numeric(attribute, values, table), Binning.MDLP, 32);
        assertThat(uppers(binner)).isEqualTo(numbers(uppers));
        double[] between = numbers(weka);
        for (int code = 0; code < values.length; code++) {
            double value = values[code];
            assertThat((long) binner.binOf(code))
                    .isEqualTo(Arrays.stream(between).filter(cut -> cut < value).count());
        }
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double[] uppers(Binner binner) {
        return IntStream.range(0, binner.size() - 1).mapToDouble(binner::upper).toArray();
    }

    private static double[][] rows(double... counts) {
        return Arrays.stream(counts).mapToObj(c -> new double[] {c, 0, 0}).toArray(double[][]::new);
    }

    private static List<Integer> binned(Binner binner, int codes) {
        return IntStream.range(0, codes).mapToObj(binner::binOf).toList();
    }

    /** A value that is heavier than a bin's share is alone; the others share what is left. */
    @Test
    void equalFrequencyNeverPartsEqualValues() {
        double[] values = {1, 2, 3, 4, 5};
        Binner binner = Binner.of(Tables.numeric("x", values, rows(1, 1, 96, 1, 1)), Binning.EQUAL_FREQUENCY, 4);
        assertThat(binned(binner, 5)).containsExactly(0, 1, 2, 3, 3);
        assertThat(binner.upper(1)).isEqualTo(2);
        assertThat(binner.upper(2)).isEqualTo(3);
        assertThat(binner.upper(3)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    /** No bin holds more than its share and one more value; there are never more bins than asked for. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalFrequencySharesOut(long seed) {
        Random random = new Random(seed);
        double[] counts =
                random.ints(300, 1, seed % 2 == 0 ? 3 : 200).asDoubleStream().toArray();
        double[] values = IntStream.range(0, 300).asDoubleStream().toArray();
        int bins = 2 + random.nextInt(40);
        Binner binner = Binner.of(Tables.numeric("x", values, rows(counts)), Binning.EQUAL_FREQUENCY, bins);
        double share = Arrays.stream(counts).sum() / bins;
        double most = Arrays.stream(counts).max().orElseThrow();
        double[] rows = new double[binner.size()];
        for (int code = 0; code < counts.length; code++) {
            rows[binner.binOf(code)] += counts[code];
        }
        assertThat(binner.size()).isLessThanOrEqualTo(bins);
        for (double row : rows) {
            assertThat(row).isPositive().isLessThan(share + most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EQUAL_FREQUENCY", "EQUAL_WIDTH", "MDLP"})
    void oddColumns(Binning binning) {
        Binner nan = Binner.of(Tables.numeric("x", new double[] {Double.NaN}, rows(3)), binning, 4);
        assertThat(nan.upper(nan.binOf(0))).isNaN();
        double[] edges = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN};
        Binner infinite = Binner.of(Tables.numeric("x", edges, rows(1, 1, 1)), binning, 4);
        assertThat(infinite.binOf(2)).isEqualTo(infinite.size() - 1).isGreaterThan(infinite.binOf(1));
        Binner one = Binner.of(Tables.numeric("x", new double[] {7}, rows(5)), binning, 4);
        assertThat(one.size()).isEqualTo(1);
        assertThat(one.lower(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** Ten bins of 0.34e308; from the least value on, more than a double holds. */
    @Test
    void equalWidthOverTheWholeRangeOfDoubles() {
        double[] values = {-1.7e308, -0.9e308, 0.2e308, 0.9e308, 1.7e308};
        Binner binner = Binner.of(Tables.numeric("x", values, rows(1, 1, 1, 1, 1)), Binning.EQUAL_WIDTH, 10);
        assertThat(binned(binner, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    /**
     * Two rows, one of each class: n·gain = 2 bits against log₂(n − 1) + log₂ 7 − 2 = 0.81. With four rows, three of one class,
     * n·gain = 1.25 bits against log₂ 3 + log₂ 7 − 2·0.811 + 2·1 = 4.77.
     */
    @Test
    void mdlpByHand() {
        assertThat(Mdlp.cuts(new double[][] {{1, 0}, {0, 1}})).containsExactly(true, false);
        assertThat(Mdlp.cuts(new double[][] {{2, 0}, {1, 1}})).containsExactly(false, false);
        assertThat(Mdlp.cuts(new double[][] {{1, 0}})).containsExactly(false);
        assertThat(Mdlp.cuts(new double[0][])).isEmpty();
        List<Boolean> three = new ArrayList<>();
        for (boolean cut : Mdlp.cuts(new double[][] {{20, 0}, {0, 20}, {20, 0}})) {
            three.add(cut);
        }
        assertThat(three).containsExactly(true, true, false);
    }
}
