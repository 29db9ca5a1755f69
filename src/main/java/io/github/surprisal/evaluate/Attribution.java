package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.Tree;
import io.github.surprisal.train.TreesScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a model has from each feature, and the nodes of its trees.
 *
 * @param importances by dataset, the features with most information first, then those of no feature
 * @param nodes tree by tree; none of a model without trees
 */
public record Attribution(List<FeatureImportance> importances, List<TreeNode> nodes) {
    /**
     * Shares the information that a model uses out among its features, on its training and on its test rows. Each table is read once,
     * of a model without trees twice.
     *
     * @param tables as they were evaluated
     * @param evaluation of the model on these tables
     * @param sql of the value of a column of a name
     */
    public static Attribution of(
            Model model, List<EncodedTable> tables, Evaluation evaluation, UnaryOperator<String> sql) {
        return JobDescription.during(
                tables.get(0).blocks().context(),
                "sharing out the information that " + model.name() + " uses",
                () -> attribute(model, tables, evaluation, sql));
    }

    private static Attribution attribute(
            Model model, List<EncodedTable> tables, Evaluation evaluation, UnaryOperator<String> sql) {
        Layout layout = tables.get(0).layout();
        int features = model.encoding().features().size();
        if (model.scorer() instanceof TreesScorer scorer) {
            TreePaths paths = new TreePaths(scorer.forBlocks(layout), features, offset(model.encoding()));
            LossChanges sums = paths.of(tables);
            return new Attribution(
                    importances(model, sums, evaluation),
                    TreeNode.all(model, scorer, training(evaluation), rows(scorer, paths, sums), sql));
        }
        TrainingMeans means = TrainingMeans.of(tables, model.classes().size());
        LossPaths paths = model.scorer() instanceof NetworkScorer scorer
                ? new NetworkPaths(scorer, layout, means, features)
                : new LinearPaths(((LinearScorer) model.scorer()).forBlocks(layout), layout, means, features);
        return new Attribution(importances(model, paths.of(tables), evaluation), List.of());
    }

    private static List<String> features(Model model) {
        return model.encoding().features().stream()
                .map(FeatureEncoding::feature)
                .toList();
    }

    private static int offset(Encoding encoding) {
        return encoding.offset().map(encoding.features()::indexOf).orElse(-1);
    }

    private static LogLoss training(Evaluation evaluation) {
        return overall(evaluation).stream()
                .filter(row -> row.dataset().equals(Evaluation.TRAIN))
                .findFirst()
                .orElseThrow();
    }

    private static List<LogLoss> overall(Evaluation evaluation) {
        return evaluation.logLosses().stream()
                .filter(row -> row.group().columns().isEmpty())
                .toList();
    }

    /** By tree and node: the training rows that come by. */
    private static double[][] rows(TreesScorer scorer, TreePaths paths, LossChanges sums) {
        double[][] rows = new double[scorer.trees().size()][];
        for (int t = 0; t < rows.length; t++) {
            Tree tree = scorer.trees().get(t);
            rows[t] = new double[tree.size()];
            for (int node = tree.size() - 1; node >= 0; node--) {
                rows[t][node] = tree.features()[node] < 0
                        ? sums.rows(paths.firstNode(t) + node)
                        : rows[t][tree.lefts()[node]] + rows[t][tree.rights()[node]];
            }
        }
        return rows;
    }

    private static List<FeatureImportance> importances(Model model, LossChanges sums, Evaluation evaluation) {
        List<String> features = features(model);
        double[] splits = splits(model, features.size());
        List<FeatureImportance> all = new ArrayList<>();
        for (LogLoss row : overall(evaluation)) {
            Dataset dataset = new Dataset(model.name(), row, sums);
            IntStream.range(0, features.size())
                    .mapToObj(f -> dataset.importance(features.get(f), 1 + f, 0, splits[f]))
                    .sorted(Comparator.comparingDouble(FeatureImportance::information)
                            .reversed())
                    .forEach(all::add);
            double none = model.scorer() instanceof TreesScorer ? 0 : Double.NaN;
            all.add(dataset.importance(FeatureImportance.INTERCEPT, LossChanges.START, row.labelEntropy(), none));
            if (model.calibrated().isPresent()) {
                all.add(dataset.importance(FeatureImportance.CALIBRATION, sums.calibration(), 0, none));
            }
        }
        return List.copyOf(all);
    }

    /** By feature: the nodes that ask for it. */
    private static double[] splits(Model model, int features) {
        double[] splits = new double[features];
        if (!(model.scorer() instanceof TreesScorer scorer)) {
            Arrays.fill(splits, Double.NaN);
            return splits;
        }
        scorer.trees().forEach(tree -> IntStream.of(tree.features())
                .filter(feature -> feature >= 0)
                .forEach(feature -> splits[feature]++));
        return splits;
    }

    /** The rows of one dataset. */
    private record Dataset(String model, LogLoss row, LossChanges sums) {
        FeatureImportance importance(String feature, int part, double entropy, double splits) {
            double fell = sums.of(row.dataset().equals(Evaluation.TEST), part);
            double information = entropy + row.unit().fromNats(fell / row.rows());
            double share = row.informationUsed() > 0 ? information / row.informationUsed() : Double.NaN;
            return new FeatureImportance(model, row.dataset(), feature, information, splits, share);
        }
    }
}
