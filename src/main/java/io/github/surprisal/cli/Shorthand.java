package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that stand for a key of the config, for what nearly every table needs said. */
enum Shorthand {
    LABEL("--label", "COLUMN", "table.label", Form.TEXT, "The column to explain"),
    GROUPS(
            "--groups",
            "COLUMNS",
            "table.groups",
            Form.EACH,
            "Figures for each combination of these columns' values, too; may be given many times"),
    WEIGHT("--weight", "COLUMN", "table.weight", Form.TEXT, "How many rows each row stands for"),
    FEATURES("--features", "COLUMNS", "table.features", Form.NAMES, "Names and globs of the columns to look at"),
    IGNORE("--ignore", "COLUMNS", "table.ignore", Form.NAMES, "Names and globs of columns to leave out"),
    WHERE("--where", "SQL", "table.where", Form.TEXT, "Rows to look at, such as \"age > 17\""),
    FORMAT("--format", "NAME", "table.format", Form.TEXT, "How the table is stored, such as csv or parquet"),
    REFERENCE("--reference", "PATH", "drift.reference.path", Form.TEXT, "The table to compare with"),
    OUTPUT("--output", "DIR", "output.path", Form.TEXT, "Where to write every figure as Parquet");

    /** How a value becomes that of a key. */
    private enum Form {
        /** As it stands. */
        TEXT,
        /** Names separated by commas, in as many values as are given. */
        NAMES,
        /** Each value is an element of the list. */
        EACH
    }

    /** What says which rows and columns of a table are looked at, and how. */
    static final List<Shorthand> OF_A_TABLE = List.of(LABEL, GROUPS, WEIGHT, FEATURES, IGNORE, WHERE, FORMAT);

    private final String option;
    private final String parameter;
    private final String key;
    private final Form form;
    private final String description;

    Shorthand(String option, String parameter, String key, Form form, String description) {
        this.option = option;
        this.parameter = parameter;
        this.key = key;
        this.form = form;
        this.description = description;
    }

    void addTo(CommandSpec command) {
        OptionSpec.Builder builder = OptionSpec.builder(option)
                .arity("1")
                .paramLabel(parameter)
                .description(description + " (" + key + ").");
        command.addOption(
                form == Form.TEXT
                        ? builder.type(String.class).build()
                        : builder.type(List.class).auxiliaryTypes(String.class).build());
    }

    /** The keys that the options of a parsed command line set. */
    static Config given(CommandSpec command) {
        Config given = ConfigFactory.empty();
        for (Shorthand shorthand : values()) {
            OptionSpec option = command.findOption(shorthand.option);
            Object value = option == null ? null : option.getValue();
            if (value != null) {
                given = ConfigValueFactory.fromAnyRef(shorthand.valueOf(value), shorthand.option)
                        .atPath(shorthand.key)
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
            List<String> split = Names.split(text);
            // What is no list of names is left to the check of the key, which says so.
            names.addAll(split.isEmpty() ? List.of(text) : split);
        });
        return names;
    }
}
