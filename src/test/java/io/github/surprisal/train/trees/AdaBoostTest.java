package io.github.surprisal.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.TrainConfig.AdaBoost;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.trees.sums.TreePasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class AdaBoostTest {
    private static TrainConfig config(int rounds, int maxDepth, double step) {
        return Samples.config(1e-3).with(new AdaBoost(rounds, maxDepth, step, 1, 255));
    }

    private static Model train(
            EncodedTable table,
            Encoding encoding,
            List<String> names,
            TrainConfig config,
            Optional<TreePasses.Way> way) {
        return AdaBoostTrainer.train(new Training("adaboost", table, encoding, names, config, way));
    }

    @ParameterizedTest
    @CsvSource({"2, false, 1", "3, true, 2"})
    void theSameBitsHoweverRowsAreParted(int classes, boolean weighted, int maxDepth) {
        CodedPeople.people(CodedPeople.SEVERAL_BLOCKS, classes, weighted, (table, encoding, names) -> {
            TrainConfig config = config(12, maxDepth, 1);
            String bits = CodedPeople.bits(Trainer.train(table, encoding, names, config, new Learner.AdaBoost(config)));
            for (int partitions : new int[] {2, 7}) {
                EncodedTable parted = CodedPeople.parted(table, partitions);
                for (TreePasses.Way way : CodedPeople.WAYS) {
                    assertThat(CodedPeople.bits(train(parted, encoding, names, config, Optional.of(way))))
                            .as("%d partitions, %s", partitions, way)
                            .isEqualTo(bits);
                }
            }
        });
    }

    /** A training row: its codes, its class, and its weight in the round. */
    private static final class Weighed {
        private final int[] codes;
        private final int label;
        private double weight;

        Weighed(int[] codes, int label, double weight) {
            this.codes = codes;
            this.label = label;
            this.weight = weight;
        }
    }

    private static List<Weighed> rows(EncodedTable table) {
        List<Weighed> rows = new ArrayList<>();
        for (EncodedBlock block : table.blocks().collect()) {
            for (int i = 0; i < block.rows() && !block.test(); i++) {
                int row = i;
                rows.add(new Weighed(
                        Arrays.stream(block.codes()).mapToInt(c -> c.at(row)).toArray(),
                        block.labels().at(i),
                        block.weight(i)));
            }
        }
        return rows;
    }

    /**
     * Round by round as SAMME has it: the weights that follow from the trees before are those that a tree's nodes hold, its leaves
     * vote for the class of the greatest weight, and their votes are log((1 − ε)/ε) + log(K − 1).
     */
    @ParameterizedTest
    @CsvSource({"2, false, 1, 1", "2, true, 2, 0.5", "3, false, 1, 1", "3, true, 2, 1"})
    void votesAreThoseOfSamme(int classes, boolean weighted, int maxDepth, double step) {
        CodedPeople.people(400, classes, weighted, (table, encoding, names) -> {
            Model model = train(table, encoding, names, config(8, maxDepth, step), Optional.of(TreePasses.Way.JOBS));
            List<Tree> trees = ((TreesScorer) model.scorer()).trees();
            assertThat(trees).hasSize(8);
            List<Weighed> rows = rows(table);
            for (Tree tree : trees) {
                double mean = rows.stream().mapToDouble(row -> row.weight).sum() / rows.size();
                double[] counts = new double[tree.size() * classes];
                for (Weighed row : rows) {
                    row.weight /= mean;
                    for (int node = 0; ; node = next(tree, node, table, row)) {
                        counts[node * classes + row.label] += row.weight;
                        if (tree.features()[node] < 0) {
                            break;
                        }
                    }
                }
                for (int i = 0; i < counts.length; i++) {
                    assertThat(tree.counts()[i]).isCloseTo(counts[i], within(1e-5));
                }
                double wrong = rows.stream()
                                .filter(row -> vote(tree, leaf(tree, table, row), classes) != row.label)
                                .mapToDouble(row -> row.weight)
                                .sum()
                        / rows.size();
                double votes = step * (Math.log((1 - wrong) / wrong) + Math.log(classes - 1));
                for (Weighed row : rows) {
                    int leaf = leaf(tree, table, row);
                    int voted = vote(tree, leaf, classes);
                    double[] values = Arrays.copyOfRange(tree.values(), leaf * tree.width(), (leaf + 1) * tree.width());
                    if (classes == 2) {
                        assertThat(values[0]).isCloseTo(voted == 1 ? votes : -votes, within(1e-6));
                    } else {
                        double[] expected = new double[classes];
                        expected[voted] = votes;
                        assertThat(values).containsExactly(expected, within(1e-6));
                    }
                    row.weight *= voted == row.label ? 1 : Math.exp(votes);
                }
            }
        });
    }

    private static int next(Tree tree, int node, EncodedTable table, Weighed row) {
        int code = row.codes[table.layout().codesOf(tree.features()[node])];
        return tree.isRight(node, code) ? tree.rights()[node] : tree.lefts()[node];
    }

    private static int leaf(Tree tree, EncodedTable table, Weighed row) {
        int node = 0;
        while (tree.features()[node] >= 0) {
            node = next(tree, node, table, row);
        }
        return node;
    }

    private static int vote(Tree tree, int leaf, int classes) {
        int most = 0;
        for (int k = 1; k < classes; k++) {
            most = tree.counts()[leaf * classes + k] > tree.counts()[leaf * classes + most] ? k : most;
        }
        return most;
    }

    /** p_k ∝ exp(votes): the curve is the log-loss of these probabilities, from equal ones on. */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void theCurveIsTheLossOfTheVotes(int classes, boolean weighted) {
        CodedPeople.people(500, classes, weighted, (table, encoding, names) -> {
            Model model = train(table, encoding, names, config(10, 1, 1), Optional.of(TreePasses.Way.JOBS));
            TreesScorer scorer = (TreesScorer) model.scorer();
            assertThat(model.history()).hasSize(11);
            assertThat(model.history().get(0).trainLogLoss()).isCloseTo(Math.log(classes), within(1e-9));
            for (int round : new int[] {1, 5, 10}) {
                assertThat(model.history().get(round).trainLogLoss())
                        .isCloseTo(CodedPeople.meanLoss(table, scorer.after(round)), within(1e-9));
            }
            assertThat(model.convergence()).isEqualTo(Model.Convergence.MAX_ITERATIONS);
        });
    }

    /** Deep enough, a tree has no row of a few wrong: it is the last one, and its votes are finite. */
    @Test
    void aTreeWithoutErrorsIsTheLast() {
        CodedPeople.people(14, 2, false, (table, encoding, names) -> {
            Model model = train(table, encoding, names, config(50, 12, 1), Optional.of(TreePasses.Way.JOBS));
            List<Tree> trees = ((TreesScorer) model.scorer()).trees();
            double rows = rows(table).size();
            assertThat(model.convergence()).isEqualTo(Model.Convergence.NO_ERROR);
            assertThat(trees).hasSize(1);
            assertThat(model.history()).hasSize(2);
            assertThat(Arrays.stream(trees.get(0).values()).max().orElseThrow())
                    .isCloseTo(Math.log(2 * rows - 1), within(1e-9));
        });
    }
}
