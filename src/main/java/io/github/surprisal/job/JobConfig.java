package io.github.surprisal.job;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.metric.Output;
import io.github.surprisal.select.SelectConfig;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.train.TrainConfig;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A whole job.
 *
 * @param runId names the run; the same id again replaces the earlier run
 * @param drift what to compare the table with, if anything
 * @param output where the datasets go
 * @param redacted the config as JSON with secrets taken out, for the record
 * @param hide takes secrets out of a text
 */
public record JobConfig(
        String runId,
        TableConfig table,
        CountConfig count,
        MeasureConfig measure,
        SelectConfig select,
        TrainConfig train,
        Optional<DriftJob.Config> drift,
        Output output,
        String redacted,
        UnaryOperator<String> hide) {
    boolean writes() {
        return output.isSomewhere();
    }
}
