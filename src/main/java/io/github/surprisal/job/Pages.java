package io.github.surprisal.job;

import io.github.surprisal.metric.MetricReader;
import io.github.surprisal.metric.WholeFile;
import io.github.surprisal.report.Report;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.WriteRefusal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** Writes the pages of runs that there are already. */
public final class Pages {
    private Pages() {}

    /**
     * Writes the page of a run and says where.
     *
     * @param path an output: a folder, or what the names of its tables begin with
     * @param run a run's id; empty for the latest
     * @param file where to; empty for {@value Report#NAME} in the folder of the output
     * @throws UserException if there is no such run, or the file cannot be written
     */
    public static void run(SparkSession session, String path, String run, String file, PrintStream out) {
        MetricReader metrics = MetricReader.open(session, path);
        String id = run.isEmpty() ? metrics.latest() : run;
        out.println("Run " + id + " as a page: " + write(session, metrics, id, file));
    }

    /** @return where it is */
    static String write(SparkSession session, MetricReader metrics, String runId, String file) {
        String to = file.isEmpty()
                ? metrics.beside(Report.NAME)
                        .orElseThrow(() -> new UserException("Cannot write a page beside the tables '" + metrics.root()
                                + "': expected --output FILE, found none"))
                : file;
        byte[] page = Report.of(metrics, runId).getBytes(StandardCharsets.UTF_8);
        try {
            WholeFile.write(session, to, page);
        } catch (IOException | IllegalArgumentException e) {
            int name = to.lastIndexOf('/') + 1;
            String reason = WriteRefusal.reason(
                    session.sessionState().newHadoopConf(), name == 0 ? "." : to.substring(0, name), e);
            throw new UserException(
                    "Cannot write the page to '" + to + "': " + reason + "; --output FILE names another place", e);
        }
        return to;
    }
}
