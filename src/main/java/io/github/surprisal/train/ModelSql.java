package io.github.surprisal.train;

import io.github.surprisal.encode.CodeSplit;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.FeatureEncoding.Numeric;
import io.github.surprisal.encode.FeatureSql;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.scan.SqlLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The margins of a model as SQL over the raw columns, which Spark and DuckDB read alike. It adds up in the order in which the model
 * does, so that the same doubles come of it; missing values, and values that were not trained on, go where they go in the model.
 *
 * @param columns by feature of the encoding: the feature in SQL
 */
public record ModelSql(Encoding encoding, Scorer scorer, List<String> columns) {
    /** So many terms at once: a parser goes as deep as a sum is long. */
    private static final int LONGEST_SUM = 200;

    /**
     * A margin, on a line for each term.
     *
     * @param k which one
     * @throws IllegalArgumentException where SQL cannot say it; its message ends "found ..."
     */
    public String margin(int k) {
        String margin;
        if (scorer instanceof TreesScorer trees) {
            margin = sum(terms(trees, k));
        } else if (scorer instanceof LinearScorer linear) {
            margin = sum(terms(linear, k));
        } else {
            throw new IllegalArgumentException("a network, whose every margin needs all hidden units");
        }
        if (scorer.calibration() instanceof Calibration.Affine affine) {
            return SqlLiteral.of(affine.slopes()[k]) + " * (" + margin + ") + " + SqlLiteral.of(affine.offsets()[k]);
        }
        if (scorer.calibration() instanceof Calibration.Isotonic) {
            throw new IllegalArgumentException("isotonic calibration, whose knots are no formula");
        }
        return margin;
    }

    private static String sum(List<String> terms) {
        if (terms.size() <= LONGEST_SUM) {
            return String.join("\n  + ", terms);
        }
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < terms.size(); from += LONGEST_SUM) {
            parts.add(
                    "(" + String.join("\n  + ", terms.subList(from, Math.min(terms.size(), from + LONGEST_SUM))) + ")");
        }
        return sum(parts);
    }

    private Optional<String> offset() {
        return encoding.offset()
                .map(feature -> FeatureSql.number(
                        (Numeric) feature, columns.get(encoding.features().indexOf(feature))));
    }

    private List<String> terms(TreesScorer trees, int k) {
        List<String> terms = new ArrayList<>();
        terms.add(SqlLiteral.of(trees.start()[k]));
        offset().ifPresent(terms::add);
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            int width = tree.width();
            int first = t * width % trees.margins();
            if (first <= k && k < first + width) {
                terms.add(node(tree, 0, k - first));
            }
        }
        return terms;
    }

    /** What a tree adds to a margin, from a node on. */
    private String node(Tree tree, int node, int margin) {
        int feature = tree.features()[node];
        if (feature < 0) {
            return SqlLiteral.of(tree.values()[node * tree.width() + margin]);
        }
        CodeSplit split = split(tree, node);
        String left = node(tree, tree.lefts()[node], margin);
        String right = node(tree, tree.rights()[node], margin);
        return "CASE WHEN " + split.condition() + " THEN " + (split.conditionIsLeft() ? left : right) + " ELSE "
                + (split.conditionIsLeft() ? right : left) + " END";
    }

    /** The split of a node that is one. */
    public CodeSplit split(Tree tree, int node) {
        int feature = tree.features()[node];
        return CodeSplit.of(encoding.features().get(feature), columns.get(feature), code -> tree.isRight(node, code));
    }

    private List<String> terms(LinearScorer linear, int k) {
        Layout layout = Layout.of(encoding);
        LinearBlockScorer onColumns = linear.forBlocks(layout);
        int numbers = layout.numbers().length;
        List<String> terms = new ArrayList<>();
        for (int j = 0; j < numbers; j++) {
            int feature = layout.features()[j];
            terms.add(SqlLiteral.of(onColumns.numbers()[k][j]) + " * "
                    + FeatureSql.number((Numeric) encoding.features().get(feature), columns.get(feature)));
        }
        for (int c = 0; c < layout.codes().length; c++) {
            int feature = layout.features()[numbers + c];
            FeatureEncoding of = encoding.features().get(feature);
            terms.add(FeatureSql.figure(of, columns.get(feature), onColumns.codes()[k][c]));
        }
        terms.add(SqlLiteral.of(linear.intercepts()[k]));
        return terms;
    }
}
