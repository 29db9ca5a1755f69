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
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.LinearScorer;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
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
 */
public final class SoftmaxRegression extends ProbabilisticClassifier<Vector, SoftmaxRegression, SoftmaxRegressionModel>
        implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CLASSES = 10_000;

    private String uid;
    private final StringArrayParam inputCols = new StringArrayParam(this, "inputCols", "input column names");
    private final Param<String> weightCol =
            new Param<>(this, "weightCol", "weight column name; all rows weigh 1 if not set or empty");
    private final DoubleParam regParam =
            new DoubleParam(this, "regParam", "regularization parameter (>= 0)", ParamValidators.gtEq(0));
    private final DoubleParam elasticNetParam = new DoubleParam(
            this,
            "elasticNetParam",
            "the mixing parameter, in [0, 1]: 0 is an L2 penalty, 1 an L1 penalty",
            ParamValidators.inRange(0, 1));
    private final IntParam maxIter =
            new IntParam(this, "maxIter", "maximum number of iterations (>= 0)", ParamValidators.gtEq(0));
    private final DoubleParam tol =
            new DoubleParam(this, "tol", "the convergence tolerance (>= 0)", ParamValidators.gtEq(0));
    private final BooleanParam fitIntercept =
            new BooleanParam(this, "fitIntercept", "whether to fit an intercept term");
    private final BooleanParam standardization =
            new BooleanParam(this, "standardization", "whether to penalise numbers per standard deviation");
    private final IntParam maxCategories = new IntParam(
            this,
            "maxCategories",
            "at most so many categories of a column have coefficients of their own; the rest share one",
            ParamValidators.gtEq(1));
    private final IntParam minCategoryRows =
            new IntParam(this, "minCategoryRows", "and only categories with so many rows", ParamValidators.gtEq(1));

    public SoftmaxRegression() {
        this((Void) null);
    }

    public SoftmaxRegression(String uid) {
        this(Uids.next(uid));
    }

    private SoftmaxRegression(Void unused) {
        setDefault(weightCol, "");
        setDefault(regParam, 0.0);
        setDefault(elasticNetParam, 0.0);
        setDefault(maxIter, 100);
        setDefault(tol, 1e-6);
        setDefault(fitIntercept, true);
        setDefault(standardization, true);
        setDefault(maxCategories, Encoding.MAX_CATEGORIES);
        setDefault(minCategoryRows, 1);
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take("softmax");
        }
        return uid;
    }

    public StringArrayParam inputCols() {
        return inputCols;
    }

    public Param<String> weightCol() {
        return weightCol;
    }

    public DoubleParam regParam() {
        return regParam;
    }

    public DoubleParam elasticNetParam() {
        return elasticNetParam;
    }

    public IntParam maxIter() {
        return maxIter;
    }

    public DoubleParam tol() {
        return tol;
    }

    public BooleanParam fitIntercept() {
        return fitIntercept;
    }

    public BooleanParam standardization() {
        return standardization;
    }

    public IntParam maxCategories() {
        return maxCategories;
    }

    public IntParam minCategoryRows() {
        return minCategoryRows;
    }

    public SoftmaxRegression setInputCols(String... value) {
        set(inputCols, value);
        return this;
    }

    public SoftmaxRegression setWeightCol(String value) {
        set(weightCol, value);
        return this;
    }

    public SoftmaxRegression setRegParam(double value) {
        set(regParam, value);
        return this;
    }

    public SoftmaxRegression setElasticNetParam(double value) {
        set(elasticNetParam, value);
        return this;
    }

    public SoftmaxRegression setMaxIter(int value) {
        set(maxIter, value);
        return this;
    }

    public SoftmaxRegression setTol(double value) {
        set(tol, value);
        return this;
    }

    public SoftmaxRegression setFitIntercept(boolean value) {
        set(fitIntercept, value);
        return this;
    }

    public SoftmaxRegression setStandardization(boolean value) {
        set(standardization, value);
        return this;
    }

    public SoftmaxRegression setMaxCategories(int value) {
        set(maxCategories, value);
        return this;
    }

    public SoftmaxRegression setMinCategoryRows(int value) {
        set(minCategoryRows, value);
        return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (!isDefined(inputCols)) {
            return super.transformSchema(schema);
        }
        List<String> names = Arrays.asList(schema.fieldNames());
        List<String> wanted = new ArrayList<>(Arrays.asList(getOrDefault(inputCols)));
        wanted.add(getLabelCol());
        for (String name : wanted) {
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                throw new UserException("Cannot train: column '%s' not found, columns are %s".formatted(name, names));
            }
        }
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(getLabelCol()) && !(field.dataType() instanceof NumericType)) {
                throw new UserException(
                        "Cannot train on label '%s': type must be the number of a class (as StringIndexer gives it), found %s"
                                .formatted(field.name(), field.dataType().simpleString()));
            }
        }
        StructType result = schema;
        for (String vector : List.of(getRawPredictionCol(), getProbabilityCol())) {
            result = vector.isEmpty() ? result : result.add(vector, SQLDataTypes.VectorType());
        }
        return getPredictionCol().isEmpty() ? result : result.add(getPredictionCol(), DataTypes.DoubleType);
    }

    @Override
    public SoftmaxRegressionModel train(Dataset<?> dataset) {
        Table table = table(dataset);
        List<String> features = table.features().stream()
                .map(i -> table.columns().get(i).name())
                .toList();
        Counts counts = CountScan.count(
                table.withFeatures(table.features().stream()
                        .filter(i -> !isNumber(table.columns().get(i)))
                        .toList()),
                counting());
        int[] classes = classes(counts);
        Encoding encoding = Encoding.reading(
                table,
                counts,
                features,
                new Encoding.Rules((int) getOrDefault(maxCategories), (int) getOrDefault(minCategoryRows), Map.of()));
        checkVectors(encoding);
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            List<String> names =
                    Arrays.stream(classes).mapToObj(String::valueOf).toList();
            return model(Trainer.train(encoded, encoding, names, config()), classes);
        }
    }

    /** Columns are counted whole as far as the jobs count them by default, and as far as there are to be coefficients. */
    CountConfig counting() {
        return new CountConfig(Math.max(Encoding.MAX_CATEGORIES, (int) getOrDefault(maxCategories)));
    }

    private Table table(Dataset<?> dataset) {
        String[] inputs = isDefined(inputCols) ? getOrDefault(inputCols) : new String[] {getFeaturesCol()};
        List<Column> columns = new ArrayList<>();
        for (String input : inputs) {
            columns.add(functions.col(Names.quoted(input)));
        }
        columns.add(functions.col(Names.quoted(getLabelCol())));
        String weight = getOrDefault(weightCol);
        if (!weight.isEmpty()) {
            columns.add(functions.col(Names.quoted(weight)).cast("double"));
        }
        return TableReader.read(
                dataset.sparkSession(),
                new TableConfig(
                        new Source.Rows(dataset.select(columns.toArray(Column[]::new))),
                        "",
                        getLabelCol(),
                        List.of(),
                        weight,
                        List.of(),
                        List.of(),
                        Map.of()));
    }

    /** A column that is read in one pass instead of counted. */
    private static boolean isNumber(io.github.surprisal.table.Column column) {
        return column.kind() == Kind.NUMERIC && column.type() instanceof NumericType;
    }

    private int[] classes(Counts counts) {
        int[] classes = new int[counts.classes().size()];
        for (int k = 0; k < classes.length; k++) {
            double value = counts.classes().number(k);
            if (!(value >= 0 && value < MAX_CLASSES && value == Math.rint(value))) {
                throw new UserException(
                        "Cannot train on label '%s': expected numbers of classes 0, 1, .. below %d, found %s"
                                .formatted(getLabelCol(), MAX_CLASSES, value));
            }
            classes[k] = (int) value;
        }
        return classes;
    }

    private void checkVectors(Encoding encoding) {
        for (FeatureEncoding feature : encoding.features()) {
            if (!isDefined(inputCols) && ((FeatureEncoding.Numeric) feature).nulls()) {
                throw new UserException(
                        "Cannot train on vectors '%s': expected finite numbers, found null, NaN or infinity in element '%s'"
                                .formatted(getFeaturesCol(), feature.feature()));
            }
        }
    }

    private TrainConfig config() {
        return new TrainConfig(
                TrainConfig.Engine.SURPRISAL,
                List.of(Trainer.LOGISTIC),
                0,
                "",
                0,
                (double) getOrDefault(regParam),
                (double) getOrDefault(elasticNetParam),
                (int) getOrDefault(maxIter),
                (double) getOrDefault(tol),
                (boolean) getOrDefault(fitIntercept),
                (boolean) getOrDefault(standardization));
    }

    /** With classes that no row had, below the greatest one, as classes that are never predicted. */
    private SoftmaxRegressionModel model(Model trained, int[] classes) {
        int all = classes[classes.length - 1] + 1;
        SoftmaxRegressionModel.Fitted learned = SoftmaxRegressionModel.Fitted.of(trained, Sources.NONE);
        LinearScorer scorer = learned.scorer();
        double[] errors = learned.stdErrors();
        double[] ofIntercepts = learned.interceptStdErrors();
        if (all > classes.length) {
            int terms = scorer.terms();
            double[] coefficients = new double[all * terms];
            double[] intercepts = new double[all];
            double[] moreErrors = new double[all * terms];
            double[] moreOfIntercepts = new double[all];
            Arrays.fill(intercepts, Double.NEGATIVE_INFINITY);
            Arrays.fill(moreErrors, Double.NaN);
            Arrays.fill(moreOfIntercepts, Double.NaN);
            for (int k = 0; k < classes.length; k++) {
                int margin = k - (classes.length - scorer.margins());
                int to = classes[k];
                intercepts[to] = margin < 0 ? 0 : scorer.intercepts()[margin];
                if (margin >= 0) {
                    System.arraycopy(scorer.coefficients(), margin * terms, coefficients, to * terms, terms);
                    System.arraycopy(errors, margin * terms, moreErrors, to * terms, terms);
                    moreOfIntercepts[to] = ofIntercepts[margin];
                }
            }
            scorer = new LinearScorer(terms, coefficients, intercepts);
            errors = moreErrors;
            ofIntercepts = moreOfIntercepts;
        }
        return new SoftmaxRegressionModel(
                uid(),
                new SoftmaxRegressionModel.Fitted(
                        IntStream.range(0, all).mapToObj(String::valueOf).toList(),
                        learned.encoding(),
                        learned.sources(),
                        scorer,
                        errors,
                        ofIntercepts,
                        learned.objectives(),
                        learned.convergence()));
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
