package io.github.surprisal.cli;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.github.surprisal.table.Nearest;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The keys that a job's config may have. {@code *} stands for any one name, {@code **} for anything below. */
final class Keys {
    private static final List<List<String>> KNOWN = Stream.of(
                    "run.id",
                    "table.path",
                    "table.table",
                    "table.query",
                    "table.format",
                    "table.options.**",
                    "table.schema",
                    "table.null-values",
                    "table.where",
                    "table.label",
                    "table.groups",
                    "table.weight",
                    "table.offset",
                    "table.features",
                    "table.ignore",
                    "table.columns.*.kind",
                    "table.columns.*.binning",
                    "table.columns.*.cutpoints",
                    "table.columns.*.expression",
                    "count.max-categories",
                    "count.max-group-cells",
                    "count.save",
                    "count.merge",
                    "drift.reference.path",
                    "drift.reference.table",
                    "drift.reference.query",
                    "drift.reference.run",
                    "drift.reference.format",
                    "drift.reference.options.**",
                    "drift.reference.schema",
                    "drift.reference.where",
                    "drift.smoothing",
                    "drift.bins",
                    "drift.fail-on",
                    "measure.unit",
                    "measure.estimator",
                    "measure.nulls",
                    "measure.binning",
                    "measure.bins",
                    "measure.alpha",
                    "measure.rank-by",
                    "select.criterion",
                    "select.k",
                    "select.min-gain",
                    "select.alpha",
                    "select.stop",
                    "select.keep",
                    "select.adjusted",
                    "select.max-categories",
                    "select.by-group",
                    "select.folds",
                    "select.pairs",
                    "select.on",
                    "train.models",
                    "train.engine",
                    "train.test-fraction",
                    "train.test-path",
                    "train.seed",
                    "train.reg-param",
                    "train.elastic-net",
                    "train.max-iter",
                    "train.tol",
                    "train.fit-intercept",
                    "train.standardization",
                    "train.standard-errors",
                    "train.max-categories",
                    "train.min-category-rows",
                    "train.numeric",
                    "train.class-weights.*",
                    "train.balance-classes",
                    "train.reg-params",
                    "train.folds",
                    "train.likelihood-ratio",
                    "train.calibration",
                    "train.warm-start",
                    "generate.rows",
                    "generate.seed",
                    "generate.format",
                    "generate.partitions",
                    "generate.label-share",
                    "generate.planted",
                    "generate.categories",
                    "generate.nulls",
                    "generate.groups",
                    "generate.distinct",
                    "output.path",
                    "output.report")
            .map(key -> List.of(key.split("\\.")))
            .toList();

    private Keys() {}

    /**
     * Checks every key of a config.
     *
     * @throws UserException for the first key, in the order of the file, that is not known or should be a block
     */
    static void check(ConfigObject config) {
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
                throw Values.wrong(ConfigUtil.joinPath(path), entry.getValue(), "a block { ... }");
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
        return new UserException("Unknown key '%s' at %s, %s".formatted(key, Values.where(value.origin()), right));
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
