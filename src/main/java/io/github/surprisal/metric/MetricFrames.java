package io.github.surprisal.metric;

import io.github.surprisal.evaluate.Evaluation;
import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.spark.JobDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The datasets of one run on the driver, each a data frame with the columns, types and bits of its Parquet files: what a reader of
 * the output folder would see, {@code run_id} last. Also those of a run that writes nothing; they can be written later.
 */
public final class MetricFrames {
    private static final String RUN_ID = "run_id";

    private final SparkSession session;
    private final String runId;
    private final String attempt;
    private final boolean weighted;
    private final Map<String, Kept<?>> kept = new LinkedHashMap<>();
    private final Map<String, org.apache.spark.sql.Dataset<Row>> frames = new LinkedHashMap<>();
    private Run run;

    /** What a dataset's rows are made of. */
    private record Kept<T>(Dataset<T> dataset, List<T> results) {
        void writeTo(MetricWriter writer) {
            writer.write(dataset, results);
        }

        List<Row> rows(String runId, boolean weighted) {
            List<Row> rows = new ArrayList<>();
            dataset.rows(results, weighted).forEach(row -> {
                Object[] cells = new Object[row.length() + 1];
                for (int i = 0; i < row.length(); i++) {
                    cells[i] = row.get(i);
                }
                cells[row.length()] = runId;
                rows.add(RowFactory.create(cells));
            });
            return rows;
        }
    }

    MetricFrames(SparkSession session, String runId, String attempt, boolean weighted) {
        this.session = session;
        this.runId = runId;
        this.attempt = attempt;
        this.weighted = weighted;
    }

    /** The columns of {@code log_loss} that are not a run's, overall and by group; rows as sums of weights. */
    public static org.apache.spark.sql.Dataset<Row> logLosses(SparkSession session, Evaluation evaluation) {
        return frame(session, EvaluationDatasets.LOG_LOSS, evaluation.logLosses());
    }

    /** The same of {@code calibration}. */
    public static org.apache.spark.sql.Dataset<Row> calibrations(SparkSession session, Evaluation evaluation) {
        return frame(session, EvaluationDatasets.CALIBRATION, evaluation.calibrations());
    }

    private static <T> org.apache.spark.sql.Dataset<Row> frame(
            SparkSession session, Dataset<T> dataset, List<T> results) {
        List<Row> rows = new ArrayList<>();
        dataset.rows(results, true).forEach(rows::add);
        return session.createDataFrame(rows, dataset.schema(true).asNullable());
    }

    /** @return what is kept */
    <T> List<T> keep(Dataset<T> dataset, Iterable<T> results) {
        List<T> all = StreamSupport.stream(results.spliterator(), false).toList();
        kept.put(dataset.name(), new Kept<>(dataset, all));
        return all;
    }

    void keep(Run finished, String modelPath) {
        run = finished;
        keep(RunDatasets.RUNS, List.of(new RunDatasets.Finished(finished, attempt, modelPath)));
    }

    /** The name of the run. */
    public String runId() {
        return runId;
    }

    /** The datasets that there are, in the order in which the run found them. */
    public List<String> names() {
        return List.copyOf(kept.keySet());
    }

    /**
     * A dataset as a data frame.
     *
     * @param name one of {@link #names}
     */
    public synchronized org.apache.spark.sql.Dataset<Row> frame(String name) {
        return frames.computeIfAbsent(name, any -> frame(kept.get(name)));
    }

    private <T> org.apache.spark.sql.Dataset<Row> frame(Kept<T> one) {
        Dataset<T> stamped = one.dataset().name().equals(OutputFolder.RUNS)
                ? one.dataset()
                : one.dataset().stamped(attempt);
        // As Spark reads files: any column of theirs may be NULL.
        StructType schema =
                stamped.schema(weighted).add(RUN_ID, DataTypes.StringType, true).asNullable();
        return session.createDataFrame(new Kept<>(stamped, one.results()).rows(runId, weighted), schema);
    }

    /**
     * Writes the datasets as the run that they are of, as one that was told at first where to write.
     *
     * @param models saves the models, if there are any, in the folder that the writer names
     * @return where they are, as {@link MetricWriter#root} says
     * @throws io.github.surprisal.table.UserException if nothing can be written there
     */
    public String writeTo(Output output, Consumer<MetricWriter> models) {
        try (MetricWriter writer = MetricWriter.open(session, output, runId, weighted)) {
            JobDescription.run(session.sparkContext(), "writing the datasets", () -> {
                kept.forEach((name, one) -> {
                    if (!name.equals(OutputFolder.RUNS)) {
                        one.writeTo(writer);
                    }
                });
                models.accept(writer);
            });
            writer.commit(run);
            return writer.root();
        }
    }
}
