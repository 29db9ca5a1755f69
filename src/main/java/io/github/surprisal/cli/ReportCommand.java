package io.github.surprisal.cli;

import io.github.surprisal.job.Pages;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code surprisal report DIR}: an earlier run as one page of HTML. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Writes the latest run, or another, as one page of HTML that needs nothing else.",
        footer = {"", "Example:", "  surprisal report out/people --run monday --output monday.html"})
final class ReportCommand implements Callable<Integer> {
    static final String NAME = "report";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The output.path of earlier runs.")
    private String path = "";

    @Option(names = "--run", order = 1, paramLabel = "ID", defaultValue = "", description = "Writes this run.")
    private String run = "";

    @Option(
            names = "--output",
            order = 2,
            paramLabel = "FILE",
            defaultValue = "",
            description = "Where to; without it report.html in DIR.")
    private String file = "";

    @Option(names = "--verbose", order = 60, description = "Shows the stack trace of an error.")
    private boolean verbose;

    ReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    @Override
    public Integer call() {
        Secrets secrets = new Secrets();
        try (Guarded guarded = new Guarded(terminal, secrets)) {
            try (Session session = Session.open("surprisal " + NAME, false, secrets)) {
                Pages.run(session.spark(), path, run, file, guarded.out());
                return Main.DONE;
            } catch (Exception | Error e) {
                return guarded.report(e, verbose);
            }
        }
    }
}
