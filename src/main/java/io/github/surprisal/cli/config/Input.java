package io.github.surprisal.cli.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a command works on: a config file or, where there is none yet, a table itself.
 *
 * <p>A name that ends in {@code .conf} is a config. So is any other file that reads as one, with a block {@code table},
 * {@code count}, {@code drift} or {@code generate}: a table of JSON has no such column, or it is no block at the top of the
 * file. Everything else is the path of a table. Only a file that is named as a config may include others.
 *
 * @param config path of the config file; empty for none
 * @param table path of the table; empty for none
 */
public record Input(String config, String table) {
    /** No config is longer; no table is parsed for being one. */
    private static final long LONGEST_CONFIG = 1 << 20;

    private static final Set<String> BLOCKS = Set.of("table", "count", "drift", "generate");

    /** Tells by an argument of the command line, empty where there was none. */
    public static Input of(String argument) {
        boolean isConfig = argument.isEmpty() || isNamedConfig(argument) || readsAsConfig(argument);
        return isConfig ? new Input(argument, "") : new Input("", argument);
    }

    /** The table as a config of its own. */
    public Config keys() {
        return table.isEmpty()
                ? ConfigFactory.empty()
                : ConfigValueFactory.fromAnyRef(table, "the command line").atPath("table.path");
    }

    /** Whether the name alone says that a file is a config: then it may include others. */
    static boolean isNamedConfig(String path) {
        return path.endsWith(".conf");
    }

    private static boolean readsAsConfig(String argument) {
        try {
            Path path = Path.of(argument);
            if (TableReader.isNamedAsTable(argument)
                    || !Files.isRegularFile(path)
                    || Files.size(path) > LONGEST_CONFIG) {
                return false;
            }
            Config config = ConfigFactory.parseFile(
                    path.toFile(),
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setAllowMissing(false)
                            .setIncluder(NoIncludes.passedOver()));
            return config.root().entrySet().stream()
                    .anyMatch(entry -> BLOCKS.contains(entry.getKey()) && entry.getValue() instanceof ConfigObject);
        } catch (ConfigException | IOException | InvalidPathException e) {
            return false;
        }
    }
}
