package io.github.surprisal.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.drift.Drift.DriftBin;
import io.github.surprisal.encode.CodeSplit;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation.CalibrationBin;
import io.github.surprisal.evaluate.Evaluation.ClassLoss;
import io.github.surprisal.evaluate.Evaluation.LogLoss;
import io.github.surprisal.evaluate.FeatureImportance;
import io.github.surprisal.evaluate.FeatureTest;
import io.github.surprisal.evaluate.ModelFit;
import io.github.surprisal.evaluate.TreeNode;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.metric.EvaluationDatasets.Importance;
import io.github.surprisal.metric.ModelDatasets.Calibrator;
import io.github.surprisal.metric.ModelDatasets.Of;
import io.github.surprisal.metric.RunDatasets.Finished;
import io.github.surprisal.metric.SelectionDatasets.PairRow;
import io.github.surprisal.select.Selection;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * What is written stays what it was: {@code golden/datasets.txt} has of each dataset name, type (a second one where rows have
 * weights) and nullability of every column. Then the rows made of results whose figures all differ, the same with weights, and
 * those of results of which nothing is defined.
 */
class DatasetsTest {
    private final List<String> lines = new ArrayList<>();
    private final List<String> described = new ArrayList<>();

    @Test
    void schemasAndRowsStay() throws IOException {
        describe(
                RunDatasets.RUNS,
                List.of(new Finished(Sample.of(Run.class), "attempt", "model path")),
                List.of(new Finished(Sample.undefined(Run.class), "attempt", "")));
        describe(MeasureDatasets.COLUMN_ENTROPY, Measures.ColumnEntropy.class);
        describe(MeasureDatasets.INFORMATION_GAIN, Measures.InformationGain.class);
        describe(MeasureDatasets.BEST_SPLIT, Measures.BestSplit.class);
        describe(MeasureDatasets.BINS, Measures.Bin.class);
        describe(MeasureDatasets.FREQUENT_VALUES, Measures.Value.class);
        describe(DriftDatasets.DRIFT, ColumnDrift.class);
        describe(DriftDatasets.DRIFT_BINS, DriftBin.class);
        describe(SelectionDatasets.SELECTION, Selection.Step.class);
        describe(SelectionDatasets.PAIRS, List.of(pair(true)), List.of(pair(false)));
        describe(ModelDatasets.COEFFICIENTS, Coefficient.class);
        describe(ModelDatasets.TREE_NODES, nodes(true), nodes(false));
        describe(EvaluationDatasets.FEATURE_IMPORTANCE, importance(true), importance(false));
        describe(EvaluationDatasets.LOG_LOSS, LogLoss.class);
        describe(EvaluationDatasets.CLASS_LOSS, ClassLoss.class);
        describe(ModelDatasets.MODEL_FIT, List.of(fit(true)), List.of(fit(false)));
        describe(ModelDatasets.REGULARIZATION_PATH, path(true), path(false));
        describe(ModelDatasets.FEATURE_TEST, FeatureTest.class);
        describe(EvaluationDatasets.CALIBRATION, CalibrationBin.class);
        describe(ModelDatasets.OBJECTIVE_HISTORY, history(true), history(false));
        describe(ModelDatasets.CALIBRATOR, calibrators(true), calibrators(false));
        describe(RunDatasets.COUNTS, List.of(), List.of());

        assertThat(Datasets.all()).extracting(Dataset::name).hasSameElementsAs(described);
        try (InputStream golden = DatasetsTest.class.getResourceAsStream("/golden/datasets.txt")) {
            assertThat(lines)
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    @Test
    void everyColumnIsExplained() {
        for (Dataset<?> dataset : Datasets.all()) {
            assertThat(dataset.rowPer()).as(dataset.name()).isNotBlank();
            assertThat(dataset.columns())
                    .as(dataset.name())
                    .allSatisfy(column -> assertThat(column.text()).isNotBlank())
                    .extracting(Dataset.Column::name)
                    .doesNotHaveDuplicates();
        }
    }

    private <T> void describe(Dataset<T> dataset, Class<T> type) {
        describe(dataset, List.of(Sample.of(type)), List.of(Sample.undefined(type)));
    }

    private <T> void describe(Dataset<T> dataset, List<T> results, List<T> undefined) {
        described.add(dataset.name());
        lines.add("# " + dataset.name());
        StructType schema = dataset.schema(false);
        StructType weighted = dataset.schema(true);
        for (int i = 0; i < schema.size(); i++) {
            String type = schema.apply(i).dataType().json();
            String weightedType = weighted.apply(i).dataType().json();
            lines.add(schema.apply(i).name() + " " + type + (type.equals(weightedType) ? "" : " or " + weightedType)
                    + (schema.apply(i).nullable() ? "" : " required"));
        }
        dataset.rows(results, false).forEach(row -> lines.add("= " + text(row, " | ")));
        dataset.rows(results, true).forEach(row -> lines.add("= " + text(row, " | ")));
        dataset.rows(undefined, false).forEach(row -> lines.add("= " + text(row, " | ")));
    }

    private static String text(Row row, String separator) {
        return String.join(
                separator,
                IntStream.range(0, row.size()).mapToObj(i -> text(row.get(i))).toList());
    }

    private static String text(Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(DatasetsTest::text).toList().toString();
        }
        if (value instanceof Row row) {
            return "[" + text(row, ", ") + "]";
        }
        if (value instanceof Timestamp time) {
            return time.toInstant().toString();
        }
        return value == null ? "NULL" : value + (value instanceof Long ? "L" : "");
    }

    private static <T> T sample(Class<T> type, boolean isDefined) {
        return isDefined ? Sample.of(type) : Sample.undefined(type);
    }

    private static PairRow pair(boolean isDefined) {
        return new PairRow(sample(Selection.Pair.class, isDefined), Unit.BITS);
    }

    private static List<Importance> importance(boolean isDefined) {
        return List.of(new Importance(sample(FeatureImportance.class, isDefined), Unit.BITS));
    }

    /** A number's split, a category's, and a leaf of a tree for each class. */
    private static List<TreeNode> nodes(boolean isDefined) {
        CodeSplit number = new CodeSplit(1.25, "1.250", List.of(), true, "x <= 1.250 OR x IS NULL", true);
        CodeSplit category = new CodeSplit(Double.NaN, "", List.of("a", "(other)"), false, "c = 'b'", false);
        return isDefined
                ? List.of(
                        new TreeNode(
                                "model",
                                3,
                                "yes",
                                0,
                                -1,
                                "x",
                                () -> Optional.of(number),
                                4,
                                List.of(),
                                5.25,
                                List.of(6.25)),
                        new TreeNode(
                                "model",
                                4,
                                "",
                                7,
                                6,
                                "c",
                                () -> Optional.of(category),
                                8,
                                List.of(9.0, 10.0),
                                11.25,
                                List.of(12.25, 13.25)))
                : List.of(new TreeNode(
                        "model", 5, "", 2, 1, "", Optional::empty, 4, List.of(), Double.NaN, List.of(14.25, 15.25)));
    }

    private static ModelFit fit(boolean isDefined) {
        ModelFit fit = sample(ModelFit.class, isDefined);
        return new ModelFit(
                model(isDefined), fit.rows(), fit.degreesOfFreedom(), fit.logLikelihood(), fit.nullLogLikelihood());
    }

    private static List<Of<LinearFit.PathPoint>> path(boolean isDefined) {
        return Of.all(model(isDefined), model(isDefined).linear().orElseThrow().path());
    }

    private static List<Of<Model.Iteration>> history(boolean isDefined) {
        return Of.all(model(isDefined), model(isDefined).history());
    }

    private static List<Calibrator> calibrators(boolean isDefined) {
        Calibration knots = new Calibration.Isotonic(new double[][] {{1.25, 2.25}}, new double[][] {{3.25, 4.25}});
        Model model = model(isDefined);
        Model isotonic = model(isDefined, new LinearScorer(1, new double[1], new double[1], knots));
        Model.Calibrated calibrated = Sample.of(Model.Calibrated.class);
        return Stream.of(model, isotonic)
                .flatMap(of -> Calibrator.all(of, calibrated).stream())
                .toList();
    }

    private static Model model(boolean isDefined) {
        return model(isDefined, sample(Model.class, isDefined).scorer());
    }

    /** Two classes, and a start from which no step was made. */
    private static Model model(boolean isDefined, Scorer scorer) {
        Model model = sample(Model.class, isDefined);
        return new Model(
                model.name(),
                List.of("no", "yes"),
                model.encoding(),
                scorer,
                List.of(
                        isDefined
                                ? new Model.Iteration(3, 4.25, 5.25, 6.25, 7.25, 8.25)
                                : new Model.Iteration(3, 4.25, Double.NaN)),
                model.convergence(),
                model.warnings(),
                model.fit(),
                model.calibrated());
    }
}
