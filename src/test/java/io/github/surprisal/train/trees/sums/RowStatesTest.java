package io.github.surprisal.train.trees.sums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig.Boosting;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.BoostingTrainer;
import io.github.surprisal.train.trees.CodedPeople;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class RowStatesTest {
    private static final Boosting SMALL = new Boosting(8, 0.3, 4, 1, 0.5, 255, 0, 0.1);

    /** g is the loss's first difference by the margin and h its second. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void derivativesAreDifferences(int classes) {
        CodedPeople.people(60, classes, true, (table, encoding, names) -> {
            double[] ofClass = new double[classes];
            Arrays.fill(ofClass, 0.05);
            int margins = classes == 2 ? 1 : classes;
            double[] start = new double[margins];
            Arrays.setAll(start, k -> 0.7 - 0.9 * k);
            RowStates.Setting setting =
                    new RowStates.Setting(Shape.of(table.layout()), new Gradients(ofClass), start, false, HeldOut.NONE);
            for (EncodedBlock block : table.blocks().collect()) {
                BlockState state = new BlockState(block, setting);
                setting.target().write(block, state, 0, Sums.of(0));
                for (int i = 0; i < block.rows(); i++) {
                    double w = 0.05 * block.weight(i);
                    for (int k = 0; k < margins; k++) {
                        double up = w * loss(start, k, 1e-4, block.labels().at(i));
                        double at = w * loss(start, k, 0, block.labels().at(i));
                        double down = w * loss(start, k, -1e-4, block.labels().at(i));
                        long packed = state.values[k][i];
                        assertThat(Gradients.ofGradientQuanta(Gradients.gradient(packed)))
                                .isCloseTo((up - down) / 2e-4, within(1e-6));
                        assertThat(Gradients.ofHessianQuanta(Gradients.hessian(packed)))
                                .isCloseTo((up - 2 * at + down) / 1e-8, within(5e-5));
                    }
                }
            }
        });
    }

    private static double loss(double[] margins, int k, double by, int label) {
        double[] moved = margins.clone();
        moved[k] += by;
        return Loss.logLoss(moved, label);
    }

    /** A state that is lost, behind or ahead gives what one that is in step gives; sums of parts are the sum, in any order. */
    @Test
    void statesAreMadeAnewAndSumsMerge() {
        CodedPeople.people(600, 3, false, (table, encoding, names) -> {
            double[] ofClass = {1, 1, 1};
            Shape shape = Shape.of(table.layout());
            RowStates.Setting setting =
                    new RowStates.Setting(shape, new Gradients(ofClass), new double[3], false, HeldOut.NONE);
            Model model = BoostingTrainer.train(
                    "boosting", table, encoding, names, Samples.config(1e-3).with(SMALL));
            List<Tree> trees = ((TreesScorer) model.scorer()).trees();
            List<EncodedBlock> rows = table.blocks().collect();
            List<Step> steps = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                steps.add(Step.roots(round, 0, 3));
                List<Tree> growing = trees.subList(3 * round, 3 * round + 3);
                int[][] slots = new int[3][];
                for (int k = 0; k < 3; k++) {
                    slots[k] = new int[growing.get(k).size()];
                    Arrays.fill(slots[k], -1);
                    slots[k][growing.get(k).size() - 1] = k;
                }
                steps.add(new Step(round, 1, 0, growing, slots, new int[] {0, 1, 2, 3}, false));
            }
            RowStates inStep = new RowStates(setting, rows.iterator());
            RowStates other = new RowStates(setting, rows.iterator());
            List<Sums> expected = steps.stream()
                    .map(step -> inStep.take(step, setting, rows, r -> trees.subList(3 * r, 3 * r + 3)))
                    .toList();
            for (int at : new int[] {5, 5, 1, 4, 0, 0, 3}) {
                Sums found = other.take(steps.get(at), setting, rows, r -> trees.subList(3 * r, 3 * r + 3));
                assertThat(found.cells())
                        .as("step %d", at)
                        .isEqualTo(expected.get(at).cells());
            }
            List<Sums> parts = new ArrayList<>();
            for (EncodedBlock block : rows) {
                List<EncodedBlock> one = List.of(block);
                parts.add(new RowStates(setting, one.iterator())
                        .take(steps.get(5), setting, one, r -> trees.subList(3 * r, 3 * r + 3)));
            }
            for (int turn = 0; turn < parts.size(); turn++) {
                java.util.Collections.rotate(parts, 1);
                Sums all = Sums.of(6 * shape.width());
                parts.forEach(all::merge);
                assertThat(all.cells()).isEqualTo(expected.get(5).cells());
            }
            assertThat(Arrays.stream(expected.get(5).cells()).sum()).isPositive();
        });
    }
}
