package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.github.surprisal.cli.config.ConfigFile;
import io.github.surprisal.cli.config.Input;
import io.github.surprisal.cli.keys.DriftKeys;
import io.github.surprisal.cli.keys.Key;
import io.github.surprisal.cli.keys.TableKeys;
import io.github.surprisal.job.Job;
import io.github.surprisal.job.JobConfig;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.UserException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The config of a job that a program starts on rows that it has at hand: the keys of a config file, checked and complained of in
 * the same words. A text is read as after {@code --set}, lists and maps as they are.
 */
public final class ProgramOptions {
    /** What a message calls the place where a key was set. */
    private static final String ORIGIN = "option";

    private ProgramOptions() {}

    /**
     * The rows that a job works on.
     *
     * @param table instead of what the block {@code table} says of a source
     * @param reference instead of what {@code drift.reference} says; empty where that is to be taken
     */
    public record Rows(Source table, Optional<Source> reference) {
        /** Refuses the keys of another source. */
        void check(Config options) {
            refuse(
                    options,
                    Stream.of(
                            TableKeys.PATH,
                            TableKeys.TABLE,
                            TableKeys.QUERY,
                            TableKeys.FORMAT,
                            TableKeys.OPTIONS,
                            TableKeys.SCHEMA),
                    "the table is the dataset that is handed over; read it with spark.read() or spark.sql(..)");
            if (reference.isPresent()) {
                refuse(
                        options,
                        Stream.of(
                                DriftKeys.PATH,
                                DriftKeys.TABLE,
                                DriftKeys.QUERY,
                                DriftKeys.RUN,
                                DriftKeys.FORMAT,
                                DriftKeys.OPTIONS,
                                DriftKeys.SCHEMA),
                        "the reference is the dataset that is handed over");
            }
        }

        private static void refuse(Config options, Stream<Key<?>> keys, String why) {
            keys.map(Key::path).filter(options::hasPathOrNull).findFirst().ifPresent(path -> {
                throw new UserException("Cannot use key '" + path + "' here: " + why);
            });
        }
    }

    /**
     * Reads a job's config.
     *
     * @param options by the keys of the config: texts, numbers, booleans, lists and maps of these
     * @param label the column to be explained; empty for the one of the options, if any
     * @throws UserException for what is wrong with them
     */
    public static JobConfig read(Job.Command command, Map<String, ?> options, String label, Rows rows) {
        List<String> texts = new ArrayList<>();
        Config given = ConfigFactory.empty();
        for (Map.Entry<String, ?> option : options.entrySet()) {
            if (option.getValue() instanceof String text) {
                texts.add(option.getKey() + "=" + text);
            } else {
                given = given.withFallback(value(option.getKey(), option.getValue()));
            }
        }
        if (!label.isEmpty()) {
            Object other = options.get(TableKeys.LABEL.path()) instanceof String text
                    ? text
                    : given.hasPath(TableKeys.LABEL.path()) ? given.getAnyRef(TableKeys.LABEL.path()) : label;
            if (!other.equals(label)) {
                throw new UserException("Cannot use key '" + TableKeys.LABEL.path() + "' = '" + other
                        + "' here: the label that is handed over is '" + label + "'");
            }
            given = ConfigFile.at(TableKeys.LABEL.name(), label, "the label").withFallback(given);
        }
        ConfigReader reader =
                new ConfigReader(System.getenv(), System.getProperty("user.home"), Clock.systemUTC(), ORIGIN);
        return reader.read(
                new ConfigReader.Request(command, new Input("", ""), texts, given, List.of(), Optional.of(rows)));
    }

    private static Config value(String key, Object value) {
        try {
            return ConfigFile.at(key, value, ORIGIN);
        } catch (ConfigException e) {
            throw new UserException(
                    "Cannot use option '" + key
                            + "': expected a key such as measure.unit, and a text, a number, a boolean, a"
                            + " list or a map, found "
                            + (value == null ? "null" : value.getClass().getSimpleName()),
                    e);
        }
    }
}
