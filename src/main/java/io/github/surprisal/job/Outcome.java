package io.github.surprisal.job;

import io.github.surprisal.metric.MetricFrames;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.Output;
import io.github.surprisal.table.UserException;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * What a job found, for a program instead of a terminal.
 *
 * @param frames its datasets
 * @param models what was trained, by the name of the learner: pipelines that score a table as it comes
 * @param notes what the user should know, though nothing is wrong
 * @param fired the rules of a comparison that fired
 * @param summary the tables that the command line ends with
 */
public record Outcome(
        MetricFrames frames,
        Map<String, PipelineModel> models,
        List<String> notes,
        List<String> fired,
        String summary) {

    /**
     * Writes the datasets, the models and the page as a run that was told at first where to write.
     *
     * @param output where to; with its page if that is asked for
     * @return where they are: a URI, or what the names of their tables begin with
     * @throws UserException if nothing can be written there
     */
    public String writeTo(SparkSession session, Output output) {
        String root = frames.writeTo(output, writer -> {
            if (!models.isEmpty()) {
                Job.save(models, session, writer.modelPath());
            }
        });
        if (output.hasPage()) {
            Pages.write(session, MetricReader.open(session, output), frames.runId(), "");
        }
        return root;
    }
}
