package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.table.UserException;
import java.util.List;

/** The keys of counting. */
public final class CountKeys {
    static final Key<Integer> MAX_CATEGORIES = new Key<>(
            "count.max-categories",
            KeyType.from(1),
            "65536",
            "A column of more values is finished on the executors and only its spectrum kept");

    static final Key<Integer> MAX_GROUP_CELLS = new Key<>(
            "count.max-group-cells",
            KeyType.from(1),
            "1048576",
            "Of a column with more pairs of a value and a group that has it, the driver gets the whole table's values and the"
                    + " groups' spectra: the same entropies and gains. Numeric columns get at most so many bins times groups,"
                    + " but 16 bins always. Less where all columns together have more than the driver is given: see"
                    + " [limits](limits.md)");

    public static final Key<Boolean> SAVE = new Key<>(
            "count.save", KeyType.FLAG, "false", "Save every count as the dataset `counts`, for later runs to merge");

    static final Key<List<String>> MERGE = new Key<>(
            "count.merge",
            KeyType.TEXT_OR_TEXTS,
            "[]",
            "Run ids under `output.path` (or folders `../counts/run_id=ID` of elsewhere) whose saved counts are added;"
                    + " `latest` is the latest run there that kept its counts, never the run that is done again."
                    + " Without a table, the figures are those of the saved counts alone. See [day by day](day-by-day.md)");

    static final Key<List<String>> SUBTRACT = new Key<>(
            "count.subtract",
            KeyType.TEXT_OR_TEXTS,
            "[]",
            "Saved counts, named as in `count.merge`, that are taken away from those: the oldest day of a window. What was"
                    + " never in them is refused");

    static final List<Key<?>> ALL = List.of(MAX_CATEGORIES, MAX_GROUP_CELLS, SAVE, MERGE, SUBTRACT);

    private CountKeys() {}

    public static CountConfig read(ConfigValues values) {
        CountConfig config = new CountConfig(
                MAX_CATEGORIES.in(values),
                MAX_GROUP_CELLS.in(values),
                SAVE.in(values),
                saved(values, MERGE),
                saved(values, SUBTRACT));
        if (config.merge().isEmpty() && !config.subtract().isEmpty()) {
            throw new UserException("Key '" + SUBTRACT.name() + "' needs '" + MERGE.name()
                    + "': counts are taken away from saved ones alone, not from those of a table");
        }
        return config;
    }

    private static List<SavedCounts> saved(ConfigValues values, Key<List<String>> key) {
        return key.in(values).stream().map(run -> RunKeys.counts(values, run)).toList();
    }
}
