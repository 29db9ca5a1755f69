package io.github.surprisal.cli;

import io.github.surprisal.cli.config.Secrets;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command on what earlier runs have written; what goes wrong is said in one line. */
abstract class OutputCommand implements Callable<Integer> {
    private final String name;
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The output.path or output.table of earlier runs.")
    private String path = "";

    @Option(names = "--verbose", order = 60, description = "Shows the stack trace of an error.")
    private boolean verbose;

    OutputCommand(String name, Terminal terminal) {
        this.name = name;
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this);
    }

    Terminal terminal() {
        return terminal;
    }

    String path() {
        return path;
    }

    @Override
    public Integer call() {
        Secrets secrets = new Secrets();
        try (Guarded guarded = new Guarded(terminal, secrets)) {
            try (Session session = Session.open("surprisal " + name, false, secrets)) {
                run(session.spark(), guarded.out());
                return Main.DONE;
            } catch (Exception | Error e) {
                return guarded.report(e, verbose);
            }
        }
    }

    /** Does what the command is for. */
    abstract void run(SparkSession session, PrintStream out);
}
