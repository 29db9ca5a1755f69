package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.encode.Split;
import io.github.surprisal.train.Calibration.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class CalibratorTest {
    private final SparkSession spark = SparkExtension.session();

    /** Rows of one margin, or of one per class, which are their features too; labels by what the probabilities truly are. */
    private static List<EncodedRow> rows(int margins, int count, boolean weighted, Calibration truth, double step) {
        Random random = new Random(17);
        List<EncodedRow> rows = new ArrayList<>();
        int[] all = IntStream.range(0, margins).toArray();
        for (int i = 0; i < count; i++) {
            double[] values = new double[margins];
            Arrays.setAll(values, k -> step * Math.rint(2 * random.nextGaussian() / step));
            double[] true_ = values.clone();
            truth.apply(true_);
            double[] p = new double[Math.max(2, margins)];
            Loss.probabilities(true_, p);
            double draw = random.nextDouble();
            int label = 0;
            while (label < p.length - 1 && draw >= p[label]) {
                draw -= p[label++];
            }
            rows.add(new EncodedRow(
                    false, label, weighted ? 0.5 + random.nextDouble() : 1, new int[0], all.clone(), values));
        }
        return rows;
    }

    private Calibrator.Result fit(List<EncodedRow> rows, int margins, Method method) {
        int[] all = IntStream.range(0, margins).toArray();
        Layout layout = new Layout(all, new int[0], new int[0], all, margins);
        double[] identity = new double[margins * margins];
        for (int k = 0; k < margins; k++) {
            identity[k * margins + k] = 1;
        }
        BlockScorer scorer = new LinearScorer(margins, identity, new double[margins]).forBlocks(layout);
        try (Calibrator calibrator = new Calibrator(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(Blocks.of(rows, layout, 256), 3),
                List.of(scorer, scorer))) {
            return calibrator.fit(method);
        }
    }

    private static double meanLoss(List<EncodedRow> rows, Calibration calibration) {
        double loss = 0;
        double weight = 0;
        for (EncodedRow row : rows) {
            double[] margins = row.values().clone();
            calibration.apply(margins);
            loss += row.weight() * Loss.logLoss(margins, row.label());
            weight += row.weight();
        }
        return loss / weight;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void temperatureIsFound(int margins) {
        double[] half = new double[margins];
        Arrays.fill(half, 0.5);
        List<EncodedRow> rows = rows(margins, 20_000, true, new Calibration.Affine(half, new double[margins]), 1e-3);
        Calibrator.Result result = fit(rows, margins, Method.TEMPERATURE);
        Calibration.Affine found = (Calibration.Affine) result.calibration();
        assertThat(found.slopes()).containsOnly(found.slopes()[0]);
        assertThat(found.slopes()[0]).isEqualTo(0.5, within(0.03));
        assertThat(found.offsets()).containsOnly(0);
        assertThat(result.settled()).isTrue();
        assertThat(result.before()).isEqualTo(meanLoss(rows, Calibration.NONE), within(1e-12));
        assertThat(result.after())
                .isEqualTo(meanLoss(rows, found), within(1e-12))
                .isLessThan(result.before());
        for (double factor : new double[] {0.999, 1.001}) {
            double[] other = Arrays.stream(found.slopes()).map(a -> a * factor).toArray();
            assertThat(meanLoss(rows, new Calibration.Affine(other, found.offsets())))
                    .isGreaterThan(result.after());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void slopesAndOffsetsAreFound(int margins) {
        double[] slopes = new double[margins];
        double[] offsets = new double[margins];
        Arrays.setAll(slopes, k -> 0.5 + 0.5 * k);
        Arrays.setAll(offsets, k -> k == 0 ? 0.7 : -0.35);
        List<EncodedRow> rows = rows(margins, 20_000, false, new Calibration.Affine(slopes, offsets), 1e-3);
        Calibrator.Result result = fit(rows, margins, Method.PLATT);
        Calibration.Affine found = (Calibration.Affine) result.calibration();
        assertThat(found.slopes()).containsExactly(slopes, within(0.06));
        double shift = found.offsets()[0] - offsets[0];
        for (int k = 0; k < margins; k++) {
            assertThat(found.offsets()[k] - (margins > 1 ? shift : 0)).isEqualTo(offsets[k], within(0.08));
            for (double change : new double[] {-1e-3, 1e-3}) {
                double[] moved = found.offsets().clone();
                moved[k] += change;
                assertThat(meanLoss(rows, new Calibration.Affine(found.slopes(), moved)))
                        .isGreaterThan(result.after());
                moved = found.slopes().clone();
                moved[k] += change;
                assertThat(meanLoss(rows, new Calibration.Affine(moved, found.offsets())))
                        .isGreaterThan(result.after());
            }
        }
        assertThat(result.after()).isEqualTo(meanLoss(rows, found), within(1e-12));
    }

    /** Against the min-max formula: the greatest, over where a run may begin, of the least mean of the runs to an end. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isotonicIsTheMinMaxFormula(boolean weighted) {
        List<EncodedRow> rows =
                rows(1, 600, weighted, new Calibration.Affine(new double[] {0.3}, new double[] {0.2}), 0.25);
        double[] distinct = rows.stream()
                .mapToDouble(row -> row.values()[0] + 0.0)
                .distinct()
                .sorted()
                .toArray();
        double[] positive = new double[distinct.length];
        double[] weight = new double[distinct.length];
        for (EncodedRow row : rows) {
            int at = Arrays.binarySearch(distinct, row.values()[0] + 0.0);
            positive[at] += row.label() * row.weight();
            weight[at] += row.weight();
        }
        Calibrator.Result result = fit(rows, 1, Method.ISOTONIC);
        double previous = 0;
        for (int i = 0; i < distinct.length; i++) {
            double expected = 0;
            for (int j = 0; j <= i; j++) {
                double least = 1;
                for (int k = i; k < distinct.length; k++) {
                    least = Math.min(
                            least,
                            Arrays.stream(positive, j, k + 1).sum()
                                    / Arrays.stream(weight, j, k + 1).sum());
                }
                expected = Math.max(expected, least);
            }
            double[] margin = {distinct[i]};
            result.calibration().apply(margin);
            double p = 1 / (1 + Math.exp(-margin[0]));
            if (expected > 1e-9 && expected < 1 - 1e-9) {
                assertThat(p).isEqualTo(expected, within(1e-9));
            }
            assertThat(p).isGreaterThanOrEqualTo(previous - 1e-12).isBetween(1e-4, 1 - 1e-4);
            previous = p;
        }
        assertThat(result.after()).isLessThan(result.before());
        double[] beyond = {1e6};
        result.calibration().apply(beyond);
        assertThat(1 / (1 + Math.exp(-beyond[0]))).isEqualTo(previous, within(1e-12));
    }

    @Test
    void rowsToldApartForCertainHaveNoProbabilityOfOne() {
        List<EncodedRow> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(
                    new EncodedRow(false, i % 2, 1, new int[0], new int[] {0}, new double[] {i % 2 == 0 ? -3 : 3 + i}));
        }
        for (Method method : List.of(Method.TEMPERATURE, Method.PLATT, Method.ISOTONIC)) {
            Calibrator.Result result = fit(rows, 1, method);
            assertThat(result.after()).isFinite().isLessThan(result.before());
            double[] margin = {3};
            result.calibration().apply(margin);
            assertThat(margin[0]).isFinite().isPositive();
        }
        assertThat(fit(rows, 1, Method.ISOTONIC).after()).isEqualTo(Math.log(52.0 / 51), within(1e-12));
    }

    /** Classes of other weights while training make probabilities that are off; calibration mends them. */
    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"PLATT", "ISOTONIC"})
    void mendsBalancedClasses(Method method) {
        for (int classes : new int[] {2, 3}) {
            SmallTable counted = Samples.counted(Samples.table(spark, Samples.people(900, classes, 5), 3), true);
            Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
            List<String> names = counted.counts().classes().texts();
            TrainConfig config = new TrainConfig(
                            TrainConfig.Engine.SURPRISAL,
                            List.of("logistic"),
                            0,
                            "",
                            42,
                            1e-2,
                            0,
                            100,
                            1e-8,
                            true,
                            true)
                    .with(new TrainConfig.Options(
                            TrainConfig.Errors.EXACT,
                            100,
                            1,
                            TrainConfig.Numeric.VALUE,
                            Map.of("class 1", 9.0),
                            false,
                            List.of(),
                            4,
                            false,
                            method,
                            ""));
            try (EncodedTable table =
                    Encoder.encode(counted.table(), encoding, counted.counts(), Split.allTraining())) {
                Model model = Trainer.train(table, encoding, names, config);
                Model.Calibrated worth = model.calibrated().orElseThrow();
                assertThat(worth.calibratedLogLoss()).isLessThan(worth.logLoss() - 0.05);
                Scorer raw = model.scorer().with(Calibration.NONE);
                assertThat(meanLoss(table, model.scorer())).isLessThan(meanLoss(table, raw) - 0.05);
            }
        }
    }

    private static double meanLoss(EncodedTable table, Scorer scorer) {
        double loss = 0;
        double weight = 0;
        for (EncodedRow row : table.rows().collect()) {
            double[] margins = new double[scorer.margins()];
            ((LinearScorer) scorer).margins(row, margins);
            loss += row.weight() * Loss.logLoss(margins, row.label());
            weight += row.weight();
        }
        return loss / weight;
    }
}
