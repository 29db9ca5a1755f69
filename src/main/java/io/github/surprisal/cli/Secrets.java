package io.github.surprisal.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows which values must not be shown, and takes them out of texts. */
final class Secrets {
    private static final String HIDDEN = "***";
    private static final List<String> WORDS =
            List.of("password", "passwd", "pwd", "secret", "token", "credential", "key");
    /** Parameters ({@code password=x}) and user info ({@code //user:x@}, {@code thin:user/x@}) of URLs; group 2 is secret. */
    private static final List<Pattern> IN_URLS = List.of(
            Pattern.compile(
                    "((?:password|passwd|pwd|secret|token|credential|key)[\\w.-]*\\s*=\\s*)([^&;,\\s\"')]+)",
                    Pattern.CASE_INSENSITIVE),
            Pattern.compile("(//[^/:@\\s]*:)([^/\\s][^@\\s]*)(?=@)"),
            Pattern.compile("(jdbc:oracle:\\w+:[^/@\\s]*/)([^@\\s]+)(?=@)"));
    /** Shorter ones would be found in innocent text. */
    private static final int LEAST_LENGTH = 4;

    private final Set<String> values = new TreeSet<>(
            java.util.Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

    /** Whether the value of such a key, option or environment variable is to be hidden. */
    static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(lower::contains);
    }

    /** Remembers a value that must never be shown. */
    void add(String value) {
        if (value.length() >= LEAST_LENGTH) {
            values.add(value);
        }
    }

    /** Remembers the secret parts of a URL. */
    void addFromUrl(String url) {
        for (Pattern pattern : IN_URLS) {
            Matcher matcher = pattern.matcher(url);
            while (matcher.find()) {
                add(matcher.group(2));
            }
        }
    }

    /** The text without any remembered value, and without what looks like one in a URL. */
    String hide(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return isUrl(hidden) ? hideInUrl(hidden) : hidden;
    }

    /** A config as JSON on one line, secrets hidden, keys in order. */
    String json(Map<String, Object> config) {
        return ConfigValueFactory.fromMap(block("", config)).render(ConfigRenderOptions.concise());
    }

    private Map<String, Object> block(String path, Map<?, ?> block) {
        Map<String, Object> result = new TreeMap<>();
        block.forEach((name, value) -> result.put((String) name, value(path + "." + name, value)));
        return result;
    }

    private Object value(String path, Object value) {
        boolean isOption = path.startsWith(".table.options.");
        if (value instanceof Map<?, ?> block) {
            return block(path, block);
        } else if (value instanceof Collection<?> list) {
            return list.stream().map(element -> value(path, element)).toList();
        } else if (isOption && isSecret(path.substring(".table.options.".length()))) {
            return HIDDEN;
        } else if (value instanceof String text) {
            return isOption ? hideInUrl(hide(text)) : hide(text);
        } else {
            return value;
        }
    }

    private static boolean isUrl(String text) {
        return text.contains("://") || text.contains("jdbc:");
    }

    private static String hideInUrl(String text) {
        String hidden = text;
        for (Pattern pattern : IN_URLS) {
            hidden = pattern.matcher(hidden).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        }
        return hidden;
    }
}
