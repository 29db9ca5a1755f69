package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.files.Formats;
import io.github.surprisal.table.files.Location;
import io.github.surprisal.table.files.Options;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
public final class CsvReader {
    /** So many fields of a line Spark's CSV reader takes without being told. */
    private static final int USUAL_FIELDS = 20_480;

    private final SparkSession session;
    private final Source.Files files;
    private final Location location;
    private final TableConfig config;
    private final Options options;
    private final List<String> decided = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Whether texts are read as Latin-1 that may hold the characters of {@link Windows1252}. */
    private boolean isWindows;

    private CsvReader(SparkSession session, Source.Files files, Location location, TableConfig config) {
        this.session = session;
        this.files = files;
        this.location = location;
        this.config = config;
        this.options = new Options(files.options());
    }

    /**
     * What was read.
     *
     * @param rows with the file's names
     * @param renamed columns that have not the header's name, since others have it: name → the header's
     * @param notes what the user should know of how they are read
     * @param isNulled whether the texts that mean null are nulls already
     */
    public record Read(Dataset<Row> rows, Map<String, String> renamed, List<String> notes, boolean isNulled) {}

    /**
     * Reads the files at a location.
     *
     * @param found how the format was known, where the config does not say it
     */
    public static Read read(
            SparkSession session, Source.Files files, Location location, TableConfig config, Formats.Found found)
            throws IOException {
        CsvReader reader = new CsvReader(session, files, location, config);
        if (files.format().isEmpty()) {
            reader.decided.add("Read as CSV " + found.by());
            if (!found.separator().isEmpty()) {
                reader.options.putIfAbsent(found.separator(), "sep", "delimiter");
            }
        }
        return reader.read();
    }

    private Read read() throws IOException {
        StructType schema = files.schema().isEmpty() ? null : StructType.fromDDL(files.schema());
        CsvDialect dialect = dialect(schema);
        settle(dialect);
        Map<String, String> renamed = Map.of();
        if (schema != null && dialect.hasHeader()) {
            notes.addAll(SchemaNames.compare(files.path(), List.of(schema.fieldNames()), dialect.names()));
        } else {
            renamed = SchemaNames.renamed(dialect.header(), dialect.names());
            SchemaNames.note(renamed).ifPresent(notes::add);
        }
        boolean sparks = options.has(SchemaCast.FORMATS)
                || ("true".equalsIgnoreCase(options.first("inferSchema"))
                        && config.nullValues().isEmpty());
        Dataset<Row> rows;
        boolean isNulled = false;
        if (schema != null && !casts() && (config.nullValues().isEmpty() || SchemaCast.hasCorrupt(schema, options))) {
            rows = spark(schema);
        } else if (schema == null && sparks) {
            options.putIfAbsent("true", "inferSchema");
            rows = decoded(reader(options));
        } else {
            rows = typed(dialect, schema);
            isNulled = true;
        }
        if (dialect.columns() == 1 && !"true".equalsIgnoreCase(options.first("multiLine", "wholeFile"))) {
            CsvLines.blank(lines(), files.path()).ifPresent(notes::add);
        }
        return new Read(rows, renamed, allNotes(), isNulled);
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
        String encoding = options.first("encoding", "charset");
        Charset charset = encoding == null ? null : CsvText.charset(session, files.path(), encoding);
        CsvFiles table = CsvFiles.of(reader(options), location, options);
        if (table.taken().isEmpty()) {
            throw new UserException("Cannot read '" + files.path() + "' as CSV: " + location.nothingIn());
        }
        if (!table.leftOut().isEmpty()) {
            decided.add(table.without());
        }
        CsvBeginnings beginnings = new CsvBeginnings(files.path(), location, given(schema), charset);
        CsvBeginnings.Found found = beginnings.first(table.taken());
        encode(beginnings.compared(found, table.taken(), "true".equalsIgnoreCase(options.first("enforceSchema"))));
        return found.dialect();
    }

    private CsvDialect.Given given(StructType schema) {
        String sep = options.first("sep", "delimiter");
        return new CsvDialect.Given(
                sep == null ? null : CSVExprUtils.toDelimiterStr(sep),
                character(options.first("quote")),
                character(options.first("escape")),
                options.has("header") ? Boolean.valueOf("true".equalsIgnoreCase(options.first("header"))) : null,
                options.first("comment"),
                new HashSet<>(config.nullValues()),
                schema == null
                        ? List.of()
                        : Arrays.stream(schema.fieldNames())
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList(),
                schema != null
                        ? Set.of()
                        : config.named().stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet()));
    }

    private static Character character(String option) {
        return option == null || option.isEmpty() ? null : option.charAt(0);
    }

    /** Tells Spark the encoding where it is not UTF-8. */
    private void encode(CsvText.Encoding encoding) {
        if (encoding == CsvText.Encoding.LATIN_1) {
            isWindows = true;
            options.put("encoding", encoding.shown());
            decided.add("in Latin-1, not being UTF-8");
        } else if (encoding.isWide()) {
            options.put("encoding", encoding.shown());
            // Spark cannot tell lines apart in such files.
            options.putIfAbsent("true", "multiLine");
            decided.add("in " + encoding.shown());
        }
    }

    /** Tells Spark the dialect where the config does not. */
    private void settle(CsvDialect dialect) {
        if (!options.has("sep", "delimiter")) {
            options.put("sep", dialect.separator());
            decided.add(
                    "separated by " + (dialect.separator().equals("\t") ? "tabs" : "'" + dialect.separator() + "'"));
        }
        if (!options.has("header")) {
            options.put("header", String.valueOf(dialect.hasHeader() || dialect.dropsFirst()));
            decided.add((dialect.hasHeader() ? "with a header: " : "without a header: ") + dialect.because());
        }
        options.putIfAbsent(String.valueOf(dialect.escape()), "escape");
        int fields = dialect.names().size();
        if (fields >= USUAL_FIELDS) {
            // Longer lines are told of, as those of fewer columns are.
            options.putIfAbsent(String.valueOf(2 * fields), "maxColumns");
        }
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
    }

    /** Whether texts are cast to the types of a schema here: with options of how values are written that is left to Spark's reader. */
    private boolean casts() {
        return !options.has(SchemaCast.FORMATS) && !options.has("timeZone");
    }

    private Dataset<Row> spark(StructType schema) {
        return decoded(reader(options).schema(schema));
    }

    /** Rows with the characters of Windows-1252 in names and texts where they were read as Latin-1. */
    private Dataset<Row> decoded(DataFrameReader reader) {
        Dataset<Row> rows = load(reader);
        return isWindows ? Windows1252.of(rows) : rows;
    }

    private DataFrameReader reader(Options with) {
        return session.read().format("csv").options(with.toMap());
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
        List<String> header = names.size() > 1 ? dialect.header() : List.of();
        CsvTypes.Found found = given != null || texts ? null : types(names, header);
        boolean repeats = found != null && found.headers() > 0;
        StructType read = new StructType();
        List<Column> columns = new ArrayList<>();
        boolean asRead = true;
        for (int i = 0; i < names.size(); i++) {
            int kinds = found == null ? 0 : found.kinds()[i];
            DataType type = given != null
                    ? given.fields()[i].dataType()
                    : texts ? DataTypes.StringType : TextType.type(kinds, isNumeric(names.get(i)));
            boolean plain = found != null && !repeats && TextType.isPlain(kinds, type);
            boolean isUnchecked = type instanceof StringType || (given != null && !SchemaCast.takes(type));
            boolean same = plain || (isUnchecked && config.nullValues().isEmpty());
            read = read.add(new StructField(
                    asRead(List.of(names.get(i))).get(0),
                    same ? type : DataTypes.StringType,
                    true,
                    org.apache.spark.sql.types.Metadata.empty()));
            columns.add((same ? functions.col("c" + i) : cast("c" + i, type, given != null, names.get(i)))
                    .as(names.get(i)));
            asRead &= same;
        }
        Dataset<Row> rows = spark(read);
        if (repeats) {
            rows = withoutHeaders(rows, header);
        }
        if (asRead) {
            return rows;
        }
        Dataset<Row> safe = rows.toDF(Names.safe(names.size()));
        if (given != null && !casts()) {
            safe = SchemaCast.kept(safe, config, columns, given, options);
        }
        return safe.select(columns.toArray(Column[]::new));
    }

    /** Rows of texts but those that are the header again, as {@link CsvTypes} knows them. */
    private static Dataset<Row> withoutHeaders(Dataset<Row> rows, List<String> header) {
        String[] safe = Names.safe(rows.columns().length);
        Column isHeader = functions.lit(true);
        for (int i = 0; i < header.size(); i++) {
            Column text = functions.coalesce(functions.col(safe[i]), functions.lit(""));
            isHeader = isHeader.and(functions.trim(text).equalTo(header.get(i)));
        }
        return rows.toDF(safe).where(functions.not(isHeader)).toDF(rows.columns());
    }

    private boolean isNumeric(String name) {
        TableConfig.ColumnConfig column = config.columns().get(name);
        return column != null && column.kind().equalsIgnoreCase("numeric");
    }

    private Column cast(String column, DataType type, boolean checks, String name) {
        if (type instanceof StringType) {
            return functions.expr(config.nulled(column));
        }
        if (checks && !casts()) {
            return SchemaCast.of(functions.expr(config.nulled(column)), type, options, files.path(), name);
        }
        if (checks && SchemaCast.takes(type)) {
            Column text = config.nullValues().isEmpty() ? functions.col(column) : functions.expr(config.nulled(column));
            return SchemaCast.of(text, type, files.path(), name);
        }
        List<String> nulls = new ArrayList<>(config.nullValues());
        nulls.add("");
        return functions.expr(config.withNullValues(nulls).nulled(column)).cast(type);
    }

    private CsvTypes.Found types(List<String> names, List<String> header) {
        if (!options.has("inferSchema")) {
            decided.add("types found in a pass over all rows");
        }
        CsvTypes.Found found = pass(names, header);
        if (found.uneven() + found.broken() > 0 && !options.has("multiLine", "wholeFile")) {
            options.put("multiLine", "true");
            CsvTypes.Found again = pass(names, header);
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
        isWindows &= found.controls() > 0 || !asRead(names).equals(names);
        if (found.undecoded() > 0 && !options.has("encoding", "charset")) {
            decode();
        }
        if (found.headers() > 0) {
            notes.add("Left out of '" + files.path() + "': " + found.headers()
                    + (found.headers() == 1 ? " line that holds" : " lines that hold") + " the header again");
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

    /**
     * Texts hold the sign for what cannot be decoded: it stands in the file, or for bytes that are no UTF-8, behind the beginning
     * that was looked at.
     */
    private void decode() {
        CsvLines.Encoded encoded = CsvLines.encoded(lines());
        if (encoded.others() > 0 && encoded.utf8() == 0) {
            encode(CsvText.Encoding.LATIN_1);
        } else if (encoded.others() > 0) {
            notes.add(encoded.note(files.path()));
        }
    }

    /** The lines of the files, with the bytes that they have there. */
    private Dataset<Row> lines() {
        return load(session.read().format("text").options(options.toMap()));
    }

    private CsvTypes.Found pass(List<String> names, List<String> header) {
        StructType texts = new StructType();
        for (String name : asRead(names)) {
            texts = texts.add(name, DataTypes.StringType);
        }
        Options with = new Options(options.toMap());
        with.put("columnNameOfCorruptRecord", CsvTypes.LINE);
        Dataset<Row> rows = load(reader(with).schema(texts.add(CsvTypes.LINE, DataTypes.StringType)));
        return CsvTypes.of(rows, names.size(), asRead(header), asRead(config.nullValues()));
    }

    /** Words as Spark reads them from the file. */
    private List<String> asRead(List<String> words) {
        return isWindows ? words.stream().map(Windows1252::latin).toList() : words;
    }
}
