package io.github.surprisal.connect;

import io.github.surprisal.Findings;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;

/**
 * What a job found. {@code transform} gives the dataset that the param {@code dataset} names, whatever table it is called with; or
 * that table scored, by the model that the param {@code model} names. Saving it writes the run, as {@link Findings#writeTo}.
 */
public final class JobStageModel extends Model<JobStageModel> implements MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> dataset;
    private final Param<String> model;
    private transient Optional<Findings> findings;
    private KeptFindings kept;

    /** For the service loader: without findings. */
    public JobStageModel() {
        this(Identifiable.randomUID("job"));
    }

    /** As Spark makes stages: without findings. */
    public JobStageModel(String uid) {
        this.uid = uid;
        this.dataset = new Param<>(
                this,
                "dataset",
                "the dataset to give: one of a run, or one of " + String.join(", ", KeptFindings.TEXTS) + " of texts");
        this.model = new Param<>(this, "model", "the model to score with instead; none if empty");
        this.findings = Optional.empty();
        this.kept = KeptFindings.NONE;
        setDefault(dataset, "datasets");
        setDefault(model, "");
    }

    JobStageModel(String uid, Findings findings) {
        this(uid);
        this.findings = Optional.of(findings);
        this.kept = KeptFindings.of(findings);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The dataset to give. */
    public Param<String> dataset() {
        return dataset;
    }

    /** The model to score with. */
    public Param<String> model() {
        return model;
    }

    /**
     * The dataset, or the table scored.
     *
     * @throws UserException if there is no such dataset or model
     */
    @Override
    public Dataset<Row> transform(Dataset<?> table) {
        String scorer = getOrDefault(model);
        return scorer.isEmpty()
                ? kept.frame(table.sparkSession(), getOrDefault(dataset))
                : pipeline(scorer).transform(table);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        String scorer = getOrDefault(model);
        return scorer.isEmpty()
                ? kept.schema(getOrDefault(dataset))
                : pipeline(scorer).transformSchema(schema);
    }

    private PipelineModel pipeline(String name) {
        return kept.model(name)
                .orElseThrow(() -> new UserException("Cannot score with model '" + name + "': expected one of "
                        + String.join(", ", kept.models().keySet())));
    }

    @Override
    public JobStageModel copy(ParamMap extra) {
        JobStageModel copy = new JobStageModel(uid);
        copy.findings = findings;
        copy.kept = kept;
        return copyValues(copy, extra).setParent(parent());
    }

    /** Bytes of the findings, for a Spark Connect server from 4.1 on. */
    @SuppressWarnings("MissingOverride")
    public long estimatedSize() {
        return SizeEstimator.estimate(kept.tables());
    }

    /** Writes the run. A Spark Connect server from 4.1 on keeps it on its own disk by {@code saveToLocal}. */
    @Override
    public MLWriter write() {
        return new MLWriter() {
            @Override
            public void save(String path) {
                saveImpl(path);
            }

            @Override
            public void saveImpl(String path) {
                findings.orElseThrow(() -> new UserException("Cannot write the run to '" + path
                                + "': the server has put its findings aside; run the job again" + " with output.path"))
                        .writeTo(path);
            }

            /** Spark calls it. */
            @SuppressWarnings({"unused", "EffectivelyPrivate", "MissingOverride"})
            public void saveToLocal(String path) throws IOException {
                kept.write(path);
            }
        };
    }

    /** Takes back what a server has put aside. */
    public static MLReader<JobStageModel> read() {
        return new MLReader<JobStageModel>() {
            @Override
            public JobStageModel load(String path) {
                throw new UserException("Cannot load the run in '" + path
                        + "' as a stage: its datasets are Parquet, and its model a pipeline, in folders below that");
            }

            /** Spark calls it. */
            @SuppressWarnings({"unused", "EffectivelyPrivate", "MissingOverride"})
            public JobStageModel loadFromLocal(String path) {
                JobStageModel model = new JobStageModel();
                try {
                    model.kept = KeptFindings.read(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return model;
            }
        };
    }

    /**
     * A run is no stage.
     *
     * @throws UserException always, with what can be read instead
     */
    public static JobStageModel load(String path) {
        return read().load(path);
    }
}
