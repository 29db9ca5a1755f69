package io.github.surprisal.cli;

import io.github.surprisal.cli.config.Input;
import io.github.surprisal.cli.keys.DriftKeys;
import io.github.surprisal.console.View;
import io.github.surprisal.job.DriftJob;
import io.github.surprisal.job.Generation;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One command on a table: reads the config, then makes a Spark session, then runs the job. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false)
final class JobCommand implements Callable<Integer> {
    /** The commands there are. */
    enum Name {
        RUN(
                Job.Command.RUN,
                "Does all that the config asks for: profile, with a label rank and select, with a train block train.",
                "surprisal run job.conf --set run.id=monday"),
        PROFILE(
                Job.Command.PROFILE,
                "Counts the table, and measures the entropy of every column, overall and per group.",
                "surprisal profile people.csv"),
        RANK(
                Job.Command.RANK,
                "Does profile, and ranks the features by what they tell about the label: their information gain.",
                "surprisal rank people.csv --label income --groups sex"),
        SELECT(
                Job.Command.SELECT,
                "Does rank, and selects features.",
                "surprisal select people.csv --label income --set select.k=5"),
        TRAIN(
                Job.Command.TRAIN,
                "Does select, trains the models of train.models (logistic) on the selected features, and accounts for their log-loss.",
                "surprisal train people.csv --label income --output out/people"),
        DRIFT(
                Job.Command.PROFILE,
                "Compares the table with a reference: another table, or stored counts (drift.reference.run).",
                "surprisal drift november.parquet --reference october.parquet --fail-on 'js>0.1'"),
        GENERATE(
                null,
                "Writes a synthetic table whose entropies and gains are known.",
                "surprisal generate --output out/table --set generate.rows=1000000"),
        EXPLAIN(
                Job.Command.RUN,
                "Says what run would read, count and train; runs no job.",
                "surprisal explain job.conf");

        private final Job.Command command;
        private final String description;
        private final String example;

        Name(Job.Command command, String description, String example) {
            this.command = command;
            this.description = description;
            this.example = example;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private List<Shorthand> shorthands() {
            List<Shorthand> shorthands = new ArrayList<>(this == GENERATE ? List.of() : Shorthand.OF_A_TABLE);
            if (this == DRIFT) {
                shorthands.add(Shorthand.REFERENCE);
            }
            shorthands.add(Shorthand.OUTPUT);
            return shorthands;
        }
    }

    private static final String FAIL_ON = "--fail-on";

    private final Name name;
    private final Terminal terminal;
    private final Shown shown = new Shown();
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "INPUT",
            defaultValue = "",
            description = "The job's config, JOB.conf; or the path of a table, whose format its ending tells.")
    private String input = "";

    @Option(
            names = "--set",
            arity = "1",
            order = 50,
            paramLabel = "KEY=VALUE",
            description = "Sets a key of the config, over the file; may be given many times.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--verbose", order = 60, description = "Shows the stack trace of an error.")
    private boolean verbose;

    JobCommand(Name name, Terminal terminal) {
        this.name = name;
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        spec = line.getCommandSpec();
        name.shorthands().forEach(shorthand -> shorthand.addTo(spec));
        if (name == Name.DRIFT) {
            spec.addOption(OptionSpec.builder(FAIL_ON)
                    .arity("1")
                    .order(40)
                    .paramLabel("RULE")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(DriftKeys.FAIL_ON.summary() + "; may be given many times (" + DriftKeys.FAIL_ON.name()
                            + ").")
                    .build());
        }
        if (name != Name.GENERATE && name != Name.EXPLAIN) {
            spec.addMixin("shown", CommandSpec.forAnnotatedObject(shown));
        }
        spec.usageMessage().description(name.description).footer("", "Example:", "  " + name.example);
        return line;
    }

    @Override
    public Integer call() {
        ConfigReader reader =
                new ConfigReader(terminal.environment(), System.getProperty("user.home"), Clock.systemUTC());
        try (Guarded guarded = new Guarded(terminal, reader.secrets())) {
            try {
                return run(reader, guarded);
            } catch (Exception | Error e) {
                return guarded.report(e, verbose);
            }
        }
    }

    private int run(ConfigReader reader, Guarded guarded) {
        ConfigReader.Request request =
                new ConfigReader.Request(name.command, Input.of(input), sets, Shorthand.given(spec), failOn());
        if (name == Name.GENERATE) {
            ConfigReader.Generated generated = reader.readGenerated(request);
            try (Session session = open(reader)) {
                Generation.run(session.spark(), generated.table(), generated.path(), guarded.out());
            }
            return Main.DONE;
        }
        JobConfig config = name == Name.EXPLAIN ? reader.readToExplain(request) : reader.read(request);
        View view = shown.view(terminal);
        reader.warnings().forEach(warning -> guarded.err().println("surprisal: warning: " + warning));
        try (Session session = open(reader)) {
            PrintStream progress = terminal.isWatched() ? guarded.err() : nowhere();
            switch (name) {
                case DRIFT -> {
                    return DriftJob.run(session.spark(), config, view, guarded.out(), progress)
                            ? Main.DONE
                            : Main.DRIFTED;
                }
                case EXPLAIN -> Job.explain(session.spark(), config, name.command, view, guarded.out());
                default -> Job.run(session.spark(), config, name.command, view, guarded.out(), progress);
            }
            return Main.DONE;
        }
    }

    private Session open(ConfigReader reader) {
        return Session.open("surprisal " + name.label(), terminal.isWatched(), reader.secrets());
    }

    private List<String> failOn() {
        OptionSpec option = spec.findOption(FAIL_ON);
        List<?> rules = option == null ? null : option.getValue();
        return rules == null
                ? List.of()
                : rules.stream().map(String.class::cast).toList();
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
