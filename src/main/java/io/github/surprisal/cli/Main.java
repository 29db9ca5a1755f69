package io.github.surprisal.cli;

import io.github.surprisal.table.Nearest;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: {@code surprisal COMMAND [JOB.conf] [--set key=value ...] [--output DIR]}.
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

    private Main() {}

    public static void main(String[] args) {
        int code = execute(args, System.out, System.err);
        // Returning tells a cluster that all went well; only a failure has to leave by itself.
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs a command and gives its exit code. */
    static int execute(String[] args, PrintStream out, PrintStream err) {
        CommandLine program = new CommandLine(new Main());
        for (JobCommand.Name name : JobCommand.Name.values()) {
            program.addSubcommand(name.label(), new JobCommand(name, out, err).commandLine());
        }
        return program.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, arguments) -> complain(e, err))
                .execute(args);
    }

    private static int complain(ParameterException e, PrintStream err) {
        CommandLine where = e.getCommandLine();
        err.println("surprisal: " + complaint(e, where));
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
        String hint = !nearest.isEmpty()
                ? "did you mean '" + nearest + "'?"
                : what.equals("argument") ? "expected one JOB.conf at most" : "known: " + String.join(", ", names);
        return "%s %s '%s', %s".formatted(what.equals("argument") ? "Unexpected" : "Unknown", what, name, hint);
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
