package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.LinearBlockScorer;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.Scorer;
import io.github.surprisal.train.TrainConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Importances of models whose features come in all at once, along a straight way. */
@ExtendWith(SparkExtension.class)
class StraightPathsTest {
    /** The integral along the straight way, by a thousand small steps. */
    @ParameterizedTest
    @CsvSource({"2", "3"})
    void aTermHasItsPartOfEachSmallStep(int classes) {
        AttributionTest.model("logistic", AttributionTest.people(150, classes, true), (model, table) -> {
            LinearBlockScorer scorer = ((LinearScorer) model.scorer()).forBlocks(table.layout());
            int margins = scorer.margins();
            int features = model.encoding().features().size();
            List<double[][]> adds = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            double[][] means = new double[features][margins];
            double[] shares = new double[classes];
            double all = 0;
            for (EncodedBlock block : table.blocks().collect()) {
                for (int i = 0; i < block.rows() && !block.test(); i++) {
                    double[][] add = new double[features][margins];
                    for (int k = 0; k < margins; k++) {
                        for (int j = 0; j < block.numbers().length; j++) {
                            add[table.layout().features()[j]][k] += scorer.numbers()[k][j] * block.numbers()[j][i];
                        }
                        for (int c = 0; c < block.codes().length; c++) {
                            add[table.layout().features()[block.numbers().length + c]][k] +=
                                    scorer.codes()[k][c][block.codes()[c].at(i)];
                        }
                        for (int f = 0; f < features; f++) {
                            means[f][k] += block.weight(i) * add[f][k];
                        }
                    }
                    adds.add(add);
                    labels.add(block.labels().at(i));
                    weights.add(block.weight(i));
                    shares[block.labels().at(i)] += block.weight(i);
                    all += block.weight(i);
                }
            }
            double[] fell = new double[features];
            for (int row = 0; row < adds.size(); row++) {
                double[][] add = adds.get(row);
                double[] from = new double[margins];
                double[] to = scorer.intercepts().clone();
                for (int k = 0; k < margins; k++) {
                    from[k] = margins == 1 ? Math.log(shares[1] / shares[0]) : Math.log(shares[k] / all);
                    for (int f = 0; f < features; f++) {
                        to[k] += add[f][k];
                    }
                }
                int steps = 1000;
                for (int step = 0; step < steps; step++) {
                    double[] at = new double[margins];
                    for (int k = 0; k < margins; k++) {
                        at[k] = from[k] + (step + 0.5) / steps * (to[k] - from[k]);
                    }
                    double[] p = new double[classes];
                    Loss.probabilities(at, p);
                    for (int k = 0; k < margins; k++) {
                        int of = margins == 1 ? 1 : k;
                        double slope = p[of] - (labels.get(row) == of ? 1 : 0);
                        for (int f = 0; f < features; f++) {
                            fell[f] -= weights.get(row) * slope * (add[f][k] - means[f][k] / all) / steps;
                        }
                    }
                }
            }
            Attribution found = AttributionTest.attribution(model, table, Unit.NATS);
            for (int f = 0; f < features; f++) {
                FeatureEncoding feature = model.encoding().features().get(f);
                assertThat(AttributionTest.information(found, "train", feature.feature()))
                        .isCloseTo(fell[f] / all, within(2e-6));
            }
            assertThat(found.nodes()).isEmpty();
        });
    }

    private static TrainConfig network(Activation activation, double regParam) {
        return Samples.config(regParam)
                .with(new TrainConfig.Network(8, activation, List.of(TrainConfig.Network.Loss.CROSS_ENTROPY), 0));
    }

    /** The margins of a network, of the units' sums of a row. */
    private static double[] margins(NetworkScorer scorer, double[] sums) {
        double[] margins = scorer.intercepts().clone();
        for (int k = 0; k < margins.length; k++) {
            for (int u = 0; u < sums.length; u++) {
                double value =
                        scorer.activation() == Activation.RELU ? Math.max(0, sums[u]) : 1 / (1 + Math.exp(-sums[u]));
                margins[k] += scorer.output()[k * sums.length + u] * value;
            }
        }
        return margins;
    }

    /** By row, feature and unit: what a feature adds to the units' sums. */
    private static double[][] adds(NetworkScorer scorer, Layout layout, EncodedBlock block, int row, int features) {
        int units = scorer.hidden().length;
        double[][] adds = new double[features][units];
        for (int u = 0; u < units; u++) {
            for (int j = 0; j < block.numbers().length; j++) {
                double number = (block.numbers()[j][row] - scorer.means()[j]) * scorer.scales()[j];
                adds[layout.features()[j]][u] += number * scorer.weights()[layout.numbers()[j] * units + u];
            }
            for (int c = 0; c < block.codes().length; c++) {
                int code = block.codes()[c].at(row);
                if (code < layout.sizes()[c]) {
                    adds[layout.features()[block.numbers().length + c]][u] +=
                            scorer.weights()[(layout.codes()[c] + code) * units + u];
                }
            }
        }
        return adds;
    }

    /** The integral in many small steps, each by how the loss differs with a feature a little further on and a little back. */
    @ParameterizedTest
    @CsvSource({"2, RELU", "3, RELU", "2, SIGMOID", "3, SIGMOID"})
    void aFeatureOfANetworkHasItsPartOfEachSmallStep(int classes, Activation activation) {
        SmallTable people = AttributionTest.people(150, classes, true);
        AttributionTest.model("network", network(activation, 1e-3), people, (model, table) -> {
            NetworkScorer scorer = (NetworkScorer) model.scorer();
            int features = model.encoding().features().size();
            int units = scorer.hidden().length;
            int count = scorer.margins();
            List<double[][]> rows = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            double[][] means = new double[features][units];
            double[] shares = new double[classes];
            for (EncodedBlock block : table.blocks().collect()) {
                for (int i = 0; i < block.rows() && !block.test(); i++) {
                    double[][] adds = adds(scorer, table.layout(), block, i, features);
                    for (int f = 0; f < features; f++) {
                        for (int u = 0; u < units; u++) {
                            means[f][u] += block.weight(i) * adds[f][u];
                        }
                    }
                    rows.add(adds);
                    labels.add(block.labels().at(i));
                    weights.add(block.weight(i));
                    shares[block.labels().at(i)] += block.weight(i);
                }
            }
            double all = Arrays.stream(shares).sum();
            double[] from = new double[count];
            Arrays.setAll(from, k -> count == 1 ? Math.log(shares[1] / shares[0]) : Math.log(shares[k] / all));
            double[] middle = scorer.hidden().clone();
            for (int f = 0; f < features; f++) {
                for (int u = 0; u < units; u++) {
                    means[f][u] /= all;
                    middle[u] += means[f][u];
                }
            }
            double[] start = margins(scorer, middle);
            int steps = activation == Activation.RELU ? 5000 : 500;
            double[] fell = new double[features];
            for (int row = 0; row < rows.size(); row++) {
                double[][] adds = rows.get(row);
                for (int step = 0; step < steps; step++) {
                    double share = (step + 0.5) / steps;
                    for (int f = 0; f < features; f++) {
                        for (int side = -1; side <= 1; side += 2) {
                            double[] sums = middle.clone();
                            for (int u = 0; u < units; u++) {
                                for (int g = 0; g < features; g++) {
                                    double gone = g == f ? share + side * 1e-5 : share;
                                    sums[u] += gone * (adds[g][u] - means[g][u]);
                                }
                            }
                            double[] at = margins(scorer, sums);
                            for (int k = 0; k < count; k++) {
                                at[k] += (1 - share) * (from[k] - start[k]);
                            }
                            fell[f] -= side * weights.get(row) * Loss.logLoss(at, labels.get(row)) / 2e-5 / steps;
                        }
                    }
                }
            }
            Attribution found = AttributionTest.attribution(model, table, Unit.NATS);
            for (int f = 0; f < features; f++) {
                String feature = model.encoding().features().get(f).feature();
                assertThat(AttributionTest.information(found, "train", feature))
                        .isCloseTo(fell[f] / all, within(activation == Activation.RELU ? 1e-4 : 5e-6));
            }
            assertThat(found.nodes()).isEmpty();
        });
    }

    private static Model with(Model model, Scorer scorer) {
        return new Model(
                model.name(),
                model.classes(),
                model.encoding(),
                scorer,
                model.history(),
                model.convergence(),
                List.of(),
                model.fit(),
                Optional.empty());
    }

    /** A network whose units are always at work is a linear model, and a column may be an offset instead of a coefficient of 1. */
    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "3, false"})
    void aNetworkWithoutBendsHasWhatALinearModelHas(int classes, boolean isOffset) {
        AttributionTest.model("logistic", AttributionTest.people(400, classes, true), (model, table) -> {
            LinearScorer linear = (LinearScorer) model.scorer();
            int units = linear.margins();
            int columns = table.layout().numbers().length;
            if (isOffset) {
                linear.coefficients()[table.layout().numbers()[1]] = 1;
            }
            double[] weights = new double[linear.terms() * units];
            double[] output = new double[units * units];
            double[] intercepts = linear.intercepts().clone();
            double[] scales = new double[columns];
            Arrays.fill(scales, 1);
            for (int k = 0; k < units; k++) {
                output[k * units + k] = 1;
                intercepts[k] -= 1000;
                for (int term = 0; term < linear.terms(); term++) {
                    weights[term * units + k] = linear.coefficients()[k * linear.terms() + term];
                }
            }
            double[] hidden = new double[units];
            Arrays.fill(hidden, 1000);
            double[] means = new double[columns];
            NetworkScorer network = new NetworkScorer(
                    Activation.RELU,
                    weights,
                    hidden,
                    output,
                    intercepts,
                    means,
                    scales,
                    isOffset ? 1 : -1,
                    Calibration.NONE);
            Attribution expected = AttributionTest.attribution(model, table, Unit.NATS);
            Attribution found = AttributionTest.attribution(with(model, network), table, Unit.NATS);
            assertThat(found.importances()).hasSameSizeAs(expected.importances());
            for (FeatureImportance of : expected.importances()) {
                assertThat(AttributionTest.information(found, of.dataset(), of.feature()))
                        .as("%s, %s", of.dataset(), of.feature())
                        .isCloseTo(of.information(), within(1e-6));
            }
        });
    }

    /** Of two columns that are the same, with the same weights, each has half of what one with all of them would have. */
    @ParameterizedTest
    @EnumSource(Activation.class)
    void aCopySharesAndAFeatureWithoutWeightsHasNothing(Activation activation, SparkSession spark) {
        Random random = new Random(8);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int size = random.nextInt(9);
            String label = size + random.nextGaussian() > 4 ? "many" : "few";
            rows.add(RowFactory.create((double) size, size, random.nextBoolean() ? "f" : "m", 1.0, label));
        }
        SmallTable counted = Samples.counted(Samples.table(spark, rows, 2), false);
        AttributionTest.model("network", network(activation, 1e-4), counted, (model, table) -> {
            NetworkScorer trained = (NetworkScorer) model.scorer();
            int units = trained.hidden().length;
            int x = table.layout().numbers()[0] * units;
            int copy = table.layout().numbers()[1] * units;
            double[] one = trained.weights().clone();
            double[] both = trained.weights().clone();
            Arrays.fill(one, 0);
            Arrays.fill(both, 0);
            for (int u = 0; u < units; u++) {
                one[x + u] = trained.weights()[x + u] + trained.weights()[copy + u];
                both[x + u] = one[x + u] / 2;
                both[copy + u] = one[x + u] / 2;
            }
            Attribution ofOne = AttributionTest.attribution(with(model, weights(trained, one)), table, Unit.BITS);
            Attribution ofBoth = AttributionTest.attribution(with(model, weights(trained, both)), table, Unit.BITS);
            for (String dataset : List.of("train", "test")) {
                double whole = AttributionTest.information(ofOne, dataset, Samples.ODD_NAMES.get(0));
                assertThat(whole).isGreaterThan(0.1);
                assertThat(AttributionTest.information(ofOne, dataset, Samples.ODD_NAMES.get(1)))
                        .isZero();
                for (String feature : Samples.ODD_NAMES.subList(0, 2)) {
                    assertThat(AttributionTest.information(ofBoth, dataset, feature))
                            .isCloseTo(whole / 2, within(1e-9));
                }
                assertThat(AttributionTest.information(ofBoth, dataset, "sex")).isZero();
            }
        });
    }

    private static NetworkScorer weights(NetworkScorer of, double[] weights) {
        return new NetworkScorer(
                of.activation(),
                weights,
                of.hidden(),
                of.output(),
                of.intercepts(),
                of.means(),
                of.scales(),
                of.offset(),
                of.calibration());
    }
}
