package io.github.surprisal.cli;

import io.github.surprisal.job.Show;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code surprisal show DIR [DATASET]}: what earlier runs have written, on the terminal. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Shows a dataset of the latest run, or of another; without DATASET the runs there are.",
        footer = {"", "Example:", "  surprisal show out/people information_gain --where \"p_value < 0.01\""})
final class ShowCommand implements Callable<Integer> {
    static final String NAME = "show";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The output.path of earlier runs.")
    private String path = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATASET",
            defaultValue = "",
            description = "Such as information_gain.")
    private String dataset = "";

    @Option(names = "--run", order = 1, paramLabel = "ID", defaultValue = "", description = "Shows this run.")
    private String run = "";

    @Option(
            names = "--where",
            order = 2,
            paramLabel = "SQL",
            defaultValue = "",
            description = "Rows to show, such as \"information_gain > 0.01\".")
    private String where = "";

    @Option(names = "--columns", order = 3, description = "Says what the columns of DATASET mean, instead of rows.")
    private boolean columns;

    @Mixin
    private Shown shown = new Shown();

    @Option(names = "--verbose", order = 60, description = "Shows the stack trace of an error.")
    private boolean verbose;

    ShowCommand(Terminal terminal) {
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
                Show.run(
                        session.spark(),
                        new Show.Request(path, dataset, run, where, columns),
                        shown.view(terminal),
                        guarded.out());
                return Main.DONE;
            } catch (Exception | Error e) {
                return guarded.report(e, verbose);
            }
        }
    }
}
