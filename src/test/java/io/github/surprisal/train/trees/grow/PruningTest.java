package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.train.HeldOut;
import io.github.surprisal.train.trees.CodedPeople;
import io.github.surprisal.train.trees.sums.ClassWeights;
import io.github.surprisal.train.trees.sums.RowStates;
import io.github.surprisal.train.trees.sums.Shape;
import io.github.surprisal.train.trees.sums.Step;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class PruningTest {
    private static double disorder(double[] counts) {
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(n -> n == 0 ? 0 : -n * Math.log(n / all))
                .sum();
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

    private static GrowingTree grown(EncodedTable table, Encoding encoding, int classes) {
        Layout layout = table.layout();
        Shape shape = Shape.of(layout);
        int[] features = Arrays.copyOfRange(layout.features(), layout.numbers().length, layout.features().length);
        double[] ones = new double[classes];
        Arrays.fill(ones, 1);
        int margins = classes == 2 ? 1 : classes;
        Entropy entropy = new Entropy(5, false, 1, new CodeLength(features.length), 0);
        Grower.Plan plan = new Grower.Plan(
                shape,
                classes,
                new SplitSearch(shape, encoding, layout, entropy),
                features,
                1,
                margins,
                classes,
                4,
                entropy.unit());
        RowStates.Setting setting =
                new RowStates.Setting(shape, new ClassWeights(ones, false), new double[margins], false, HeldOut.NONE);
        return TreePasses.run("tree", table, TreePasses.Way.JOBS, rows -> {
            try (TreePasses passes = rows.of(setting)) {
                Step roots = Step.roots(0, 0, 1);
                return new Grower(plan, passes).grow(roots, passes.take(roots)).get(0);
            }
        });
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
            GrowingTree tree = grown(table, encoding, classes);
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
            GrowingTree tree = grown(table, encoding, 3);
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

    /** Leaves whose classes have the same shares are ties where rows are ranked, however many rows they have. */
    @Test
    void leavesOfTheSameSharesHaveTheSameBits() {
        for (int n = 1; n < 200; n += 2) {
            assertThat(Pruning.margins(new double[] {0.5 * n - 0.5, 1.5 * n - 0.5}))
                    .containsExactly(Pruning.margins(new double[] {0, 1}));
            assertThat(Pruning.margins(new double[] {n - 0.5, n - 0.5, 2 * n - 0.5}))
                    .containsExactly(Pruning.margins(new double[] {0.5, 0.5, 1.5}));
        }
    }
}
