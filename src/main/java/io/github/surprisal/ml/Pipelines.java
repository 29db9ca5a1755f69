package io.github.surprisal.ml;

import io.github.surprisal.encode.FeatureEncoding;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.DamagedFile;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import io.github.surprisal.train.Model;
import io.github.surprisal.train.NetworkScorer;
import io.github.surprisal.train.Trainer;
import io.github.surprisal.train.TreesScorer;
import io.github.surprisal.train.WarmStart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.SparkSession;

/** Models as pipelines that score a table as it comes. */
public final class Pipelines {
    /** The column with the text of the predicted class. */
    public static final String PREDICTED_LABEL = "predicted_label";

    private Pipelines() {}

    /**
     * The model of a saved pipeline, to begin from.
     *
     * @param path what the user calls it
     * @param folder the folder in which it is
     * @throws UserException where there is none in this folder, or it is damaged
     */
    public static WarmStart warmStart(SparkSession session, String path, String folder) {
        // A run of several models has a folder for each.
        String own = folder + "/" + Trainer.LOGISTIC;
        String linear = isThere(session, own) ? own : folder;
        if (!isThere(session, linear)) {
            // Spark's own reader would log a stack trace first.
            throw new UserException(
                    "Cannot begin from the model in '%s': expected a model that was saved by a run, found none; its run's row in runs"
                                    .formatted(path)
                            + " says in model_path where it is");
        }
        try {
            for (Transformer stage : JobDescription.during(
                    session.sparkContext(), "reading the model to begin from", () -> stages(session, linear))) {
                if (stage instanceof SoftmaxRegressionModel model) {
                    return model.warmStart(path);
                }
            }
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw new UserException(
                    "Cannot begin from the model in '%s': it is damaged, or is no model: %s; train it again, or leave train.warm-start out"
                            .formatted(path, DamagedFile.describe(e)),
                    e);
        }
        throw new UserException(
                "Cannot begin from the model in '%s': expected a pipeline with a SoftmaxRegressionModel, found another"
                        .formatted(path));
    }

    /** Those of a pipeline; a model that was saved by itself is the only one. */
    private static List<Transformer> stages(SparkSession session, String folder) {
        return isThere(session, folder + "/stages")
                ? List.of(PipelineModel.read().session(session).load(folder).stages())
                : List.of(SoftmaxRegressionModel.read().session(session).load(folder));
    }

    /**
     * What a pipeline that a run has saved has learned.
     *
     * @param folder the folder in which it is
     * @throws UserException where there is none, or it is damaged
     */
    public static SavedModel saved(SparkSession session, String folder) {
        if (!isThere(session, folder)) {
            throw new UserException(
                    "Cannot read the model in '%s': expected a model that a run saved, found none".formatted(folder));
        }
        try {
            for (Transformer stage : stages(session, folder)) {
                if (stage instanceof ScoringModel<?, ?> scoring) {
                    return scoring.saved();
                }
                if (stage instanceof SoftmaxRegressionModel linear) {
                    return linear.saved();
                }
            }
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw new UserException(
                    "Cannot read the model in '%s': it is damaged, or is no model: %s; train it again"
                            .formatted(folder, DamagedFile.describe(e)),
                    e);
        }
        throw new UserException(
                "Cannot read the model in '%s': expected a pipeline that a run saved, found another".formatted(folder));
    }

    private static boolean isThere(SparkSession session, String folder) {
        try {
            Path path = new Path(folder);
            return path.getFileSystem(session.sessionState().newHadoopConf()).exists(path);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * A pipeline that adds {@code rawPrediction}, {@code probability}, {@code prediction} (the class's code) and
     * {@code predicted_label} (its text) to a table with the columns that the model was trained on.
     *
     * @param expressions feature → the SQL that computes it, for features that are not columns
     * @param elements feature → the element of a vector column that it is
     */
    public static PipelineModel of(Model model, Map<String, String> expressions, Map<String, Table.Element> elements) {
        FeatureSources sources = new FeatureSources(expressions, elements);
        if (model.scorer() instanceof TreesScorer) {
            TreesModel trees = new TreesModel(Identifiable.randomUID(model.name()));
            return alone(trees.with(ScoringModel.Fitted.of(model, sources, TreesScorer.class))
                    .setPredictedLabelCol(PREDICTED_LABEL));
        }
        if (model.scorer() instanceof NetworkScorer) {
            HiddenLayerModel network = new HiddenLayerModel(Identifiable.randomUID(model.name()));
            return alone(network.with(ScoringModel.Fitted.of(model, sources, NetworkScorer.class))
                    .setPredictedLabelCol(PREDICTED_LABEL));
        }
        SoftmaxRegressionModel stage =
                new SoftmaxRegressionModel(Identifiable.randomUID("softmax"), FittedRegression.of(model, sources));
        stage.setInputCols(model.encoding().features().stream()
                .map(FeatureEncoding::feature)
                .toArray(String[]::new));
        return alone(stage.setPredictedLabelCol(PREDICTED_LABEL));
    }

    private static PipelineModel alone(Transformer stage) {
        return new PipelineModel(Identifiable.randomUID("surprisal"), List.of(stage));
    }
}
