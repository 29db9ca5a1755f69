package io.github.surprisal.cli.keys;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import io.github.surprisal.cli.config.ConfigValues;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The keys of a table: where it is, what its columns are for, and how each is taken. */
public final class TableKeys {
    public static final Key<String> PATH = new Key<>(
            "table.path", KeyType.PATH, "The table's files. A path, glob or URI; or `table.table`, or `table.query`");

    public static final Key<String> TABLE = new Key<>("table.table", KeyType.TEXT, "The table's name in a catalog");

    public static final Key<String> QUERY = new Key<>("table.query", KeyType.TEXT, "The table as SQL");

    public static final Key<String> FORMAT = new Key<>(
            "table.format",
            KeyType.TEXT,
            "How the table is stored, such as `csv` or `parquet`. Any Spark source: `json`, `orc`, `libsvm`, `jdbc`, `delta`,"
                    + " .. Without it the ending of the files says it (`.csv`, `.tsv`, `.json`, `.jsonl`, `.parquet`, `.orc`,"
                    + " `.avro`, `.svm`, each also `.gz`, `.bz2` or, with Hadoop's native library, `.zst`), else how the first of them begins; a note says"
                    + " which");

    public static final Key<Map<String, String>> OPTIONS = new Key<>(
            "table.options.**",
            KeyType.OPTIONS,
            "{}",
            "Handed to the source. Values are never stored or shown, unless the key is known to be harmless, such as"
                    + " `header`, `sep` or `dbtable`; of a `url` without its credentials");

    public static final Key<String> SCHEMA =
            new Key<>("table.schema", KeyType.TEXT, "DDL, such as `\"age INT, job STRING\"`. Without it the source's");

    static final Key<List<String>> NULL_VALUES = new Key<>(
            "table.null-values",
            KeyType.TEXTS,
            "[]",
            "Texts that mean null, such as `[\"NA\", \"?\"]`. Blanks around them are left aside: in every column of texts of"
                    + " any source, and before the types of a CSV file are found");

    public static final Key<String> WHERE =
            new Key<>("table.where", KeyType.TEXT, "Rows to look at, such as \"age > 17\". An SQL predicate");

    public static final Key<String> LABEL =
            new Key<>("table.label", KeyType.TEXT, "The column to explain. Not needed for `profile`");

    private static final String GROUPINGS =
            "a list of groupings such as [\"sex\", \"sex, race\"], each with distinct names of columns";

    public static final Key<List<List<String>>> GROUPS = new Key<>(
            "table.groups",
            new KeyType<>("list of groupings", TableKeys::groups),
            "[]",
            "Figures for each combination of these columns' values, too. Each entry is one grouping: `[\"sex\", \"sex,"
                    + " race\"]`; backticks quote a name with a comma. The whole table is always there");

    public static final Key<String> WEIGHT = new Key<>(
            "table.weight",
            KeyType.TEXT,
            "How many rows each row stands for. A column of weights ≥ 0; a row of weight 3 counts as three rows");

    static final Key<String> OFFSET = new Key<>(
            "table.offset",
            KeyType.TEXT,
            "A numeric column that is added to the margin of a model of two classes, such as a known log-odds. Its"
                    + " coefficient is 1, and not among the coefficients. No feature; finite in every row. The saved pipeline"
                    + " wants it too");

    public static final Key<List<String>> FEATURES = new Key<>(
            "table.features",
            KeyType.TEXTS,
            "[]",
            "Names and globs of the columns to look at. `*` and `?`, in this order; without any: all columns that have no"
                    + " other role");

    public static final Key<List<String>> IGNORE =
            new Key<>("table.ignore", KeyType.TEXTS, "[]", "Names and globs of columns to leave out");

    private static final String[] KINDS = {"numeric", "categorical", "size", "nullness"};

    static final Key<String> KIND = new Key<>(
            "table.columns.*.kind",
            KeyType.oneOf(KINDS, kind -> kind),
            "What the column is taken as. Without it numbers, dates and timestamps are numeric, the rest categorical. Or what"
                    + " is counted instead of the values: `size` (elements of an array or a map, length of a text),"
                    + " `nullness` (whether it is null)");

    static final Key<Binning> BINNING =
            new Key<>("table.columns.*.binning", KeyType.oneOf(Binning.values()), "`measure.binning` for this column");

    static final Key<List<BigDecimal>> CUTPOINTS = new Key<>(
            "table.columns.*.cutpoints",
            new KeyType<>("list of numbers, ascending", TableKeys::cutpoints),
            "Your own edges of a number's bins, ascending: `[18, 30, 65]`. Exact up to `count.max-categories` values, beyond"
                    + " as near as the fine bins allow. For a label its bins are the classes (`where` sees them): a number of"
                    + " more than 100 values as label is refused unless it has cutpoints or `kind = categorical`; before the"
                    + " count where the first 10,000 rows of a file show it. A date or timestamp as label is cut by an `expression`");

    static final Key<String> EXPRESSION = new Key<>(
            "table.columns.*.expression", KeyType.TEXT, "SQL that makes or replaces the column, before `where`");

    static final List<Key<?>> ALL = List.of(
            PATH,
            TABLE,
            QUERY,
            FORMAT,
            OPTIONS,
            SCHEMA,
            NULL_VALUES,
            WHERE,
            LABEL,
            GROUPS,
            WEIGHT,
            OFFSET,
            FEATURES,
            IGNORE,
            KIND,
            BINNING,
            CUTPOINTS,
            EXPRESSION);

    private static final String COLUMNS = "table.columns";

    /** Sources that cannot be read without a path; the empty one is what the path's ending says. */
    private static final Set<String> FILE_FORMATS =
            Set.of("", "parquet", "orc", "csv", "json", "text", "xml", "avro", "libsvm", "binaryfile");

    private TableKeys() {}

    public static TableConfig read(ConfigValues values, Source source) {
        String label = LABEL.in(values);
        return new TableConfig(
                source,
                WHERE.in(values),
                label,
                GROUPS.in(values),
                WEIGHT.in(values),
                OFFSET.in(values),
                FEATURES.in(values),
                IGNORE.in(values),
                withBins(label, columns(values), byColumn(values, CUTPOINTS).get(label)),
                NULL_VALUES.in(values));
    }

    /** Where the table is; {@link Source.None} where there are stored counts alone. */
    public static Source source(ConfigValues values) {
        Map<String, String> options = OPTIONS.in(values);
        List<Key<String>> given = Stream.of(PATH, TABLE, QUERY)
                .filter(key -> !values.text(key.name()).isBlank())
                .toList();
        String format = FORMAT.in(values);
        boolean isFile = FILE_FORMATS.contains(format.toLowerCase(Locale.ROOT));
        if (given.isEmpty() && isFile && !CountKeys.MERGE.in(values).isEmpty()) {
            return new Source.None();
        }
        boolean needsNoPath = !isFile || options.containsKey("path");
        if (given.size() > 1 || (given.isEmpty() && !needsNoPath)) {
            throw new UserException("Expected exactly one of table.path, table.table and table.query, found "
                    + (given.isEmpty()
                            ? "none: name a table, such as people.csv, or a config, job.conf"
                            : String.join(" and ", given.stream().map(Key::name).toList())));
        }
        if (given.isEmpty() || given.contains(PATH)) {
            return new Source.Files(PATH.in(values), format, options, SCHEMA.in(values));
        }
        if (!options.isEmpty() || SCHEMA.isIn(values)) {
            throw new UserException("Keys 'table.options' and 'table.schema' go with 'table.path', found '%s'"
                    .formatted(given.get(0).name()));
        }
        return given.contains(TABLE) ? new Source.Catalog(TABLE.in(values)) : new Source.Query(QUERY.in(values));
    }

    /** What a key that is asked of each column says, by the columns that have it. */
    static <T> Map<String, T> byColumn(ConfigValues values, Key<T> key) {
        Map<String, T> byColumn = new TreeMap<>();
        for (String name : values.names(COLUMNS)) {
            Key<T> ofColumn = key.of(name);
            if (ofColumn.isIn(values)) {
                byColumn.put(name, ofColumn.in(values));
            }
        }
        return Collections.unmodifiableMap(byColumn);
    }

    private static Map<String, ColumnConfig> columns(ConfigValues values) {
        byColumn(values, KIND);
        byColumn(values, BINNING);
        Map<String, ColumnConfig> columns = new TreeMap<>();
        BiFunction<String, Key<?>, String> text =
                (name, key) -> values.text(key.of(name).name());
        for (String name : values.names(COLUMNS)) {
            columns.put(
                    name,
                    new ColumnConfig(text.apply(name, KIND), text.apply(name, BINNING), text.apply(name, EXPRESSION)));
        }
        return Collections.unmodifiableMap(columns);
    }

    /** The columns with the label as its bins, if it is to be cut. */
    private static Map<String, ColumnConfig> withBins(
            String label, Map<String, ColumnConfig> columns, List<BigDecimal> cutpoints) {
        if (cutpoints == null) {
            return columns;
        }
        Map<String, ColumnConfig> binned = new TreeMap<>(columns);
        binned.put(label, LabelBins.of(label, columns.get(label), cutpoints));
        return Collections.unmodifiableMap(binned);
    }

    private static List<BigDecimal> cutpoints(ConfigValues values, String path) {
        String expected = "a list of numbers, ascending";
        List<BigDecimal> cutpoints = new ArrayList<>();
        for (ConfigValue entry : values.list(path, expected)) {
            // The shortest digits of a fraction are those that the user wrote.
            BigDecimal cutpoint = entry.unwrapped() instanceof Number number ? new BigDecimal(number.toString()) : null;
            if (cutpoint == null
                    || (!cutpoints.isEmpty() && cutpoint.compareTo(cutpoints.get(cutpoints.size() - 1)) <= 0)) {
                throw ConfigValues.wrong(path, entry, expected);
            }
            cutpoints.add(cutpoint);
        }
        return List.copyOf(cutpoints);
    }

    private static List<List<String>> groups(ConfigValues values, String path) {
        List<List<String>> groups = new ArrayList<>();
        for (ConfigValue entry : values.list(path, GROUPINGS)) {
            List<String> names = grouping(entry);
            if (names.isEmpty() || names.contains("") || new HashSet<>(names).size() < names.size()) {
                throw ConfigValues.wrong(path, entry, GROUPINGS);
            }
            if (groups.contains(names)) {
                throw ConfigValues.wrong(path, entry, "each grouping once");
            }
            groups.add(names);
        }
        return List.copyOf(groups);
    }

    private static List<String> grouping(ConfigValue entry) {
        if (ConfigValues.isScalar(entry)) {
            return List.copyOf(NameList.split(ConfigValues.text(entry)));
        }
        return entry instanceof ConfigList list && list.stream().allMatch(ConfigValues::isScalar)
                ? list.stream().map(ConfigValues::text).toList()
                : List.of();
    }
}
