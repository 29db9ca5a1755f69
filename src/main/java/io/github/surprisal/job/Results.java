package io.github.surprisal.job;

import io.github.surprisal.metric.MetricWriter;
import io.github.surprisal.metric.Run;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Where the figures of a run go: to the metric room, or nowhere if the config names no place. */
final class Results implements AutoCloseable {
    private final Optional<MetricWriter> writer;
    private final Stages stages;
    private final String runId;

    private Results(Optional<MetricWriter> writer, Stages stages, String runId) {
        this.writer = writer;
        this.stages = stages;
        this.runId = runId;
    }

    static Results open(SparkSession session, JobConfig config, Stages stages, boolean weighted) {
        return new Results(
                config.writes()
                        ? Optional.of(MetricWriter.open(session, config.output(), config.runId(), weighted))
                        : Optional.empty(),
                stages,
                config.runId());
    }

    /** Writes, as a part of the stage {@code write}. */
    void write(String what, Consumer<MetricWriter> action) {
        writer.ifPresent(to -> stages.run("write", "writing " + what, () -> action.accept(to)));
    }

    /** Where there is one, for what is written while something else goes on. */
    Optional<MetricWriter> writer() {
        return writer;
    }

    void commit(Run run) {
        writer.ifPresent(to -> to.commit(run));
    }

    /** The last line of a run. */
    String conclusion() {
        return writer.map(to -> "Written to " + to.root() + " as run " + runId)
                .orElse("Nothing written: --output DIR keeps every figure, these and more, as Parquet");
    }

    @Override
    public void close() {
        writer.ifPresent(MetricWriter::close);
    }
}
