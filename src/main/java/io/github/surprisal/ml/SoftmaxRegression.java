package io.github.surprisal.ml;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.WarmStart;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Logistic (two classes) and softmax regression by our own trainer: minimises the mean weighted log-loss +
 * regParam·(elasticNetParam·‖w‖₁ + (1 − elasticNetParam)/2·‖w‖²). Params are named as in Spark's {@code LogisticRegression}.
 *
 * <p>On {@code inputCols} of any type: numbers are terms as they are, every other column has a term per category. Or on a
 * vector column, {@code featuresCol}, of at most 10,000 elements, held densely. The label is the number of a class, 0, 1, ..,
 * as in Spark ML; rows without one are left out.
 *
 * <p>{@code standardization} is of numbers alone, so on vectors of everything, as in Spark; by the rows' own standard deviation,
 * √(Σw(x − m)²/Σw), as in glmnet, where Spark divides by one row less.
 *
 * <p>With {@code offsetCol} the margin of class 1 has that column added to it, a last term whose coefficient is 1. {@code
 * calibration} is fitted on rows that were held out, fold by fold. {@code initialModel} is where training begins, not where it ends.
 */
public final class SoftmaxRegression extends ProbabilisticClassifier<Vector, SoftmaxRegression, SoftmaxRegressionModel>
        implements SoftmaxRegressionParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private String uid;
    private Set set;

    public SoftmaxRegression() {
        this((Void) null);
    }

    public SoftmaxRegression(String uid) {
        this(Uids.next(uid));
    }

    private SoftmaxRegression(Void unused) {
        setDefaults();
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

    public SoftmaxRegression setInputCols(String... value) {
        set(inputCols(), value);
        return this;
    }

    public SoftmaxRegression setWeightCol(String value) {
        set(weightCol(), value);
        return this;
    }

    public SoftmaxRegression setOffsetCol(String value) {
        set(offsetCol(), value);
        return this;
    }

    public SoftmaxRegression setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
    }

    public SoftmaxRegression setRegParam(double value) {
        set(regParam(), value);
        return this;
    }

    public SoftmaxRegression setElasticNetParam(double value) {
        set(elasticNetParam(), value);
        return this;
    }

    public SoftmaxRegression setMaxIter(int value) {
        set(maxIter(), value);
        return this;
    }

    public SoftmaxRegression setTol(double value) {
        set(tol(), value);
        return this;
    }

    public SoftmaxRegression setFitIntercept(boolean value) {
        set(fitIntercept(), value);
        return this;
    }

    public SoftmaxRegression setStandardization(boolean value) {
        set(standardization(), value);
        return this;
    }

    public SoftmaxRegression setMaxCategories(int value) {
        set(maxCategories(), value);
        return this;
    }

    public SoftmaxRegression setMinCategoryRows(int value) {
        set(minCategoryRows(), value);
        return this;
    }

    public SoftmaxRegression setCalibration(String value) {
        set(calibration(), value);
        return this;
    }

    public SoftmaxRegression setFolds(int value) {
        set(folds(), value);
        return this;
    }

    public SoftmaxRegression setInitialModel(String value) {
        set(initialModel(), value);
        return this;
    }

    /**
     * The schema of what the model gives.
     *
     * @throws IllegalArgumentException where a column is missing or of a wrong type, or one of the new ones is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        checkInputs(schema);
        return Inputs.withOutputs(
                schema,
                Scoring.outputs(
                        getRawPredictionCol(), getProbabilityCol(), getPredictionCol(), getPredictedLabelCol()));
    }

    private void checkInputs(StructType schema) {
        if (!isDefined(inputCols())) {
            super.transformSchema(schema);
        }
        rows().check(schema);
        if (!getOffsetCol().isEmpty() && !isDefined(inputCols())) {
            throw ClassifiedRows.offsetOnVectors(getOffsetCol());
        }
    }

    private ClassifiedRows rows() {
        return new ClassifiedRows(
                isDefined(inputCols()) ? getInputCols() : new String[] {getFeaturesCol()},
                getLabelCol(),
                getWeightCol(),
                getOffsetCol());
    }

    @Override
    public SoftmaxRegressionModel train(Dataset<?> dataset) {
        Optional<WarmStart> initial = initialModel(dataset.sparkSession());
        Table table = rows().table(dataset);
        List<String> features = table.features().stream()
                .map(i -> table.columns().get(i).name())
                .toList();
        Counts counts = CountScan.count(
                table.withFeatures(table.features().stream()
                        .filter(i -> !isNumber(table.columns().get(i)))
                        .toList()),
                counting());
        int[] classes = rows().classes(counts, method());
        Encoding encoding = Encoding.reading(
                table, counts, features, new Encoding.Rules(getMaxCategories(), getMinCategoryRows(), Map.of()));
        checkVectors(encoding);
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            List<String> names =
                    Arrays.stream(classes).mapToObj(String::valueOf).toList();
            Model trained = Trainer.train(encoded, encoding, names, config(), initial);
            FeatureSources sources = isDefined(inputCols()) ? FeatureSources.of(table) : FeatureSources.NONE;
            return new SoftmaxRegressionModel(
                            uid(), FittedRegression.of(trained, sources).spread(classes))
                    .trainedOn(dataset);
        }
    }

    /** Columns are counted whole as far as the jobs count them by default, and as far as there are to be coefficients. */
    CountConfig counting() {
        return new CountConfig(Math.max(Encoding.MAX_CATEGORIES, getMaxCategories()));
    }

    private Optional<WarmStart> initialModel(SparkSession session) {
        return getInitialModel().isEmpty()
                ? Optional.empty()
                : Optional.of(Pipelines.warmStart(session, getInitialModel(), getInitialModel()));
    }

    /** A column that is read in one pass instead of counted. */
    private static boolean isNumber(io.github.surprisal.table.Column column) {
        return column.kind() == Kind.NUMERIC && column.type() instanceof NumericType;
    }

    private void checkVectors(Encoding encoding) {
        for (FeatureEncoding feature : encoding.features()) {
            if (!isDefined(inputCols()) && ((FeatureEncoding.Numeric) feature).nulls()) {
                throw new UserException(
                        "Cannot train on vectors '%s': expected finite numbers, found null, NaN or infinity in element '%s'"
                                .formatted(getFeaturesCol(), feature.feature()));
            }
        }
    }

    private Calibration.Method method() {
        return Names.constant(Calibration.Method.values(), getCalibration()).orElseThrow();
    }

    private TrainConfig config() {
        TrainConfig.Options standard = TrainConfig.Options.DEFAULT;
        return new TrainConfig(
                        TrainConfig.Engine.SURPRISAL,
                        List.of(Trainer.LOGISTIC),
                        0,
                        "",
                        0,
                        getRegParam(),
                        getElasticNetParam(),
                        getMaxIter(),
                        getTol(),
                        getFitIntercept(),
                        getStandardization())
                .with(new TrainConfig.Options(
                        standard.standardErrors(),
                        standard.maxCategories(),
                        standard.minCategoryRows(),
                        standard.numeric(),
                        standard.classWeights(),
                        standard.balanced(),
                        standard.regParams(),
                        getFolds(),
                        standard.tests(),
                        method(),
                        standard.warmStart()));
    }

    @Override
    public SoftmaxRegression copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<SoftmaxRegression> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static SoftmaxRegression load(String path) {
        return read().load(path);
    }
}
