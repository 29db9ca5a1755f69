package io.github.surprisal.job;

import io.github.surprisal.console.View;
import io.github.surprisal.metric.MetricFrames;
import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.MetricWriter;
import io.github.surprisal.metric.Output;
import io.github.surprisal.metric.Run;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Where the figures of a run go: to the metric room, into files or memory, or nowhere if nobody wants them. */
final class Results implements AutoCloseable {
    private final Optional<MetricWriter> writer;
    private final SparkSession session;
    private final JobConfig config;
    private final Stages stages;
    private String page = "";
    private String note = "";

    private Results(Optional<MetricWriter> writer, SparkSession session, JobConfig config, Stages stages) {
        this.writer = writer;
        this.session = session;
        this.config = config;
        this.stages = stages;
    }

    /** @param keeps whether the datasets are wanted in memory, too */
    static Results open(SparkSession session, JobConfig config, Stages stages, boolean weighted, boolean keeps) {
        MetricWriter writer = keeps
                ? MetricWriter.keeping(session, config.output(), config.runId(), weighted)
                : config.writes() ? MetricWriter.open(session, config.output(), config.runId(), weighted) : null;
        return new Results(Optional.ofNullable(writer), session, config, stages);
    }

    /** Writes, as a part of the stage {@code write}. */
    void write(String what, Consumer<MetricWriter> action) {
        writer.ifPresent(to -> stages.run("write", "writing " + what, () -> action.accept(to)));
    }

    /** Where there is one, for what is written while something else goes on. */
    Optional<MetricWriter> writer() {
        return writer;
    }

    /**
     * What is kept in memory.
     *
     * @throws IllegalStateException if nothing is
     */
    MetricFrames frames() {
        return writer.flatMap(MetricWriter::frames).orElseThrow(IllegalStateException::new);
    }

    /** Makes the run count, then writes its page, where that is asked for: nothing of the run is lost if that fails. */
    void commit(Run run) {
        writer.ifPresent(to -> to.commit(run));
        if (config.output().hasPage()) {
            try {
                stages.run("report", "writing the page", () -> {
                    page = Pages.write(session, MetricReader.open(session, config.output()), config.runId(), "");
                });
            } catch (RuntimeException | LinkageError e) {
                note = "No page was written: " + e.getMessage() + "; the datasets are there";
            }
        }
    }

    /** What is to be said of the page; empty where all went well. */
    Optional<String> note() {
        return Optional.of(note).filter(text -> !text.isEmpty());
    }

    /** The last lines of a run: where its figures are, and its page if there is one. */
    void conclude(View view, PrintStream out) {
        out.print(view.wrap(
                "",
                "  ",
                writer.map(to -> "Written to " + (config.output() instanceof Output.Tables ? "the tables " : "")
                                + to.root() + (config.output() instanceof Output.Tables ? "_*" : "") + " as run "
                                + config.runId())
                        .orElse("Nothing written: --output DIR keeps every figure, these and more, as Parquet")));
        if (!page.isEmpty()) {
            out.print(view.wrap("", "  ", "The page to look at: " + page));
        }
    }

    @Override
    public void close() {
        writer.ifPresent(MetricWriter::close);
    }
}
