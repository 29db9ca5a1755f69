package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.cli.config.ConfigFile;
import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.cli.config.Input;
import io.github.surprisal.cli.config.Secrets;
import io.github.surprisal.cli.keys.CountKeys;
import io.github.surprisal.cli.keys.DriftKeys;
import io.github.surprisal.cli.keys.GenerateKeys;
import io.github.surprisal.cli.keys.Keys;
import io.github.surprisal.cli.keys.MeasureKeys;
import io.github.surprisal.cli.keys.RunKeys;
import io.github.surprisal.cli.keys.SelectKeys;
import io.github.surprisal.cli.keys.TableKeys;
import io.github.surprisal.cli.keys.TrainKeys;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.SyntheticConfig;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.UserException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads a job's config: {@code --set} over the file over the defaults. Everything that can be checked without Spark is
 * checked here; every complaint is a {@link UserException}.
 */
final class ConfigReader {
    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Map<String, String> environment;
    private final String home;
    private final Clock clock;
    private final String origin;
    private final Secrets secrets = new Secrets();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Makes a reader.
     *
     * @param environment variables that substitutions may name
     * @param home what a leading {@code ~} stands for
     * @param clock tells the time for the default run id
     */
    ConfigReader(Map<String, String> environment, String home, Clock clock) {
        this(environment, home, clock, ConfigFile.SET);
    }

    /** @param origin what a message calls the place of a key that no file has set */
    ConfigReader(Map<String, String> environment, String home, Clock clock, String origin) {
        this.environment = environment;
        this.home = home;
        this.clock = clock;
        this.origin = origin;
    }

    /**
     * What is asked for.
     *
     * @param command what the job is for
     * @param input a config, or a table where there is none
     * @param sets values of {@code --set}
     * @param given keys that other options have set; they win over {@code --set}
     * @param failOn values of {@code --fail-on}
     * @param rows what a program has at hand, instead of a table to be read
     */
    record Request(
            Job.Command command,
            Input input,
            List<String> sets,
            Config given,
            List<String> failOn,
            Optional<ProgramOptions.Rows> rows) {
        /** Of a table to be read. */
        Request(Job.Command command, Input input, List<String> sets, Config given, List<String> failOn) {
            this(command, input, sets, given, failOn, Optional.empty());
        }
    }

    /** Reads a job that may be run. A config of its own has to say where to write; a bare table need not. */
    JobConfig read(Request request) {
        return read(request, !request.input().config().isEmpty());
    }

    /** Reads a job that is only talked about. */
    JobConfig readToExplain(Request request) {
        return read(request, false);
    }

    private JobConfig read(Request request, boolean mustWrite) {
        Job.Command command = request.command();
        ConfigObject user = user(request);
        Keys.check(user);
        request.rows().ifPresent(rows -> rows.check(user.toConfig()));
        boolean trains = command == Job.Command.TRAIN || user.containsKey("train");
        Config merged = user.toConfig().withFallback(Keys.defaults());
        if (!merged.hasPath(RunKeys.ID.name())) {
            merged = ConfigValueFactory.fromAnyRef(newRunId())
                    .atPath(RunKeys.ID.name())
                    .withFallback(merged);
        }
        if (!request.failOn().isEmpty()) {
            Set<String> rules = new LinkedHashSet<>(DriftKeys.FAIL_ON.in(new ConfigValues(merged, home)));
            rules.addAll(request.failOn());
            merged = merged.withValue(DriftKeys.FAIL_ON.name(), ConfigValueFactory.fromIterable(rules));
        }
        ConfigValues values = new ConfigValues(merged, home);
        Source source = request.rows().map(ProgramOptions.Rows::table).orElseGet(() -> TableKeys.source(values));
        if (trains && source instanceof Source.None) {
            throw new UserException("Cannot train on stored counts alone: expected one of table.path, table.table and"
                    + " table.query beside count.merge");
        }
        MeasureConfig measure = MeasureKeys.read(values);
        String runId = RunKeys.ID.in(values);
        checkLabel(values, command, trains);
        TableConfig table = TableKeys.read(values, source);
        JobConfig config = new JobConfig(
                runId,
                table,
                CountKeys.read(values),
                measure,
                SelectKeys.read(values),
                TrainKeys.read(values, trains, command == Job.Command.TRAIN, measure),
                DriftKeys.read(values, table, request.failOn(), request.rows().flatMap(ProgramOptions.Rows::reference)),
                RunKeys.output(values, mustWrite || CountKeys.SAVE.in(values)),
                secrets.json(
                        (trains ? merged : merged.withoutPath("train")).root().unwrapped()),
                secrets::hide);
        return config;
    }

    private static void checkLabel(ConfigValues values, Job.Command command, boolean trains) {
        boolean runTrains = trains && command == Job.Command.RUN;
        boolean explains = runTrains || (command != Job.Command.RUN && command != Job.Command.PROFILE);
        if (explains && TableKeys.LABEL.in(values).isEmpty()) {
            throw new UserException("Key '%s' is missing: %s needs the column to be explained, --label COLUMN"
                    .formatted(
                            TableKeys.LABEL.name(),
                            runTrains ? "training" : command.name().toLowerCase(Locale.ROOT)));
        }
    }

    private ConfigObject user(Request request) {
        ConfigObject user = new ConfigFile(environment, secrets, origin)
                .read(request.input().config(), request.sets());
        ConfigObject all = request.given()
                .withFallback(request.input().keys())
                .withFallback(user)
                .root();
        secrets.addFrom(all.unwrapped());
        return all;
    }

    /** What to generate, and where. */
    record Generated(SyntheticConfig table, String path) {}

    /** Reads the config of {@code generate}. */
    Generated readGenerated(Request request) {
        if (!request.input().table().isEmpty()) {
            throw new UserException("Cannot generate from '" + request.input().table()
                    + "': expected a config, JOB.conf, or none; --output DIR says where the table goes");
        }
        ConfigObject user = user(request);
        Keys.check(user);
        ConfigValues values = new ConfigValues(user.toConfig().withFallback(Keys.defaults()), home);
        return new Generated(GenerateKeys.read(values), RunKeys.folder(values));
    }

    /** What the last config read must not show. */
    Secrets secrets() {
        return secrets;
    }

    /** What the user should know, though nothing is wrong. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private String newRunId() {
        return RUN_TIME.format(clock.instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 6);
    }
}
