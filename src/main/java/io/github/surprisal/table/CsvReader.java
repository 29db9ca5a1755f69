package io.github.surprisal.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.csv.CSVExprUtils;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads CSV files: how they are written is found from the beginning of the first one, what types their columns have from all
 * rows. What the config says about either wins.
 */
final class CsvReader {
    /** What is read to find the dialect, and at most where that holds too few lines of a wide table. */
    private static final int SAMPLE = 1 << 18;

    private static final int MOST_SAMPLE = 1 << 24;

    /** Options of how values are written, which only Spark's own inference takes. */
    private static final String[] VALUE_FORMATS = {
        "dateFormat",
        "timestampFormat",
        "timestampNTZFormat",
        "locale",
        "nanValue",
        "positiveInf",
        "negativeInf",
        "mode",
        "columnNameOfCorruptRecord",
        "samplingRatio",
        "prefersDate"
    };

    private final ReadSession reading;
    private final Source.Files files;
    private final Location location;
    private final TableConfig config;
    private final Options options;
    private final List<String> decided = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private CsvReader(ReadSession reading, Source.Files files, Location location, TableConfig config) {
        this.reading = reading;
        this.files = files;
        this.location = location;
        this.config = config;
        this.options = new Options(files.options());
    }

    /**
     * Reads the files at a location.
     *
     * @param found how the format was known, where the config does not say it
     */
    static Loaded read(
            ReadSession reading, Source.Files files, Location location, TableConfig config, Formats.Found found)
            throws IOException {
        CsvReader reader = new CsvReader(reading, files, location, config);
        if (files.format().isEmpty()) {
            reader.decided.add("Read as CSV " + found.by());
            if (!found.separator().isEmpty()) {
                reader.options.putIfAbsent(found.separator(), "sep", "delimiter");
            }
        }
        return reader.read();
    }

    private Loaded read() throws IOException {
        StructType schema = files.schema().isEmpty() ? null : StructType.fromDDL(files.schema());
        CsvDialect dialect = dialect(schema);
        settle(dialect);
        if (schema != null && dialect.hasHeader()) {
            compare(List.of(schema.fieldNames()), dialect);
        }
        boolean sparks = options.has(VALUE_FORMATS)
                || ("true".equalsIgnoreCase(options.first("inferSchema"))
                        && config.nullValues().isEmpty());
        Loaded loaded;
        if (schema != null && config.nullValues().isEmpty()) {
            loaded = Loaded.of(spark(schema));
        } else if (schema == null && sparks) {
            options.putIfAbsent("true", "inferSchema");
            loaded = Loaded.of(load(reader(options)));
        } else {
            loaded = new Loaded(typed(dialect, schema), java.util.Map.of(), List.of(), true);
        }
        return loaded.with(allNotes());
    }

    private List<String> allNotes() {
        List<String> all = new ArrayList<>();
        if (!decided.isEmpty()) {
            String first = decided.get(0).startsWith("Read as CSV") ? "" : "CSV read ";
            all.add(first + String.join(", ", decided)
                    + "; table.format, table.schema and table.options { sep, header, inferSchema } say otherwise");
        }
        all.addAll(notes);
        return all;
    }

    private CsvDialect dialect(StructType schema) throws IOException {
        FileStatus first = location.first()
                .orElseThrow(() -> new UserException("Cannot read '" + files.path() + "' as CSV: it holds no files"));
        Set<String> nullWords = new HashSet<>(config.nullValues());
        String sep = options.first("sep", "delimiter");
        String separator = sep == null ? null : CSVExprUtils.toDelimiterStr(sep);
        CsvDialect.Given given = new CsvDialect.Given(
                separator,
                character(options.first("quote")),
                character(options.first("escape")),
                options.has("header") ? Boolean.valueOf("true".equalsIgnoreCase(options.first("header"))) : null,
                options.first("comment"),
                nullWords,
                schema == null
                        ? List.of()
                        : Arrays.stream(schema.fieldNames())
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList());
        for (int size = SAMPLE; ; size *= 8) {
            Location.Beginning beginning = location.beginning(first.getPath(), size);
            if (beginning.bytes().length == 0) {
                throw new UserException(
                        "Cannot read '" + files.path() + "' as CSV: the file is empty, it has no columns");
            }
            CsvDialect dialect = CsvDialect.of(text(beginning), beginning.isWhole(), given);
            if (beginning.isWhole() || dialect.lines() > 2 || size >= MOST_SAMPLE) {
                if (dialect.columns() == 0) {
                    throw new UserException("Cannot read '" + files.path()
                            + "' as CSV: found only blank lines and comments, it has no columns");
                }
                return dialect;
            }
        }
    }

    private static Character character(String option) {
        return option == null || option.isEmpty() ? null : option.charAt(0);
    }

    /** The beginning as text; what is not UTF-8 is taken as Latin-1, and Spark is told so. */
    private String text(Location.Beginning beginning) {
        byte[] bytes = beginning.bytes();
        String encoding = options.first("encoding", "charset");
        if (encoding != null) {
            return new String(bytes, charset(encoding));
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe && (bytes[0] & 0xff) >= 0xfe) {
            options.put("encoding", "UTF-16");
            // Spark cannot tell lines apart in such files.
            options.putIfAbsent("true", "multiLine");
            decided.add("in UTF-16");
            return new String(bytes, StandardCharsets.UTF_16).replaceFirst("^\ufeff", "");
        }
        // A cut text may end amid a character.
        for (int cut = 0; cut < (beginning.isWhole() ? 1 : 4) && cut < bytes.length; cut++) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - cut))
                        .toString()
                        .replaceFirst("^\ufeff", "");
            } catch (CharacterCodingException e) {
                // One byte fewer, or another encoding.
            }
        }
        options.put("encoding", "ISO-8859-1");
        decided.add("in Latin-1, not being UTF-8");
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "Cannot read '" + files.path() + "' as CSV: table.options.encoding = '" + name
                            + "' is no known encoding; expected a name such as UTF-8, ISO-8859-1, windows-1252 or"
                            + " UTF-16",
                    e);
        }
    }

    /** Tells Spark the dialect where the config does not. */
    private void settle(CsvDialect dialect) {
        if (!options.has("sep", "delimiter")) {
            options.put("sep", dialect.separator());
            decided.add("separated by " + separator(dialect.separator()));
        }
        if (!options.has("header")) {
            options.put("header", String.valueOf(dialect.hasHeader() || dialect.dropsFirst()));
            decided.add((dialect.hasHeader() ? "with a header: " : "without a header: ") + dialect.because());
        }
        options.putIfAbsent(String.valueOf(dialect.escape()), "escape");
        if (dialect.isMultiLine() && !options.has("multiLine", "wholeFile")) {
            options.put("multiLine", "true");
            decided.add("with lines that end within quotes");
        }
        if (dialect.trims() && !options.has("ignoreLeadingWhiteSpace")) {
            options.put("ignoreLeadingWhiteSpace", "true");
            options.putIfAbsent("true", "ignoreTrailingWhiteSpace");
            decided.add("without the blanks after separators");
        }
        if (!dialect.comment().isEmpty() && !options.has("comment")) {
            options.put("comment", dialect.comment());
            decided.add("without lines that begin with " + dialect.comment());
        }
        if (dialect.isVerbatim() && files.schema().isEmpty()) {
            // A file of the folder whose header is another one fails instead of being read as if it were this one.
            options.putIfAbsent("false", "enforceSchema");
        }
    }

    /** A schema goes by position: one that has the header's names at other places would name columns wrongly. */
    private void compare(List<String> given, CsvDialect dialect) {
        List<String> header = dialect.names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<String> renamed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i).toLowerCase(Locale.ROOT);
            if (i < header.size() && name.equals(header.get(i))) {
                continue;
            }
            if (header.contains(name)) {
                throw new UserException(String.format(
                        Locale.ROOT,
                        "Cannot read '%s' as CSV: table.schema has '%s' as column %d, which is column %d of the file's"
                                + " header; expected the order of the header, for the schema goes by position: %s",
                        files.path(),
                        given.get(i),
                        i + 1,
                        header.indexOf(name) + 1,
                        String.join(", ", dialect.names())));
            }
            if (i < header.size()) {
                renamed.add("'" + dialect.names().get(i) + "' as '" + given.get(i) + "'");
            }
        }
        if (given.size() < header.size()) {
            notes.add("table.schema has " + given.size() + " columns, the header " + header.size()
                    + ": what is beyond is left out");
        }
        if (renamed.isEmpty() && given.size() == header.size() && dialect.isVerbatim()) {
            options.putIfAbsent("false", "enforceSchema");
        } else if (!renamed.isEmpty()) {
            notes.add("table.schema, which goes by position, names columns of the header anew: "
                    + String.join(", ", renamed));
        }
    }

    private static String separator(String separator) {
        return separator.equals("\t") ? "tabs" : "'" + separator + "'";
    }

    private Dataset<Row> spark(StructType schema) {
        return load(reader(options).schema(schema));
    }

    private DataFrameReader reader(Options with) {
        return reading.session().read().format("csv").options(with.toMap());
    }

    private Dataset<Row> load(DataFrameReader reader) {
        return reader.load(location.forSpark());
    }

    /**
     * The columns in their types: those of the schema, else those that all their texts can be cast to. What Spark's reader
     * reads as a cast would is left to it, the rest is read as text and cast.
     */
    private Dataset<Row> typed(CsvDialect dialect, StructType given) {
        List<String> names = given == null ? dialect.names() : List.of(given.fieldNames());
        boolean texts = "false".equalsIgnoreCase(options.first("inferSchema"));
        CsvTypes.Found found = given != null || texts ? null : types(names);
        StructType read = new StructType();
        List<Column> columns = new ArrayList<>();
        boolean asRead = true;
        for (int i = 0; i < names.size(); i++) {
            int kinds = found == null ? 0 : found.kinds()[i];
            DataType type = given != null
                    ? given.fields()[i].dataType()
                    : texts ? DataTypes.StringType : TextType.type(kinds, isNumeric(names.get(i)));
            boolean plain = found != null && TextType.isPlain(kinds, type);
            boolean same =
                    plain || (type instanceof StringType && config.nullValues().isEmpty());
            read = read.add(new StructField(
                    names.get(i),
                    same ? type : DataTypes.StringType,
                    true,
                    org.apache.spark.sql.types.Metadata.empty()));
            columns.add((same ? functions.col("c" + i) : cast("c" + i, type)).as(names.get(i)));
            asRead &= same;
        }
        Dataset<Row> rows = spark(read);
        return asRead ? rows : rows.toDF(Flattening.safeNames(names.size())).select(columns.toArray(Column[]::new));
    }

    private boolean isNumeric(String name) {
        TableConfig.ColumnConfig column = config.columns().get(name);
        return column != null && column.kind().equalsIgnoreCase("numeric");
    }

    private Column cast(String column, DataType type) {
        if (type instanceof StringType) {
            return functions.expr(Flattening.nulled(column, config.nullValues()));
        }
        List<String> nulls = new ArrayList<>(config.nullValues());
        nulls.add("");
        return functions.expr("CAST(" + Flattening.nulled(column, nulls) + " AS " + type.sql() + ")");
    }

    private CsvTypes.Found types(List<String> names) {
        if (!options.has("inferSchema")) {
            decided.add("types found in a pass over all rows");
        }
        CsvTypes.Found found = pass(names);
        if (found.uneven() + found.broken() > 0 && !options.has("multiLine", "wholeFile")) {
            options.put("multiLine", "true");
            CsvTypes.Found again = pass(names);
            if (again.uneven() + again.broken() < found.uneven() + found.broken()) {
                decided.add("with lines that end within quotes");
                found = again;
            } else {
                options.put("multiLine", "false");
            }
        }
        if (found.uneven() > 0) {
            notes.add("Of " + found.rows() + " lines of '" + files.path() + "', " + found.uneven()
                    + (found.uneven() == 1 ? " has" : " have") + " not " + names.size()
                    + " fields: what is missing is null, what is beyond is left out; table.options.mode = FAILFAST"
                    + " refuses them");
        }
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (TextType.isPadded(found.kinds()[i]) && !isNumeric(names.get(i))) {
                padded.add("'" + names.get(i) + "'");
            }
        }
        if (!padded.isEmpty()) {
            notes.add("Text for the leading zeros of its numbers: " + String.join(", ", padded)
                    + "; table.columns.NAME.kind = numeric reads numbers");
        }
        return found;
    }

    private CsvTypes.Found pass(List<String> names) {
        StructType texts = new StructType();
        for (String name : names) {
            texts = texts.add(name, DataTypes.StringType);
        }
        Options with = new Options(options.toMap());
        with.put("columnNameOfCorruptRecord", CsvTypes.LINE);
        Dataset<Row> rows = load(reader(with).schema(texts.add(CsvTypes.LINE, DataTypes.StringType)));
        return CsvTypes.of(rows, names.size(), config.nullValues());
    }
}
