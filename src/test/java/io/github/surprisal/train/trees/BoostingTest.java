package io.github.surprisal.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Boosting;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class BoostingTest {
    private static final Boosting SMALL = new Boosting(8, 0.3, 4, 1, 0.5, 255, 0, 0.1);

    private static TrainConfig config(Boosting boosting) {
        return Samples.config(1e-3).with(boosting);
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void theSameBitsHoweverRowsAreParted(int classes, boolean weighted) {
        CodedPeople.people(CodedPeople.SEVERAL_BLOCKS, classes, weighted, (table, encoding, names) -> {
            assertThat(table.blocks().filter(block -> !block.test()).count()).isGreaterThan(2);
            TrainConfig config = config(new Boosting(12, 0.3, 4, 1, 0.5, 255, 4, 0.1));
            String inOneTask = CodedPeople.bits(Trainer.train(
                    table, encoding, names, config, new io.github.surprisal.train.Learner.Boosting(config)));
            for (int partitions : new int[] {2, 7}) {
                EncodedTable parted = CodedPeople.parted(table, partitions);
                for (TreePasses.Way way : CodedPeople.WAYS) {
                    assertThat(CodedPeople.bits(BoostingTrainer.train(
                                    new Training("boosting", parted, encoding, names, config, Optional.of(way)))))
                            .as("%d partitions, %s", partitions, way)
                            .isEqualTo(inOneTask);
                }
            }
        });
    }

    /** What the model says of the rows it was trained on is the last point of its curve, and each round lowers it. */
    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "3, false"})
    void theCurveIsTheLossOfTheMargins(int classes, boolean weighted) {
        CodedPeople.people(700, classes, weighted, (table, encoding, names) -> {
            Model model = BoostingTrainer.train("boosting", table, encoding, names, config(SMALL));
            TreesScorer scorer = (TreesScorer) model.scorer();
            assertThat(model.history()).hasSize(9);
            for (int round : new int[] {0, 1, 8}) {
                double loss = CodedPeople.meanLoss(table, scorer.after(round));
                assertThat(model.history().get(round).trainLogLoss()).isCloseTo(loss, within(1e-9));
            }
            for (int round = 1; round < 9; round++) {
                assertThat(model.history().get(round).trainLogLoss())
                        .isLessThan(model.history().get(round - 1).trainLogLoss());
            }
        });
    }

    @Test
    void theBestRoundsOfTheRowsHeldOutAreKept() {
        CodedPeople.people(500, 2, false, (table, encoding, names) -> {
            Model model = BoostingTrainer.train(
                    "boosting", table, encoding, names, config(new Boosting(200, 0.5, 6, 0, 0, 255, 5, 0.25)));
            List<Double> heldOut = model.history().stream()
                    .map(Model.Iteration::validationLogLoss)
                    .toList();
            int best = heldOut.indexOf(heldOut.stream().min(Double::compare).orElseThrow());
            assertThat(model.convergence()).isEqualTo(Model.Convergence.EARLY_STOPPING);
            assertThat(model.iterations()).isEqualTo(best);
            assertThat(heldOut).hasSize(best + 6);
            assertThat(((TreesScorer) model.scorer()).trees()).hasSize(best);
        });
    }

    /** A class that weighs three times as much is trained on as if each of its rows were there three times. */
    @Test
    void aClassWeightIsAsManyRows() {
        CodedPeople.people(400, 2, false, (table, encoding, names) -> {
            TrainConfig plain = config(new Boosting(3, 0.3, 3, 1, 0, 255, 0, 0.1));
            TrainConfig.Options o = TrainConfig.Options.DEFAULT;
            TrainConfig weighted = plain.with(new TrainConfig.Options(
                    o.standardErrors(),
                    o.maxCategories(),
                    1,
                    o.numeric(),
                    Map.of(names.get(1), 3.0),
                    false,
                    List.of(),
                    5,
                    false,
                    o.calibration(),
                    ""));
            List<EncodedBlock> blocks = table.blocks().collect();
            List<EncodedBlock> thrice = new ArrayList<>();
            for (EncodedBlock block : blocks) {
                double[] weights = new double[block.rows()];
                Arrays.setAll(weights, i -> block.labels().at(i) == 1 ? 3 : 1);
                thrice.add(new EncodedBlock(
                        block.test(),
                        block.first(),
                        block.rows(),
                        block.labels(),
                        weights,
                        block.groups(),
                        block.numbers(),
                        block.codes()));
            }
            EncodedTable rows = new EncodedTable(
                    table.session(),
                    org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
                                    table.blocks().context())
                            .parallelize(thrice, 2),
                    table.label(),
                    table.layout(),
                    table.groups(),
                    true,
                    List.of());
            assertThat(CodedPeople.bits(BoostingTrainer.train("boosting", table, encoding, names, weighted)))
                    .isEqualTo(CodedPeople.bits(BoostingTrainer.train("boosting", rows, encoding, names, plain)));
        });
    }
}
