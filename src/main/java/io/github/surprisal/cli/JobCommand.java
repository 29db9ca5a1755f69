package io.github.surprisal.cli;

import io.github.surprisal.job.DriftJob;
import io.github.surprisal.job.Generation;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.table.UserException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One command: reads the config, then makes a Spark session, then runs the job. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false)
final class JobCommand implements Callable<Integer> {
    /** The commands there are. */
    enum Name {
        RUN(Job.Command.RUN, "Runs every stage that the config asks for."),
        PROFILE(Job.Command.PROFILE, "Counts, and measures the entropy of every column, overall and per group."),
        RANK(Job.Command.RANK, "Does profile, and ranks the features by information gain with the label."),
        SELECT(Job.Command.SELECT, "Does rank, and selects features."),
        TRAIN(Job.Command.TRAIN, "Does select, trains a model and evaluates it."),
        DRIFT(Job.Command.PROFILE, "Compares the table with a reference table or stored counts."),
        GENERATE(null, "Writes a synthetic table whose entropies and gains are known."),
        EXPLAIN(Job.Command.RUN, "Says what would be read, counted and trained; runs no job.");

        private final Job.Command command;
        private final String description;

        Name(Job.Command command, String description) {
            this.command = command;
            this.description = description;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Name name;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(
            arity = "0..1",
            paramLabel = "JOB.conf",
            defaultValue = "",
            description = "Config file of the job (HOCON).")
    private String file = "";

    @Option(
            names = "--set",
            arity = "1",
            paramLabel = "key=value",
            description = "Sets a key of the config, over the file; may be given many times.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "",
            description = "Where to write: the same as --set output.path=DIR.")
    private String output = "";

    @Option(
            names = "--fail-on",
            arity = "1",
            paramLabel = "RULE",
            description =
                    "drift: exit code 3 where a column's figure is above a limit, such as js>0.1, or schema for another"
                            + " schema; may be given many times.")
    private List<String> failOn = new ArrayList<>();

    @Option(names = "--verbose", description = "Shows the stack trace of an error.")
    private boolean verbose;

    JobCommand(Name name, PrintStream out, PrintStream err) {
        this.name = name;
        this.out = out;
        this.err = err;
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec().usageMessage().description(name.description);
        return line;
    }

    @Override
    public Integer call() {
        ConfigReader reader = new ConfigReader(System.getenv(), System.getProperty("user.home"), Clock.systemUTC());
        try {
            if (name == Name.GENERATE) {
                generate(reader.readGenerated(file, sets, output));
                return Main.DONE;
            }
            if (name != Name.DRIFT && !failOn.isEmpty()) {
                throw new UserException("Option --fail-on goes with drift, found " + name.label());
            }
            JobConfig config = reader.read(name.command, file, sets, output, failOn);
            reader.warnings().forEach(warning -> err.println("surprisal: warning: " + warning));
            return runJob(config);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            return report(e, reader.secrets());
        }
    }

    private void generate(ConfigReader.Generated config) {
        try (Session session = Session.open("surprisal " + name.label(), isTerminal())) {
            Generation.run(session.spark(), config.table(), config.path(), out);
        }
    }

    private int runJob(JobConfig config) {
        try (Session session = Session.open("surprisal " + name.label(), isTerminal())) {
            if (name == Name.DRIFT) {
                return DriftJob.run(session.spark(), config, out, progress()) ? Main.DONE : Main.DRIFTED;
            }
            if (name == Name.EXPLAIN) {
                Job.explain(session.spark(), config, name.command, out);
            } else {
                Job.run(session.spark(), config, name.command, out, progress());
            }
            return Main.DONE;
        }
    }

    private PrintStream progress() {
        return isTerminal() ? err : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    /** Whether someone watches: submit/surprisal knows; without it, a console of the JVM's means so up to Java 21. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        String told = System.getenv("SURPRISAL_PROGRESS");
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }

    private int report(Throwable e, Secrets secrets) {
        UserException wrong = userException(e);
        String message = wrong != null ? firstLine(wrong) : "The job failed: " + rootMessage(e);
        String hint = wrong != null || verbose ? "" : " (--verbose shows the stack trace)";
        err.println("surprisal: " + secrets.hide(message) + hint);
        if (verbose) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            err.print(secrets.hide(trace.toString()));
        }
        return wrong != null ? Main.WRONG : Main.FAILED;
    }

    /** The user's mistake among the causes, which an executor may have wrapped; null if there is none. */
    private static UserException userException(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UserException wrong) {
                return wrong;
            }
        }
        return null;
    }

    /** First line of the deepest cause that says anything. */
    private static String rootMessage(Throwable e) {
        String message = e.getClass().getSimpleName();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = firstLine(cause);
            }
        }
        return message;
    }

    private static String firstLine(Throwable e) {
        return e.getMessage().strip().lines().findFirst().orElse("");
    }
}
