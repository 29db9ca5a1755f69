package io.github.surprisal.cli;

import io.github.surprisal.job.Pages;
import java.io.PrintStream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code surprisal report DIR}: an earlier run as one page of HTML. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Writes the latest run, or another, as one page of HTML that needs nothing else.",
        footer = {"", "Example:", "  surprisal report out/people --run monday --output monday.html"})
final class ReportCommand extends OutputCommand {
    static final String NAME = "report";

    @Option(names = "--run", order = 1, paramLabel = "ID", defaultValue = "", description = "Writes this run.")
    private String run = "";

    @Option(
            names = "--output",
            order = 2,
            paramLabel = "FILE",
            defaultValue = "",
            description = "Where to; without it report.html in DIR.")
    private String file = "";

    ReportCommand(Terminal terminal) {
        super(NAME, terminal);
    }

    @Override
    void run(SparkSession session, PrintStream out) {
        Pages.run(session, path(), run, file, out);
    }
}
