package io.github.surprisal.cli.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/**
 * Reads values of a config by key and checks them. Every complaint is a {@link UserException} that names the key, where it
 * was set, what was expected and what was found.
 *
 * @param config resolved, keys checked, without nulls
 * @param home what a leading {@code ~} of a path stands for
 */
public record ConfigValues(Config config, String home) {
    public boolean has(String key) {
        return config.hasPath(key);
    }

    /** A text, or anything that can be written as one; empty when not given. */
    public String text(String key) {
        if (!has(key)) {
            return "";
        }
        ConfigValue value = config.getValue(key);
        if (!isScalar(value)) {
            throw wrong(key, value, "a string");
        }
        return text(value);
    }

    /** A path with a leading {@code ~} replaced by the user's home. */
    public String path(String key) {
        String path = text(key);
        return path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path;
    }

    public boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, config.getValue(key), "true or false");
        };
    }

    /** A whole number from {@code least} up. */
    public int count(String key, int least) {
        String expected = "a whole number from " + least + " to " + Integer.MAX_VALUE;
        return (int) whole(key, expected, least, Integer.MAX_VALUE);
    }

    public long whole(String key) {
        return whole(key, "a whole number", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(String key, String expected, long least, long most) {
        try {
            long value = new BigDecimal(text(key)).longValueExact();
            if (value >= least && value <= most) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Told below, with where it was set.
        }
        throw wrong(key, config.getValue(key), expected);
    }

    /** A finite number within a range. */
    public double number(String key, String expected, DoublePredicate isInRange) {
        try {
            double value = Double.parseDouble(text(key));
            if (Double.isFinite(value) && isInRange.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with where it was set.
        }
        throw wrong(key, config.getValue(key), expected);
    }

    /** One of several names. */
    public <T> T oneOf(String key, Map<String, T> choices) {
        T choice = choices.get(text(key));
        if (choice == null) {
            String nearest = Nearest.to(text(key), choices.keySet());
            String hint = nearest.isEmpty() ? "" : ", did you mean '" + nearest + "'?";
            throw new UserException(wrong(key, config.getValue(key), "one of " + String.join(", ", choices.keySet()))
                            .getMessage()
                    + hint);
        }
        return choice;
    }

    /** One of several names, or a list of some of them, each once. */
    public <T> List<T> someOf(String key, Map<String, T> choices) {
        if (!(config.getValue(key) instanceof ConfigList list)) {
            return List.of(oneOf(key, choices));
        }
        String expected = "one of " + String.join(", ", choices.keySet()) + ", or a list of some of them, each once";
        List<T> some = new ArrayList<>();
        for (ConfigValue value : list) {
            T choice = isScalar(value) ? choices.get(text(value)) : null;
            if (choice == null || some.contains(choice)) {
                throw wrong(key, value, expected);
            }
            some.add(choice);
        }
        if (some.isEmpty()) {
            throw wrong(key, expected);
        }
        return List.copyOf(some);
    }

    /** A list of texts, or one that stands alone. */
    public List<String> textOrTexts(String key) {
        ConfigValue value = config.getValue(key);
        return isScalar(value) && !text(value).isBlank() ? List.of(text(value)) : texts(key);
    }

    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (ConfigValue value : list(key, "a list of strings such as [\"a\", \"b\"]")) {
            if (!isScalar(value) || text(value).isBlank()) {
                throw wrong(key, value, "a list of strings such as [\"a\", \"b\"]");
            }
            texts.add(text(value));
        }
        return List.copyOf(texts);
    }

    public List<ConfigValue> list(String key, String expected) {
        ConfigValue value = config.getValue(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        throw wrong(key, value, expected);
    }

    /** The names in a block; none where there is no block. */
    public Set<String> names(String key) {
        return has(key) ? config.getObject(key).keySet() : Set.of();
    }

    /** What a block holds at any depth, by dotted names as sources expect them. */
    public Map<String, String> options(String key) {
        Map<String, String> options = new TreeMap<>();
        if (has(key)) {
            flatten(key, List.of(), config.getObject(key), options);
        }
        return Collections.unmodifiableMap(options);
    }

    private static void flatten(String key, List<String> above, ConfigObject block, Map<String, String> options) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            List<String> path =
                    Stream.concat(above.stream(), Stream.of(entry.getKey())).toList();
            if (entry.getValue() instanceof ConfigObject inner) {
                flatten(key, path, inner, options);
            } else if (isScalar(entry.getValue())) {
                options.put(String.join(".", path), text(entry.getValue()));
            } else {
                throw wrong(key + "." + quoted(path), entry.getValue(), "a string, a number or a boolean");
            }
        }
    }

    public static boolean isScalar(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case LIST, OBJECT, NULL -> false;
        };
    }

    /** A scalar as it was written. */
    public static String text(ConfigValue value) {
        return value.atKey("value").getString("value");
    }

    public UserException wrong(String key, String expected) {
        return wrong(key, config.getValue(key), expected);
    }

    public static UserException wrong(String key, ConfigValue value, String expected) {
        return new UserException("Key '%s' at %s: expected %s, found %s"
                .formatted(key, where(value.origin()), expected, found(key, value)));
    }

    private static String found(String key, ConfigValue value) {
        if (Secrets.isSecret(key) && isScalar(value)) {
            return "***";
        }
        return switch (value.valueType()) {
            case STRING -> "'" + text(value) + "'";
            case NUMBER, BOOLEAN -> text(value);
            case LIST -> "a list";
            case OBJECT -> "a block";
            case NULL -> "null";
        };
    }

    /** Where the value of a key was set. */
    public String where(String key) {
        return where(config.getValue(key).origin());
    }

    /** File and line, or the option, that set a value. */
    public static String where(ConfigOrigin origin) {
        String description = origin.description();
        if (description.startsWith("merge of ")) {
            description = description.substring("merge of ".length()).replaceFirst(",.*", "");
        }
        // A block around the key of --set has no place of its own.
        return description.startsWith("atPath(")
                ? "--set"
                : description.replaceFirst("^(--[a-z]+|option): \\d+$", "$1");
    }

    public static String quoted(List<String> path) {
        return ConfigUtil.joinPath(path);
    }

    static boolean isNull(ConfigValue value) {
        return value.valueType() == ConfigValueType.NULL;
    }
}
