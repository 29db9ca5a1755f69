package io.github.surprisal.metric;

import static io.github.surprisal.metric.ColumnType.BOOLEAN;
import static io.github.surprisal.metric.ColumnType.COUNT;
import static io.github.surprisal.metric.ColumnType.COUNTS;
import static io.github.surprisal.metric.ColumnType.DOUBLE;
import static io.github.surprisal.metric.ColumnType.DOUBLES;
import static io.github.surprisal.metric.ColumnType.INT;
import static io.github.surprisal.metric.ColumnType.TEXT;
import static io.github.surprisal.metric.ColumnType.TEXTS;
import static io.github.surprisal.metric.ColumnType.TEXT_IF_ANY;
import static io.github.surprisal.metric.Dataset.MEASURE_UNIT;
import static io.github.surprisal.metric.Dataset.column;
import static io.github.surprisal.metric.Dataset.model;
import static io.github.surprisal.metric.Dataset.required;

import io.github.surprisal.encode.CodeSplit;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.FeatureTest;
import io.github.surprisal.evaluate.ModelFit;
import io.github.surprisal.evaluate.TreeNode;
import io.github.surprisal.table.Names;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.StandardErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was trained, and how training went. */
final class ModelDatasets {
    static final Dataset<Coefficient> COEFFICIENTS = Dataset.<Coefficient>of(
                    "coefficients",
                    "model × class × term",
                    "",
                    model(Coefficient::model),
                    column("class", TEXT, "", "The class whose margin it belongs to", Coefficient::labelClass),
                    column("feature", TEXT, "", "The feature, or `(intercept)`", Coefficient::feature),
                    column(
                            "category",
                            TEXT_IF_ANY,
                            "",
                            "Its category; NULL of a number and the intercept",
                            Coefficient::category),
                    column("coefficient", DOUBLE, "", "On the feature's original scale", Coefficient::coefficient),
                    column(
                            "std_error",
                            DOUBLE,
                            "",
                            "As `train.standard-errors` says; NULL where there are none",
                            Coefficient::stdError),
                    column("z", DOUBLE, "", "Coefficient ÷ standard error", Coefficient::z),
                    column("p_value", DOUBLE, "", "Of the coefficient being 0, two-sided", Coefficient::pValue),
                    column("odds_ratio", DOUBLE, "", "e to the coefficient", Coefficient::oddsRatio),
                    column(
                            "ci_lower",
                            DOUBLE,
                            "",
                            "Wald's interval of the coefficient at 1 − `measure.alpha`",
                            Coefficient::lower),
                    column("ci_upper", DOUBLE, "", "Likewise", Coefficient::upper),
                    column(
                            "standardized_coefficient",
                            DOUBLE,
                            "",
                            "Coefficient · the term's standard deviation over the training rows, of a category"
                                    + " √(p(1 − p)); NULL of intercepts",
                            Coefficient::standardized))
            .ofTheWholeTable();

    static final Dataset<TreeNode> TREE_NODES = Dataset.<TreeNode>of(
                    "tree_nodes",
                    "model × tree × node",
                    "Of models of trees. A leaf has no feature.",
                    model(TreeNode::model),
                    required("tree", INT, "", "From 0, in the order in which they are added", TreeNode::tree),
                    column(
                            "class",
                            TEXT_IF_ANY,
                            "",
                            "The class whose margin it adds to; NULL where it adds to that of each class",
                            TreeNode::labelClass),
                    required("node", INT, "", "From 0, the root; children come after their parents", TreeNode::node),
                    column("parent", INT, "", "NULL of the root", n -> n.parent() < 0 ? null : n.parent()),
                    column("feature", TEXT_IF_ANY, "", "That it is split by; NULL of a leaf", TreeNode::feature),
                    column("threshold", DOUBLE, "", "Of a number: left is ≤", n -> n.split()
                            .map(CodeSplit::threshold)
                            .orElse(Double.NaN)),
                    column(
                            "categories",
                            TEXTS,
                            "",
                            "Else those that go left; `(other)` stands for all that have no name of their own",
                            n -> n.split()
                                    .map(CodeSplit::categories)
                                    .filter(categories -> !categories.isEmpty())
                                    .orElse(null)),
                    column("nulls_left", BOOLEAN, "", "Whether null, and of a number NaN, goes left", n -> n.split()
                            .map(CodeSplit::nullsLeft)
                            .orElse(null)),
                    column("rows", COUNT, "rows", "Training rows that come by", TreeNode::rows),
                    column(
                            "class_counts",
                            COUNTS,
                            "rows",
                            "Of each class, as the tree weighed them when it was grown; NULL of boosted trees, which are grown"
                                    + " on gradients",
                            n -> n.classCounts().isEmpty() ? null : n.classCounts()),
                    column(
                            "gain",
                            DOUBLE,
                            MEASURE_UNIT,
                            "By how much the split lowers the log-loss of the training rows: of a tree by entropy exactly, of"
                                    + " boosted trees by its quadratic model",
                            TreeNode::gain),
                    column(
                            "value",
                            DOUBLE,
                            "",
                            "What it adds to the margin of `class`; of a node that is split, what it would add as a leaf",
                            n -> n.values().size() == 1 ? n.values().get(0) : Double.NaN),
                    column("case_when", TEXT_IF_ANY, "", "The split in SQL: 1 is left", TreeNode::caseWhen),
                    column("threshold_value", TEXT_IF_ANY, "", "Exact text of the threshold", n -> n.split()
                            .map(CodeSplit::thresholdText)
                            .orElse("")),
                    column(
                            "values",
                            DOUBLES,
                            "",
                            "What it adds to the margin of each class, where `class` is NULL",
                            n -> n.values().size() == 1 ? null : n.values()))
            .ofTheWholeTable();

    static final Dataset<ModelFit> MODEL_FIT = Dataset.<ModelFit>of(
                    "model_fit",
                    "model",
                    "How it fits the rows that it was trained on.",
                    model(f -> f.model().name()),
                    column("rows", COUNT, "rows", "Training rows", ModelFit::rows),
                    column("reg_param", DOUBLE, "", "λ; NULL of other than linear models", f -> f.model()
                            .linear()
                            .map(LinearFit::regParam)
                            .orElse(Double.NaN)),
                    column(
                            "degrees_of_freedom",
                            DOUBLE,
                            "",
                            "Parameters; with a ridge tr((H + Λ)⁻¹H)",
                            ModelFit::degreesOfFreedom),
                    column("log_likelihood", DOUBLE, "nats", "−rows · log-loss", ModelFit::logLikelihood),
                    column(
                            "null_log_likelihood",
                            DOUBLE,
                            "nats",
                            "The same with intercepts alone",
                            ModelFit::nullLogLikelihood),
                    column("deviance", DOUBLE, "nats", "−2 · log-likelihood", ModelFit::deviance),
                    column("mcfadden_r2", DOUBLE, "", "1 − log-likelihood ÷ the null one", ModelFit::mcFaddenR2),
                    column("aic", DOUBLE, "nats", "Deviance + 2 · degrees of freedom", ModelFit::aic),
                    column("bic", DOUBLE, "nats", "Deviance + log rows · degrees of freedom", ModelFit::bic),
                    column("objective", DOUBLE, "nats", "Mean log-loss and penalty", f -> last(f.model())
                            .objective()),
                    required(
                            "iterations",
                            INT,
                            "",
                            "How many the model is of; `objective_history` has those too that were taken back",
                            f -> f.model().iterations()),
                    column(
                            "convergence",
                            TEXT,
                            "",
                            "Why training ended: `tolerance`, `gradient`, `objective`, `no-better-point`,"
                                    + " `max-iterations`, `early-stopping`, `no-split`, `chance`, `no-error` (a tree that was no better, or had no row wrong)",
                            f -> Names.of(f.model().convergence())),
                    column("calibration", TEXT, "", "The method, if there is one", f -> f.model()
                            .calibrated()
                            .map(calibrated -> Names.of(calibrated.method()))
                            .orElse(null)),
                    column(
                            "held_out_log_loss",
                            DOUBLE,
                            "nats",
                            "Of the rows that calibration was fitted to, before it",
                            f -> calibrated(f.model(), Model.Calibrated::logLoss)),
                    column(
                            "calibrated_log_loss",
                            DOUBLE,
                            "nats",
                            "The same afterwards",
                            f -> calibrated(f.model(), Model.Calibrated::calibratedLogLoss)),
                    column(
                            "standard_errors",
                            TEXT,
                            "",
                            "`fisher`, `sandwich`, `diagonal` or `none`",
                            f -> Names.of(f.model()
                                    .linear()
                                    .map(fit -> fit.stdErrors().kind())
                                    .orElse(StandardErrors.Kind.NONE))),
                    column("reg_param_reason", TEXT_IF_ANY, "", "Why this λ; NULL where it was given", f -> f.model()
                            .linear()
                            .map(LinearFit::penaltyReason)
                            .orElse("")))
            .ofTheWholeTable();

    /** Something of a model: an entry of one of its lists. */
    record Of<T>(Model model, T entry) {
        static <T> List<Of<T>> all(Model model, List<T> entries) {
            return entries.stream().map(entry -> new Of<>(model, entry)).toList();
        }
    }

    static final Dataset<Of<LinearFit.PathPoint>> REGULARIZATION_PATH = Dataset.<Of<LinearFit.PathPoint>>of(
                    "regularization_path",
                    "model × λ",
                    "Where λ was chosen by cross-validation.",
                    model(p -> p.model().name()),
                    column("reg_param", DOUBLE, "", "λ", p -> p.entry().regParam()),
                    column("log_loss", DOUBLE, "nats", "Of the rows held out, mean over folds", p -> p.entry()
                            .logLoss()),
                    column("std_error", DOUBLE, "nats", "Over folds; NULL of one", p -> p.entry()
                            .stdError()),
                    column("train_log_loss", DOUBLE, "nats", "Of the rows trained on", p -> p.entry()
                            .trainLogLoss()),
                    required("nonzero", INT, "", "How many coefficients are not 0", p -> p.entry()
                            .nonZero()),
                    required("iterations", INT, "", "How many were made", p -> p.entry()
                            .iterations()),
                    required("chosen", BOOLEAN, "", "Whether it was chosen", p -> p.entry()
                            .chosen()))
            .ofTheWholeTable();

    static final Dataset<FeatureTest> FEATURE_TEST = Dataset.<FeatureTest>of(
                    "feature_test",
                    "model × feature",
                    "With `train.likelihood-ratio`: the model against one trained without the feature.",
                    model(FeatureTest::model),
                    column("feature", TEXT, "", "The feature", FeatureTest::feature),
                    column(
                            "likelihood_ratio",
                            DOUBLE,
                            "nats",
                            "2 · (log-likelihood with it − without it)",
                            FeatureTest::statistic),
                    required("degrees_of_freedom", INT, "", "Its parameters", FeatureTest::degreesOfFreedom),
                    column("p_value", DOUBLE, "", "By χ²; NULL with a penalty", FeatureTest::pValue))
            .ofTheWholeTable()
            .orderedBy("model", "likelihood_ratio DESC", "feature");

    static final Dataset<Of<Model.Iteration>> OBJECTIVE_HISTORY = Dataset.<Of<Model.Iteration>>of(
                    "objective_history",
                    "model × iteration",
                    "",
                    model(i -> i.model().name()),
                    required("iteration", INT, "", "From 0, the starting point", i -> i.entry()
                            .iteration()),
                    column("objective", DOUBLE, "nats", "Mean log-loss and penalty", i -> i.entry()
                            .objective()),
                    column(
                            "gradient_norm",
                            DOUBLE,
                            "",
                            "Of coefficients per standard deviation; NULL from MLlib",
                            i -> i.entry().gradientNorm()),
                    column(
                            "train_log_loss",
                            DOUBLE,
                            "nats",
                            "Of the rows trained on; NULL of linear models",
                            i -> i.entry().trainLogLoss()),
                    column(
                            "validation_log_loss",
                            DOUBLE,
                            "nats",
                            "Of the training rows held out to know when to stop; NULL without them",
                            i -> i.entry().validationLogLoss()),
                    column("seconds", DOUBLE, "seconds", "Since training began; NULL of linear models", i -> i.entry()
                            .seconds()))
            .ofTheWholeTable();

    /** What calibration does to a margin: a straight line, or a knot of a monotone one. What is not defined is NaN. */
    record Calibrator(
            Model model,
            String method,
            String labelClass,
            double slope,
            double offset,
            double logOdds,
            double probability) {
        private static Calibrator line(Model model, String method, String labelClass, double slope, double offset) {
            return new Calibrator(model, method, labelClass, slope, offset, Double.NaN, Double.NaN);
        }

        private static Calibrator knot(
                Model model, String method, String labelClass, double logOdds, double probability) {
            return new Calibrator(model, method, labelClass, Double.NaN, Double.NaN, logOdds, probability);
        }

        /** Of each margin, the knots in ascending order. */
        static List<Calibrator> all(Model model, Model.Calibrated calibrated) {
            List<Calibrator> all = new ArrayList<>();
            String method = Names.of(calibrated.method());
            int margins = model.scorer().margins();
            for (int k = 0; k < margins; k++) {
                String labelClass = model.classes().get(margins == 1 ? 1 : k);
                if (model.scorer().calibration() instanceof Calibration.Affine affine) {
                    all.add(line(model, method, labelClass, affine.slopes()[k], affine.offsets()[k]));
                } else if (model.scorer().calibration() instanceof Calibration.Isotonic isotonic) {
                    double[] knots = isotonic.logOdds()[k];
                    for (int i = 0; i < knots.length; i++) {
                        all.add(knot(model, method, labelClass, knots[i], isotonic.probabilities()[k][i]));
                    }
                }
            }
            return all;
        }
    }

    static final Dataset<Calibrator> CALIBRATOR = Dataset.<Calibrator>of(
                    "calibrator",
                    "model × class, or knot",
                    "With `train.calibration`: what is done to the margins.",
                    model(c -> c.model().name()),
                    column("method", TEXT, "", "`temperature`, `platt` or `isotonic`", Calibrator::method),
                    column("class", TEXT, "", "The class whose margin it is", Calibrator::labelClass),
                    column(
                            "slope",
                            DOUBLE,
                            "",
                            "Of a straight line: what the margin is multiplied by",
                            Calibrator::slope),
                    column("offset", DOUBLE, "", "What is added then", Calibrator::offset),
                    column("log_odds", DOUBLE, "", "Else a knot: the margin's log-odds", Calibrator::logOdds),
                    column("probability", DOUBLE, "", "Its probability", Calibrator::probability))
            .ofTheWholeTable();

    private ModelDatasets() {}

    private static Model.Iteration last(Model model) {
        return model.history().get(model.iterations());
    }

    private static double calibrated(Model model, ToDoubleFunction<Model.Calibrated> figure) {
        return model.calibrated().map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
