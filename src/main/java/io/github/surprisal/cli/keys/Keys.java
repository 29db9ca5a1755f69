package io.github.surprisal.cli.keys;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every key that a job's config may have, with its default. */
public final class Keys {
    /** Blocks in the order in which they are read about. */
    static final List<Key<?>> ALL = Stream.of(
                    List.of(RunKeys.ID),
                    TableKeys.ALL,
                    CountKeys.ALL,
                    DriftKeys.ALL,
                    MeasureKeys.ALL,
                    SelectKeys.ALL,
                    TrainKeys.ALL,
                    TreeKeys.ALL,
                    NetworkKeys.ALL,
                    GenerateKeys.ALL,
                    RunKeys.OUTPUT)
            .<Key<?>>flatMap(List::stream)
            .toList();

    private static final List<List<String>> KNOWN = ALL.stream().map(Key::names).toList();

    private Keys() {}

    /** What keys are when a job does not say. */
    public static Config defaults() {
        return ConfigFactory.parseString(
                ALL.stream()
                        .filter(key -> !key.standard().isEmpty())
                        .map(key -> key.path() + " = " + key.standard())
                        .collect(Collectors.joining("\n")),
                ConfigParseOptions.defaults().setOriginDescription("the defaults"));
    }

    /**
     * Checks every key of a config.
     *
     * @throws UserException for the first key, in the order of the file, that is not known or should be a block
     */
    public static void check(ConfigObject config) {
        check(List.of(), config);
    }

    private static void check(List<String> above, ConfigObject block) {
        List<Map.Entry<String, ConfigValue>> entries = block.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                                e -> e.getValue().origin().lineNumber())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        for (Map.Entry<String, ConfigValue> entry : entries) {
            List<String> path = new ArrayList<>(above);
            path.add(entry.getKey());
            if (KNOWN.stream().anyMatch(key -> isBelow(key, path) && key.size() == path.size())) {
                continue;
            }
            if (KNOWN.stream().noneMatch(key -> isBelow(key, path))) {
                throw unknown(path, entry.getValue());
            }
            if (!(entry.getValue() instanceof ConfigObject)) {
                throw ConfigValues.wrong(ConfigUtil.joinPath(path), entry.getValue(), "a block { ... }");
            }
            if (!entry.getKey().equals("options")) {
                check(path, (ConfigObject) entry.getValue());
            }
        }
    }

    /** Whether a known key is the path, or lies below it. */
    private static boolean isBelow(List<String> key, List<String> path) {
        return key.size() >= path.size()
                && IntStream.range(0, path.size())
                        .allMatch(i -> key.get(i).equals("*") || key.get(i).equals(path.get(i)));
    }

    private static UserException unknown(List<String> path, ConfigValue value) {
        String key = ConfigUtil.joinPath(path);
        String nearest = nearest(path);
        String right = nearest.isEmpty() ? "known here: " + siblings(path) : "did you mean '" + nearest + "'?";
        return new UserException(
                "Unknown key '%s' at %s, %s".formatted(key, ConfigValues.where(value.origin()), right));
    }

    /** The nearest key among its siblings, else the nearest anywhere by its last name alone. */
    private static String nearest(List<String> path) {
        String last = path.get(path.size() - 1);
        List<String> above = path.subList(0, path.size() - 1);
        String sibling = Nearest.to(last, names(above));
        if (!sibling.isEmpty()) {
            List<String> right = new ArrayList<>(above);
            right.add(sibling);
            return ConfigUtil.joinPath(right);
        }
        String elsewhere = Nearest.to(
                last,
                KNOWN.stream()
                        .filter(key -> key.size() == 2)
                        .map(key -> key.get(1))
                        .toList());
        return KNOWN.stream()
                .filter(key -> key.size() == 2 && key.get(1).equals(elsewhere))
                .findFirst()
                .map(ConfigUtil::joinPath)
                .orElseGet(() -> nearBlock(path));
    }

    /** The path with its first name mended, if that makes it a known key. */
    private static String nearBlock(List<String> path) {
        List<String> mended = new ArrayList<>(path);
        mended.set(0, Nearest.to(path.get(0), names(List.of())));
        return KNOWN.stream().anyMatch(key -> isBelow(key, mended)) ? ConfigUtil.joinPath(mended) : "";
    }

    private static String siblings(List<String> path) {
        return names(path.subList(0, path.size() - 1)).stream().collect(Collectors.joining(", "));
    }

    /** The names that may stand directly below a block. */
    private static List<String> names(List<String> block) {
        return KNOWN.stream()
                .filter(key -> key.size() > block.size() && isBelow(key, block))
                .map(key -> key.get(block.size()))
                .filter(name -> !name.startsWith("*"))
                .distinct()
                .toList();
    }
}
