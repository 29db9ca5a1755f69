package io.github.surprisal.ml;

import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.encode.Layout;
import io.github.surprisal.encode.RowEncoder;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;

/**
 * What models that score tables by codes and numbers have in common: on the columns that they were trained on, or on a vector column
 * if that is what they were trained on. Columns are cast to the types that they were trained with; what cannot be cast counts as null.
 * No row is dropped.
 *
 * @param <M> the model
 * @param <S> its margins
 */
public abstract sealed class ScoringModel<M extends ScoringModel<M, S>, S extends Scorer>
        extends ProbabilisticClassificationModel<Vector, M> implements ScoringParams, DefaultParamsWritable
        permits TreesModel, HiddenLayerModel {
    private static final long serialVersionUID = 1L;

    private String uid;
    private Fitted<S> fitted;
    private transient TrainingSummary training;

    /**
     * What was learned.
     *
     * @param classes the labels as text, by class
     * @param sources where features that are not columns come from
     * @param scorer its margins
     */
    record Fitted<S extends Scorer>(List<String> classes, Encoding encoding, FeatureSources sources, S scorer)
            implements Serializable {
        static <S extends Scorer> Fitted<S> of(Model model, FeatureSources sources, Class<S> type) {
            return new Fitted<>(model.classes(), model.encoding(), sources, type.cast(model.scorer()));
        }
    }

    ScoringModel() {
        setScoringDefaults();
    }

    /** The prefix of uids. */
    abstract String prefix();

    /** What was learned as a row of {@link #schema}. */
    abstract Row row();

    /** How it is saved. */
    abstract StructType schema();

    final Fitted<S> fitted() {
        return fitted;
    }

    @SuppressWarnings("unchecked") // M is the class itself
    final M with(Fitted<S> learned) {
        fitted = learned;
        return (M) this;
    }

    /** The same with the rows that it was trained on, for {@link #summary}. */
    final M trainedOn(Dataset<?> rows) {
        training = new TrainingSummary(rows);
        return with(fitted);
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take(prefix());
        }
        return uid;
    }

    public M setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return with(fitted);
    }

    /** The labels as text, by class. */
    public List<String> classes() {
        return fitted.classes();
    }

    SavedModel saved() {
        return SavedModel.of(fitted.classes(), fitted.encoding(), fitted.scorer(), fitted.sources());
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

    /** How many columns, or elements of the vector, it was trained on. */
    @Override
    public int numFeatures() {
        return fitted.encoding().features().size();
    }

    /** The margin of each class: with two classes −m and m. Of vectors, if it was trained on them. */
    @Override
    public Vector predictRaw(Vector features) {
        List<FeatureEncoding> encodings = fitted.encoding().features();
        Object[] values = new Object[encodings.size()];
        for (int f = 0; f < values.length; f++) {
            Table.Element element =
                    fitted.sources().elements().get(encodings.get(f).feature());
            if (element == null) {
                throw new IllegalArgumentException(
                        "Cannot score a vector: the model was trained on columns, and scores tables that have them");
            }
            if (element.index() >= features.size()) {
                throw new IllegalArgumentException("Cannot score a vector: expected more than %d elements, found %d"
                        .formatted(element.index(), features.size()));
            }
            values[f] = features.apply(element.index());
        }
        Layout layout = Layout.of(fitted.encoding());
        double[] numbers = new double[layout.numbers().length];
        int[] codes = new int[layout.codes().length];
        double[] margins = new double[fitted.scorer().margins()];
        new RowEncoder(fitted.encoding(), Collections.nCopies(values.length, DataTypes.DoubleType))
                .encode(new GenericInternalRow(values), numbers, codes);
        fitted.scorer().forBlocks(layout).margins(numbers, codes, margins);
        return Vectors.dense(Scoring.raw(margins));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        return Scoring.toProbabilities(raw);
    }

    private RawScoring raw() {
        FeatureSources sources = fitted.sources();
        boolean isOfOtherVectors = isSet(featuresCol()) && !isDefined(inputCols());
        return new RawScoring(
                fitted.encoding(),
                isOfOtherVectors ? sources.in(getFeaturesCol()) : sources,
                fitted.scorer(),
                fitted.classes());
    }

    private Map<String, String> outputs() {
        return Scoring.outputs(getRawPredictionCol(), getProbabilityCol(), getPredictionCol(), getPredictedLabelCol());
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Map<String, String> outputs = outputs();
        double[] limits = isDefined(thresholds()) ? getThresholds() : new double[0];
        return outputs.isEmpty() ? dataset.toDF() : raw().transform(dataset, outputs, limits);
    }

    /**
     * The schema afterwards.
     *
     * @throws UserException where a column is missing, or one of the new ones is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        return raw().schema(schema, outputs());
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
        Evaluating evaluating = new Evaluating(raw(), prefix(), getLabelCol(), getWeightCol());
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

    /** A copy of it with the params of this one and others. */
    final M copied(M copy, ParamMap extra) {
        copyValues(copy, extra);
        copy.setParent(parent());
        ((ScoringModel<M, S>) copy).training = TrainingSummary.copy(training);
        return copy.with(fitted);
    }

    /** Bytes of what was learned, for a Spark Connect server from 4.1 on: not those of the rows that it was trained on. */
    @SuppressWarnings("MissingOverride")
    public long estimatedSize() {
        return SizeEstimator.estimate(fitted);
    }

    /** Writes params as Spark does, and beside them {@code data}: one row of Parquet. */
    @Override
    public MLWriter write() {
        return SavedRow.writer(this, DefaultParamsWritable.super.write(), row(), schema());
    }

    /** Takes what was learned from a row of {@link #schema}. */
    interface FromRow<S extends Scorer> {
        Fitted<S> of(Row row);
    }

    /** Reads what {@link #write} wrote; SQL that might do more than compute from a row's values is refused. */
    static <M extends ScoringModel<M, S>, S extends Scorer> MLReader<M> reader(FromRow<S> learned) {
        return SavedRow.reader((M model, Row row, SparkSession session, String path) -> {
            Fitted<S> fitted = learned.of(row);
            model.with(fitted);
            SavedExpressions.check(session, fitted.sources(), path);
        });
    }

    static double[] doubles(Row row, int column) {
        return row.<Double>getList(column).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
