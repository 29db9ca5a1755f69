package io.github.surprisal.cli;

import io.github.surprisal.job.Show;
import java.io.PrintStream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code surprisal show DIR [DATASET]}: what earlier runs have written, on the terminal. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Shows a dataset of the latest run, or of another; without DATASET the runs there are.",
            "Features, pairs, splits and drifts that tell most come first, the whole table's before those of groups."
        },
        footer = {"", "Example:", "  surprisal show out/people information_gain --where \"p_value < 0.01\""})
final class ShowCommand extends OutputCommand {
    static final String NAME = "show";

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

    ShowCommand(Terminal terminal) {
        super(NAME, terminal);
    }

    @Override
    void run(SparkSession session, PrintStream out) {
        Show.run(session, new Show.Request(path(), dataset, run, where, columns), shown.view(terminal()), out);
    }
}
