package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.table.UserException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EstimatorTest {
    /** The formulas of R's package entropy 1.3.1 (the first counts are its manual's) and Grassberger's, in SciPy 1.10.1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        4 2 3 2 4 2 1 1 | 1.968382408728381 | 2.1525929350441704 | 2.201137101279585 | 2.0794415416798357 | 2.144626386031427
        1 1 1 1 1 1 1 1 1 1 | 2.3025850929940455 | 2.7525850929940456 | 4.8162205845945 | 2.3025850929940455 | 3.572947938455523
        100 1 1 | 0.11010008192339721 | 0.11990400349202465 | 0.18056129060459963 | 0.1119112276409156 | 0.1349928185988709
        3 3 3 3 | 1.3862943611198906 | 1.5112943611198906 | 1.431643608020572 | 1.3862943611198906 | 1.7552694952494785
        500 300 100 50 20 10 5 2 1 1 1 | 1.2745423766614807 | 1.2795928817119857 | 1.2880368474667614 | 1.2818440429030737 | 1.2793636090075209
        """)
    void publishedFormulas(String counts, double plugIn, double miller, double chao, double james, double grassberger) {
        Spectrum spectrum = Spectrum.of(Arrays.stream(counts.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray());
        Map<Estimator, Double> expected = expected(plugIn, miller, chao, james, grassberger);
        for (Estimator estimator : Estimator.values()) {
            assertThat(estimator.entropy(spectrum))
                    .as(estimator.label())
                    .isCloseTo(expected.get(estimator), withinPercentage(1e-10));
        }
    }

    private static Map<Estimator, Double> expected(double... inOrder) {
        Map<Estimator, Double> expected = new EnumMap<>(Estimator.class);
        for (Estimator estimator : Estimator.values()) {
            expected.put(estimator, inOrder[expected.size()]);
        }
        return expected;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        3 1 2 5 0 4 | 2 | 0.2073656550566773 | 0.1740323217233437 | 0.08151431144677201 | 0.013258090637030137 | 0.11978870793935004
        30 10 5 20 40 7 1 0 9 8 8 8 | 3 | 0.17426711176624302 | 0.15714382409501004 | 0.16081598564643018 | 0.13953487778569057 | 0.1720715374150501
        2000 1500 700 900 40 10 3 2 | 2 | 0.009209204836136691 | 0.00891822520471064 | 0.008550517762560439 | 0.009148048828519105 | 0.009412818448100602
        """)
    void information(String cells, int classes, double plugIn, double mm, double cs, double js, double g) {
        double[] all =
                Arrays.stream(cells.split(" ")).mapToDouble(Double::parseDouble).toArray();
        double[][] table = new double[all.length / classes][];
        Arrays.setAll(table, i -> Arrays.copyOfRange(all, i * classes, (i + 1) * classes));
        Association association = Association.of(table);
        Map<Estimator, Double> expected = expected(plugIn, mm, cs, js, g);
        for (Estimator estimator : Estimator.values()) {
            assertThat(association.mutualInformation(estimator))
                    .as(estimator.label())
                    .isEqualTo(expected.get(estimator), within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource
    void limits(Estimator estimator) {
        assertThat(estimator.entropy(Spectrum.EMPTY)).isNaN();
        assertThat(estimator.entropy(Spectrum.of(1))).isZero();
        assertThat(estimator.entropy(Spectrum.of(1e15))).isZero();
        assertThat(estimator.entropy(Spectrum.of(5e14, 5e14))).isCloseTo(Math.log(2), withinPercentage(1e-10));
        assertThat(estimator.entropy(Spectrum.of(1, 1))).isGreaterThanOrEqualTo(Math.log(2));
    }

    /** Against the known entropy of what the samples are drawn from. */
    @ParameterizedTest
    @CsvSource({"50, 100", "200, 100", "1000, 100", "10000, 1000"})
    void correctionsTakeMostOfTheBiasAway(int rows, int categories) {
        SplittableRandom random = new SplittableRandom(11);
        double[] cumulated = new double[categories];
        double sum = 0;
        for (int i = 0; i < categories; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
        double total = sum;
        double truth = 0;
        for (int i = 0; i < categories; i++) {
            double p = 1.0 / (i + 1) / total;
            truth -= p * Math.log(p);
        }
        Map<Estimator, Double> bias = new EnumMap<>(Estimator.class);
        int samples = 300;
        for (int s = 0; s < samples; s++) {
            double[] counts = new double[categories];
            for (int i = 0; i < rows; i++) {
                int at = Arrays.binarySearch(cumulated, random.nextDouble() * total);
                counts[at < 0 ? -1 - at : at]++;
            }
            Spectrum spectrum = Spectrum.of(counts);
            for (Estimator estimator : Estimator.values()) {
                bias.merge(estimator, (estimator.entropy(spectrum) - truth) / samples, Double::sum);
            }
        }
        double plugIn = Math.abs(bias.get(Estimator.PLUG_IN));
        assertThat(bias.get(Estimator.PLUG_IN)).isNegative();
        assertThat(Math.abs(bias.get(Estimator.MILLER_MADOW))).isLessThan(0.7 * plugIn);
        assertThat(Math.abs(bias.get(Estimator.CHAO_SHEN))).isLessThan(0.8 * plugIn);
        assertThat(Math.abs(bias.get(Estimator.GRASSBERGER))).isLessThan(0.6 * plugIn);
    }

    @Test
    void fractionalWeightsAreNoCounts() {
        Counts counts = Tables.counts(
                List.of(Tables.categorical("x", List.of("a", "b"), new double[][] {{1.5, 2, 0}, {1, 1, 0}})),
                Tables.strings(List.of("no", "yes")),
                new double[] {2.5, 3, 0});
        for (Estimator estimator : Estimator.values()) {
            MeasureConfig config = new MeasureConfig(
                    Unit.NATS,
                    estimator,
                    Nulls.CATEGORY,
                    Binning.NONE,
                    32,
                    0.05,
                    RankBy.ADJUSTED_GAIN,
                    Map.of(),
                    Map.of());
            if (estimator.needsWholeCounts()) {
                assertThatThrownBy(() -> Measurer.measure(counts, config))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("expected whole weights, found a sum of");
            } else {
                assertThat(Measurer.measure(counts, config)
                                .entropies()
                                .overall()
                                .get(0)
                                .estimator())
                        .isEqualTo(estimator.label());
            }
        }
    }
}
