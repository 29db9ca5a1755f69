package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.LinearFit;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Loss;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.WarmStart;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A logistic or softmax regression that scores tables: on raw columns if {@code inputCols} are set, else on a vector column.
 * Raw columns are cast to the types that they were trained with; what cannot be cast counts as null, a category that was not
 * trained on takes what the rare ones share, or nothing. No row is dropped.
 */
public final class SoftmaxRegressionModel extends ProbabilisticClassificationModel<Vector, SoftmaxRegressionModel>
        implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private String uid;
    private StringArrayParam inputCols;
    private Param<String> predictedLabelCol;
    private Fitted fitted;

    /**
     * What was learned.
     *
     * @param classes the labels as text, by class
     * @param sources where features that are not columns come from
     * @param stdErrors of the coefficients, NaN where unknown, and of the intercepts
     * @param objectives mean log-loss and penalty in nats, the starting point first
     * @param convergence why training ended
     */
    record Fitted(
            List<String> classes,
            Encoding encoding,
            Sources sources,
            LinearScorer scorer,
            double[] stdErrors,
            double[] interceptStdErrors,
            double[] objectives,
            String convergence)
            implements Serializable {
        private static final StructType SCHEMA = StructType.fromDDL("classes array<string>, encoding string, sources"
                + " string, coefficients array<double>, intercepts array<double>, std_errors array<double>,"
                + " intercept_std_errors array<double>, objectives array<double>, convergence string, slopes array<double>, offsets"
                + " array<double>, log_odds array<array<double>>, probabilities array<array<double>>");

        static Fitted of(Model model, Sources sources) {
            LinearFit fit = model.linear().orElseThrow();
            return new Fitted(
                    model.classes(),
                    model.encoding(),
                    sources,
                    (LinearScorer) model.scorer(),
                    fit.stdErrors().coefficients(),
                    fit.stdErrors().intercepts(),
                    model.history().stream()
                            .mapToDouble(Model.Iteration::objective)
                            .toArray(),
                    model.convergence().name());
        }

        Row row() {
            return RowFactory.create(
                    classes.toArray(String[]::new),
                    encoding.toJson(),
                    sources.toJson(),
                    scorer.coefficients(),
                    scorer.intercepts(),
                    stdErrors,
                    interceptStdErrors,
                    objectives,
                    convergence,
                    scorer.calibration() instanceof Calibration.Affine affine ? affine.slopes() : null,
                    scorer.calibration() instanceof Calibration.Affine affine ? affine.offsets() : null,
                    scorer.calibration() instanceof Calibration.Isotonic isotonic ? isotonic.logOdds() : null,
                    scorer.calibration() instanceof Calibration.Isotonic isotonic ? isotonic.probabilities() : null);
        }

        static Fitted of(Row row) {
            Encoding encoding = Encoding.fromJson(row.getString(1));
            return new Fitted(
                    row.getList(0),
                    encoding,
                    Sources.fromJson(row.getString(2)),
                    new LinearScorer(encoding.size(), doubles(row, 3), doubles(row, 4), calibration(row)),
                    doubles(row, 5),
                    doubles(row, 6),
                    doubles(row, 7),
                    row.getString(8));
        }

        /** Models of release 0.1 end before it: they are not calibrated. */
        private static Calibration calibration(Row row) {
            if (row.size() <= 9) {
                return Calibration.NONE;
            }
            if (!row.isNullAt(9)) {
                return new Calibration.Affine(doubles(row, 9), doubles(row, 10));
            }
            return row.isNullAt(11)
                    ? Calibration.NONE
                    : new Calibration.Isotonic(arraysOfDoubles(row, 11), arraysOfDoubles(row, 12));
        }

        private static double[] doubles(Row row, int column) {
            return doubles(row.getList(column));
        }

        private static double[] doubles(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private static double[][] arraysOfDoubles(Row row, int column) {
            return row.<scala.collection.Seq<Double>>getList(column).stream()
                    .map(values -> doubles(CollectionConverters.asJava(values)))
                    .toArray(double[][]::new);
        }
    }

    /** For the service loader: without what was fitted. */
    public SoftmaxRegressionModel() {
        this((Void) null);
    }

    /** For Spark's reader of params. */
    public SoftmaxRegressionModel(String uid) {
        this(Uids.next(uid));
    }

    private SoftmaxRegressionModel(Void unused) {}

    SoftmaxRegressionModel(String uid, Fitted fitted) {
        this(Uids.next(uid));
        this.fitted = fitted;
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take("softmax");
        }
        return uid;
    }

    /** Columns of any type that can be counted, instead of the vector column. */
    public StringArrayParam inputCols() {
        if (inputCols == null) {
            inputCols = new StringArrayParam(this, "inputCols", "input column names");
        }
        return inputCols;
    }

    /** A column for the text of the predicted class; none unless set. */
    public Param<String> predictedLabelCol() {
        if (predictedLabelCol == null) {
            predictedLabelCol = new Param<>(
                    this, "predictedLabelCol", "column name for the predicted class's text, none if not set");
        }
        return predictedLabelCol;
    }

    public String[] getInputCols() {
        return getOrDefault(inputCols());
    }

    public SoftmaxRegressionModel setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    public SoftmaxRegressionModel setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
    }

    private String predictedLabel() {
        return getOrDefault(predictedLabelCol());
    }

    /** Two of Spark's classes declare this with types that only Scala can reconcile. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public scala.Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public int numClasses() {
        return fitted.classes().size();
    }

    /** The number of terms: elements of the vector, or what {@code inputCols} become. */
    @Override
    public int numFeatures() {
        return fitted.encoding().size();
    }

    WarmStart warmStart(String name) {
        return new WarmStart(name, fitted.classes(), fitted.encoding(), fitted.scorer());
    }

    /** The labels as text, by class. */
    public List<String> classes() {
        return fitted.classes();
    }

    /** What each column of the coefficients stands for. */
    public List<Encoding.Term> terms() {
        return fitted.encoding().terms();
    }

    /** Classes × terms; with two classes one row, that of the second. */
    public Matrix coefficientMatrix() {
        return matrix(fitted.scorer().coefficients());
    }

    /** One per row of the coefficients. */
    public Vector interceptVector() {
        return Vectors.dense(fitted.scorer().intercepts().clone());
    }

    /** Of the coefficients, in their shape; NaN where unknown (with an L1 penalty, or beyond 1,000 of them). */
    public Matrix coefficientStandardErrors() {
        return matrix(fitted.stdErrors());
    }

    /** Of the intercepts; NaN where unknown. */
    public Vector interceptStandardErrors() {
        return Vectors.dense(fitted.interceptStdErrors().clone());
    }

    /** The objective in nats, by iteration, the starting point first. */
    public double[] objectiveHistory() {
        return fitted.objectives().clone();
    }

    /** Why training ended: a name of {@link io.github.surprisal.train.Model.Convergence}. */
    public String convergence() {
        return fitted.convergence();
    }

    private Matrix matrix(double[] rowMajor) {
        return new DenseMatrix(fitted.scorer().margins(), fitted.scorer().terms(), rowMajor.clone(), true);
    }

    /** The margin of each class: with two classes −m and m. */
    @Override
    public Vector predictRaw(Vector features) {
        LinearScorer scorer = fitted.scorer();
        if (features.size() != scorer.terms()) {
            throw new IllegalArgumentException(
                    "features: expected a vector of " + scorer.terms() + " elements, found " + features.size());
        }
        double[] margins = new double[scorer.margins()];
        for (int k = 0; k < margins.length; k++) {
            int first = k * scorer.terms();
            double[] sum = {0};
            features.foreachNonZero((j, value) -> {
                sum[0] += scorer.coefficients()[first + (int) j] * (double) value;
                return null;
            });
            margins[k] = sum[0] + scorer.intercepts()[k];
        }
        scorer.calibration().apply(margins);
        return Vectors.dense(Scoring.raw(margins));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        double[] values = raw.toArray();
        double[] margins = values.length == 2 ? new double[] {values[1]} : values.clone();
        Loss.probabilities(margins, values);
        return raw;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        if (!isDefined(inputCols())) {
            Dataset<Row> scored = super.transform(dataset);
            return isDefined(predictedLabelCol())
                    ? scored.withColumn(predictedLabel(), textOf(scored.col(getPredictionCol())))
                    : scored;
        }
        transformSchema(dataset.schema());
        Map<String, String> outputs = outputs();
        if (outputs.isEmpty()) {
            return dataset.toDF();
        }
        return raw().transform(dataset, outputs, limits());
    }

    private RawScoring raw() {
        return new RawScoring(fitted.encoding(), fitted.sources(), fitted.scorer(), fitted.classes());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (!isDefined(inputCols())) {
            StructType result = super.transformSchema(schema);
            return isDefined(predictedLabelCol()) ? result.add(predictedLabel(), DataTypes.StringType) : result;
        }
        return raw().schema(schema, outputs());
    }

    /** Field of the struct → column of the table, of those that are wanted. */
    private Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(Scoring.RAW, getRawPredictionCol());
        outputs.put(Scoring.PROBABILITY, getProbabilityCol());
        outputs.put(Scoring.PREDICTION, getPredictionCol());
        outputs.put(Scoring.LABEL, isDefined(predictedLabelCol()) ? predictedLabel() : "");
        outputs.values().removeIf(String::isEmpty);
        return outputs;
    }

    private double[] limits() {
        return isDefined(thresholds()) ? getThresholds() : new double[0];
    }

    private Column textOf(Column prediction) {
        Column[] labels = fitted.classes().stream().map(functions::lit).toArray(Column[]::new);
        return functions.element_at(
                functions.array(labels), prediction.cast("int").plus(1));
    }

    @Override
    public SoftmaxRegressionModel copy(ParamMap extra) {
        SoftmaxRegressionModel copy = copyValues(new SoftmaxRegressionModel(uid(), fitted), extra);
        copy.setParent(parent());
        return copy;
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(DefaultParamsWritable.super.write(), fitted.row(), Fitted.SCHEMA);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<SoftmaxRegressionModel> read() {
        return SavedRow.reader((SoftmaxRegressionModel model, Row row, SparkSession session, String path) -> {
            model.fitted = Fitted.of(row);
            SavedExpressions.check(session, model.fitted.sources(), path);
        });
    }

    /** Reads what {@code save} wrote. */
    public static SoftmaxRegressionModel load(String path) {
        return read().load(path);
    }
}
