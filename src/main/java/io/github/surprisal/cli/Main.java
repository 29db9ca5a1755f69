package io.github.surprisal.cli;

import io.github.surprisal.console.Printable;
import io.github.surprisal.console.View;
import io.github.surprisal.table.Nearest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: {@code surprisal COMMAND [JOB.conf or TABLE] [--set key=value ...] [--output DIR]}.
 *
 * <p>Exit codes: 0 done, 1 the job failed, 2 the command line, the config or the input is wrong,
 * 3 done, and a rule of {@code drift} fired.
 */
@Command(
        name = "surprisal",
        description = "Tells what the columns of a large table know: entropy, information gain, log-loss.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG = 2;
    static final int DRIFTED = 3;
    /** The least that picocli lays out. */
    private static final int MIN_HELP = 55;

    private Main() {}

    public static void main(String[] args) {
        Charset charset = Terminal.charset(System.getenv());
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset);
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ended.get()) {
                err.println("surprisal: stopped before the end; what was written before is as it was");
            }
        }));
        int code = execute(args, new Terminal(out, err, System.getenv()));
        ended.set(true);
        // Returning tells a cluster that all went well; only a failure has to leave by itself.
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs a command in this process's environment and gives its exit code. */
    static int execute(String[] args, PrintStream out, PrintStream err) {
        return execute(args, new Terminal(out, err, System.getenv()));
    }

    /** Runs a command and gives its exit code. */
    static int execute(String[] args, Terminal terminal) {
        PrintStream err = terminal.err();
        CommandLine program = new CommandLine(new Main());
        for (JobCommand.Name name : JobCommand.Name.values()) {
            program.addSubcommand(name.label(), new JobCommand(name, terminal).commandLine());
        }
        program.addSubcommand(ReportCommand.NAME, new ReportCommand(terminal).commandLine());
        program.addSubcommand(ShowCommand.NAME, new ShowCommand(terminal).commandLine());
        program.addSubcommand(SqlCommand.NAME, new SqlCommand(terminal).commandLine());
        program.getCommandSpec()
                .usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  surprisal profile people.csv",
                        "  surprisal rank people.csv --label income",
                        "  surprisal COMMAND --help");
        return program.setUsageHelpWidth(Math.max(MIN_HELP, Math.min(terminal.width(), View.DEFAULT_WIDTH)))
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, arguments) -> complain(e, err))
                .execute(args);
    }

    private static int complain(ParameterException e, PrintStream err) {
        CommandLine where = e.getCommandLine();
        err.println("surprisal: " + Printable.of(complaint(e, where)));
        err.println("surprisal: see " + where.getCommandSpec().qualifiedName() + " --help");
        return WRONG;
    }

    private static String complaint(ParameterException e, CommandLine where) {
        if (where.getParent() == null && where.getParseResult().originalArgs().isEmpty()) {
            return "Missing command, expected one of "
                    + String.join(", ", where.getSubcommands().keySet());
        }
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return e.getMessage().lines().findFirst().orElse("");
        }
        String argument = unmatched.getUnmatched().get(0);
        boolean isCommand = where.getParent() == null && !argument.startsWith("-");
        int equals = argument.indexOf('=');
        if (equals > 0 && !argument.startsWith("-")) {
            // What follows the equals sign may be a secret.
            String key = argument.substring(0, equals);
            return "Unexpected '%s=...', did you mean --set %s=...?".formatted(key, key);
        }
        List<String> names = isCommand
                ? List.copyOf(where.getSubcommands().keySet())
                : where.getCommandSpec().optionsMap().keySet().stream().toList();
        String name = equals > 0 ? argument.substring(0, equals) : argument;
        String nearest = Nearest.to(name, names);
        String what = isCommand ? "command" : name.startsWith("-") ? "option" : "argument";
        String elsewhere = !name.startsWith("-") || where.getParent() == null ? "" : commandsWith(name, where);
        String hint = !elsewhere.isEmpty()
                ? "it goes with " + elsewhere
                : !nearest.isEmpty()
                        ? "did you mean '" + nearest + "'?"
                        : what.equals("argument")
                                ? "expected one JOB.conf or one path of a table at most; a glob goes in quotes, such as '2026-*.csv'"
                                : "known: " + String.join(", ", names);
        return "%s %s '%s', %s".formatted(what.equals("argument") ? "Unexpected" : "Unknown", what, name, hint);
    }

    /** The commands that have an option; empty if it is none of any. */
    private static String commandsWith(String option, CommandLine where) {
        return where.getParent().getSubcommands().entrySet().stream()
                .filter(command -> command.getValue().getCommandSpec().findOption(option) != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"surprisal " + (version == null ? "(not packaged)" : version)};
        }
    }
}
