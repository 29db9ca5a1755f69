package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Kind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurerTest {
    /** Gains with six digits from Python 3.11, H(x) + H(y) − H(x, y) over the rows. */
    @ParameterizedTest
    @CsvSource({
        "conf/examples/weather/weather.csv, play, '', .940286, outlook .246750 humidity .151836 windy .048127 temperature .029223",
        "src/test/resources/golden/titanic.csv, survived, count, .907651, sex .142391 status .059288 age .006411",
        "conf/examples/berkeley/berkeley.csv, admitted, count, .963339, department .136320 gender .014894"
    })
    void publishedTables(String file, String label, String weight, double entropy, String gains) {
        Measures measures = Measurer.measure(Tables.csv(Path.of(file), label, weight), Tables.BITS);
        Map<String, InformationGain> byFeature = new TreeMap<>();
        measures.gains().forEach(gain -> byFeature.put(gain.feature(), gain));
        String[] expected = gains.split(" ");
        for (int i = 0; i < expected.length; i += 2) {
            InformationGain gain = byFeature.get(expected[i]);
            assertThat(gain.informationGain())
                    .as(expected[i])
                    .isEqualTo(Double.parseDouble(expected[i + 1]), within(5.1e-7));
            assertThat(gain.labelEntropy()).isEqualTo(entropy, within(5.1e-7));
            assertThat(gain.conditionalEntropy()).isEqualTo(entropy - gain.informationGain(), within(1e-6));
            assertThat(gain.rank()).isEqualTo(i / 2 + 1);
        }
    }

    private static InformationGain gain(double[][] table, double[] nulls, Nulls policy) {
        int classes = nulls.length - 1;
        ColumnCounts column = new ColumnCounts(
                "x",
                Kind.CATEGORICAL,
                false,
                Tables.strings(IntStream.range(0, table.length)
                        .mapToObj(i -> "v" + (char) ('a' + i))
                        .toList()),
                Categories.empty(CategoryType.of(Base.INTEGER)),
                List.of(Tables.group(table, nulls)));
        double[] totals = nulls.clone();
        for (double[] row : table) {
            Arrays.setAll(totals, k -> totals[k] + row[k]);
        }
        Categories names = Tables.strings(
                IntStream.range(0, classes).mapToObj(k -> "c" + k).toList());
        return Measurer.measure(Tables.counts(List.of(column), names, totals), Tables.config(Unit.NATS, policy))
                .gains()
                .overall()
                .get(0);
    }

    /** A 2×2 table by hand: χ² = n(ad − bc)²/(r₁r₂c₁c₂), φ = V. */
    @Test
    void testsOfAFourfoldTable() {
        InformationGain gain = gain(new double[][] {{30, 10, 5}, {20, 40, 7}}, new double[3], Nulls.CATEGORY);
        double chiSquared = 100 * Math.pow(30 * 40 - 10 * 20, 2) / (40.0 * 60 * 50 * 50);
        double g = 2
                * (30 * Math.log(30 / 20.0)
                        + 10 * Math.log(10 / 20.0)
                        + 20 * Math.log(20 / 30.0)
                        + 40 * Math.log(40 / 30.0));
        assertThat(gain.rows()).as("rows with a label").isEqualTo(100);
        assertThat(gain.cramersV()).isEqualTo(Math.sqrt(chiSquared / 100), within(1e-12));
        assertThat(gain.gStatistic()).isEqualTo(g, within(1e-11));
        assertThat(gain.degreesOfFreedom()).isEqualTo(1);
        assertThat(gain.qValue()).isEqualTo(gain.pValue());
        assertThat(gain.theilsU()).isEqualTo(gain.informationGain() / Math.log(2), within(1e-12));
        double value = (10 / 50.0 - 30 / 50.0) * Math.log(10 / 30.0) + (40 / 50.0 - 20 / 50.0) * Math.log(40 / 20.0);
        assertThat(gain.informationValue()).isEqualTo(value, within(1e-12));
    }

    /** Gains tie in the table's order; a gain that is not defined comes last. */
    @Test
    void ranksOfTies() {
        double[][] weak = {{6, 4, 0}, {4, 6, 0}};
        double[][] strong = {{9, 1, 0}, {1, 9, 0}};
        List<ColumnCounts> columns = new ArrayList<>();
        for (double[][] table : List.of(weak, strong, weak, strong)) {
            columns.add(Tables.categorical("x" + columns.size(), List.of("a", "b"), table));
        }
        columns.add(
                0,
                new ColumnCounts(
                        "allNull",
                        Kind.CATEGORICAL,
                        false,
                        Tables.strings(List.of()),
                        Categories.empty(CategoryType.of(Base.INTEGER)),
                        List.of(Tables.group(new double[0][], new double[] {10, 10, 0}))));
        Counts counts = Tables.counts(columns, Tables.strings(List.of("no", "yes")), new double[] {10, 10, 0});
        List<InformationGain> gains = Measurer.measure(counts, Tables.config(Unit.BITS, Nulls.DROP))
                .gains()
                .overall();
        assertThat(gains).extracting(InformationGain::rank).containsExactly(5, 3, 1, 4, 2);
        InformationGain nothing = gains.get(0);
        assertThat(nothing.informationGain()).isNaN();
        assertThat(nothing.qValue()).isNaN();
        assertThat(nothing.rows()).isZero();
        assertThat(nothing.flags()).isEmpty();
    }

    @Test
    void aGroupWithoutLabelledRowsHasNoFigures() {
        InformationGain gain = gain(new double[][] {{0, 0, 5}, {0, 0, 7}}, new double[] {0, 0, 2}, Nulls.CATEGORY);
        assertThat(gain.rows()).isZero();
        for (double figure : new double[] {
            gain.labelEntropy(), gain.informationGain(), gain.pValue(), gain.stdError(), gain.missingInformationGain()
        }) {
            assertThat(figure).isNaN();
        }
        assertThat(gain.flags()).isEmpty();
    }

    /** Weights of a half are rows of a half: ratios stay, what counts rows halves. */
    @Test
    void fractionalWeights() {
        double[] nulls = {4, 1, 3};
        InformationGain whole = gain(new double[][] {{30, 10, 5}, {20, 40, 7}}, nulls, Nulls.CATEGORY);
        InformationGain half =
                gain(new double[][] {{15, 5, 2.5}, {10, 20, 3.5}}, new double[] {2, .5, 1.5}, Nulls.CATEGORY);
        assertThat(half.rows()).isEqualTo(whole.rows() / 2);
        assertThat(half.informationGain()).isEqualTo(whole.informationGain(), within(1e-15));
        assertThat(half.gStatistic()).isEqualTo(whole.gStatistic() / 2, within(1e-12));
        assertThat(half.cramersV()).isEqualTo(whole.cramersV(), within(1e-15));
        assertThat(half.missingInformationGain()).isEqualTo(whole.missingInformationGain(), within(1e-15));
        double second = whole.degreesOfFreedom() / (2 * whole.rows() * whole.rows());
        assertThat(half.stdError() * half.stdError() - 4 * second)
                .isEqualTo(2 * (whole.stdError() * whole.stdError() - second), within(1e-15));
    }

    /** All surprisals are the same, so their variance is 0; what is left is the second term. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 49, 1000})
    void aUniformColumnHasTheSecondTermAlone(int categories) {
        double[][] table = new double[categories][];
        Arrays.setAll(table, i -> new double[] {10, 0});
        Counts counts = Tables.counts(
                List.of(Tables.numeric(
                        "x", IntStream.range(0, categories).asDoubleStream().toArray(), table)),
                Tables.strings(List.of("only")),
                new double[] {10.0 * categories, 0});
        Measures.ColumnEntropy entropy =
                Measurer.measure(counts, Tables.BITS).entropies().overall().get(0);
        double n = 10.0 * categories;
        assertThat(entropy.stdError()).isEqualTo(Math.sqrt((categories - 1) / 2.0) / n / Math.log(2), within(1e-14));
        assertThat(entropy.normalizedEntropy()).isEqualTo(1, within(1e-15));
        assertThat(entropy.perplexity()).isEqualTo(categories, within(1e-10));
    }

    @Test
    void nullsAreACategoryOrAreLeftOutPairwise() {
        double[][] table = {{30, 10, 0}, {10, 30, 0}};
        double[] nulls = {20, 0, 4};
        InformationGain category = gain(table, nulls, Nulls.CATEGORY);
        InformationGain dropped = gain(table, nulls, Nulls.DROP);
        assertThat(category.rows()).isEqualTo(100);
        assertThat(dropped.rows()).isEqualTo(80);
        assertThat(dropped.labelEntropy()).isEqualTo(Math.log(2), within(1e-12));
        assertThat(category.informationGain()).isGreaterThan(dropped.informationGain());
        double missing = Entropies.mutualInformation(new double[][] {{40, 40}, {20, 0}});
        assertThat(category.missingInformationGain()).isEqualTo(missing, within(1e-12));
        assertThat(dropped.missingInformationGain()).isEqualTo(missing, within(1e-12));
    }

    /** The share of null is told where it is a category and there is nothing else. */
    @ParameterizedTest
    @CsvSource({
        "CATEGORY, 0, 0, 5, , 1",
        "CATEGORY, 3, 2, 5, a, 0.3",
        "CATEGORY, 5, 1, 4, a, 0.5",
        "CATEGORY, 4, 2, 4, a, 0.4",
        "DROP, 3, 1, 6, a, 0.75",
        "DROP, 0, 0, 5, , NaN"
    })
    void theModeIsNullOfNullsAlone(Nulls policy, double a, double b, double nulls, String mode, double share) {
        ColumnCounts column = new ColumnCounts(
                "x",
                Kind.CATEGORICAL,
                false,
                Tables.strings(List.of("a", "b")),
                Categories.empty(CategoryType.of(Base.INTEGER)),
                List.of(Tables.group(new double[][] {{a, 0, 0}, {b, 0, 0}}, new double[] {0, nulls, 0})));
        Counts counts =
                Tables.counts(List.of(column), Tables.strings(List.of("no", "yes")), new double[] {a + b, nulls, 0});
        ColumnEntropy entropy = Measurer.measure(counts, Tables.config(Unit.BITS, policy))
                .entropies()
                .overall()
                .get(0);
        assertThat(entropy.mode()).isEqualTo(mode);
        assertThat(entropy.modeShare()).isEqualTo(Double.valueOf(share));
    }

    /** The same cells once as a table and once as spectra. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void spectraTellTheSameAsTables(long seed) {
        int classes = 2 + (int) seed % 2;
        double[][] table = Tables.random(seed, 40, classes, 6);
        List<JointSpectrum> joint = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            TreeMap<Double, TreeMap<Double, Long>> pairs = new TreeMap<>();
            for (double[] row : table) {
                if (row[k] > 0) {
                    pairs.computeIfAbsent(row[k], c -> new TreeMap<>())
                            .merge(Arrays.stream(row).sum(), 1L, Long::sum);
                }
            }
            List<double[]> flat = new ArrayList<>();
            pairs.forEach(
                    (cell, totals) -> totals.forEach((total, times) -> flat.add(new double[] {cell, total, times})));
            joint.add(new JointSpectrum(
                    flat.stream().mapToDouble(f -> f[0]).toArray(),
                    flat.stream().mapToDouble(f -> f[1]).toArray(),
                    flat.stream().mapToLong(f -> (long) f[2]).toArray()));
        }
        Spectrum rows = Spectrum.of(
                Arrays.stream(table).mapToDouble(r -> Arrays.stream(r).sum()).toArray());
        double[] nulls = new double[classes];
        nulls[0] = 3;
        Association spectra = Association.of(new ColumnGroup.Spectra(rows, rows, joint, List.of()), nulls);
        double[][] withNulls = Arrays.copyOf(table, table.length + 1);
        withNulls[table.length] = nulls;
        Association listed = Association.of(withNulls);
        assertThat(figures(spectra)).containsExactly(figures(listed), within(1e-10));
    }

    private static double[] figures(Association a) {
        double value = a.informationValue();
        return new double[] {
            a.n(),
            a.categories(),
            a.classes(),
            a.featureEntropy(Estimator.PLUG_IN),
            a.labelEntropy(),
            a.mutualInformation(),
            a.gStatistic(),
            a.degreesOfFreedom(),
            a.pValue(),
            a.stdError(),
            a.cramersV(),
            Double.isNaN(value) ? -1 : value
        };
    }

    /** scipy 1.10.1: chi2.sf(x, df). */
    @ParameterizedTest
    @CsvSource({
        "3.841458820694124, 1, 0.05",
        "10, 3, 0.01856613546304325",
        "1000, 1, 1.7958327848007363e-219",
        "20000, 20000, 0.4986702"
    })
    void tailOfChiSquared(double statistic, double degrees, double expected) {
        assertThat(Independence.chiSquaredTail(statistic, degrees)).isEqualTo(expected, within(expected * 1e-6));
    }

    @Test
    void qValuesByBenjaminiAndHochberg() {
        double[] q = Ranking.benjaminiHochberg(new double[] {0.01, 0.04, Double.NaN, 0.03, 0.005});
        assertThat(q[0]).isEqualTo(0.02, within(1e-15));
        assertThat(q[1]).isEqualTo(0.04, within(1e-15));
        assertThat(q[2]).isNaN();
        assertThat(q[3]).isEqualTo(0.04, within(1e-15));
        assertThat(q[4]).isEqualTo(0.02, within(1e-15));
    }

    @Test
    void flagsByTheirRules() {
        assertThat(gain(new double[][] {{50, 50, 0}}, new double[3], Nulls.CATEGORY)
                        .flags())
                .containsExactly("constant");
        assertThat(gain(new double[][] {{50, 0, 0}, {0, 50, 0}}, new double[3], Nulls.CATEGORY)
                        .flags())
                .containsExactly("leak");
        double[][] ids = new double[40][3];
        for (int i = 0; i < ids.length; i++) {
            ids[i][i % 2] = 1;
        }
        assertThat(gain(ids, new double[3], Nulls.CATEGORY).flags()).containsExactly("id-like", "sparse-cells");
        InformationGain constant = gain(new double[][] {{50, 50, 0}}, new double[3], Nulls.CATEGORY);
        assertThat(constant.informationGain()).isZero();
        assertThat(constant.pValue()).isNaN();
        assertThat(constant.gainRatio()).isNaN();
        assertThat(constant.cramersV()).isNaN();
    }

    @Test
    void flagsAreOfTheRowsWithALabel() {
        double[][] table = new double[102][3];
        table[0][0] = 20;
        table[1][1] = 20;
        for (int i = 2; i < table.length; i++) {
            table[i][2] = 1;
        }
        assertThat(gain(table, new double[3], Nulls.CATEGORY).flags()).containsExactly("leak");
    }

    @Test
    void aNumberThatMdlpDoesNotCutIsNotConstant() {
        double[] numbers = IntStream.range(0, 600).mapToDouble(i -> i).toArray();
        double[][] table = new double[numbers.length][];
        Arrays.setAll(table, i -> new double[] {10, 10, 0});
        Counts counts = Tables.counts(
                List.of(Tables.numeric("x", numbers, table)),
                Tables.strings(List.of("no", "yes")),
                new double[] {6000, 6000, 0});
        MeasureConfig mdlp = Tables.config(Unit.BITS, Nulls.CATEGORY, Binning.MDLP);
        Measures measures = Measurer.measure(counts, mdlp);
        assertThat(measures.bins()).hasSize(1);
        assertThat(measures.gains().overall().get(0).flags()).isEmpty();
    }

    @Test
    void integersThatAreOneDoubleAreCutExactly() {
        long[] keys = {(1L << 53), (1L << 53) + 1, (1L << 53) + 4};
        double[][] table = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
        ColumnCounts column = new ColumnCounts(
                "x",
                Kind.NUMERIC,
                false,
                Categories.ofKeys(CategoryType.of(Base.INTEGER), keys),
                Categories.empty(CategoryType.of(Base.INTEGER)),
                List.of(Tables.group(table, new double[3])));
        Binner binner = Binner.of(column, Binning.EQUAL_FREQUENCY, 3);
        assertThat(IntStream.range(0, 3).map(binner::binOf).toArray()).containsExactly(0, 1, 2);
        assertThat(binner.upperText(0)).isEqualTo("9007199254740992");
        assertThat(binner.lowerText(2)).isEqualTo("9007199254740993");
    }

    private static ColumnCounts ramp(int values) {
        double[] numbers = IntStream.range(0, values).mapToDouble(i -> i).toArray();
        double[][] table = new double[values][];
        Arrays.setAll(table, i -> new double[] {i < 300 ? 2 : 0, i < 300 ? 0 : 2, 0});
        return Tables.numeric("x", numbers, table);
    }

    @Test
    void numbersOfManyValuesAreCutAndOfFewAreNot() {
        Categories classes = Tables.strings(List.of("no", "yes"));
        Counts many = Tables.counts(List.of(ramp(640)), classes, new double[] {600, 680, 0});
        Measures measures = Measurer.measure(many, Tables.BITS);
        assertThat(measures.bins()).hasSize(32);
        assertThat(measures.bins()).allSatisfy(bin -> assertThat(bin.rows()).isEqualTo(40));
        assertThat(measures.bins().get(0).lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(measures.bins().get(0).upper()).isEqualTo(19);
        assertThat(measures.entropies().overall().get(0).distinct()).isEqualTo(640);
        double[][] repeated = new double[256][];
        Arrays.setAll(repeated, i -> new double[] {5, 5, 0});
        ColumnCounts filled =
                Tables.numeric("x", IntStream.range(0, 256).mapToDouble(i -> i).toArray(), repeated);
        Counts few = Tables.counts(List.of(filled), classes, new double[] {1280, 1280, 0});
        assertThat(Measurer.measure(few, Tables.BITS).bins()).isEmpty();

        MeasureConfig mdlp = Tables.config(Unit.BITS, Nulls.CATEGORY, Binning.MDLP);
        Measures cut = Measurer.measure(many, mdlp);
        assertThat(cut.bins()).hasSize(2);
        assertThat(cut.bins().get(0).upper()).isEqualTo(299);
        assertThat(cut.gains().overall().get(0).theilsU()).isEqualTo(1, within(1e-12));
    }

    @Test
    void equalWidthKeepsInfinitiesInTheOuterBinsAndNanApart() {
        double[] values = {Double.NEGATIVE_INFINITY, 0, 1, 2, 9, 10, Double.POSITIVE_INFINITY, Double.NaN};
        double[][] table = new double[values.length][];
        Arrays.setAll(table, i -> new double[] {i % 2, 1 - i % 2, 0});
        ColumnCounts column = Tables.numeric("x", values, table);
        Binner binner = Binner.of(column, Binning.EQUAL_WIDTH, 5);
        int[] bins = IntStream.range(0, values.length).map(binner::binOf).toArray();
        assertThat(bins).containsExactly(0, 0, 0, 0, 1, 1, 1, 2);
        assertThat(binner.size()).isEqualTo(3);
        assertThat(binner.upper(2)).isNaN();
    }

    /** One class below, the other above, and noise that pays for no cut. */
    @Test
    void mdlpCutsWhereItPays() {
        assertThat(Mdlp.cuts(new double[][] {{10, 0}, {10, 0}, {0, 10}, {0, 10}}))
                .containsExactly(false, true, false, false);
        assertThat(Mdlp.cuts(new double[][] {{5, 6}, {6, 5}, {5, 5}, {6, 6}})).doesNotContain(true);
        assertThat(Mdlp.cuts(new double[][] {{.3, .2}, {.2, .3}}))
                .as("weights that sum to 1")
                .doesNotContain(true);
    }

    @Test
    void aNumberOverTheLimitIsMeasuredByItsFineBins() {
        double[][] fine = {{50, 0, 0}, {50, 0, 0}, {0, 50, 0}, {0, 50, 0}, {1, 1, 0}};
        ColumnGroup group = Tables.group(fine, new double[3]);
        Spectrum ones = Spectrum.of(IntStream.range(0, 202).mapToDouble(i -> 1).toArray());
        ColumnCounts column = new ColumnCounts(
                "x",
                Kind.NUMERIC,
                true,
                Categories.empty(CategoryType.of(Base.DOUBLE)),
                Categories.ofNumbers(
                        CategoryType.of(Base.DOUBLE),
                        List.of(BigDecimal.ONE, BigDecimal.valueOf(2), BigDecimal.valueOf(3))),
                List.of(new ColumnGroup(
                        group.nulls(),
                        group.table(),
                        new ColumnGroup.Spectra(
                                ones,
                                ones,
                                List.of(),
                                List.of(new ColumnGroup.TopValue(Double.doubleToLongBits(0.5), new byte[0], 1))))));
        Counts counts =
                Tables.counts(List.of(column), Tables.strings(List.of("no", "yes")), new double[] {101, 101, 0});
        Measures measures = Measurer.measure(counts, Tables.BITS);
        assertThat(measures.entropies().overall().get(0).entropy())
                .isEqualTo(Math.log(202) / Math.log(2), within(1e-12));
        assertThat(measures.entropies().overall().get(0).mode()).isEqualTo("0.5");
        assertThat(measures.bins()).hasSize(5);
        assertThat(measures.bins().get(4).upper()).as("the bin of NaN").isNaN();
        assertThat(measures.gains().overall().get(0).theilsU()).isEqualTo(200 / 202.0, within(1e-12));
    }
}
