package io.github.surprisal;

import io.github.surprisal.job.Outcome;
import io.github.surprisal.metric.Datasets;
import io.github.surprisal.metric.Output;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job of {@link Surprisal} found: its datasets as data frames, its models, and a text to look at. The figures are on the
 * driver already; a data frame of them reads no row of the table again.
 */
public final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

    private final SparkSession session;
    private final String command;
    private final Outcome outcome;

    private Findings(SparkSession session, String command, Outcome outcome) {
        this.session = session;
        this.command = command;
        this.outcome = outcome;
    }

    static Findings of(SparkSession session, String command, Outcome outcome) {
        outcome.notes().forEach(LOG::warn);
        return new Findings(session, command, outcome);
    }

    /** The names of the datasets that there are, in the order in which they were found. */
    public List<String> datasets() {
        return outcome.frames().names();
    }

    /**
     * A dataset, with the columns of the reference of the output and {@code run_id}.
     *
     * @param name such as {@code information_gain}
     * @throws UserException if the job does not give it
     */
    public Dataset<Row> dataset(String name) {
        List<String> there = datasets();
        if (!there.contains(name)) {
            boolean isKnown = Datasets.named(name).isPresent();
            String nearest = isKnown ? "" : Nearest.to(name, there);
            throw new UserException("Cannot give dataset '" + name + "': "
                    + (isKnown ? command + " gave " + String.join(", ", there) : "there is none of this name")
                    + (nearest.isEmpty()
                            ? isKnown ? "" : ", expected one of " + String.join(", ", there)
                            : ", did you mean '" + nearest + "'?"));
        }
        return outcome.frames().frame(name);
    }

    /** Entropy, kind and mode of every column: {@code column_entropy}. */
    public Dataset<Row> columnEntropy() {
        return dataset("column_entropy");
    }

    /** What every feature tells about the label: {@code information_gain}. */
    public Dataset<Row> informationGain() {
        return dataset("information_gain");
    }

    /** The split of every feature in two that tells most: {@code best_split}. */
    public Dataset<Row> bestSplit() {
        return dataset("best_split");
    }

    /** The features in the order in which they were looked at, and which were selected: {@code selection}. */
    public Dataset<Row> selection() {
        return dataset("selection");
    }

    /** How the columns differ from the reference's: {@code drift}. */
    public Dataset<Row> drift() {
        return dataset("drift");
    }

    /** The coefficients of linear models: {@code coefficients}. */
    public Dataset<Row> coefficients() {
        return dataset("coefficients");
    }

    /** The account of the models' log-loss, by group: {@code log_loss}. */
    public Dataset<Row> logLoss() {
        return dataset("log_loss");
    }

    /**
     * The model that was trained, where there is one: a pipeline that scores a table as it comes.
     *
     * @throws UserException where there are none or several
     */
    public PipelineModel model() {
        Map<String, PipelineModel> models = models();
        if (models.size() != 1) {
            throw new UserException("Cannot give the model: expected one, found "
                    + (models.isEmpty()
                            ? "none, as " + command + " trains none; train(dataset, label) does"
                            : String.join(", ", models.keySet()) + "; models() has them by name"));
        }
        return models.values().iterator().next();
    }

    /** The models that were trained, by the name of the learner as in {@code train.models}. */
    public Map<String, PipelineModel> models() {
        return outcome.models();
    }

    /** What is to be known though nothing is wrong, such as columns that were left out. */
    public List<String> notes() {
        return outcome.notes();
    }

    /** The rules of {@code drift.fail-on} that fired, each with where and what; empty where none did. */
    public List<String> fired() {
        return outcome.fired();
    }

    /** The name of the run: {@code run.id}, or one that was made up. */
    public String runId() {
        return outcome.frames().runId();
    }

    /** The tables that the command line ends with. */
    public String summary() {
        return outcome.summary();
    }

    /**
     * Writes the datasets, and models, as the commands do: Parquet below a folder, the run whole or not at all, with its page.
     *
     * @return where they are, as a URI
     * @throws UserException if the path cannot be written to
     */
    public String writeTo(String path) {
        return outcome.writeTo(session, new Output.Folder(path, true));
    }

    /** The {@link #summary}. */
    @Override
    public String toString() {
        return summary();
    }
}
