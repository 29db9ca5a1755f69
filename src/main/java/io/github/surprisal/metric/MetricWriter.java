package io.github.surprisal.metric;

import io.github.surprisal.drift.Drift;
import io.github.surprisal.evaluate.Attribution;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.FeatureTest;
import io.github.surprisal.evaluate.ModelFit;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.select.Selection;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.train.Model;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes one attempt at a run: results become rows of files or tables as they come, and {@link #commit} makes all of them count at
 * once. Closed without a commit, it leaves nothing behind and whatever was written before untouched. Opened by {@link #keeping},
 * it has the datasets in memory as well, or there alone.
 */
public final class MetricWriter implements AutoCloseable {
    private final SparkSession session;
    private final Optional<Attempt> attempt;
    private final Optional<MetricFrames> frames;
    private String modelPath = "";

    private MetricWriter(SparkSession session, Optional<Attempt> attempt, Optional<MetricFrames> frames) {
        this.session = session;
        this.attempt = attempt;
        this.frames = frames;
    }

    /**
     * Opens an output for one run.
     *
     * @param weighted whether counts are sums of weights
     * @throws io.github.surprisal.table.UserException if nothing can be written there
     */
    public static MetricWriter open(SparkSession session, Output output, String runId, boolean weighted) {
        return new MetricWriter(session, Optional.of(Attempt.open(session, output, runId, weighted)), Optional.empty());
    }

    /**
     * The same for a run whose datasets are wanted in memory, {@link #frames}; they are written too if there is a place for them.
     *
     * @throws io.github.surprisal.table.UserException if there is one, and nothing can be written there
     */
    public static MetricWriter keeping(SparkSession session, Output output, String runId, boolean weighted) {
        Optional<Attempt> attempt =
                output.isSomewhere() ? Optional.of(Attempt.open(session, output, runId, weighted)) : Optional.empty();
        String name = attempt.map(Attempt::name).orElseGet(() -> OutputFolder.newAttempt(Instant.now()));
        return new MetricWriter(session, attempt, Optional.of(new MetricFrames(session, runId, name, weighted)));
    }

    /** What is kept in memory of what is written here; empty for a writer that keeps nothing. */
    public Optional<MetricFrames> frames() {
        return frames;
    }

    /** Writes {@code drift} and {@code drift_bins}. */
    public void write(Drift drift) {
        write(DriftDatasets.DRIFT, drift.columns());
        write(DriftDatasets.DRIFT_BINS, drift.bins());
    }

    /**
     * Writes {@code column_entropy}, {@code bins} and {@code frequent_values}; and {@code information_gain} and {@code best_split}
     * where features are ranked.
     */
    public void write(Measures measures, boolean ranked) {
        write(MeasureDatasets.COLUMN_ENTROPY, measures.entropies());
        if (ranked) {
            write(MeasureDatasets.INFORMATION_GAIN, measures.gains());
            write(MeasureDatasets.BEST_SPLIT, measures.splits());
        }
        write(MeasureDatasets.BINS, measures.bins());
        write(MeasureDatasets.FREQUENT_VALUES, measures.values());
    }

    /** Writes {@code selection}; and {@code pairs}, in this unit, where there are any. */
    public void write(Selection selection, Unit unit) {
        write(SelectionDatasets.SELECTION, selection.steps());
        if (!selection.pairs().isEmpty()) {
            write(
                    SelectionDatasets.PAIRS,
                    selection.pairs().stream()
                            .map(pair -> new SelectionDatasets.PairRow(pair, unit))
                            .toList());
        }
    }

    /** A model, its coefficients if it is linear, how good it is, and what it has from each feature. */
    public record Trained(List<Coefficient> coefficients, Model model, Evaluation evaluation, Attribution attribution) {
        private Stream<EvaluationDatasets.Importance> importances() {
            return attribution.importances().stream()
                    .map(of -> new EvaluationDatasets.Importance(
                            of, evaluation.logLosses().get(0).unit()));
        }
    }

    /**
     * Writes {@code coefficients}, {@code objective_history}, {@code model_fit}, {@code log_loss}, {@code class_loss} and
     * {@code calibration}; and {@code feature_importance}, {@code tree_nodes}, {@code regularization_path}, {@code feature_test} and
     * {@code calibrator} where there are any.
     */
    public void write(List<Trained> trained) {
        writeAll(ModelDatasets.COEFFICIENTS, trained, one -> one.coefficients().stream());
        writeAll(
                ModelDatasets.OBJECTIVE_HISTORY,
                trained,
                one -> ModelDatasets.Of.all(one.model(), one.model().history()).stream());
        writeAll(EvaluationDatasets.LOG_LOSS, trained, one -> one.evaluation().logLosses().stream());
        writeAll(EvaluationDatasets.CLASS_LOSS, trained, one -> one.evaluation().classLosses().stream());
        writeAll(EvaluationDatasets.CALIBRATION, trained, one -> one.evaluation().calibrations().stream());
        writeAny(EvaluationDatasets.FEATURE_IMPORTANCE, trained, Trained::importances);
        writeAny(ModelDatasets.TREE_NODES, trained, one -> one.attribution().nodes().stream());
        writeAny(ModelDatasets.MODEL_FIT, trained, one -> ModelFit.of(one.model(), one.evaluation()).stream());
        writeAny(ModelDatasets.REGULARIZATION_PATH, trained, one -> one.model().linear().stream()
                .flatMap(fit -> ModelDatasets.Of.all(one.model(), fit.path()).stream()));
        writeAny(ModelDatasets.CALIBRATOR, trained, one -> one.model().calibrated().stream()
                .flatMap(calibrated -> ModelDatasets.Calibrator.all(one.model(), calibrated).stream()));
        writeAny(ModelDatasets.FEATURE_TEST, trained, one -> FeatureTest.of(one.model()).stream());
    }

    private <T> void writeAll(Dataset<T> dataset, List<Trained> trained, Function<Trained, Stream<T>> rows) {
        write(dataset, trained.stream().flatMap(rows).toList());
    }

    /** The same, and nothing where there are no rows. */
    private <T> void writeAny(Dataset<T> dataset, List<Trained> trained, Function<Trained, Stream<T>> rows) {
        List<T> all = trained.stream().flatMap(rows).toList();
        if (!all.isEmpty()) {
            write(dataset, all);
        }
    }

    /** Writes {@code counts}, on the executors, if anything is written. */
    public void writeCounts(org.apache.spark.sql.Dataset<Row> cells) {
        attempt.ifPresent(
                to -> JobDescription.run(session.sparkContext(), "writing the counts", () -> to.writeCounts(cells)));
    }

    /**
     * The folder into which the trained model is to be saved: its name goes into {@code runs}, so something must be saved there.
     * Empty where models are not kept.
     */
    public String modelPath() {
        if (modelPath.isEmpty()) {
            modelPath = attempt.map(Attempt::model).orElse("");
        }
        return modelPath;
    }

    /** Where the datasets are: a URI, or what the names of their tables begin with; empty where nothing is written. */
    public String root() {
        return attempt.map(Attempt::root).orElse("");
    }

    /**
     * Makes what was written the run that counts, in one step; then deletes what it replaces.
     *
     * @throws java.io.UncheckedIOException if that cannot be done; then the run before counts as it did
     */
    public void commit(Run run) {
        attempt.ifPresent(to -> to.commit(new RunDatasets.Finished(run, to.name(), modelPath)));
        frames.ifPresent(memory -> memory.keep(run, modelPath));
    }

    @Override
    public void close() {
        attempt.ifPresent(Attempt::close);
    }

    <T> void write(Dataset<T> dataset, Iterable<T> results) {
        Iterable<T> rows =
                frames.<Iterable<T>>map(memory -> memory.keep(dataset, results)).orElse(results);
        attempt.ifPresent(to -> to.write(dataset, rows));
    }
}
