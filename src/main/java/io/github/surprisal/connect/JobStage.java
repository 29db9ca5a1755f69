package io.github.surprisal.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.surprisal.Findings;
import io.github.surprisal.Surprisal;
import io.github.surprisal.table.UserException;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A job of {@link Surprisal} as a stage: {@code fit} runs it. */
public final class JobStage extends Estimator<JobStageModel> implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String uid;
    private final Param<String> command;
    private final Param<String> labelCol;
    private final Param<String> options;

    /** For the service loader. */
    public JobStage() {
        this(Identifiable.randomUID("job"));
    }

    /** As Spark makes stages. */
    public JobStage(String uid) {
        this.uid = uid;
        this.command = new Param<>(
                this, "command", "profile, rank, select, train or drift; drift.reference names its reference");
        this.labelCol = new Param<>(this, "labelCol", "label column name, for rank, select and train");
        this.options = new Param<>(this, "options", "keys of the config and their values, as one block of JSON");
        setDefault(labelCol, "");
        setDefault(options, "{}");
    }

    @Override
    public String uid() {
        return uid;
    }

    /** What is done. */
    public Param<String> command() {
        return command;
    }

    /** What is explained. */
    public Param<String> labelCol() {
        return labelCol;
    }

    /** How it is done. */
    public Param<String> options() {
        return options;
    }

    /** What the model gives depends on a param of its own. */
    @Override
    public StructType transformSchema(StructType schema) {
        return schema;
    }

    /**
     * Runs the job.
     *
     * @throws UserException for what the user can mend
     */
    @Override
    @SuppressWarnings("unchecked") // a data frame of another type has rows too
    public JobStageModel fit(Dataset<?> dataset) {
        Findings found = run(
                Surprisal.on(dataset.sparkSession()).options(given()),
                getOrDefault(command),
                (Dataset<Row>) dataset,
                getOrDefault(labelCol));
        return copyValues(new JobStageModel(uid, found).setParent(this), ParamMap.empty());
    }

    private static Findings run(Surprisal surprisal, String command, Dataset<Row> dataset, String label) {
        return switch (command) {
            case "profile" -> surprisal.profile(dataset);
            case "rank" -> surprisal.rank(dataset, label);
            case "select" -> surprisal.select(dataset, label);
            case "train" -> surprisal.train(dataset, label);
            case "drift" -> surprisal.drift(dataset);
            default ->
                throw new UserException(
                        "Cannot run '" + command + "': expected one of profile, rank, select, train and drift");
        };
    }

    private Map<String, Object> given() {
        try {
            return MAPPER.readValue(getOrDefault(options), new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new UserException(
                    "Cannot read the options: expected a block of JSON, found " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public JobStage copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code write} wrote. */
    public static MLReader<JobStage> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} wrote. */
    public static JobStage load(String path) {
        return read().load(path);
    }
}
