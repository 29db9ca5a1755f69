package io.github.surprisal.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.ParameterLayout;
import io.github.surprisal.train.TrainConfig.Network.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkLossTest {
    private static final int UNITS = 5;

    /** Three numbers, of which the last may be the offset, a flag of the first, and four categories. */
    private static final Layout LAYOUT =
            new Layout(new int[] {0, 2, 3}, new int[] {1, 4}, new int[] {1, 4}, new int[] {0, 1, 2, 0, 3}, 8);

    private static final ParameterLayout PARAMETERS =
            ParameterLayout.of(LAYOUT, new double[] {0.5, -1, 0}, new double[] {2, 0.1, 1});

    private static List<EncodedBlock> blocks(Random random, int classes) {
        List<EncodedRow> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int[] indices = {0, 1, 2, 3, 4 + random.nextInt(4)};
            double[] values = {random.nextGaussian(), 1, 10 * random.nextGaussian(), random.nextGaussian(), 1};
            int size = i % 4 == 0 ? 4 : 5;
            rows.add(new EncodedRow(
                    false,
                    random.nextInt(classes),
                    i % 3 == 0 ? 1 : 0.5 + random.nextDouble(),
                    new int[0],
                    Arrays.copyOf(indices, size),
                    Arrays.copyOf(values, size)));
        }
        return Blocks.of(rows, LAYOUT, 16);
    }

    private static double[] sums(NetworkLoss loss, List<EncodedBlock> blocks, double[] at) {
        double[] sums = new double[NetworkLoss.HEAD + loss.size()];
        NetworkLoss.Pass pass = loss.pass(at);
        blocks.forEach(block -> pass.addTo(sums, block));
        return sums;
    }

    @ParameterizedTest
    @CsvSource({
        "2, sigmoid, cross_entropy, -1",
        "2, relu, cross_entropy, 2",
        "4, sigmoid, cross_entropy, -1",
        "4, relu, cross_entropy, -1",
        "2, sigmoid, squared_error, 2",
        "4, relu, squared_error, -1",
        "4, sigmoid, squared_error, -1"
    })
    void gradientIsThatOfDifferences(int classes, String activation, String loss, int offset) {
        Random random = new Random(7);
        double[] classWeights = new double[classes];
        Arrays.setAll(classWeights, k -> 1 + k);
        NetworkLoss of = new NetworkLoss(
                PARAMETERS,
                offset,
                classes,
                UNITS,
                Activation.valueOf(activation.toUpperCase(java.util.Locale.ROOT)),
                Loss.valueOf(loss.toUpperCase(java.util.Locale.ROOT)),
                classWeights,
                HeldOut.share(0.2));
        List<EncodedBlock> blocks = blocks(random, classes);
        double[] at = new double[of.size()];
        int[] termOf = PARAMETERS.termOf();
        for (int j = 0; j < at.length; j++) {
            boolean isNone = j < of.output() && termOf[j / UNITS] < 0 && j / UNITS != PARAMETERS.intercept();
            at[j] = isNone ? 0 : random.nextGaussian();
        }
        double[] sums = sums(of, blocks, at);
        double step = 1e-6;
        for (int j = 0; j < at.length; j++) {
            boolean isOffset = offset >= 0 && j / UNITS == offset && j < of.output();
            double[] more = at.clone();
            more[j] += step;
            double[] less = at.clone();
            less[j] -= step;
            double difference = (sums(of, blocks, more)[0] - sums(of, blocks, less)[0]) / (2 * step);
            assertThat(sums[NetworkLoss.HEAD + j]).as("parameter %d", j).isEqualTo(difference, within(2e-5));
            if (isOffset) {
                assertThat(difference).isZero();
            }
        }
    }

    /** Losses row by row, written down as they are defined. */
    @ParameterizedTest
    @CsvSource({"2, -1", "2, 2", "3, -1"})
    void lossesAreThoseOfTheDefinition(int classes, int offset) {
        Random random = new Random(8);
        List<EncodedBlock> blocks = blocks(random, classes);
        for (Loss loss : Loss.values()) {
            NetworkLoss of = new NetworkLoss(
                    PARAMETERS, offset, classes, UNITS, Activation.SIGMOID, loss, new double[0], HeldOut.share(0.25));
            double[] at = random.doubles(of.size(), -2, 2).toArray();
            double[] expected = new double[NetworkLoss.HEAD];
            for (EncodedBlock block : blocks) {
                for (int i = 0; i < block.rows(); i++) {
                    double[] p = shares(of, at, block, i);
                    int label = block.labels().at(i);
                    double logLoss = -Math.log(p[label]);
                    double squares = 0;
                    for (int k = 0; k < classes; k++) {
                        squares += Math.pow(p[k] - (k == label ? 1 : 0), 2) / 2;
                    }
                    int first = HeldOut.share(0.25).has(block.place(i)) ? 3 : 1;
                    expected[first] += block.weight(i) * logLoss;
                    expected[first + 1] += block.weight(i);
                    expected[0] += first == 3 ? 0 : block.weight(i) * (loss == Loss.CROSS_ENTROPY ? logLoss : squares);
                }
            }
            assertThat(expected[4]).isPositive();
            assertThat(Arrays.copyOf(sums(of, blocks, at), NetworkLoss.HEAD)).containsExactly(expected, within(1e-9));
        }
    }

    private static double[] shares(NetworkLoss of, double[] at, EncodedBlock block, int row) {
        double[] z = Arrays.copyOfRange(at, PARAMETERS.intercept() * UNITS, (PARAMETERS.intercept() + 1) * UNITS);
        for (int u = 0; u < UNITS; u++) {
            for (int j = 0; j < 3; j++) {
                double x = (block.numbers()[j][row] - PARAMETERS.means()[j])
                        * PARAMETERS.scales()[j];
                z[u] += j == of.offset() ? 0 : x * at[j * UNITS + u];
            }
            for (int c = 0; c < 2; c++) {
                z[u] += at[(PARAMETERS.offsets()[c] + block.codes()[c].at(row)) * UNITS + u];
            }
        }
        double[] margins = new double[of.classes()];
        for (int k = of.classes() == 2 ? 1 : 0; k < margins.length; k++) {
            int own = of.classes() == 2 ? 0 : k;
            margins[k] = at[of.intercepts() + own] + (of.offset() < 0 ? 0 : block.numbers()[of.offset()][row]);
            for (int u = 0; u < UNITS; u++) {
                margins[k] += at[of.output() + own * UNITS + u] / (1 + Math.exp(-z[u]));
            }
        }
        double[] powers = Arrays.stream(margins).map(Math::exp).toArray();
        double all = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / all).toArray();
    }
}
