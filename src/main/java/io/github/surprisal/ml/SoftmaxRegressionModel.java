package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.WarmStart;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;

/**
 * A logistic or softmax regression that scores tables: on raw columns if {@code inputCols} are set, else on a vector column.
 * Raw columns are cast to the types that they were trained with; what cannot be cast counts as null, a category that was not
 * trained on takes what the rare ones share, or nothing. No row is dropped.
 */
public final class SoftmaxRegressionModel extends ProbabilisticClassificationModel<Vector, SoftmaxRegressionModel>
        implements SoftmaxRegressionParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private String uid;
    private Set set;
    private FittedRegression fitted;
    private transient TrainingSummary training;

    /** For the service loader: without what was fitted. */
    public SoftmaxRegressionModel() {
        this((Void) null);
    }

    /** For Spark's reader of params. */
    public SoftmaxRegressionModel(String uid) {
        this(Uids.next(uid));
    }

    private SoftmaxRegressionModel(Void unused) {
        setDefaults();
    }

    SoftmaxRegressionModel(String uid, FittedRegression fitted) {
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

    @Override
    public Set set() {
        if (set == null) {
            set = new Set(this);
        }
        return set;
    }

    /** The same with the rows that it was trained on, for {@link #summary}. */
    SoftmaxRegressionModel trainedOn(Dataset<?> dataset) {
        training = new TrainingSummary(dataset);
        return this;
    }

    public SoftmaxRegressionModel setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    public SoftmaxRegressionModel setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
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

    SavedModel saved() {
        return SavedModel.of(fitted.classes(), fitted.encoding(), fitted.scorer(), fitted.sources());
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
        return Scoring.toProbabilities(raw);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        if (!isDefined(inputCols())) {
            transformSchema(dataset.schema());
            Dataset<Row> scored = super.transform(dataset);
            return getPredictedLabelCol().isEmpty()
                    ? scored
                    : scored.withColumn(getPredictedLabelCol(), textOf(scored.col(getPredictionCol())));
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
            String label = getPredictedLabelCol();
            if (!label.isEmpty() && getPredictionCol().isEmpty()) {
                throw new UserException(
                        "Cannot add column '" + label + "': expected predictionCol to be set, found none");
            }
            StructType result = raw().withOutputs(schema, outputs());
            super.transformSchema(schema);
            return result;
        }
        return raw().schema(schema, outputs());
    }

    private Map<String, String> outputs() {
        return Scoring.outputs(getRawPredictionCol(), getProbabilityCol(), getPredictionCol(), getPredictedLabelCol());
    }

    private double[] limits() {
        return isDefined(thresholds()) ? getThresholds() : new double[0];
    }

    /**
     * The account of the log-loss on a table with a label, as {@code log_loss} has it of a run: in nats, over the rows whose label
     * is a class of the model; of {@code weightCol} where that is set.
     *
     * @throws UserException if a column is missing
     */
    public ClassificationSummary evaluate(Dataset<?> dataset) {
        return evaluate(dataset, List.of());
    }

    /**
     * The same, and of each group.
     *
     * @param groupCols columns of which each combination of values is a group
     */
    public ClassificationSummary evaluate(Dataset<?> dataset, List<String> groupCols) {
        RawScoring scored = isDefined(inputCols()) ? raw() : raw().ofVectors(getFeaturesCol());
        Evaluating evaluating = new Evaluating(scored, Trainer.LOGISTIC, getLabelCol(), getWeightCol());
        return new ClassificationSummary(evaluating.evaluate(dataset, groupCols), dataset.sparkSession());
    }

    /** Whether it was trained in this session, so that there is a {@link #summary}. */
    public boolean hasSummary() {
        return training != null;
    }

    /**
     * The account of the log-loss on the rows that it was trained on, which are read when it is first asked for.
     *
     * @throws UserException for a model that was loaded
     */
    public ClassificationSummary summary() {
        return TrainingSummary.summary(training, uid(), this::evaluate);
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
        copy.training = TrainingSummary.copy(training);
        return copy;
    }

    /** Bytes of what was learned, for a Spark Connect server from 4.1 on: not those of the rows that it was trained on. */
    @SuppressWarnings("MissingOverride")
    public long estimatedSize() {
        return SizeEstimator.estimate(fitted);
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), fitted.row(), FittedRegression.SCHEMA);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    public static MLReader<SoftmaxRegressionModel> read() {
        return SavedRow.reader((SoftmaxRegressionModel model, Row row, SparkSession session, String path) -> {
            model.fitted = FittedRegression.of(row);
            SavedExpressions.check(session, model.fitted.sources(), path);
        });
    }

    /** Reads what {@code save} wrote. */
    public static SoftmaxRegressionModel load(String path) {
        return read().load(path);
    }
}
