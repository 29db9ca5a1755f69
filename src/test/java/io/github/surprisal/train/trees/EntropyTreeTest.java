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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    /** A leaf with 3 and 1 rows predicts ½, 3/4, 5/6, .. in turn: the code length needs no Γ. */
    @ParameterizedTest
    @CsvSource({"3, 1, 0", "0, 7, 2", "40, 0, 0", "12, 30, 55"})
    void codeLengthIsThatOfPredictingInTurn(int a, int b, int c) {
        double[] counts = {a, b, c};
        double[] seen = new double[3];
        double bits = 0;
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < counts[k]; i++) {
                bits -= Math.log((seen[k] + 0.5) / (Arrays.stream(seen).sum() + 1.5)) / Math.log(2);
                seen[k]++;
            }
        }
        assertThat(CodeLength.ofClasses(counts)).isCloseTo(bits, within(1e-9));
    }

    /** Every subtree with the same root: its bits, its log-loss and its leaves. */
    private record Subtree(double bits, double loss, int leaves) {}

    private static List<Subtree> subtrees(GrowingTree tree, int node, CodeLength code) {
        double[] counts = tree.counts(node);
        List<Subtree> all = new ArrayList<>();
        all.add(new Subtree(1 + CodeLength.ofClasses(counts), disorder(counts), 1));
        if (!tree.isLeaf(node)) {
            for (Subtree left : subtrees(tree, tree.left(node), code)) {
                for (Subtree right : subtrees(tree, tree.right(node), code)) {
                    all.add(new Subtree(
                            code.ofSplit(tree.bits(node)) + left.bits() + right.bits(),
                            left.loss() + right.loss(),
                            left.leaves() + right.leaves()));
                }
            }
        }
        return all;
    }

    private static GrowingTree grown(EncodedTable table, Encoding encoding, List<String> names, int depth) {
        Training training = training(
                table, encoding, names, config(depth, 5, Pruned.NONE, false), Optional.of(TreePasses.Way.JOBS));
        Training.Weights weights = training.weights(HeldOut.NONE);
        Grower.Plan plan =
                training.ofClasses(new Entropy(5, false, 1, new CodeLength(training.features().length), false), depth);
        List<EncodedBlock> rows = table.blocks().collect();
        TaskPasses passes = new TaskPasses(
                new RowStates.Setting(
                        plan.shape(), new ClassWeights(weights.ofClass(), false), weights.start(), false, HeldOut.NONE),
                rows,
                1);
        Step roots = Step.roots(0, 0, 1);
        return new Grower(plan, passes).grow(roots, passes.take(roots)).get(0);
    }

    private static Subtree pruned(GrowingTree tree, boolean[] isLeaf, CodeLength code) {
        List<Subtree> all = subtrees(tree.pruned(isLeaf), 0, code);
        return all.stream()
                .max((a, b) -> Integer.compare(a.leaves(), b.leaves()))
                .orElseThrow();
    }

    /** Against all subtrees: none takes fewer bits, and for no α one of them has less loss + α·leaves. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void noSubtreeIsBetter(int classes) {
        CodedPeople.people(500, classes, false, (table, encoding, names) -> {
            CodeLength code = new CodeLength(3);
            GrowingTree tree = grown(table, encoding, names, 4);
            List<Subtree> all = subtrees(tree, 0, code);
            assertThat(all).hasSizeGreaterThan(20);
            assertThat(pruned(tree, Pruning.byCodeLength(tree, code), code).bits())
                    .isCloseTo(all.stream().mapToDouble(Subtree::bits).min().orElseThrow(), within(1e-9));
            double rows = Arrays.stream(tree.counts(0)).sum();
            double[] thresholds = Pruning.thresholds(tree);
            for (double alpha : new double[] {0, 1e-4, 1e-3, 3e-3, 0.01, 0.02, 0.05, 0.1, 1}) {
                boolean[] isLeaf = new boolean[tree.size()];
                for (int node = 0; node < isLeaf.length; node++) {
                    isLeaf[node] = thresholds[node] <= alpha;
                }
                Subtree found = pruned(tree, isLeaf, code);
                assertThat(found.loss() / rows + alpha * found.leaves())
                        .as("α = %s", alpha)
                        .isCloseTo(
                                all.stream()
                                        .mapToDouble(some -> some.loss() / rows + alpha * some.leaves())
                                        .min()
                                        .orElseThrow(),
                                within(1e-12));
            }
        });
    }

    /** The loss of rows held out at an α is that of the subtree of this α. */
    @Test
    void lossesOfRowsHeldOutAreThoseOfSubtrees() {
        CodedPeople.people(300, 3, false, (table, encoding, names) -> {
            GrowingTree tree = grown(table, encoding, names, 4);
            double[][] heldOut = new double[tree.size()][3];
            for (int node = tree.size() - 1; node >= 0; node--) {
                for (int k = 0; k < 3; k++) {
                    heldOut[node][k] = tree.isLeaf(node)
                            ? (7 * node + 3 * k) % 5
                            : heldOut[tree.left(node)][k] + heldOut[tree.right(node)][k];
                }
            }
            double[] thresholds = Pruning.thresholds(tree);
            Pruning.HeldOutLoss loss = Pruning.HeldOutLoss.of(tree, heldOut);
            double least = Double.POSITIVE_INFINITY;
            for (double alpha : thresholds) {
                assertThat(loss.at(alpha)).isCloseTo(loss(tree, 0, thresholds, alpha, heldOut), within(1e-9));
                least = Math.min(least, loss.at(alpha));
            }
            double best = Pruning.bestAlpha(thresholds, List.of(loss));
            assertThat(loss.at(best)).isCloseTo(Math.min(least, loss.at(0)), within(1e-9));
        });
    }

    private static double loss(GrowingTree tree, int node, double[] thresholds, double alpha, double[][] heldOut) {
        return thresholds[node] <= alpha
                ? Pruning.loss(heldOut[node], tree.counts(node))
                : loss(tree, tree.left(node), thresholds, alpha, heldOut)
                        + loss(tree, tree.right(node), thresholds, alpha, heldOut);
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
            List<EncodedBlock> rows = table.blocks().collect();
            List<Tree> trees = new ArrayList<>();
            for (boolean knows : new boolean[] {true, false}) {
                Grower.Plan plan = training.ofClasses(new Entropy(5 / unit, false, unit, code, knows), 20);
                TaskPasses passes = new TaskPasses(
                        new RowStates.Setting(
                                plan.shape(),
                                new ClassWeights(weights.ofClass(), false),
                                weights.start(),
                                false,
                                HeldOut.NONE),
                        rows,
                        1);
                Step roots = Step.roots(0, 0, 1);
                GrowingTree grown =
                        new Grower(plan, passes).grow(roots, passes.take(roots)).get(0);
                trees.add(grown.pruned(Pruning.byCodeLength(grown, code)).tree());
            }
            assertThat(trees.get(0).features()).isEqualTo(trees.get(1).features());
            assertThat(trees.get(0).rightCodes()).isEqualTo(trees.get(1).rightCodes());
            assertThat(trees.get(0).counts()).isEqualTo(trees.get(1).counts());
        });
    }

    /** Of many categories and three classes whose shares lie on a line, the component's order holds the best of all sets. */
    @Test
    void theComponentOrdersCategoriesOnALine() {
        int categories = 9;
        long[] cells = new long[3 * categories];
        long[] totals = new long[3];
        List<Coded> rows = new ArrayList<>();
        for (int c = 0; c < categories; c++) {
            int at = c * 5 % categories;
            int[] counts = {10 + 4 * at, 50 - 5 * at, 20 + at};
            for (int k = 0; k < 3; k++) {
                cells[k * categories + c] = (long) counts[k] << 28;
                totals[k] += (long) counts[k] << 28;
                rows.add(new Coded(new int[] {c}, k, counts[k]));
            }
        }
        Entropy entropy = new Entropy(1, false, 1, new CodeLength(1), false);
        SplitCriterion.OfNode node = entropy.at(new Histogram(totals, cells));
        assertThat(node.triesAll(categories)).isFalse();
        double[] keys = node.keys(IntStream.range(0, categories).toArray());
        int[] order = IntStream.range(0, categories)
                .boxed()
                .sorted((a, b) -> Double.compare(keys[a], keys[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] left = new long[3];
        double found = 0;
        for (int i = 0; i + 1 < categories; i++) {
            for (int k = 0; k < 3; k++) {
                left[k] += cells[k * categories + order[i]];
            }
            found = Math.max(found, node.gain(left, categories));
        }
        double best =
                gains(rows, 0, 3, 1).stream().mapToDouble(gain -> gain[0]).max().orElseThrow();
        assertThat(found).isCloseTo(best, within(1e-9));
    }
}
