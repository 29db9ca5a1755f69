package io.github.surprisal.metric;

import io.github.surprisal.drift.Drift;
import io.github.surprisal.evaluate.Coefficient;
import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.evaluate.FeatureTest;
import io.github.surprisal.evaluate.ModelFit;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.select.Selection;
import io.github.surprisal.train.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Writes one attempt at a run: results become Parquet files as they come, and {@link #commit} makes all of them count at once.
 * Closed without a commit, it leaves nothing behind and whatever was written before untouched.
 */
public final class MetricWriter implements AutoCloseable {
    private final SparkSession session;
    private final MetricStore store;
    private final Datasets datasets;
    private String modelPath = "";

    private MetricWriter(SparkSession session, MetricStore store, Datasets datasets) {
        this.session = session;
        this.store = store;
        this.datasets = datasets;
    }

    /**
     * Opens the output directory for one run.
     *
     * @param weighted whether counts are sums of weights
     * @throws io.github.surprisal.table.UserException if the path cannot be written to
     */
    public static MetricWriter open(SparkSession session, OutputConfig config, String runId, boolean weighted) {
        return new MetricWriter(
                session,
                MetricStore.open(session.sessionState().newHadoopConf(), config.path(), runId),
                new Datasets(weighted));
    }

    /** Writes {@code drift}. */
    public void write(Drift drift) {
        write(datasets.drift(drift.columns()));
    }

    /** Writes {@code column_entropy}; and {@code information_gain}, {@code best_split} and {@code bins} where features are ranked. */
    public void write(Measures measures, boolean ranked) {
        write(datasets.columnEntropy(measures.entropies()));
        if (ranked) {
            write(datasets.informationGain(measures.gains()));
            write(datasets.bestSplit(measures.splits()));
            write(datasets.bins(measures.bins()));
        }
    }

    /** Writes {@code selection}; and {@code pairs}, in this unit, where there are any. */
    public void write(Selection selection, Unit unit) {
        write(datasets.selection(selection));
        if (!selection.pairs().isEmpty()) {
            write(datasets.pairs(selection.pairs(), unit.label()));
        }
    }

    /**
     * Writes {@code coefficients}, {@code objective_history}, {@code model_fit}, {@code log_loss}, {@code class_loss} and
     * {@code calibration}; and {@code regularization_path} and {@code feature_test} and {@code calibrator} where there are any.
     */
    public void write(List<Coefficient> coefficients, Model model, Evaluation evaluation) {
        write(datasets.coefficients(coefficients));
        write(datasets.objectiveHistory(model));
        write(datasets.logLoss(evaluation.logLosses()));
        write(datasets.classLoss(evaluation.classLosses()));
        write(datasets.calibration(evaluation.calibrations()));
        ModelFit.of(model, evaluation).ifPresent(fit -> write(datasets.modelFit(fit)));
        if (!model.path().isEmpty()) {
            write(datasets.regularizationPath(model));
        }
        model.calibrated().ifPresent(calibrated -> write(datasets.calibrator(model, calibrated)));
        if (!model.tests().isEmpty()) {
            write(datasets.featureTest(FeatureTest.of(model)));
        }
    }

    /** Writes {@code counts}, on the executors. */
    public void writeCounts(Dataset<Row> cells) {
        Path staged = store.staged("counts");
        cells.withColumn(ParquetFile.ATTEMPT, functions.lit(store.attempt()))
                .write()
                .parquet(staged.toString());
        store.take("counts", staged);
    }

    /** The folder into which the trained model is to be saved: its name goes into {@code runs}, so something must be saved there. */
    public String modelPath() {
        if (modelPath.isEmpty()) {
            modelPath = store.model().toString();
        }
        return modelPath;
    }

    /** Where the datasets are, as a URI. */
    public String root() {
        return store.root().toString();
    }

    /**
     * Makes what was written the run that counts, in one step; then deletes what it replaces.
     *
     * @throws UncheckedIOException if that cannot be done; then the run before counts as it did
     */
    public void commit(Run run) {
        store.commit(file -> write(file, datasets.runs(run, store.attempt(), modelPath)));
    }

    @Override
    public void close() {
        store.close();
    }

    private void write(Datasets.Content content) {
        store.write(content.name(), file -> write(file, content.with(ParquetFile.ATTEMPT, store.attempt())));
    }

    private void write(Path file, Datasets.Content content) throws IOException {
        ParquetFile.write(session, file, content.schema(), content.rows());
    }
}
