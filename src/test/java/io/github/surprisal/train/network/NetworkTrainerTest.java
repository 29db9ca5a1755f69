package io.github.surprisal.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkFit;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Network;
import io.github.surprisal.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class NetworkTrainerTest {
    private interface Use {
        void with(EncodedTable table, Encoding encoding, List<String> classes);
    }

    /** People, one part in five for testing. */
    private static void people(int classes, boolean weighted, Use use) {
        use(
                Samples.counted(Samples.table(SparkExtension.session(), Samples.people(700, classes, 9), 3), weighted),
                use);
    }

    private static void use(SmallTable counted, Use use) {
        Encoding encoding = Encoding.of(counted.table(), counted.counts(), counted.features());
        try (EncodedTable table = Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.2, 42))) {
            use.with(table, encoding, counted.counts().classes().texts());
        }
    }

    private static TrainConfig config(Activation activation, int earlyStopping, Network.Loss... losses) {
        return Samples.config(1e-3).with(new Network(6, activation, List.of(losses), earlyStopping));
    }

    private static Model train(EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return Trainer.train(table, encoding, classes, config, new Learner.Network(config));
    }

    /** Mean log-loss of the rows trained on, and of those held out, by the scorer's margins of blocks and of rows. */
    private static double[] meanLosses(EncodedTable table, NetworkScorer scorer, double share) {
        double[] sums = new double[4];
        for (EncodedBlock block : table.blocks().collect()) {
            double[][] margins = scorer.forBlocks(table.layout()).margins(block);
            for (int i = 0; i < block.rows() && !block.test(); i++) {
                int row = i;
                double[] of = Arrays.stream(margins).mapToDouble(m -> m[row]).toArray();
                double[] alone = new double[of.length];
                scorer.forBlocks(table.layout())
                        .margins(
                                Arrays.stream(block.numbers())
                                        .mapToDouble(n -> n[row])
                                        .toArray(),
                                Arrays.stream(block.codes())
                                        .mapToInt(c -> c.at(row))
                                        .toArray(),
                                alone);
                assertThat(alone).containsExactly(of);
                int first = HeldOut.share(share).has(block.place(i)) ? 2 : 0;
                sums[first] += block.weight(i) * Loss.logLoss(of, block.labels().at(i));
                sums[first + 1] += block.weight(i);
            }
        }
        return new double[] {sums[0] / sums[1], sums[2] / sums[3]};
    }

    @ParameterizedTest
    @CsvSource({"2, false, RELU", "2, true, SIGMOID", "3, true, RELU", "3, false, SIGMOID"})
    void theBestIterationOfTheRowsHeldOutIsKept(int classes, boolean weighted, Activation activation) {
        people(classes, weighted, (table, encoding, names) -> {
            TrainConfig config = config(activation, 3, Network.Loss.CROSS_ENTROPY);
            Model model = train(table, encoding, names, config);
            List<Double> heldOut = model.history().stream()
                    .map(Model.Iteration::validationLogLoss)
                    .toList();
            int best = heldOut.indexOf(heldOut.stream().min(Double::compare).orElseThrow());
            assertThat(model.iterations()).isEqualTo(best).isPositive();
            double[] losses = meanLosses(table, (NetworkScorer) model.scorer(), 0.1);
            Model.Iteration kept = model.history().get(best);
            assertThat(losses[0]).isEqualTo(kept.trainLogLoss(), within(1e-9));
            assertThat(losses[1]).isEqualTo(kept.validationLogLoss(), within(1e-9));
            for (int i = 1; i < model.history().size(); i++) {
                assertThat(model.history().get(i).objective())
                        .isLessThan(model.history().get(i - 1).objective());
            }
        });
    }

    /** The same rows in the same blocks, whoever works on them, and another seed is another network. */
    @Test
    void theSameTableGivesTheSameBits() {
        people(3, false, (table, encoding, names) -> {
            TrainConfig config = config(Activation.RELU, 0, Network.Loss.CROSS_ENTROPY);
            NetworkScorer one =
                    (NetworkScorer) train(table, encoding, names, config).scorer();
            NetworkScorer other =
                    (NetworkScorer) train(table, encoding, names, config).scorer();
            assertThat(other.weights()).isEqualTo(one.weights());
            assertThat(other.output()).isEqualTo(one.output());
        });
    }

    /** What no line can tell apart: the exclusive or of two signs. */
    @Test
    void theExclusiveOrIsLearned() {
        Random random = new Random(3);
        List<Row> rows = IntStream.range(0, 1000)
                .mapToObj(i -> {
                    double x = random.nextGaussian();
                    double y = random.nextGaussian();
                    return RowFactory.create(x, y, x * y > 0 ? "same" : "other");
                })
                .toList();
        SmallTable counted = SmallTable.of(
                SparkExtension.session()
                        .createDataFrame(
                                rows,
                                new StructType()
                                        .add("x", DataTypes.DoubleType)
                                        .add("y", DataTypes.DoubleType)
                                        .add("label", DataTypes.StringType)),
                "label",
                "",
                List.of());
        use(counted, (table, encoding, names) -> {
            TrainConfig config = Samples.config(TrainConfig.AUTO);
            Model linear = Trainer.train(table, encoding, names, config);
            List<Model.Iteration> history = linear.history();
            assertThat(history.get(history.size() - 1).objective()).isGreaterThan(0.68);
            Model network = train(
                    table,
                    encoding,
                    names,
                    new TrainConfig(
                                    TrainConfig.Engine.SURPRISAL,
                                    List.of("network"),
                                    0.2,
                                    "",
                                    42,
                                    TrainConfig.AUTO,
                                    0,
                                    100,
                                    1e-8,
                                    true,
                                    true)
                            .with(new Network(16, Activation.RELU, List.of(Network.Loss.CROSS_ENTROPY), 0)));
            assertThat(meanLosses(table, (NetworkScorer) network.scorer(), 0)[0])
                    .isLessThan(0.1);
        });
    }

    /** One loss after the other: the second begins where the first ended, and lowers itself. */
    @Test
    void lossesFollowEachOther() {
        people(3, false, (table, encoding, names) -> {
            TrainConfig both = config(Activation.SIGMOID, 0, Network.Loss.CROSS_ENTROPY, Network.Loss.SQUARED_ERROR);
            Model model = train(table, encoding, names, both);
            Model first = train(table, encoding, names, config(Activation.SIGMOID, 0, Network.Loss.CROSS_ENTROPY));
            List<Model.Iteration> history = model.history();
            int end = first.history().size();
            assertThat(history.size()).isGreaterThan(end + 2);
            assertThat(history.get(end).trainLogLoss())
                    .isEqualTo(first.history().get(end - 1).trainLogLoss());
            List<Integer> numbers = new ArrayList<>();
            history.forEach(i -> numbers.add(i.iteration()));
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.range(0, history.size()).boxed().toList());
            assertThat(history.get(history.size() - 1).objective())
                    .isLessThan(history.get(end).objective());
        });
    }

    @Test
    void tooManyWeightsAreRefused() {
        people(2, false, (table, encoding, names) -> {
            TrainConfig config = Samples.config(0)
                    .with(new Network(2_000_000, Activation.RELU, List.of(Network.Loss.CROSS_ENTROPY), 0));
            assertThatThrownBy(() -> train(table, encoding, names, config))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("Cannot train network on label 'label-1': it would have ")
                    .hasMessageEndingWith(
                            " weights, at most 8,000,000; lower train.network.units or train.max-categories");
        });
    }

    @Test
    void sizeAndPenaltyAreTold() {
        people(2, false, (table, encoding, names) -> {
            Model model = train(table, encoding, names, config(Activation.RELU, 0, Network.Loss.CROSS_ENTROPY));
            NetworkFit fit = (NetworkFit) model.fit();
            assertThat(fit.regParam()).isEqualTo(1e-3);
            assertThat(fit.iterations()).isEqualTo(model.history().size() - 1);
        });
    }
}
