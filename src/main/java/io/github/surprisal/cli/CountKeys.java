package io.github.surprisal.cli;

import io.github.surprisal.count.CountConfig;
import java.util.List;

/** The keys of counting. */
final class CountKeys {
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
                    + " but 16 bins always");

    static final Key<Boolean> SAVE = new Key<>(
            "count.save", KeyType.FLAG, "false", "Save every count as the dataset `counts`, for later runs to merge");

    static final Key<List<String>> MERGE = new Key<>(
            "count.merge",
            KeyType.TEXTS,
            "[]",
            "Run ids under `output.path` (or folders `../counts/run_id=ID` of elsewhere) whose saved counts are added."
                    + " Without a table, the figures are those of the saved counts alone");

    static final List<Key<?>> ALL = List.of(MAX_CATEGORIES, MAX_GROUP_CELLS, SAVE, MERGE);

    private CountKeys() {}

    static CountConfig read(Values values) {
        return new CountConfig(
                MAX_CATEGORIES.in(values),
                MAX_GROUP_CELLS.in(values),
                SAVE.in(values),
                MERGE.in(values).stream()
                        .map(run -> RunKeys.folder(values, "counts", run))
                        .toList());
    }
}
