package io.github.surprisal.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.Boosting;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            Model model = BoostingTrainer.train("boosting", table, encoding, names, config(SMALL));
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

    /** Against every cut of every number with missing values on either side, and every set of up to four categories. */
    @ParameterizedTest
    @ValueSource(ints = {80, 300})
    void noSplitIsBetter(int size) {
        CodedPeople.people(size, 2, false, (table, encoding, names) -> {
            Shape shape = Shape.of(table.layout());
            SplitSearch search = new SplitSearch(shape, encoding, table.layout(), new Newton(0, 0.25, 1, 1));
            RowStates.Setting setting = new RowStates.Setting(
                    shape, new Gradients(new double[] {1, 1}), new double[1], false, HeldOut.NONE);
            List<EncodedBlock> rows = table.blocks().collect();
            Sums sums =
                    new RowStates(setting, rows.iterator()).take(Step.roots(0, 0, 1), setting, rows, r -> List.of());
            Histogram root = Histogram.of(sums, 0, 2, shape);
            Optional<NodeSplit> found = search.best(root);
            double best = 0;
            for (int c = 0; c + 1 < shape.starts().length; c++) {
                int first = shape.starts()[c];
                List<Integer> present = new ArrayList<>();
                for (int code = 0; code < shape.size(c); code++) {
                    if (root.at(Gradients.HESSIAN, first + code) > 0) {
                        present.add(first + code);
                    }
                }
                boolean isNumber = encoding.features().get(table.layout().features()[c])
                        instanceof io.github.surprisal.encode.FeatureEncoding.Binned;
                if (isNumber) {
                    int bins = ((io.github.surprisal.encode.FeatureEncoding.Binned)
                                    encoding.features().get(table.layout().features()[c]))
                            .bins();
                    for (int cut = 1; cut <= bins; cut++) {
                        for (int missing = 0; missing < 2; missing++) {
                            int at = cut;
                            int with = missing;
                            best = Math.max(
                                    best,
                                    gain(
                                            root,
                                            present.stream()
                                                    .filter(cell ->
                                                            cell - first < at || (with == 1 && cell - first >= bins))
                                                    .toList()));
                        }
                    }
                } else if (present.size() <= 4) {
                    for (int set = 1; set < 1 << present.size(); set++) {
                        int in = set;
                        best = Math.max(
                                best,
                                gain(
                                        root,
                                        present.stream()
                                                .filter(cell -> (in >> present.indexOf(cell) & 1) == 1)
                                                .toList()));
                    }
                }
            }
            assertThat(found.orElseThrow().gain())
                    .isGreaterThanOrEqualTo(best - 1e-12)
                    .isPositive();
        });
    }

    private static double gain(Histogram root, List<Integer> left) {
        long g = left.stream()
                .mapToLong(cell -> root.at(Gradients.GRADIENT, cell))
                .sum();
        long h = left.stream()
                .mapToLong(cell -> root.at(Gradients.HESSIAN, cell))
                .sum();
        double leftHessian = Gradients.ofHessianQuanta(h);
        double rightHessian = Gradients.ofHessianQuanta(root.totals()[Gradients.HESSIAN] - h);
        if (leftHessian < 0.25 || rightHessian < 0.25) {
            return 0;
        }
        double a = Gradients.ofGradientQuanta(g);
        double b = Gradients.ofGradientQuanta(root.totals()[Gradients.GRADIENT] - g);
        double all = Gradients.ofGradientQuanta(root.totals()[Gradients.GRADIENT]);
        return (a * a / leftHessian
                        + b * b / rightHessian
                        - all * all / Gradients.ofHessianQuanta(root.totals()[Gradients.HESSIAN]))
                / 2;
    }
}
