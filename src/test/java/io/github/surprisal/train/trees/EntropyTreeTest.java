package io.github.surprisal.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.EntropyTree;
import io.github.surprisal.train.TrainConfig.EntropyTree.Pruned;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.grow.CodeLength;
import io.github.surprisal.train.trees.grow.Entropy;
import io.github.surprisal.train.trees.grow.Grower;
import io.github.surprisal.train.trees.grow.GrowingTree;
import io.github.surprisal.train.trees.grow.Pruning;
import io.github.surprisal.train.trees.sums.ClassWeights;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class EntropyTreeTest {
    /** A training row: the codes of its columns, its class and its weight. */
    private record Coded(int[] codes, int label, double weight) {}

    private static TrainConfig config(int maxDepth, double minRows, Pruned pruning, boolean isRatio) {
        return Samples.config(1e-3).with(new EntropyTree(maxDepth, minRows, pruning, isRatio, 255));
    }

    private static Training training(
            EncodedTable table,
            Encoding encoding,
            List<String> names,
            TrainConfig config,
            Optional<TreePasses.Way> way) {
        return new Training("tree", table, encoding, names, config, way);
    }

    private static List<Coded> rows(EncodedTable table) {
        List<Coded> rows = new ArrayList<>();
        for (EncodedBlock block : table.blocks().collect()) {
            for (int i = 0; i < block.rows() && !block.test(); i++) {
                int row = i;
                rows.add(new Coded(
                        Arrays.stream(block.codes()).mapToInt(c -> c.at(row)).toArray(),
                        block.labels().at(i),
                        block.weight(i)));
            }
        }
        return rows;
    }

    private static Tree tree(Model model) {
        return ((TreesScorer) model.scorer()).trees().get(0);
    }

    private static double[] counts(List<Coded> rows, int classes) {
        double[] counts = new double[classes];
        rows.forEach(row -> counts[row.label()] += row.weight());
        return counts;
    }

    private static double disorder(double[] counts) {
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(n -> n == 0 ? 0 : -n * Math.log(n / all))
                .sum();
    }

    /** Of every way to part some rows in two by the categories of a column: the gain, and the entropy of the split. */
    private static List<double[]> gains(List<Coded> rows, int column, int classes, double minRows) {
        int[] present = rows.stream()
                .mapToInt(row -> row.codes()[column])
                .distinct()
                .sorted()
                .toArray();
        List<double[]> gains = new ArrayList<>();
        for (int set = 1; set < (1 << present.length) - 1; set++) {
            int in = set;
            int[] left = IntStream.range(0, present.length)
                    .filter(i -> (in >> i & 1) == 1)
                    .map(i -> present[i])
                    .toArray();
            List<Coded> ofLeft = rows.stream()
                    .filter(row -> Arrays.binarySearch(left, row.codes()[column]) >= 0)
                    .toList();
            List<Coded> ofRight = rows.stream()
                    .filter(row -> Arrays.binarySearch(left, row.codes()[column]) < 0)
                    .toList();
            double[] l = counts(ofLeft, classes);
            double[] r = counts(ofRight, classes);
            double nl = Arrays.stream(l).sum();
            double nr = Arrays.stream(r).sum();
            if (Math.min(nl, nr) >= minRows) {
                gains.add(new double[] {
                    disorder(counts(rows, classes)) - disorder(l) - disorder(r),
                    disorder(new double[] {nl, nr}) / (nl + nr)
                });
            }
        }
        return gains;
    }

    private static int bins(Encoding encoding, EncodedTable table, int column) {
        FeatureEncoding feature = encoding.features().get(table.layout().features()[column]);
        return feature instanceof FeatureEncoding.Binned binned ? binned.bins() : 0;
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, MDL, false",
        "3, true, MDL, true",
        "3, false, COST_COMPLEXITY, false",
        "2, true, COST_COMPLEXITY, true",
        "2, false, NONE, true"
    })
    void theSameBitsHoweverRowsAreParted(int classes, boolean weighted, Pruned pruning, boolean isRatio) {
        CodedPeople.people(900, classes, weighted, (table, encoding, names) -> {
            TrainConfig config = config(pruning == Pruned.COST_COMPLEXITY ? 4 : 20, 5, pruning, isRatio);
            Model model = Trainer.train(table, encoding, names, config, new Learner.EntropyTree(config));
            assertThat(tree(model).size()).isGreaterThan(5);
            for (int partitions : pruning == Pruned.COST_COMPLEXITY ? new int[] {3} : new int[] {2, 7}) {
                EncodedTable parted = CodedPeople.parted(table, partitions);
                for (TreePasses.Way way : CodedPeople.WAYS) {
                    assertThat(CodedPeople.bits(
                                    TreeTrainer.train(training(parted, encoding, names, config, Optional.of(way)))))
                            .as("%d partitions, %s", partitions, way)
                            .isEqualTo(CodedPeople.bits(model));
                }
            }
        });
    }

    /** The last point of the curve is the log-loss of the margins; the first one that of the classes' shares. */
    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "3, true"})
    void theCurveIsTheLossOfTheMargins(int classes, boolean weighted) {
        CodedPeople.people(700, classes, weighted, (table, encoding, names) -> {
            Model model = TreeTrainer.train("tree", table, encoding, names, config(20, 5, Pruned.MDL, false));
            double[] all = counts(rows(table), classes);
            assertThat(model.history()).hasSize(2);
            assertThat(model.history().get(0).trainLogLoss())
                    .isCloseTo(disorder(all) / Arrays.stream(all).sum(), within(1e-12));
            assertThat(model.history().get(1).trainLogLoss())
                    .isCloseTo(CodedPeople.meanLoss(table, (TreesScorer) model.scorer()), within(1e-9));
            assertThat(model.convergence()).isEqualTo(Model.Convergence.NO_SPLIT);
            assertThat(model.iterations()).isEqualTo(1);
        });
    }

    /**
     * Every node of a tree that is not pruned, against all ways to part its rows: numbers between bins with missing values on either
     * side, and every set of categories.
     */
    @ParameterizedTest
    @CsvSource({"2, false, 5, 20", "2, true, 3, 20", "3, false, 5, 20", "3, true, 1, 3", "2, false, 1, 2"})
    void noSplitIsBetter(int classes, boolean weighted, double minRows, int maxDepth) {
        CodedPeople.people(60, classes, weighted, (table, encoding, names) -> {
            Tree tree = tree(
                    TreeTrainer.train("tree", table, encoding, names, config(maxDepth, minRows, Pruned.NONE, false)));
            check(tree, 0, rows(table), 0, new Rules(table, encoding, classes, minRows, maxDepth));
        });
    }

    private record Rules(EncodedTable table, Encoding encoding, int classes, double minRows, int maxDepth) {
        /** The gains of the cuts and sets of a column. */
        List<double[]> gains(List<Coded> rows, int column) {
            int bins = bins(encoding, table, column);
            if (bins == 0) {
                return EntropyTreeTest.gains(rows, column, classes, minRows);
            }
            List<double[]> gains = new ArrayList<>();
            for (int cut = 0; cut <= bins; cut++) {
                for (int missing = 0; missing < 2; missing++) {
                    int at = cut;
                    int with = missing;
                    double[] left = new double[classes];
                    double[] right = new double[classes];
                    for (Coded row : rows) {
                        int code = row.codes()[column];
                        boolean isLeft = code < bins ? code < at : with == 1;
                        (isLeft ? left : right)[row.label()] += row.weight();
                    }
                    double nl = Arrays.stream(left).sum();
                    double nr = Arrays.stream(right).sum();
                    if (Math.min(nl, nr) >= Math.max(minRows, 1e-9)) {
                        gains.add(new double[] {
                            disorder(EntropyTreeTest.counts(rows, classes)) - disorder(left) - disorder(right),
                            disorder(new double[] {nl, nr}) / (nl + nr)
                        });
                    }
                }
            }
            return gains;
        }
    }

    private static void check(Tree tree, int node, List<Coded> rows, int depth, Rules rules) {
        double[] counts = counts(rows, rules.classes());
        for (int k = 0; k < counts.length; k++) {
            assertThat(tree.counts()[node * counts.length + k]).isCloseTo(counts[k], within(1e-9));
        }
        double best = 0;
        for (int column = 0; column < rules.table().layout().codes().length; column++) {
            best = Math.max(
                    best,
                    rules.gains(rows, column).stream()
                            .mapToDouble(gain -> gain[0])
                            .max()
                            .orElse(0));
        }
        if (tree.features()[node] < 0) {
            assertThat(best)
                    .as("gain of leaf %d at depth %d", node, depth)
                    .isLessThan(depth == rules.maxDepth() ? Double.POSITIVE_INFINITY : 1e-6);
            double all = Arrays.stream(counts).sum() + counts.length / 2.0;
            double[] values = IntStream.range(0, counts.length)
                    .mapToDouble(k -> Math.log((counts[k] + 0.5) / all))
                    .toArray();
            double[] root = tree.counts();
            for (int m = 0; m < tree.width(); m++) {
                double start = tree.width() == 1
                        ? Math.log(root[1] / root[0])
                        : Math.log(
                                root[m] / Arrays.stream(root, 0, counts.length).sum());
                double value = tree.width() == 1 ? values[1] - values[0] : values[m];
                assertThat(tree.values()[node * tree.width() + m]).isCloseTo(value - start, within(1e-9));
            }
            return;
        }
        assertThat(tree.gains()[node]).as("gain of node %d", node).isCloseTo(best, within(1e-6));
        int column = rules.table().layout().codesOf(tree.features()[node]);
        List<Coded> left = rows.stream()
                .filter(row -> !tree.isRight(node, row.codes()[column]))
                .toList();
        List<Coded> right = rows.stream()
                .filter(row -> tree.isRight(node, row.codes()[column]))
                .toList();
        check(tree, tree.lefts()[node], left, depth + 1, rules);
        check(tree, tree.rights()[node], right, depth + 1, rules);
    }

    /** By gain ratio: of the best split of each column, among those of at least average gain, the one of the greatest ratio. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void gainRatioIsAmongTheGainsAboveAverage(int classes) {
        CodedPeople.people(200, classes, false, (table, encoding, names) -> {
            Tree tree = tree(TreeTrainer.train("tree", table, encoding, names, config(1, 5, Pruned.NONE, true)));
            Rules rules = new Rules(table, encoding, classes, 5, 1);
            List<double[]> best = new ArrayList<>();
            for (int column = 0; column < table.layout().codes().length; column++) {
                rules.gains(rows(table), column).stream()
                        .max((a, b) -> Double.compare(a[0], b[0]))
                        .ifPresent(best::add);
            }
            double average =
                    best.stream().mapToDouble(gain -> gain[0]).average().orElseThrow();
            double[] expected = best.stream()
                    .filter(gain -> gain[0] >= average)
                    .max((a, b) -> Double.compare(a[0] / a[1], b[0] / b[1]))
                    .orElseThrow();
            assertThat(tree.gains()[0]).isCloseTo(expected[0], within(1e-6));
        });
    }

    /** What cannot save bits is not even grown; that changes nothing. */
    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void splitsThatCannotPayAreNotMissed(int classes, boolean weighted) {
        CodedPeople.people(400, classes, weighted, (table, encoding, names) -> {
            Training training = training(
                    table, encoding, names, config(20, 5, Pruned.MDL, false), Optional.of(TreePasses.Way.JOBS));
            Training.Weights weights = training.weights(HeldOut.NONE);
            double unit = weights.unit();
            CodeLength code = new CodeLength(training.features().length);
            List<Tree> trees = new ArrayList<>();
            for (boolean knows : new boolean[] {true, false}) {
                Grower.Plan plan = training.ofClasses(
                        new Entropy(
                                5 / unit,
                                false,
                                unit,
                                code,
                                knows ? code.ofLeastSplit(training.classes().size(), 5) : 0),
                        20);
                RowStates.Setting setting = new RowStates.Setting(
                        plan.shape(), new ClassWeights(weights.ofClass(), false), weights.start(), false, HeldOut.NONE);
                GrowingTree grown = TreePasses.run("tree", table, TreePasses.Way.JOBS, rows -> {
                    try (TreePasses passes = rows.of(setting)) {
                        Step roots = Step.roots(0, 0, 1);
                        return new Grower(plan, passes)
                                .grow(roots, passes.take(roots))
                                .get(0);
                    }
                });
                trees.add(grown.pruned(Pruning.byCodeLength(grown, code)).tree());
            }
            assertThat(trees.get(0).features()).isEqualTo(trees.get(1).features());
            assertThat(trees.get(0).rightCodes()).isEqualTo(trees.get(1).rightCodes());
            assertThat(trees.get(0).counts()).isEqualTo(trees.get(1).counts());
        });
    }
}
