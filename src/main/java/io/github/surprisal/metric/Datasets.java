package io.github.surprisal.metric;

import io.github.surprisal.count.Group;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Figure;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation.CalibrationBin;
import io.github.surprisal.evaluate.Evaluation.ClassLoss;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.evaluate.FeatureTest;
import io.github.surprisal.evaluate.ModelFit;
import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.measure.Measures.Bin;
import io.github.surprisal.measure.Measures.ColumnEntropy;
import io.github.surprisal.measure.Measures.InformationGain;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.select.Selection;
import io.github.surprisal.select.criterion.PairTerms;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of each dataset and how a result becomes a row of it. Undefined figures, NaN inside, become NULL. Counts are
 * whole numbers, or doubles when rows have weights.
 */
final class Datasets {
    static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType, true);
    private static final List<String> NONE = List.of();

    private final boolean weighted;

    Datasets(boolean weighted) {
        this.weighted = weighted;
    }

    /** Name, schema and rows. */
    record Content(String name, StructType schema, List<Row> rows) {
        /** The same with a column that has this text in all rows. */
        Content with(String column, String text) {
            return new Content(
                    name,
                    schema.add(column, DataTypes.StringType, false),
                    rows.stream().map(row -> append(row, text)).toList());
        }

        private static Row append(Row row, String text) {
            Object[] values = new Object[row.size() + 1];
            for (int i = 0; i < row.size(); i++) {
                values[i] = row.get(i);
            }
            values[row.size()] = text;
            return RowFactory.create(values);
        }
    }

    private DataType countType() {
        return weighted ? DataTypes.DoubleType : DataTypes.LongType;
    }

    private Object count(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        return weighted ? (Object) value : (Object) Math.round(value);
    }

    private static Double figure(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String text(String value) {
        return value.isEmpty() ? null : value;
    }

    private static StructType grouped() {
        return new StructType().add("group_columns", TEXTS, false).add("group_values", TEXTS, false);
    }

    private static StructType figures(StructType schema, String... names) {
        StructType result = schema;
        for (String name : names) {
            result = result.add(name, DataTypes.DoubleType, true);
        }
        return result;
    }

    private static StructType texts(StructType schema, String... names) {
        StructType result = schema;
        for (String name : names) {
            result = result.add(name, DataTypes.StringType, true);
        }
        return result;
    }

    private static Row row(List<String> columns, List<String> values, Object... rest) {
        List<Object> all = new ArrayList<>(List.of(columns.toArray(String[]::new), values.toArray(String[]::new)));
        all.addAll(Arrays.asList(rest));
        return RowFactory.create(all.toArray());
    }

    private static Row row(Group group, Object... rest) {
        return row(group.columns(), group.values(), rest);
    }

    Content columnEntropy(List<ColumnEntropy> entropies) {
        StructType schema = texts(grouped(), "column", "kind")
                .add("rows", countType(), true)
                .add("nulls", countType(), true)
                .add("distinct", DataTypes.LongType, true);
        schema = figures(schema, "entropy", "normalized_entropy", "perplexity", "std_error");
        schema = figures(texts(schema, "unit", "estimator", "mode"), "mode_share", "differential_entropy");
        List<Row> rows = new ArrayList<>();
        for (ColumnEntropy e : entropies) {
            rows.add(row(
                    e.group(),
                    e.column(),
                    e.kind(),
                    count(e.rows()),
                    count(e.nulls()),
                    e.distinct(),
                    figure(e.entropy()),
                    figure(e.normalizedEntropy()),
                    figure(e.perplexity()),
                    figure(e.stdError()),
                    e.unit().label(),
                    e.estimator(),
                    Double.isNaN(e.modeShare()) ? null : e.mode(),
                    figure(e.modeShare()),
                    figure(e.differentialEntropy())));
        }
        return new Content("column_entropy", schema, rows);
    }

    Content informationGain(List<InformationGain> gains) {
        StructType schema = texts(grouped(), "feature", "label").add("rows", countType(), true);
        schema = figures(
                schema,
                "label_entropy",
                "conditional_entropy",
                "information_gain",
                "gain_ratio",
                "symmetric_uncertainty",
                "g_statistic",
                "degrees_of_freedom",
                "p_value",
                "q_value",
                "std_error",
                "cramers_v",
                "theils_u",
                "information_value",
                "missing_information_gain");
        schema = texts(schema.add("flags", TEXTS, false), "unit", "estimator").add("rank", DataTypes.IntegerType, true);
        schema = figures(schema, "adjusted_information_gain", "chi_squared", "log_p_value");
        List<Row> rows = new ArrayList<>();
        for (InformationGain g : gains) {
            rows.add(row(
                    g.group(),
                    g.feature(),
                    g.label(),
                    count(g.rows()),
                    figure(g.labelEntropy()),
                    figure(g.conditionalEntropy()),
                    figure(g.informationGain()),
                    figure(g.gainRatio()),
                    figure(g.symmetricUncertainty()),
                    figure(g.gStatistic()),
                    figure(g.degreesOfFreedom()),
                    figure(g.pValue()),
                    figure(g.qValue()),
                    figure(g.stdError()),
                    figure(g.cramersV()),
                    figure(g.theilsU()),
                    figure(g.informationValue()),
                    figure(g.missingInformationGain()),
                    g.flags().toArray(String[]::new),
                    g.unit().label(),
                    g.estimator(),
                    g.rank(),
                    figure(g.adjustedInformationGain()),
                    figure(g.chiSquared()),
                    figure(g.logPValue())));
        }
        return new Content("information_gain", schema, rows);
    }

    Content bestSplit(List<BestSplit> splits) {
        StructType schema = figures(texts(grouped(), "feature"), "threshold").add("categories", TEXTS, true);
        schema = figures(schema, "gain", "gain_ratio")
                .add("mdl_accepted", DataTypes.BooleanType, false)
                .add("left_rows", countType(), false)
                .add("right_rows", countType(), false);
        schema = texts(schema, "case_when", "threshold_value");
        List<Row> rows = new ArrayList<>();
        for (BestSplit s : splits) {
            rows.add(row(
                    s.group(),
                    s.feature(),
                    figure(s.threshold()),
                    s.categories().isEmpty() ? null : s.categories().toArray(String[]::new),
                    figure(s.gain()),
                    figure(s.gainRatio()),
                    s.mdlAccepted(),
                    count(s.leftRows()),
                    count(s.rightRows()),
                    text(s.caseWhen()),
                    text(s.thresholdValue())));
        }
        return new Content("best_split", schema, rows);
    }

    Content bins(List<Bin> bins) {
        StructType schema = texts(grouped(), "feature").add("bin", DataTypes.IntegerType, false);
        schema = figures(schema, "lower", "upper")
                .add("rows", countType(), false)
                .add("label_counts", DataTypes.createArrayType(countType(), false), false);
        schema = texts(figures(schema, "weight_of_evidence"), "lower_value", "upper_value");
        List<Row> rows = new ArrayList<>();
        for (Bin b : bins) {
            Object[] counts =
                    DoubleStream.of(b.labelCounts()).mapToObj(this::count).toArray();
            rows.add(row(
                    NONE,
                    NONE,
                    b.feature(),
                    b.bin(),
                    figure(b.lower()),
                    figure(b.upper()),
                    count(b.rows()),
                    counts,
                    figure(b.weightOfEvidence()),
                    text(b.lowerValue()),
                    text(b.upperValue())));
        }
        return new Content("bins", schema, rows);
    }

    Content drift(List<ColumnDrift> drifts) {
        List<Figure> first = List.of(
                Figure.CROSS_ENTROPY,
                Figure.KL_DIVERGENCE,
                Figure.JS_DIVERGENCE,
                Figure.PSI,
                Figure.TOTAL_VARIATION,
                Figure.NULL_SHARE_CHANGE,
                Figure.P_VALUE,
                Figure.INFORMATION_GAIN);
        List<Figure> then = List.of(
                Figure.EXPECTED_JS_DIVERGENCE,
                Figure.EXPECTED_PSI,
                Figure.REVERSE_KL_DIVERGENCE,
                Figure.KS_STATISTIC,
                Figure.KS_P_VALUE,
                Figure.DIFFERENTIAL_CROSS_ENTROPY);
        StructType schema = texts(grouped(), "column")
                .add("reference_rows", countType(), true)
                .add("rows", countType(), true);
        schema = figures(schema, first.stream().map(Figure::label).toArray(String[]::new));
        schema = texts(schema, "unit", "status");
        schema = figures(schema, then.stream().map(Figure::label).toArray(String[]::new))
                .add("new_categories", DataTypes.LongType, true)
                .add("vanished_categories", DataTypes.LongType, true)
                .add("new_values", TEXTS, false)
                .add("vanished_values", TEXTS, false);
        List<Row> rows = new ArrayList<>();
        for (ColumnDrift d : drifts) {
            List<Object> values = new ArrayList<>();
            values.addAll(Arrays.asList(d.column(), count(d.referenceRows()), count(d.rows())));
            first.forEach(figure -> values.add(figure(d.figure(figure))));
            values.addAll(List.of(d.unit().label(), d.status().text()));
            then.forEach(figure -> values.add(figure(d.figure(figure))));
            values.add(d.added().isKnown() ? d.added().count() : null);
            values.add(d.vanished().isKnown() ? d.vanished().count() : null);
            values.add(d.added().values().toArray(String[]::new));
            values.add(d.vanished().values().toArray(String[]::new));
            rows.add(row(d.group(), values.toArray()));
        }
        return new Content("drift", schema, rows);
    }

    Content selection(Selection selection) {
        StructType schema = texts(grouped().add("step", DataTypes.IntegerType, false), "feature", "criterion");
        schema = figures(schema, "score", "relevance", "redundancy", "p_value")
                .add("selected", DataTypes.BooleanType, false);
        schema = texts(figures(schema, "adjusted_score", "conditional_gain"), "redundant_with");
        schema = figures(schema, "q_value", "selected_share").add("flags", TEXTS, false);
        List<Row> rows = new ArrayList<>();
        for (Selection.Step s : selection.steps()) {
            Selection.Figures f = s.figures();
            rows.add(row(
                    s.groupColumns(),
                    s.groupValues(),
                    s.step(),
                    s.feature(),
                    s.criterion(),
                    figure(f.score()),
                    figure(f.relevance()),
                    figure(f.redundancy()),
                    figure(f.pValue()),
                    s.selected(),
                    figure(f.adjustedScore()),
                    figure(f.conditionalGain()),
                    text(s.redundantWith()),
                    figure(f.qValue()),
                    figure(f.selectedShare()),
                    s.flags().toArray(String[]::new)));
        }
        return new Content("selection", schema, rows);
    }

    Content pairs(List<Selection.Pair> pairs, String unit) {
        StructType schema = texts(grouped(), "feature", "other");
        schema = figures(
                schema,
                "mutual_information",
                "conditional_information",
                "conditional_gain",
                "joint_gain",
                "synergy",
                "symmetric_uncertainty",
                "p_value");
        schema = texts(schema, "unit");
        List<Row> rows = new ArrayList<>();
        for (Selection.Pair pair : pairs) {
            PairTerms terms = pair.terms();
            rows.add(row(
                    NONE,
                    NONE,
                    pair.feature(),
                    pair.other(),
                    figure(terms.information()),
                    figure(terms.conditionalInformation()),
                    figure(terms.conditionalGain()),
                    figure(terms.jointGain()),
                    figure(pair.synergy()),
                    figure(terms.symmetricUncertainty()),
                    figure(terms.pValue()),
                    unit));
        }
        return new Content("pairs", schema, rows);
    }

    Content coefficients(List<Coefficient> coefficients) {
        StructType schema = texts(grouped(), "model", "class", "feature", "category");
        schema = figures(
                schema,
                "coefficient",
                "std_error",
                "z",
                "p_value",
                "odds_ratio",
                "ci_lower",
                "ci_upper",
                "standardized_coefficient");
        List<Row> rows = new ArrayList<>();
        for (Coefficient c : coefficients) {
            rows.add(row(
                    NONE,
                    NONE,
                    c.model(),
                    c.labelClass(),
                    c.feature(),
                    text(c.category()),
                    figure(c.coefficient()),
                    figure(c.stdError()),
                    figure(c.z()),
                    figure(c.pValue()),
                    figure(c.oddsRatio()),
                    figure(c.lower()),
                    figure(c.upper()),
                    figure(c.standardized())));
        }
        return new Content("coefficients", schema, rows);
    }

    Content logLoss(List<LogLoss> losses) {
        StructType schema = texts(grouped(), "model", "dataset").add("rows", countType(), true);
        schema = figures(
                schema,
                "log_loss",
                "label_entropy",
                "normalized_log_loss",
                "information_used",
                "brier",
                "accuracy",
                "area_under_roc",
                "calibration_error",
                "log_loss_std_error");
        schema = figures(
                texts(schema, "unit"),
                "brier_reliability",
                "brier_resolution",
                "brier_uncertainty",
                "area_under_precision_recall",
                "information_of_features",
                "joint_information");
        List<Row> rows = new ArrayList<>();
        for (LogLoss l : losses) {
            rows.add(row(
                    l.group().columns(),
                    l.group().values(),
                    l.model(),
                    l.dataset(),
                    count(l.rows()),
                    figure(l.logLoss()),
                    figure(l.labelEntropy()),
                    figure(l.normalizedLogLoss()),
                    figure(l.informationUsed()),
                    figure(l.brier()),
                    figure(l.accuracy()),
                    figure(l.areaUnderRoc()),
                    figure(l.calibrationError()),
                    figure(l.logLossStdError()),
                    l.unit().label(),
                    figure(l.brierParts().get(0)),
                    figure(l.brierParts().get(1)),
                    figure(l.brierParts().get(2)),
                    figure(l.areaUnderPrecisionRecall()),
                    figure(l.informationOfFeatures()),
                    figure(l.jointInformation())));
        }
        return new Content("log_loss", schema, rows);
    }

    Content classLoss(List<ClassLoss> losses) {
        StructType schema = texts(grouped(), "model", "dataset", "class").add("rows", countType(), true);
        schema = texts(
                figures(
                        schema,
                        "log_loss",
                        "log_loss_std_error",
                        "observed_share",
                        "mean_predicted",
                        "precision",
                        "recall"),
                "unit");
        List<Row> rows = new ArrayList<>();
        for (ClassLoss l : losses) {
            rows.add(row(
                    l.group().columns(),
                    l.group().values(),
                    l.model(),
                    l.dataset(),
                    l.labelClass(),
                    count(l.rows()),
                    figure(l.logLoss()),
                    figure(l.logLossStdError()),
                    figure(l.observedShare()),
                    figure(l.meanPredicted()),
                    figure(l.precision()),
                    figure(l.recall()),
                    l.unit().label()));
        }
        return new Content("class_loss", schema, rows);
    }

    Content modelFit(ModelFit fit) {
        Model model = fit.model();
        StructType schema = figures(
                texts(grouped(), "model").add("rows", countType(), true),
                "reg_param",
                "degrees_of_freedom",
                "log_likelihood",
                "null_log_likelihood",
                "deviance",
                "mcfadden_r2",
                "aic",
                "bic",
                "objective");
        schema = texts(schema.add("iterations", DataTypes.IntegerType, false), "convergence")
                .add("calibration", DataTypes.StringType, true);
        schema = texts(figures(schema, "held_out_log_loss", "calibrated_log_loss"), "standard_errors")
                .add("reg_param_reason", DataTypes.StringType, true);
        Optional<Model.Calibrated> calibrated = model.calibrated();
        return new Content(
                "model_fit",
                schema,
                List.of(row(
                        NONE,
                        NONE,
                        model.name(),
                        count(fit.rows()),
                        figure(model.regParam()),
                        figure(fit.degreesOfFreedom()),
                        figure(fit.logLikelihood()),
                        figure(fit.nullLogLikelihood()),
                        figure(fit.deviance()),
                        figure(fit.mcFaddenR2()),
                        figure(fit.aic()),
                        figure(fit.bic()),
                        figure(model.history().get(model.history().size() - 1).objective()),
                        model.iterations(),
                        model.convergence().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        calibrated.map(Datasets::method).orElse(null),
                        figure(calibrated.map(Model.Calibrated::logLoss).orElse(Double.NaN)),
                        figure(calibrated
                                .map(Model.Calibrated::calibratedLogLoss)
                                .orElse(Double.NaN)),
                        model.stdErrors().kind().name().toLowerCase(Locale.ROOT),
                        model.penaltyReason().isEmpty() ? null : model.penaltyReason())));
    }

    private static String method(Model.Calibrated calibrated) {
        return calibrated.method().name().toLowerCase(Locale.ROOT);
    }

    /** A row per margin, or per knot of its. */
    Content calibrator(Model model, Model.Calibrated calibrated) {
        StructType schema =
                figures(texts(grouped(), "model", "method", "class"), "slope", "offset", "log_odds", "probability");
        List<Row> rows = new ArrayList<>();
        int margins = model.scorer().margins();
        for (int k = 0; k < margins; k++) {
            String name = model.classes().get(margins == 1 ? 1 : k);
            if (model.scorer().calibration() instanceof Calibration.Affine affine) {
                rows.add(calibrator(
                        model, calibrated, name, affine.slopes()[k], affine.offsets()[k], Double.NaN, Double.NaN));
            } else if (model.scorer().calibration() instanceof Calibration.Isotonic isotonic) {
                double[] knots = isotonic.logOdds()[k];
                for (int i = 0; i < knots.length; i++) {
                    double probability = isotonic.probabilities()[k][i];
                    rows.add(calibrator(model, calibrated, name, Double.NaN, Double.NaN, knots[i], probability));
                }
            }
        }
        return new Content("calibrator", schema, rows);
    }

    private static Row calibrator(
            Model model,
            Model.Calibrated calibrated,
            String labelClass,
            double slope,
            double offset,
            double logOdds,
            double probability) {
        return row(
                NONE,
                NONE,
                model.name(),
                method(calibrated),
                labelClass,
                figure(slope),
                figure(offset),
                figure(logOdds),
                figure(probability));
    }

    Content regularizationPath(Model model) {
        StructType schema = figures(texts(grouped(), "model"), "reg_param", "log_loss", "std_error", "train_log_loss")
                .add("nonzero", DataTypes.IntegerType, false)
                .add("iterations", DataTypes.IntegerType, false)
                .add("chosen", DataTypes.BooleanType, false);
        List<Row> rows = new ArrayList<>();
        for (Model.PathPoint p : model.path()) {
            rows.add(row(
                    NONE,
                    NONE,
                    model.name(),
                    figure(p.regParam()),
                    figure(p.logLoss()),
                    figure(p.stdError()),
                    figure(p.trainLogLoss()),
                    p.nonZero(),
                    p.iterations(),
                    p.chosen()));
        }
        return new Content("regularization_path", schema, rows);
    }

    Content featureTest(List<FeatureTest> tests) {
        StructType schema = figures(texts(grouped(), "model", "feature"), "likelihood_ratio")
                .add("degrees_of_freedom", DataTypes.IntegerType, false);
        schema = figures(schema, "p_value");
        List<Row> rows = new ArrayList<>();
        for (FeatureTest t : tests) {
            rows.add(row(
                    NONE,
                    NONE,
                    t.model(),
                    t.feature(),
                    figure(t.statistic()),
                    t.degreesOfFreedom(),
                    figure(t.pValue())));
        }
        return new Content("feature_test", schema, rows);
    }

    Content calibration(List<CalibrationBin> bins) {
        StructType schema = texts(grouped(), "model", "dataset", "class")
                .add("bin", DataTypes.IntegerType, false)
                .add("rows", countType(), true);
        schema = figures(schema, "mean_predicted", "observed_share");
        List<Row> rows = new ArrayList<>();
        for (CalibrationBin c : bins) {
            rows.add(row(
                    c.group().columns(),
                    c.group().values(),
                    c.model(),
                    c.dataset(),
                    c.labelClass(),
                    c.bin(),
                    count(c.rows()),
                    figure(c.meanPredicted()),
                    figure(c.observedShare())));
        }
        return new Content("calibration", schema, rows);
    }

    Content objectiveHistory(Model model) {
        StructType schema = figures(
                texts(grouped(), "model").add("iteration", DataTypes.IntegerType, false), "objective", "gradient_norm");
        List<Row> rows = new ArrayList<>();
        for (Model.Iteration i : model.history()) {
            rows.add(row(NONE, NONE, model.name(), i.iteration(), figure(i.objective()), figure(i.gradientNorm())));
        }
        return new Content("objective_history", schema, rows);
    }

    /**
     * The row of a run.
     *
     * @param attempt the one that counts
     * @param modelPath the folder of the saved model; empty where there is none
     */
    Content runs(Run run, String attempt, String modelPath) {
        StructType input = new StructType()
                .add("paths", TEXTS, false)
                .add("files", DataTypes.LongType, true)
                .add("bytes", DataTypes.LongType, true);
        StructType schema = new StructType().add(ParquetFile.ATTEMPT, DataTypes.StringType, false);
        schema = texts(schema, "model_path", "reader", "command", "status")
                .add("started_at", DataTypes.TimestampType, false)
                .add("finished_at", DataTypes.TimestampType, false);
        schema = texts(schema, "surprisal_version", "spark_version", "config")
                .add("input", input, false)
                .add("rows", countType(), false)
                .add("unlabelled_rows", countType(), true)
                .add("scans", DataTypes.IntegerType, false)
                .add("stages", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false), false);
        Row inputRow = RowFactory.create(
                run.input().paths().toArray(String[]::new),
                run.input().files() < 0 ? null : run.input().files(),
                run.input().bytes() < 0 ? null : run.input().bytes());
        Row row = RowFactory.create(
                attempt,
                text(modelPath),
                text(run.readers().stream().sorted().map(SourceReader::label).collect(Collectors.joining(", "))),
                run.command(),
                "done",
                java.sql.Timestamp.from(run.startedAt()),
                java.sql.Timestamp.from(run.finishedAt()),
                run.surprisalVersion(),
                run.sparkVersion(),
                text(run.config()),
                inputRow,
                count(run.rows()),
                count(run.unlabelledRows()),
                run.scans(),
                run.stageSeconds());
        return new Content(OutputFolder.RUNS, schema, List.of(row));
    }
}
