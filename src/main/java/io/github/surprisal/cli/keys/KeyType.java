package io.github.surprisal.cli.keys;

import com.typesafe.config.ConfigValue;
import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.table.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the value of a key is read and checked.
 *
 * @param <T> what it is read as
 * @param label what is expected, for the page of reference
 * @param reader reads the value at a path, and complains of a wrong one
 */
record KeyType<T>(String label, Reader<T> reader) {
    /** Reads and checks. */
    interface Reader<T> {
        T read(ConfigValues values, String path);
    }

    /** A text, or anything that can be written as one; empty when not given. */
    static final KeyType<String> TEXT = new KeyType<>("text", ConfigValues::text);

    /** A path, of which a leading {@code ~} is the user's home; empty when not given. */
    static final KeyType<String> PATH = new KeyType<>("path", ConfigValues::path);

    static final KeyType<Boolean> FLAG = new KeyType<>("`true`, `false`", ConfigValues::flag);

    static final KeyType<List<String>> TEXTS = new KeyType<>("list of texts", ConfigValues::texts);

    static final KeyType<List<String>> TEXT_OR_TEXTS =
            new KeyType<>("text, or list of texts", ConfigValues::textOrTexts);

    static final KeyType<Long> WHOLE = new KeyType<>("whole number", ConfigValues::whole);

    /** A level of significance. */
    static final KeyType<Double> ALPHA = number("a number above 0 and at most 1", x -> x > 0 && x <= 1);

    /** What is handed to a source, by dotted names. */
    static final KeyType<Map<String, String>> OPTIONS = new KeyType<>("block", ConfigValues::options);

    /** A whole number from {@code least} up. */
    static KeyType<Integer> from(int least) {
        return new KeyType<>("whole number ≥ " + least, (values, path) -> values.count(path, least));
    }

    /** A finite number within a range. */
    static KeyType<Double> number(String expected, DoublePredicate isInRange) {
        return new KeyType<>(noun(expected), (values, path) -> values.number(path, expected, isInRange));
    }

    /** A whole number among those within a range. */
    static KeyType<Integer> whole(String expected, DoublePredicate isInRange) {
        KeyType<Double> number = number(expected, x -> isInRange.test(x) && x == Math.rint(x));
        return new KeyType<>(
                number.label(), (values, path) -> number.read(values, path).intValue());
    }

    /** One of these constants, by the names that users write: {@code equal-frequency}. */
    static <E extends Enum<E>> KeyType<E> oneOf(E[] constants) {
        return oneOf(constants, Names::of);
    }

    /** One of these, by its name. */
    static <E> KeyType<E> oneOf(E[] constants, Function<E, String> name) {
        Map<String, E> choices = new LinkedHashMap<>();
        Arrays.stream(constants).forEach(constant -> choices.put(name.apply(constant), constant));
        return new KeyType<>(
                choices.keySet().stream().map(choice -> "`" + choice + "`").collect(Collectors.joining(", ")),
                (values, path) -> values.oneOf(path, choices));
    }

    /** One of these constants, or a list of some of them, each once. */
    static <E extends Enum<E>> KeyType<List<E>> someOf(E[] constants) {
        Map<String, E> choices = new LinkedHashMap<>();
        Arrays.stream(constants).forEach(constant -> choices.put(Names.of(constant), constant));
        return new KeyType<>(
                oneOf(constants).label() + ", or a list of some of them",
                (values, path) -> values.someOf(path, choices));
    }

    /** A list, entry by entry. */
    static <E> KeyType<List<E>> list(String expected, Function<ConfigValue, E> entry) {
        return new KeyType<>(noun(expected), (values, path) -> {
            List<E> entries = new ArrayList<>();
            for (ConfigValue value : values.list(path, expected)) {
                E read = entry.apply(value);
                if (read == null) {
                    throw ConfigValues.wrong(path, value, expected);
                }
                entries.add(read);
            }
            return List.copyOf(entries);
        });
    }

    T read(ConfigValues values, String path) {
        return reader.read(values, path);
    }

    /** Without the article: a message says {@code a number}, a table {@code number}. */
    private static String noun(String expected) {
        return expected.replaceFirst("^a ", "");
    }
}
