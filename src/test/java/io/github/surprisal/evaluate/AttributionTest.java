package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.Samples;
import io.github.surprisal.SmallTable;
import io.github.surprisal.SparkExtension;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Names;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkScorer.Activation;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class AttributionTest {
    private static final TrainConfig CONFIG = Samples.config(1e-3)
            .with(new TrainConfig.Boosting(20, 0.3, 4, 1, 0.5, 255, 5, 0.1))
            .with(new TrainConfig.Network(8, Activation.RELU, List.of(TrainConfig.Network.Loss.CROSS_ENTROPY), 0));

    interface Use {
        void with(Model model, EncodedTable table);
    }

    static void model(String learner, SmallTable counted, Use use) {
        model(learner, CONFIG, counted, use);
    }

    static void model(String learner, TrainConfig config, SmallTable counted, Use use) {
        Encoding encoding = List.of(Trainer.LOGISTIC, Trainer.NETWORK).contains(learner)
                ? Encoding.of(counted.table(), counted.counts(), counted.features())
                : Encoding.of(
                        counted.table(),
                        counted.counts(),
                        counted.features(),
                        new Encoding.Rules(253, 1, Measurer.cutpoints(counted.counts(), 254)));
        List<String> classes = counted.counts().classes().texts();
        try (EncodedTable table = Encoder.encode(counted.table(), encoding, counted.counts(), new Split(0.3, 42))) {
            use.with(
                    Trainer.train(table, encoding, classes, config, Learner.of(learner, config, Optional.empty())),
                    table);
        }
    }

    static SmallTable people(int rows, int classes, boolean weighted) {
        return Samples.counted(Samples.table(SparkExtension.session(), Samples.people(rows, classes, 4), 3), weighted);
    }

    static Attribution attribution(Model model, EncodedTable table, Unit unit) {
        return Attribution.of(model, List.of(table), Evaluator.evaluate(model, List.of(table), unit), Names::quoted);
    }

    static double information(Attribution attribution, String dataset, String feature) {
        return attribution.importances().stream()
                .filter(row -> row.dataset().equals(dataset) && row.feature().equals(feature))
                .findFirst()
                .orElseThrow()
                .information();
    }

    @ParameterizedTest
    @CsvSource({
        "logistic, 2, false, BITS",
        "logistic, 3, true, NATS",
        "network, 2, true, BITS",
        "network, 3, false, NATS",
        "network, 4, true, HARTLEYS",
        "boosting, 2, true, BITS",
        "boosting, 3, false, HARTLEYS",
        "boosting, 4, true, BITS"
    })
    void theyAddUpToTheInformationUsed(String learner, int classes, boolean weighted, Unit unit) {
        model(learner, people(900, classes, weighted), (model, table) -> {
            Calibration platt =
                    new Calibration.Affine(new double[] {1.3, 0.8, 1.1, 0.9}, new double[] {-0.2, 0.1, 0.05, 0.3});
            Model calibrated = new Model(
                    model.name(),
                    model.classes(),
                    model.encoding(),
                    model.scorer().with(platt),
                    model.history(),
                    model.convergence(),
                    List.of(),
                    model.fit(),
                    Optional.of(new Model.Calibrated(Calibration.Method.PLATT, 1, 1)));
            for (Model of : List.of(model, calibrated)) {
                Evaluation evaluation = Evaluator.evaluate(of, List.of(table), unit);
                Attribution attribution = Attribution.of(of, List.of(table), evaluation, Names::quoted);
                for (String dataset : List.of("train", "test")) {
                    LogLoss whole = evaluation.logLosses().stream()
                            .filter(row -> row.dataset().equals(dataset)
                                    && row.group().columns().isEmpty())
                            .findFirst()
                            .orElseThrow();
                    List<FeatureImportance> rows = attribution.importances().stream()
                            .filter(row -> row.dataset().equals(dataset))
                            .toList();
                    assertThat(rows.stream()
                                    .mapToDouble(FeatureImportance::information)
                                    .sum())
                            .isCloseTo(whole.informationUsed(), within(1e-12));
                    assertThat(rows.stream()
                                    .mapToDouble(FeatureImportance::share)
                                    .sum())
                            .isCloseTo(1, within(1e-10));
                    List<String> expected = new ArrayList<>(Samples.ODD_NAMES.subList(0, 3));
                    expected.add("(intercept)");
                    if (of.calibrated().isPresent()) {
                        expected.add("(calibration)");
                    }
                    assertThat(rows)
                            .extracting(FeatureImportance::feature)
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"logistic, 2", "logistic, 3", "network, 2", "network, 3", "boosting, 2", "boosting, 3"})
    void sameBitsWhateverThePartitioning(String learner, int classes) {
        model(learner, people(700, classes, true), (model, table) -> {
            Attribution expected = attribution(model, table, Unit.BITS);
            for (int partitions : new int[] {1, 2, 7}) {
                EncodedTable parted = new EncodedTable(
                        table.session(),
                        table.blocks().repartition(partitions),
                        table.label(),
                        table.layout(),
                        table.groups(),
                        table.weighted(),
                        List.of());
                assertThat(attribution(model, parted, Unit.BITS).importances()).isEqualTo(expected.importances());
            }
        });
    }

    /** A tree for each class after the other; in each from node to node, with the loss of all margins each time. */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void aSplitHasWhatItsStepsChange(int classes, boolean weighted) {
        model("boosting", people(400, classes, weighted), (model, table) -> {
            TreesScorer scorer = (TreesScorer) model.scorer();
            TreesScorer.OnBlocks columns = scorer.forBlocks(table.layout());
            double[] fell = new double[model.encoding().features().size()];
            double rows = 0;
            double[] reached = new double[scorer.trees().get(0).size()];
            for (EncodedBlock block : table.blocks().collect()) {
                for (int i = 0; i < block.rows() && !block.test(); i++) {
                    rows += block.weight(i);
                    double[] margins = scorer.start().clone();
                    for (int t = 0; t < scorer.trees().size(); t++) {
                        Tree tree = scorer.trees().get(t);
                        int k = t % margins.length;
                        double before = margins[k];
                        int node = 0;
                        margins[k] = before + tree.values()[0];
                        double at = Loss.logLoss(margins, block.labels().at(i));
                        while (tree.features()[node] >= 0) {
                            if (t == 0) {
                                reached[node] += block.weight(i);
                            }
                            int feature = tree.features()[node];
                            int code = block.codes()[columns.columnOf()[feature]].at(i);
                            node = tree.isRight(node, code) ? tree.rights()[node] : tree.lefts()[node];
                            margins[k] = before + tree.values()[node];
                            double to = Loss.logLoss(margins, block.labels().at(i));
                            fell[feature] += block.weight(i) * (at - to);
                            at = to;
                        }
                        if (t == 0) {
                            reached[node] += block.weight(i);
                        }
                    }
                }
            }
            Attribution found = attribution(model, table, Unit.NATS);
            for (int f = 0; f < fell.length; f++) {
                String feature = model.encoding().features().get(f).feature();
                assertThat(information(found, "train", feature)).isCloseTo(fell[f] / rows, within(1e-12));
            }
            List<TreeNode> first =
                    found.nodes().stream().filter(node -> node.tree() == 0).toList();
            for (TreeNode node : first) {
                assertThat(node.rows()).isCloseTo(reached[node.node()], within(1e-9));
            }
        });
    }

    /** Of a tree whose leaves have the shares of their classes, the importance of its one split is the information gain. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 3"})
    void ofATreeItIsTheInformationGain(int classes, int width) {
        model("boosting", people(500, classes, false), (model, table) -> {
            TreesScorer.OnBlocks columns = ((TreesScorer) model.scorer()).forBlocks(table.layout());
            int feature = 2;
            double[][] counts = new double[3][classes];
            for (EncodedBlock block : table.blocks().collect()) {
                for (int i = 0; i < block.rows() && !block.test(); i++) {
                    int code = block.codes()[columns.columnOf()[feature]].at(i);
                    counts[0][block.labels().at(i)]++;
                    counts[code == 1 ? 2 : 1][block.labels().at(i)]++;
                }
            }
            double[] values = new double[3 * width];
            double gain = entropy(counts[0]) * sum(counts[0]);
            for (int node = 0; node < 3; node++) {
                for (int k = 0; k < width; k++) {
                    values[node * width + k] = width == 1
                            ? Math.log(counts[node][1] / counts[node][0])
                            : Math.log(counts[node][k] / sum(counts[node]));
                }
                gain -= node == 0 ? 0 : entropy(counts[node]) * sum(counts[node]);
            }
            long[] right = new long[12];
            right[0] = 2;
            Tree stump = new Tree(
                    new int[] {feature, -1, -1},
                    new int[] {1, 0, 0},
                    new int[] {2, 0, 0},
                    right,
                    values,
                    new double[] {gain, 0, 0},
                    new double[3],
                    new double[0]);
            Model tree = new Model(
                    "tree",
                    model.classes(),
                    model.encoding(),
                    new TreesScorer(new double[width], List.of(stump), false, Calibration.NONE),
                    model.history(),
                    model.convergence(),
                    List.of(),
                    model.fit(),
                    Optional.empty());
            Attribution found = attribution(tree, table, Unit.NATS);
            assertThat(information(found, "train", "sex")).isCloseTo(gain / sum(counts[0]), within(1e-12));
            assertThat(information(found, "train", "(intercept)")).isCloseTo(0, within(1e-12));
            assertThat(found.importances().get(0).feature()).isEqualTo("sex");
            assertThat(found.importances().get(0).splits()).isEqualTo(1);
            assertThat(found.nodes().get(0).gain()).isCloseTo(gain / sum(counts[0]), within(1e-12));
            assertThat(found.nodes()).extracting(TreeNode::labelClass).containsOnly(width == 1 ? "class 1" : "");
        });
    }

    private static double sum(double[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static double entropy(double[] counts) {
        return -Arrays.stream(counts)
                .filter(count -> count > 0)
                .map(count -> count / sum(counts) * Math.log(count / sum(counts)))
                .sum();
    }

    /** What is learned of noise by heart costs bits on rows that were not trained on. */
    @ParameterizedTest
    @CsvSource({"logistic", "network", "boosting"})
    void aUselessFeatureCostsInformationOnTestRows(String learner, SparkSession spark) {
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double x = random.nextGaussian();
            String label = x + random.nextGaussian() > 0 ? "yes" : "no";
            rows.add(RowFactory.create(x, random.nextInt(30), "n" + random.nextInt(40), 1.0, label));
        }
        SmallTable counted = Samples.counted(Samples.table(spark, rows, 2), false);
        model(learner, counted, (model, table) -> {
            Attribution found = attribution(model, table, Unit.BITS);
            double learned = information(found, "train", "sex");
            assertThat(learned).isGreaterThan(0.01);
            // Boosting takes off what chance gives: it learns little of it.
            assertThat(information(found, "test", "sex")).isLessThan(learner.equals("boosting") ? learned / 2 : 0);
            assertThat(information(found, "test", Samples.ODD_NAMES.get(0))).isGreaterThan(0.15);
        });
    }

    @Test
    void nodesSayWhatGoesLeft(SparkSession spark) {
        model("boosting", people(900, 2, false), (model, table) -> {
            List<TreeNode> nodes = attribution(model, table, Unit.BITS).nodes();
            TreesScorer scorer = (TreesScorer) model.scorer();
            assertThat(nodes)
                    .hasSize(scorer.trees().stream().mapToInt(Tree::size).sum());
            for (TreeNode node : nodes) {
                assertThat(node.classCounts()).isEmpty();
                assertThat(node.labelClass()).isEqualTo("class 1");
                assertThat(node.parent()).isLessThan(node.node());
                if (node.feature().isEmpty()) {
                    assertThat(node.split()).isEmpty();
                    assertThat(node.caseWhen()).isEmpty();
                } else if (node.feature().equals("sex")) {
                    assertThat(node.split().orElseThrow().categories())
                            .isSubsetOf("d", "f", "m", FeatureEncoding.OTHER);
                    assertThat(node.caseWhen())
                            .startsWith("CASE WHEN `sex` ")
                            .matches("CASE WHEN .* THEN (1 ELSE 0|0 ELSE 1) END");
                } else {
                    assertThat(node.split().orElseThrow().threshold()).isFinite();
                    assertThat(node.caseWhen())
                            .startsWith(
                                    node.feature().equals("x.y z")
                                            ? "CASE WHEN `x.y z` <= "
                                            : "CASE WHEN ```größe``` <= ");
                }
            }
        });
    }
}
