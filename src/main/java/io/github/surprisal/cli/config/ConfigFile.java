package io.github.surprisal.cli.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.github.surprisal.table.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads HOCON from a file and from {@code --set} into one tree whose substitutions are resolved. */
public final class ConfigFile {
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");
    /** What is plainly meant as HOCON after {@code --set key=}; anything else is taken as it stands. */
    private static final Pattern HOCON = Pattern.compile(
            "(?s)\\[.*]|\\{.*}|\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null|.*\\$\\{.*");

    /** What the parser says at the end of a file in which a brace is missing. */
    private static final String UNCLOSED = "expecting a close parentheses ')' here, not: end of file";

    private static final Pattern KEY = Pattern.compile("=.*|[a-z-]+(?:\\.[\\w-]+)*");
    private static final Pattern QUOTED = Pattern.compile("['\"]([^'\"]*)['\"]");

    /** The option that sets a key. */
    public static final String SET = "--set";

    private final Map<String, String> environment;
    private final Secrets secrets;
    private final String origin;

    /** @param origin what a message calls the place of what is set over the file */
    public ConfigFile(Map<String, String> environment, Secrets secrets, String origin) {
        this.environment = environment;
        this.secrets = secrets;
        this.origin = origin;
    }

    /**
     * Reads a config.
     *
     * @param file path of the file; empty for none
     * @param sets values of {@code --set}, the last wins
     * @return the tree without nulls: a null takes away what it stands over
     */
    public ConfigObject read(String file, List<String> sets) {
        Config config = file.isEmpty() ? ConfigFactory.empty() : parse(Path.of(file));
        for (String set : sets) {
            config = parseSet(set).withFallback(config);
        }
        return withoutNulls(resolve(config).root());
    }

    private static Config parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserException(
                    Files.exists(file) ? "Config is not a file: " + file : "Config file not found: " + file);
        }
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
        try {
            return ConfigFactory.parseFile(
                    // Without a folder, files that it includes are not looked for beside it.
                    file.getParent() == null ? Path.of(".").resolve(file).toFile() : file.toFile(),
                    Input.isNamedConfig(file.toString())
                            ? options
                            : options.setIncluder(NoIncludes.refused(file.toString())));
        } catch (ConfigException.Parse e) {
            throw new UserException("Cannot parse config: " + complaint(file, e), e);
        } catch (ConfigException.IO e) {
            String what = e.origin() == null ? "" : e.origin().description();
            throw new UserException(
                    what.isEmpty() || what.contains(file.toString())
                            ? "Cannot read config '" + file + "': " + firstLine(e)
                            : "Cannot read config '" + file + "': '" + what
                                    + "', which it includes, is not there or cannot be read",
                    e);
        } catch (ConfigException e) {
            throw new UserException("Cannot read config: " + firstLine(e), e);
        }
    }

    /** The parser's complaint with its place, but for what it quotes: that may be a secret. */
    private static String complaint(Path file, ConfigException.Parse e) {
        int line = e.origin() == null ? -1 : e.origin().lineNumber();
        String complaint = firstLine(e);
        String place = file + (line > 0 ? ": " + line : "");
        int from = complaint.indexOf(": " + line + ": ");
        String what = from < 0 ? complaint : complaint.substring(from + (": " + line + ": ").length());
        // Advice about how HOCON quotes follows in brackets.
        String plain = what.equals(UNCLOSED)
                ? "a block that is open here wants a closing brace '}', found the end of the file"
                : what.replaceFirst("\\s*\\(.*$", "");
        String bare = QUOTED.matcher(plain)
                .replaceAll(quoted -> quoted.group(1).length() <= 1 ? Matcher.quoteReplacement(quoted.group()) : "..");
        return place + ": " + bare.strip();
    }

    private Config parseSet(String set) {
        int equals = endOfKey(set);
        if (equals < 1) {
            // What is no key may be a value that the shell has parted from its key, and secret.
            throw new UserException("Expected --set key=value, found "
                    + (KEY.matcher(set).matches() ? "--set " + set : "no equals sign in what follows --set"));
        }
        String key = set.substring(0, equals).strip();
        String value = set.substring(equals + 1).strip();
        String path;
        try {
            path = ConfigUtil.joinPath(ConfigUtil.splitPath(key));
        } catch (ConfigException e) {
            throw new UserException(
                    "Expected " + (origin.equals(SET) ? SET + " key=value with " : "")
                            + "a key such as table.label, found key '" + key + "'",
                    e);
        }
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(origin);
        if (HOCON.matcher(value).matches()) {
            // A shell passes on a quoted text over several lines; HOCON has another quotation for these.
            String hocon = value.startsWith("\"") ? value.replace("\n", "\\n") : value;
            try {
                if (ConfigFactory.parseString("value: " + hocon, options).root().size() == 1) {
                    return ConfigFactory.parseString(path + ": " + hocon, options);
                }
            } catch (ConfigException e) {
                // Not HOCON after all: the text as it stands.
            }
        }
        return at(path, value, origin);
    }

    /**
     * A value as a config of its own, every block around it with the same origin.
     *
     * @throws ConfigException if it is no path, or no value that a config can have
     */
    public static Config at(String path, Object value, String origin) {
        Object block = value;
        List<String> names = ConfigUtil.splitPath(path);
        for (int i = names.size() - 1; i > 0; i--) {
            block = Collections.singletonMap(names.get(i), block);
        }
        return ConfigValueFactory.fromMap(Collections.singletonMap(names.get(0), block), origin)
                .toConfig();
    }

    /** Where the first equals sign outside double quotes stands. */
    private static int endOfKey(String set) {
        boolean quoted = false;
        for (int i = 0; i < set.length(); i++) {
            if (set.charAt(i) == '"') {
                quoted = !quoted;
            } else if (set.charAt(i) == '=' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private Config resolve(Config config) {
        try {
            return config.resolve(ConfigResolveOptions.noSystem().appendResolver(new Environment()));
        } catch (ConfigException.UnresolvedSubstitution e) {
            Matcher matcher = SUBSTITUTION.matcher(e.getMessage());
            String name = matcher.find() ? matcher.group(1) : "";
            throw new UserException(
                    "Cannot resolve ${%s}%s: no environment variable and no key of the config has that name"
                            .formatted(name, e.origin() == null ? "" : " at " + ConfigValues.where(e.origin())),
                    e);
        } catch (ConfigException e) {
            throw new UserException("Cannot resolve config: " + secrets.hide(firstLine(e)), e);
        }
    }

    static ConfigObject withoutNulls(ConfigObject block) {
        ConfigObject result = block;
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            if (ConfigValues.isNull(entry.getValue())) {
                result = result.withoutKey(entry.getKey());
            } else if (entry.getValue() instanceof ConfigObject inner) {
                result = result.withValue(entry.getKey(), withoutNulls(inner));
            }
        }
        return result;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Substitutions from the environment; what has a secret's name is remembered as one. */
    private final class Environment implements ConfigResolver {
        @Override
        public ConfigValue lookup(String path) {
            List<String> names = ConfigUtil.splitPath(path);
            String value = names.size() == 1 ? environment.get(names.get(0)) : null;
            if (value == null) {
                return null;
            }
            if (Secrets.isSecret(path)) {
                secrets.add(value);
            }
            return ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
