package io.github.surprisal.ml;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.encode.Encoder;
import io.github.surprisal.encode.Encoding;
import io.github.surprisal.encode.Split;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Calibration;
import io.github.surprisal.train.Learner;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.Scorer;
import io.github.surprisal.train.TrainConfig;
import io.github.surprisal.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * What classifiers of trees and of a network have in common: they learn from {@code inputCols} of any type; or from a vector column,
 * {@code featuresCol}, whose NaN are missing values. The label is the number of a class, 0, 1, .., as in Spark ML; rows without one
 * are left out. The same columns of the same rows give the model that a job gives, to the last bit.
 *
 * @param <E> the classifier
 * @param <M> its model
 * @param <S> its model's margins
 */
public abstract sealed class ScoringClassifier<
                E extends ScoringClassifier<E, M, S>, M extends ScoringModel<M, S>, S extends Scorer>
        extends ProbabilisticClassifier<Vector, E, M> implements ScoringParams, DefaultParamsWritable
        permits TreesClassifier, HiddenLayer {
    private static final long serialVersionUID = 1L;

    private String uid;

    ScoringClassifier() {
        setScoringDefaults();
        setDefault(calibration(), Names.of(Calibration.Method.NONE));
        setDefault(folds(), TrainConfig.Options.DEFAULT.folds());
    }

    /** The name of the learner, and the prefix of uids. */
    abstract String learner();

    /** The column that is added to the margin; empty where there is none. */
    String offset() {
        return "";
    }

    /** What the learner takes its settings from. */
    abstract TrainConfig settings();

    /** Which terms a column gets. */
    abstract Encoding.Rules rules(Counts counts);

    /** A model of this uid, without what was learned. */
    abstract M model(String ofUid);

    /** Of what class its margins are. */
    abstract Class<S> scorer();

    @SuppressWarnings("unchecked") // E is the class itself
    final E self() {
        return (E) this;
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uids.take(learner());
        }
        return uid;
    }

    public E setInputCols(String... value) {
        set(inputCols(), value);
        return self();
    }

    public E setWeightCol(String value) {
        set(weightCol(), value);
        return self();
    }

    public E setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return self();
    }

    public E setCalibration(String value) {
        set(calibration(), value);
        return self();
    }

    public E setFolds(int value) {
        set(folds(), value);
        return self();
    }

    private ClassifiedRows rows() {
        return new ClassifiedRows(
                isDefined(inputCols()) ? getInputCols() : new String[] {getFeaturesCol()},
                getLabelCol(),
                getWeightCol(),
                offset());
    }

    /**
     * The schema of what the model gives.
     *
     * @throws IllegalArgumentException where a column is missing or of a wrong type, or one of the new ones is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        if (!isDefined(inputCols())) {
            super.transformSchema(schema);
        }
        rows().check(schema);
        if (!offset().isEmpty() && !isDefined(inputCols())) {
            throw ClassifiedRows.offsetOnVectors(offset());
        }
        return Inputs.withOutputs(
                schema,
                Scoring.outputs(
                        getRawPredictionCol(), getProbabilityCol(), getPredictionCol(), getPredictedLabelCol()));
    }

    /** Columns are counted whole as far as the jobs count them by default, and as far as there are to be terms. */
    CountConfig counting() {
        return new CountConfig(Encoding.MAX_CATEGORIES);
    }

    @Override
    public M train(Dataset<?> dataset) {
        Calibration.Method calibration =
                Names.constant(Calibration.Method.values(), getCalibration()).orElseThrow();
        Table table = rows().table(dataset);
        Counts counts = CountScan.count(table, counting());
        int[] classes = rows().classes(counts, calibration);
        if (!offset().isEmpty() && classes[classes.length - 1] > 1) {
            throw new UserException("Cannot train with offsetCol '%s' on label '%s': expected classes 0 and 1, found %s"
                    .formatted(offset(), getLabelCol(), Arrays.toString(classes)));
        }
        List<String> features = table.features().stream()
                .map(i -> table.columns().get(i).name())
                .toList();
        Encoding encoding = Encoding.of(table, counts, features, rules(counts));
        try (EncodedTable encoded = Encoder.encode(table, encoding, counts, Split.allTraining())) {
            List<String> names =
                    Arrays.stream(classes).mapToObj(String::valueOf).toList();
            TrainConfig settings = settings().with(TrainConfig.Options.DEFAULT.with(calibration, getFolds()));
            Learner learner = Learner.of(learner(), settings, Optional.empty());
            return model(Trainer.train(encoded, encoding, names, settings, learner), table, classes)
                    .trainedOn(dataset);
        }
    }

    /** With classes that no row had, below the greatest one, as classes that are never predicted. */
    private M model(Model trained, Table table, int[] classes) {
        FeatureSources sources = FeatureSources.of(table);
        int all = classes[classes.length - 1] + 1;
        Scorer scorer = all > classes.length ? trained.scorer().among(all, classes) : trained.scorer();
        return model(uid())
                .with(new ScoringModel.Fitted<>(
                        IntStream.range(0, all).mapToObj(String::valueOf).toList(),
                        trained.encoding(),
                        sources,
                        scorer().cast(scorer)));
    }

    @Override
    public E copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
