package io.github.surprisal.table;

import io.github.surprisal.spark.Classic;
import io.github.surprisal.table.csv.CsvReader;
import io.github.surprisal.table.files.Formats;
import io.github.surprisal.table.files.LakehouseFolders;
import io.github.surprisal.table.files.Location;
import io.github.surprisal.table.files.Options;
import io.github.surprisal.table.files.ParquetFolder;
import io.github.surprisal.table.files.PartitionTexts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Source → its rows, as they are there. */
final class Loader {
    private final ReadSession reading;
    private final TableConfig config;

    Loader(ReadSession reading, TableConfig config) {
        this.reading = reading;
        this.config = config;
    }

    /**
     * Resolves a source.
     *
     * @throws UserException if it cannot be read
     */
    Loaded load(Source source) {
        SparkSession session = reading.session();
        if (source instanceof Source.Catalog catalog) {
            return table("table.table '" + catalog.name() + "'", () -> session.table(catalog.name()));
        }
        if (source instanceof Source.Query query) {
            return table("table.query", () -> session.sql(query.sql()));
        }
        if (source instanceof Source.Rows given) {
            return Loaded.of(given.rows());
        }
        if (source instanceof Source.Columns columns) {
            return Loaded.of(reading.handOver(session.createDataFrame(List.of(), columns.schema())));
        }
        if (!(source instanceof Source.Files files)) {
            throw new UserException("No table to read: expected table.path, table.table or table.query");
        }
        SourceRefusal.ofAddress(files.path(), files.format());
        boolean located = !files.path().isEmpty() && (files.format().isEmpty() || Formats.isOfFiles(files.format()));
        Loaded loaded = located ? files(files) : other(files);
        return loaded.with(reading.handOver(loaded.rows()));
    }

    private Loaded table(String what, Supplier<Dataset<Row>> rows) {
        try {
            return Loaded.of(reading.handOver(rows.get()));
        } catch (Exception e) {
            throw SourceRefusal.ofTable(reading.session(), what, e);
        }
    }

    /** What is no file, or none whose format is known here. */
    private Loaded other(Source.Files files) {
        String format = files.format().isEmpty() ? "parquet" : files.format();
        try {
            boolean isDatabase = format.equalsIgnoreCase("jdbc");
            DataFrameReader reader =
                    reader(files, format, isDatabase ? JdbcDrivers.named(files.options()) : files.options());
            return Loaded.of(files.path().isEmpty() ? reader.load() : reader.load(files.path()));
        } catch (Exception e) {
            String library = SourceRefusal.fileSystem(files.path(), e);
            throw library.isEmpty()
                    ? SourceRefusal.ofSource(format, files.path(), e)
                    : new UserException("Cannot read '" + files.path() + "': " + library, e);
        }
    }

    private DataFrameReader reader(Source.Files files, String format, Map<String, String> options) {
        DataFrameReader reader = reading.session().read().format(format).options(options);
        return files.schema().isEmpty() ? reader : reader.schema(files.schema());
    }

    private Loaded files(Source.Files files) {
        String path = files.path();
        if (!files.schema().isEmpty()) {
            checkSchema(files.schema());
        }
        try {
            Location location = Location.of(hadoop(files), path);
            Formats.Found found = files.format().isEmpty()
                    ? Formats.of(location, path)
                    : new Formats.Found(files.format().toLowerCase(Locale.ROOT), "", "");
            LakehouseFolders.refuse(location, path, found.format());
            return read(files, location, found);
        } catch (UserException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            String library = SourceRefusal.fileSystem(path, e);
            throw library.isEmpty()
                    ? ReadFailure.explained("'" + path + "'", e)
                    : new UserException("Cannot read '" + path + "': " + library, e);
        }
    }

    private void checkSchema(String schema) {
        StructType columns;
        try {
            columns = StructType.fromDDL(schema);
        } catch (Exception e) { // Scala throws the checked ParseException without declaring it
            throw new UserException(
                    "Cannot read the schema " + Names.quotedForConfig(schema)
                            + " of table.schema or drift.reference.schema: " + ReadFailure.reason(e)
                            + "; expected columns such as \"age INT, job STRING\"",
                    e);
        }
        boolean caseSensitive = reading.session().sessionState().conf().caseSensitiveAnalysis();
        Set<String> names = new HashSet<>();
        for (String name : columns.fieldNames()) {
            if (!names.add(caseSensitive ? name : name.toLowerCase(Locale.ROOT))) {
                throw new UserException("Cannot read the schema " + Names.quotedForConfig(schema)
                        + " of table.schema or drift.reference.schema: expected each column to have a name of its own"
                        + (caseSensitive ? "" : ", whatever its case") + ", found '" + name + "' twice");
            }
        }
    }

    private Configuration hadoop(Source.Files files) {
        Configuration hadoop = reading.session().sessionState().newHadoopConf();
        files.options().forEach((name, value) -> {
            if (!name.isEmpty()) {
                hadoop.set(name, value);
            }
        });
        return hadoop;
    }

    private Loaded read(Source.Files files, Location location, Formats.Found found) throws IOException {
        String format = found.format();
        try {
            if (format.equals("csv")) {
                CsvReader.Read read = Classic.active(
                        reading.session(), () -> CsvReader.read(reading.session(), files, location, config, found));
                return new Loaded(read.rows(), Map.of(), read.renamed(), read.notes(), read.isNulled());
            }
            return format.equals("json") ? json(files, location, found) : plain(files, location, found);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            return mended(files, location, found, e);
        }
    }

    private Loaded plain(Source.Files files, Location location, Formats.Found found) {
        Dataset<Row> rows = reader(files, found.format(), files.options()).load(location.forSpark());
        List<String> notes = new ArrayList<>(byContent(files, found));
        if (found.format().equals("parquet")
                && files.schema().isEmpty()
                && !"true".equalsIgnoreCase(new Options(files.options()).first("mergeSchema"))
                && !rows.sparkSession().sessionState().conf().isParquetSchemaMergingEnabled()) {
            notes.addAll(ParquetFolder.notes(files.path(), rows, location.hadoop()));
        }
        return Loaded.of(PartitionTexts.decoded(rows)).with(notes);
    }

    /** A format that was guessed is told, but for the one that every file says of itself. */
    private static List<String> byContent(Source.Files files, Formats.Found found) {
        return !files.format().isEmpty() || found.format().equals("parquet")
                ? List.of()
                : List.of("Read as " + found.format() + " " + found.by() + "; table.format says otherwise");
    }

    private Loaded json(Source.Files files, Location location, Formats.Found found) throws IOException {
        Options options = new Options(files.options());
        List<String> notes = new ArrayList<>(byContent(files, found));
        if (!options.has("multiLine", "wholeFile") && Formats.isOneJson(location)) {
            options.put("multiLine", "true");
            notes.add("JSON values of several lines: each file is read by one task; with a value a line it is read in"
                    + " parts");
        }
        Dataset<Row> rows = reader(files, "json", options.toMap()).load(location.forSpark());
        String bad = options.first("columnNameOfCorruptRecord");
        String corrupt = bad == null ? rows.sparkSession().sessionState().conf().columnNameOfCorruptRecord() : bad;
        if (bad == null
                && files.schema().isEmpty()
                && Arrays.asList(rows.columns()).contains(corrupt)) {
            if (rows.columns().length == 1) {
                throw new UserException("Cannot read '" + files.path() + "' as json: found no JSON objects in it");
            }
            rows = rows.drop(corrupt);
            notes.add("Some lines of '" + files.path() + "' are not JSON: all their columns are null;"
                    + " table.options.mode = FAILFAST refuses them, = DROPMALFORMED leaves them out");
        }
        return Loaded.of(PartitionTexts.decoded(rows)).with(notes);
    }

    /** What can be read although Spark refused; else why it cannot. */
    private Loaded mended(Source.Files files, Location location, Formats.Found found, Exception error)
            throws IOException {
        String format = found.format();
        if (ReadFailure.isMachine(error)) {
            throw ReadFailure.explained("'" + files.path() + "' as " + format, error);
        }
        if (format.equals("parquet") && files.schema().isEmpty()) {
            Optional<ParquetColumns.Typed> typed =
                    ParquetColumns.of(location, reading.session().sessionState().conf());
            if (typed.isPresent() && typed.get().schema().isEmpty()) {
                throw new UserException(
                        "Cannot read '" + files.path() + "' as parquet: Spark has no type for any of its columns: "
                                + typed.get().missing(),
                        error);
            }
            if (typed.isPresent()) {
                Dataset<Row> rows = reader(files, format, files.options())
                        .schema(typed.get().schema())
                        .load(location.forSpark());
                return new Loaded(
                        typed.get().of(rows),
                        typed.get().missing(),
                        Map.of(),
                        typed.get().notes(),
                        false);
            }
        }
        if (location.first().isEmpty()) {
            throw new UserException(
                    "Cannot read '" + files.path() + "' as " + format + ": it holds no files of data", error);
        }
        FileStatus first = location.first().get();
        if (first.getLen() == 0) {
            throw new UserException(
                    "Cannot read '" + files.path() + "' as " + format + ": '"
                            + first.getPath().getName() + "' is empty, it has not even columns",
                    error);
        }
        String content = Formats.content(location);
        if (!content.equals(format) && !(format.equals("text") || format.equals("xml"))) {
            throw new UserException(
                    "Cannot read '" + files.path() + "' as " + format + ": '"
                            + first.getPath().getName() + "' "
                            + (isNamed(first, format)
                                    ? "is no " + format + " file, though named so: it may be damaged; it "
                                    : "")
                            + "looks like " + content
                            + "; table.format = "
                            + content + " reads that",
                    error);
        }
        throw error instanceof SparkException
                ? ReadFailure.ofFile(files.path(), error)
                : SourceRefusal.ofSource(format, files.path(), error);
    }

    private static boolean isNamed(FileStatus file, String format) {
        return file.getPath().getName().toLowerCase(Locale.ROOT).endsWith("." + format);
    }
}
