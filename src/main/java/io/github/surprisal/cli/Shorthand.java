package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.cli.keys.DriftKeys;
import io.github.surprisal.cli.keys.Key;
import io.github.surprisal.cli.keys.NameList;
import io.github.surprisal.cli.keys.RunKeys;
import io.github.surprisal.cli.keys.TableKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option that stands for a key of the config, for what nearly every table needs said.
 *
 * @param option its name
 * @param parameter what follows it, as its help calls that
 * @param key what it sets, and whose text is its help
 * @param form how a value becomes that of the key
 */
record Shorthand(String option, String parameter, Key<?> key, Form form) {
    /** How a value becomes that of a key. */
    enum Form {
        /** As it stands. */
        TEXT,
        /** Names separated by commas, in as many values as are given. */
        NAMES,
        /** Each value is an element of the list. */
        EACH
    }

    /** What says which rows and columns of a table are looked at, and how. */
    static final List<Shorthand> OF_A_TABLE = List.of(
            new Shorthand("--label", "COLUMN", TableKeys.LABEL, Form.TEXT),
            new Shorthand("--groups", "COLUMNS", TableKeys.GROUPS, Form.EACH),
            new Shorthand("--weight", "COLUMN", TableKeys.WEIGHT, Form.TEXT),
            new Shorthand("--features", "COLUMNS", TableKeys.FEATURES, Form.NAMES),
            new Shorthand("--ignore", "COLUMNS", TableKeys.IGNORE, Form.NAMES),
            new Shorthand("--where", "SQL", TableKeys.WHERE, Form.TEXT),
            new Shorthand("--format", "NAME", TableKeys.FORMAT, Form.TEXT));

    static final Shorthand REFERENCE = new Shorthand("--reference", "PATH", DriftKeys.PATH, Form.TEXT);
    static final Shorthand OUTPUT = new Shorthand("--output", "DIR", RunKeys.PATH, Form.TEXT);

    private static final List<Shorthand> ALL =
            Stream.concat(OF_A_TABLE.stream(), Stream.of(REFERENCE, OUTPUT)).toList();

    void addTo(CommandSpec command) {
        OptionSpec.Builder builder = OptionSpec.builder(option)
                .arity("1")
                .paramLabel(parameter)
                .description(key.summary() + (form == Form.EACH ? "; may be given many times" : "") + " (" + key.name()
                        + ").");
        command.addOption(
                form == Form.TEXT
                        ? builder.type(String.class).build()
                        : builder.type(List.class).auxiliaryTypes(String.class).build());
    }

    /** The keys that the options of a parsed command line set. */
    static Config given(CommandSpec command) {
        Config given = ConfigFactory.empty();
        for (Shorthand shorthand : ALL) {
            OptionSpec option = command.findOption(shorthand.option);
            Object value = option == null ? null : option.getValue();
            if (value != null) {
                given = ConfigValueFactory.fromAnyRef(shorthand.valueOf(value), shorthand.option)
                        .atPath(shorthand.key.name())
                        .withFallback(given);
            }
        }
        return given;
    }

    private Object valueOf(Object value) {
        if (form == Form.TEXT) {
            return value;
        }
        List<String> texts = ((List<?>) value).stream().map(String.class::cast).collect(Collectors.toList());
        if (form == Form.EACH) {
            return texts;
        }
        List<String> names = new ArrayList<>();
        texts.forEach(text -> {
            List<String> split = NameList.split(text);
            // What is no list of names is left to the check of the key, which says so.
            names.addAll(split.isEmpty() ? List.of(text) : split);
        });
        return names;
    }
}
