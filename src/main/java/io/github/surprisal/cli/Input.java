package io.github.surprisal.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.table.TableReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a command works on: a config file or, where there is none yet, a table itself.
 *
 * <p>A name that ends in {@code .conf} is a config. So is any other file that reads as one, with a block {@code table},
 * {@code count}, {@code drift} or {@code generate}: a table of JSON has no such column, or it is no block at the top of the
 * file. Everything else is the path of a table.
 *
 * @param config path of the config file; empty for none
 * @param table path of the table; empty for none
 */
record Input(String config, String table) {
    /** No config is longer; no table is parsed for being one. */
    private static final long LONGEST_CONFIG = 1 << 20;

    private static final Set<String> BLOCKS = Set.of("table", "count", "drift", "generate");

    /** Reads nothing but the file itself: a stranger's table may be written like a config that includes files or URLs. */
    private static final class NoIncludes
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }
    }

    /** Tells by an argument of the command line, empty where there was none. */
    static Input of(String argument) {
        boolean isConfig = argument.isEmpty() || argument.endsWith(".conf") || readsAsConfig(argument);
        return isConfig ? new Input(argument, "") : new Input("", argument);
    }

    /** The table as a config of its own. */
    Config keys() {
        return table.isEmpty()
                ? ConfigFactory.empty()
                : ConfigValueFactory.fromAnyRef(table, "the command line").atPath("table.path");
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
                            .setIncluder(new NoIncludes()));
            return config.root().entrySet().stream()
                    .anyMatch(entry -> BLOCKS.contains(entry.getKey()) && entry.getValue() instanceof ConfigObject);
        } catch (ConfigException | IOException | InvalidPathException e) {
            return false;
        }
    }
}
