package io.github.surprisal.cli.keys;

import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.count.SavedCounts;
import io.github.surprisal.drift.DriftConfig;
import io.github.surprisal.drift.DriftRule;
import io.github.surprisal.job.DriftJob;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The keys of a comparison. What the reference's block does not say is as for the table. */
public final class DriftKeys {
    public static final Key<String> PATH = new Key<>(
            "drift.reference.path",
            KeyType.PATH,
            "The table to compare with. Or `table`, `query` or `run` of the same block");

    public static final Key<String> TABLE = new Key<>("drift.reference.table", KeyType.TEXT, "Its name in a catalog");

    public static final Key<String> QUERY = new Key<>("drift.reference.query", KeyType.TEXT, "It as SQL");

    public static final Key<String> RUN = new Key<>(
            "drift.reference.run",
            KeyType.TEXT,
            "The id (or folder) of stored counts to compare with; `latest` as in `count.merge`");

    public static final Key<String> FORMAT =
            new Key<>("drift.reference.format", KeyType.TEXT, "As `table.format`, which is the default");

    public static final Key<Map<String, String>> OPTIONS = new Key<>(
            "drift.reference.options.**",
            KeyType.OPTIONS,
            "As `table.options`, over which they go key by key unless the format is another");

    public static final Key<String> SCHEMA =
            new Key<>("drift.reference.schema", KeyType.TEXT, "As `table.schema`, which is the default");

    static final Key<String> WHERE =
            new Key<>("drift.reference.where", KeyType.TEXT, "As `table.where`, which is the default");

    static final Key<Double> SMOOTHING = new Key<>(
            "drift.smoothing",
            KeyType.number("a number of at least 0", x -> x >= 0),
            "0.5",
            "Rows added to each category: of the side that codes for cross-entropy and Kullback–Leibler divergences, of both for"
                    + " PSI; the other figures need none");

    static final Key<Integer> BINS = new Key<>(
            "drift.bins",
            KeyType.from(2),
            "20",
            "How many bins a number is compared on at most, beside values with a bin of their own");

    public static final Key<List<String>> FAIL_ON = new Key<>(
            "drift.fail-on",
            KeyType.TEXTS,
            "[]",
            "Exit code 3 where a column's figure is above a limit, such as `js>0.1`. `--fail-on` adds to them; see"
                    + " [drift](drift.md)");

    static final List<Key<?>> ALL =
            List.of(PATH, TABLE, QUERY, RUN, FORMAT, OPTIONS, SCHEMA, WHERE, SMOOTHING, BINS, FAIL_ON);

    private DriftKeys() {}

    /**
     * What the table is compared with; empty where nothing is.
     *
     * @param table the table that is compared
     * @param failOn those rules that an option gave
     * @param given what to compare with instead of what the config says; empty for that
     */
    public static Optional<DriftJob.Config> read(
            ConfigValues values, TableConfig table, List<String> failOn, Optional<Source> given) {
        List<DriftRule> rules = rules(values, failOn);
        String run = RUN.in(values);
        Source source = given.orElseGet(() -> source(values, run));
        DriftConfig config =
                new DriftConfig(SMOOTHING.in(values), BINS.in(values), MeasureKeys.ALPHA.in(values), rules);
        if (source instanceof Source.None && run.isEmpty()) {
            return Optional.empty();
        }
        Map<String, ColumnConfig> columns = new TreeMap<>();
        table.columns().forEach((name, column) -> {
            if (!column.expression().isEmpty() || !column.kind().isEmpty()) {
                columns.put(name, column);
            }
        });
        TableConfig reference = new TableConfig(
                        source,
                        WHERE.isIn(values) ? WHERE.in(values) : table.where(),
                        "",
                        table.groups(),
                        table.weight(),
                        List.of(),
                        List.of(),
                        Collections.unmodifiableMap(columns))
                .withNullValues(table.nullValues());
        Optional<SavedCounts> stored = run.isEmpty() ? Optional.empty() : Optional.of(RunKeys.counts(values, run));
        return Optional.of(new DriftJob.Config(reference, stored, config));
    }

    private static List<DriftRule> rules(ConfigValues values, List<String> failOn) {
        List<DriftRule> rules = new ArrayList<>();
        for (String rule : FAIL_ON.in(values)) {
            rules.add(DriftRule.parse(rule)
                    .orElseThrow(() -> new UserException("Cannot read the rule '" + rule + "' of "
                            + (failOn.contains(rule) ? "--fail-on" : FAIL_ON.name()) + ": expected "
                            + DriftRule.form())));
        }
        return List.copyOf(rules);
    }

    private static Source source(ConfigValues values, String run) {
        String path = PATH.in(values);
        String table = TABLE.in(values);
        String query = QUERY.in(values);
        long given =
                Stream.of(path, table, query, run).filter(s -> !s.isBlank()).count();
        if (given > 1) {
            throw new UserException("Expected one of drift.reference.path, .table, .query and .run, found " + given);
        }
        boolean files = !path.isBlank();
        Stream.of(FORMAT, OPTIONS, SCHEMA)
                .filter(key -> !files && key.isIn(values))
                .findFirst()
                .ifPresent(key -> {
                    throw new UserException("Key '%s' goes with '%s', found %s"
                            .formatted(key.path(), PATH.name(), given == 0 ? "none" : "another source"));
                });
        if (!table.isBlank()) {
            return new Source.Catalog(table);
        }
        if (!query.isBlank()) {
            return new Source.Query(query);
        }
        return files ? files(values, path) : new Source.None();
    }

    /** The table's options hold for the reference too, unless that is of another format. */
    private static Source files(ConfigValues values, String path) {
        String tables = TableKeys.FORMAT.in(values);
        String format = FORMAT.isIn(values) ? FORMAT.in(values) : tables;
        Map<String, String> options = new TreeMap<>();
        if (format.equalsIgnoreCase(tables)) {
            options.putAll(TableKeys.OPTIONS.in(values));
        }
        options.putAll(OPTIONS.in(values));
        return new Source.Files(
                path,
                format,
                Collections.unmodifiableMap(options),
                (SCHEMA.isIn(values) ? SCHEMA : TableKeys.SCHEMA).in(values));
    }
}
