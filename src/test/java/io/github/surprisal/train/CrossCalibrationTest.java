package io.github.surprisal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedRow;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What calibration is asked of every learner. */
@ExtendWith(SparkExtension.class)
class CrossCalibrationTest {
    private static final int FOLDS = 3;

    private final SparkSession spark = SparkExtension.session();

    private interface Use {
        void with(EncodedTable table, Encoding encoding, List<String> classes);
    }

    private void people(String model, int rows, int classes, boolean weighted, Use use) {
        use(model, Samples.counted(Samples.table(spark, Samples.people(rows, classes, 5), 3), weighted), use);
    }

    /** Encoded as a run would for this model, one row in five for testing. */
    private static void use(String model, SmallTable counted, Use use) {
        Encoding.Rules codes = new Encoding.Rules(253, 1, Measurer.cutpoints(counted.counts(), 254));
        boolean isOfCodes =
                Learner.of(model, Samples.config(1e-3), Optional.empty()).codes() > 0;
        Encoding encoding = isOfCodes
                ? Encoding.of(counted.table(), counted.counts(), counted.features(), codes)
                : Encoding.of(counted.table(), counted.counts(), counted.features());
        try (EncodedTable table = Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.2, 42))) {
            use.with(table, encoding, counted.counts().classes().texts());
        }
    }

    private static TrainConfig config(Method method) {
        return Samples.config(1e-3)
                .with(TrainConfig.Options.DEFAULT.with(method, FOLDS))
                .with(new TrainConfig.Boosting(40, 0.5, 6, 0, 0, 255, 5, 0.2))
                .with(new TrainConfig.EntropyTree(20, 5, TrainConfig.EntropyTree.Pruned.NONE, false, 255))
                .with(new TrainConfig.AdaBoost(20, 3, 1, 1, 255))
                .with(new TrainConfig.Network(
                        4, NetworkScorer.Activation.RELU, List.of(TrainConfig.Network.Loss.CROSS_ENTROPY), 3));
    }

    private static Model train(
            String model, EncodedTable table, Encoding encoding, List<String> classes, TrainConfig config) {
        return Trainer.train(table, encoding, classes, config, Learner.of(model, config, Optional.empty()));
    }

    /** Of each block, of training rows alone, the rows of a fold or all others, dealt in turn. */
    private static EncodedTable part(EncodedTable table, int fold, boolean ofFold) {
        List<EncodedBlock> blocks = new ArrayList<>();
        for (EncodedBlock block : table.blocks().collect()) {
            List<EncodedRow> rows = IntStream.range(0, block.rows())
                    .filter(i -> (block.place(i) % FOLDS == fold) == ofFold)
                    .mapToObj(i -> block.row(i, table.layout()))
                    .toList();
            if (!block.test()) {
                blocks.addAll(Blocks.of(rows, table.layout(), block.rows()));
            }
        }
        return new EncodedTable(
                table.session(),
                JavaSparkContext.fromSparkContext(table.session().sparkContext())
                        .parallelize(blocks, 1),
                table.label(),
                table.layout(),
                List.of(),
                table.weighted(),
                List.of());
    }

    /** The sum of the log-losses of training rows, and their weight. */
    private static double[] losses(EncodedTable table, Scorer scorer) {
        double[] sums = new double[2];
        for (EncodedBlock block : table.blocks().collect()) {
            double[][] margins = scorer.forBlocks(table.layout()).margins(block);
            double[] row = new double[margins.length];
            for (int i = 0; i < block.rows() && !block.test(); i++) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = margins[k][i];
                }
                sums[0] += block.weight(i) * Loss.logLoss(row, block.labels().at(i));
                sums[1] += block.weight(i);
            }
        }
        return sums;
    }

    /** Rows are scored by the model that was trained without them, and what makes the most of that serves the model of all rows. */
    @ParameterizedTest
    @CsvSource({
        "tree, 2, false, TEMPERATURE",
        "tree, 3, true, PLATT",
        "boosting, 2, true, PLATT",
        "boosting, 3, false, ISOTONIC",
        "adaboost, 2, false, ISOTONIC",
        "adaboost, 3, true, TEMPERATURE",
        "network, 2, true, ISOTONIC",
        "network, 3, false, PLATT"
    })
    void isFittedToRowsThatNoModelKnows(String name, int classes, boolean weighted, Method method) {
        people(name, 900, classes, weighted, (table, encoding, names) -> {
            TrainConfig config = config(method);
            Model model = train(name, table, encoding, names, config);
            Model plain = train(name, table, encoding, names, config(Method.NONE));
            Model.Calibrated worth = model.calibrated().orElseThrow();
            assertThat(worth.method()).isEqualTo(method);
            assertThat(plain.calibrated()).isEmpty();
            assertThat(plain.scorer().calibration()).isEqualTo(Calibration.NONE);
            assertThat(losses(table, model.scorer().with(Calibration.NONE)))
                    .containsExactly(losses(table, plain.scorer()));
            double[] before = new double[2];
            double[] after = new double[2];
            for (int fold = 0; fold < FOLDS; fold++) {
                Scorer without = train(name, part(table, fold, false), encoding, names, config(Method.NONE))
                        .scorer();
                EncodedTable unknown = part(table, fold, true);
                double[] some = losses(unknown, without);
                double[] calibrated =
                        losses(unknown, without.with(model.scorer().calibration()));
                for (int j = 0; j < 2; j++) {
                    before[j] += some[j];
                    after[j] += calibrated[j];
                }
            }
            assertThat(worth.logLoss()).isCloseTo(before[0] / before[1], within(1e-9));
            assertThat(worth.calibratedLogLoss())
                    .isCloseTo(after[0] / after[1], within(1e-9))
                    .isLessThan(worth.logLoss());
        });
    }

    /** Nothing that is cached for a fold stays behind. */
    @Test
    void leavesNothingInTheCache() {
        people("boosting", 200, 2, false, (table, encoding, names) -> {
            table.blocks().count();
            int before = spark.sparkContext().getPersistentRDDs().size();
            train("boosting", table, encoding, names, config(Method.PLATT));
            assertThat(spark.sparkContext().getPersistentRDDs().size()).isEqualTo(before);
        });
    }

    @Test
    void aFoldWithAllRowsOfAClassIsSaidInOneLine() {
        List<org.apache.spark.sql.Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(RowFactory.create((double) i, i % 5, "f", 1.0, i == 7 ? "yes" : "no"));
        }
        SmallTable counted = Samples.counted(Samples.table(spark, rows, 1), false);
        use(
                "tree",
                counted,
                (table, encoding, names) -> assertThatThrownBy(
                                () -> train("tree", table, encoding, names, config(Method.PLATT)))
                        .isInstanceOf(UserException.class)
                        .hasMessageMatching(
                                "Cannot calibrate tree on label 'label-1': without fold [123] of 3 its training rows must"
                                        + " have at least two classes, found \\[no\\]; change train.folds, or set train.calibration = none"));
    }
}
