package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeSplit;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.ModelSql;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/**
 * A node of a tree of a model: a row of {@code tree_nodes}.
 *
 * @param tree from 0, in the order in which they are added
 * @param labelClass the class whose margin it adds to; empty where it adds to that of every class
 * @param node from 0, the root; children come after their parents
 * @param parent −1 of the root
 * @param feature that it is split by; empty of a leaf
 * @param splitting tells what goes left, when it is asked for, as that may be long; empty of a leaf, and where SQL has no literal for
 *     the feature's values
 * @param rows the training rows that come by, or the sum of their weights
 * @param classCounts the weight of the rows of each class that the tree was grown on; empty where it is grown on gradients
 * @param gain by how much the split lowers the log-loss of the rows trained on, per row, in the run's unit; NaN of a leaf
 * @param values what it adds to the margin, or to that of each class; of a node that is split, what it would add as a leaf
 */
public record TreeNode(
        String model,
        int tree,
        String labelClass,
        int node,
        int parent,
        String feature,
        Supplier<Optional<CodeSplit>> splitting,
        double rows,
        List<Double> classCounts,
        double gain,
        List<Double> values) {
    /** What goes left; empty of a leaf, and where SQL has no literal for the feature's values. */
    public Optional<CodeSplit> split() {
        return splitting.get();
    }

    /** The split as SQL, 1 of what goes left; empty where there is none. */
    public String caseWhen() {
        return split().map(of -> "CASE WHEN " + of.condition() + " THEN "
                        + (of.conditionIsLeft() ? "1 ELSE 0" : "0 ELSE 1") + " END")
                .orElse("");
    }

    /**
     * The nodes of a model, tree by tree.
     *
     * @param training the log-loss of the training rows
     * @param rows by tree and node
     * @param columns SQL of the value of a column of a name
     */
    static List<TreeNode> all(
            Model model, TreesScorer scorer, LogLoss training, double[][] rows, UnaryOperator<String> columns) {
        ModelSql sql = new ModelSql(
                model.encoding(),
                scorer,
                model.encoding().features().stream()
                        .map(feature -> columns.apply(feature.feature()))
                        .toList());
        List<TreeNode> nodes = new ArrayList<>();
        for (int t = 0; t < scorer.trees().size(); t++) {
            Tree tree = scorer.trees().get(t);
            String labelClass = tree.width() < scorer.margins()
                    ? model.classes().get(t % scorer.margins())
                    : scorer.margins() == 1 ? model.classes().get(1) : "";
            int[] parents = parents(tree);
            for (int node = 0; node < tree.size(); node++) {
                boolean isLeaf = tree.features()[node] < 0;
                double gain = training.unit().fromNats(tree.gains()[node] / training.rows());
                int at = node;
                nodes.add(new TreeNode(
                        model.name(),
                        t,
                        labelClass,
                        node,
                        parents[node],
                        isLeaf ? "" : feature(model, tree, node).feature(),
                        isLeaf ? Optional::empty : () -> split(sql, tree, at),
                        rows[t][node],
                        slice(tree.counts(), node, tree.size()),
                        isLeaf ? Double.NaN : gain,
                        slice(tree.values(), node, tree.size())));
            }
        }
        return List.copyOf(nodes);
    }

    private static FeatureEncoding feature(Model model, Tree tree, int node) {
        return model.encoding().features().get(tree.features()[node]);
    }

    private static Optional<CodeSplit> split(ModelSql sql, Tree tree, int node) {
        try {
            return Optional.of(sql.split(tree, node));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int[] parents(Tree tree) {
        int[] parents = new int[tree.size()];
        Arrays.fill(parents, -1);
        for (int node = 0; node < tree.size(); node++) {
            if (tree.features()[node] >= 0) {
                parents[tree.lefts()[node]] = node;
                parents[tree.rights()[node]] = node;
            }
        }
        return parents;
    }

    private static List<Double> slice(double[] figures, int node, int nodes) {
        int width = figures.length / nodes;
        return DoubleStream.of(figures)
                .skip((long) node * width)
                .limit(width)
                .boxed()
                .toList();
    }
}
