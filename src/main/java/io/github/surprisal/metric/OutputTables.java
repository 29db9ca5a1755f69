package io.github.surprisal.metric;

import static io.github.surprisal.metric.Dataset.required;

import io.github.surprisal.metric.store.OutputFolder;
import io.github.surprisal.metric.store.ParquetFile;
import io.github.surprisal.table.Names;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The tables of an output in a catalog: for each dataset one, {@code NAME_DATASET}, with the dataset's columns, {@code attempt} and
 * {@code run_id}. A count is a double there, as one column has to hold the rows of runs with weights and of those without.
 */
final class OutputTables {
    /** What Spark and Delta say of files where a new table is to be. */
    private static final Pattern FORGOTTEN =
            Pattern.compile("location .* (is not empty|already exists)", Pattern.CASE_INSENSITIVE);

    /** A task carries its rows with it: some megabytes of the widest. */
    private static final int ROWS_OF_A_TASK = 20_000;

    private final SparkSession session;
    private final String name;
    private final String format;
    private final CatalogPlugin catalog;
    private final String[] namespace;
    private final String prefix;

    /**
     * An attempt that counts.
     *
     * @param model the folder of what it trained; empty where that was not kept
     */
    record Published(String attempt, String model) {}

    private OutputTables(SparkSession session, String name, String format, CatalogPlugin catalog, List<String> parts) {
        this.session = session;
        this.name = name;
        this.format = format.isEmpty() ? formatOf(catalog) : format;
        this.catalog = catalog;
        this.namespace = parts.subList(0, parts.size() - 1).toArray(String[]::new);
        this.prefix = parts.get(parts.size() - 1) + "_";
    }

    /** Spark's own catalog makes Parquet tables unless it is told what the one that stands before it is for. */
    private static String formatOf(CatalogPlugin catalog) {
        String type = catalog.getClass().getName().toLowerCase(Locale.ROOT);
        return Stream.of("iceberg", "delta").filter(type::contains).findFirst().orElse("");
    }

    /** @throws UserException if it is no name, or there is no such catalog */
    static OutputTables of(SparkSession session, Output.Tables output) {
        List<String> parts = parts(session, output.name());
        if (parts.isEmpty()) {
            throw new UserException("Cannot write to output.table '" + output.name()
                    + "': expected the beginning of tables' names, such as lake.db.metrics");
        }
        if (parts.size() > 2 && !hasCatalog(session, output.name(), parts)) {
            throw new UserException("Cannot write to output.table '" + output.name() + "': there is no catalog '"
                    + parts.get(0) + "'; --conf spark.sql.catalog." + parts.get(0) + "=CLASS makes one");
        }
        return in(session, output.name(), output.format(), parts);
    }

    /** The ones that runs were written to; empty where there are none, or it is no such name. */
    static Optional<OutputTables> ofRuns(SparkSession session, String name) {
        List<String> parts = parts(session, name);
        if (parts.isEmpty() || (parts.size() > 2 && !hasCatalog(session, name, parts))) {
            return Optional.empty();
        }
        OutputTables tables = in(session, name, "", parts);
        return tables.find(OutputFolder.RUNS).isPresent() ? Optional.of(tables) : Optional.empty();
    }

    private static OutputTables in(SparkSession session, String name, String format, List<String> parts) {
        CatalogManager catalogs = session.sessionState().catalogManager();
        if (parts.size() > 1 && hasCatalog(session, name, parts)) {
            CatalogPlugin catalog = refusing(name, () -> catalogs.catalog(parts.get(0)));
            return new OutputTables(session, name, format, catalog, parts.subList(1, parts.size()));
        }
        List<String> whole = parts.size() > 1
                ? parts
                : Stream.concat(Arrays.stream(catalogs.currentNamespace()), parts.stream())
                        .toList();
        return new OutputTables(session, name, format, catalogs.currentCatalog(), whole);
    }

    private static boolean hasCatalog(SparkSession session, String name, List<String> parts) {
        return refusing(name, () -> {
            try {
                return session.sessionState().catalogManager().isCatalogRegistered(parts.get(0));
            } catch (Exception e) {
                if (e.getCause() instanceof ClassNotFoundException missing) {
                    throw new UserException(
                            "Cannot use output.table '" + name + "': the library of catalog '" + parts.get(0)
                                    + "' is not here; --packages or --jars add " + missing.getMessage(),
                            e);
                }
                throw e;
            }
        });
    }

    /** The names that a name is made of; none where it is no name of SQL. */
    private static List<String> parts(SparkSession session, String name) {
        try {
            Seq<String> parts = session.sessionState().sqlParser().parseMultipartIdentifier(name);
            return List.copyOf(CollectionConverters.asJava(parts));
        } catch (Exception e) { // Scala throws the checked ParseException without declaring it
            return List.of();
        }
    }

    /** What the user calls them. */
    String name() {
        return name;
    }

    /** A dataset's table as SQL names it. */
    String sql(String dataset) {
        return Stream.concat(
                        Stream.of(catalog.name()), Stream.concat(Arrays.stream(namespace), Stream.of(prefix + dataset)))
                .map(part -> part.matches("[A-Za-z][A-Za-z0-9_]*") ? part : Names.quoted(part))
                .collect(Collectors.joining("."));
    }

    /** Whether a dataset has a table. */
    boolean has(String dataset) {
        return find(dataset).isPresent();
    }

    /** The datasets that have one, {@code runs} among them. */
    List<String> datasets() {
        return Datasets.all().stream()
                .map(Dataset::name)
                .filter(this::has)
                .sorted()
                .toList();
    }

    /** The rows of all runs. */
    org.apache.spark.sql.Dataset<Row> rows(String dataset) {
        return session.table(sql(dataset));
    }

    private Optional<Table> find(String dataset) {
        if (!(catalog instanceof TableCatalog tables)) {
            throw cannot("catalog '" + catalog.name() + "' has no tables of its own", null);
        }
        return refusing(name, () -> {
            try {
                return Optional.of(tables.loadTable(Identifier.of(namespace, prefix + dataset)));
            } catch (Exception e) { // Scala throws the checked NoSuchNamespaceException without declaring it
                if (e instanceof NoSuchTableException || e instanceof NoSuchNamespaceException) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private interface Action<T> {
        T run() throws Exception;
    }

    private static <T> T refusing(String name, Action<T> action) {
        try {
            return action.run();
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw cannot(name, ReadFailure.reason(e), e);
        }
    }

    private UserException cannot(String why, Throwable cause) {
        return new UserException("Cannot write to output.table '" + name + "': " + why, cause);
    }

    /** A lost connection is no mistake of the user's. */
    private static RuntimeException cannot(String name, String why, Throwable cause) {
        String message = "Cannot use output.table '" + name + "': " + why;
        return ReadFailure.isMachine(cause)
                ? new IllegalStateException(message, cause)
                : new UserException(message, cause);
    }

    /**
     * Makes the table of runs if there is none, and looks at all tables that there are.
     *
     * @throws UserException if a run could not be written to them, or would not be seen at once
     */
    void prepare() {
        boolean isNew = !has(OutputFolder.RUNS);
        Datasets.all().forEach(dataset -> find(dataset.name()).ifPresent(table -> missing(table, dataset)));
        make(RunDatasets.RUNS);
        Table runs = find(OutputFolder.RUNS)
                .orElseThrow(() -> cannot("its catalog does not have the table that it has made", null));
        if (!runs.capabilities().contains(TableCapability.OVERWRITE_BY_FILTER)) {
            if (isNew) {
                session.sql("DROP TABLE " + sql(OutputFolder.RUNS));
            }
            throw cannot(
                    "tables of catalog '" + catalog.name() + "' cannot replace rows in one step: expected Iceberg or"
                            + " Delta; output.format = delta says which where a catalog has several",
                    null);
        }
    }

    /** Makes a dataset's table, or gives the one that there is the columns that it does not have yet. */
    void make(Dataset<?> dataset) {
        Optional<Table> table = find(dataset.name());
        refusing(name, () -> {
            if (table.isEmpty()) {
                create(dataset);
            } else {
                List<StructField> missing = missing(table.get(), dataset);
                if (!missing.isEmpty()) {
                    session.sql("ALTER TABLE " + sql(dataset.name()) + " ADD COLUMNS (" + ddl(missing) + ")");
                }
            }
            return null;
        });
    }

    private void create(Dataset<?> dataset) throws Exception {
        // A run's rows are deleted by run and attempt: by themselves in a file, no other has to be written anew.
        String by = dataset.name().equals(OutputFolder.RUNS) ? "run_id" : "run_id, attempt";
        try {
            session.sql("CREATE TABLE IF NOT EXISTS " + sql(dataset.name()) + " (" + ddl(fields(dataset)) + ")"
                    + (format.isEmpty() ? "" : " USING " + Names.quoted(format)) + " PARTITIONED BY (" + by + ")");
        } catch (Exception e) {
            if (e.getCause() instanceof ClassNotFoundException && !format.isEmpty()) {
                throw cannot(
                        "there is no format '" + format + "' here: expected iceberg or delta, with the library of it by"
                                + " --packages",
                        e);
            }
            if (FORGOTTEN.matcher(String.valueOf(e.getMessage())).find()) {
                throw cannot(
                        ReadFailure.reason(e)
                                + "; a catalog in memory forgets its tables and leaves their files: give it"
                                + " another name, or a catalog that lasts, such as --conf spark.sql.catalogImplementation=hive",
                        e);
            }
            throw e;
        }
    }

    private static String ddl(List<StructField> fields) {
        return fields.stream().map(StructField::toDDL).collect(Collectors.joining(", "));
    }

    /** The columns of a table, with what they say. */
    private static List<StructField> fields(Dataset<?> dataset) {
        Dataset<?> whole = ofRun(dataset, "", "");
        StructType schema = whole.schema(true).asNullable();
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < schema.length(); i++) {
            fields.add(schema.apply(i)
                    .withComment(Dataset.plain(whole.columns().get(i).text())));
        }
        return fields;
    }

    private List<StructField> missing(Table table, Dataset<?> dataset) {
        List<Column> there = List.of(table.columns());
        List<StructField> missing = new ArrayList<>();
        for (StructField field : fields(dataset)) {
            Optional<Column> same = there.stream()
                    .filter(other -> other.name().equalsIgnoreCase(field.name()))
                    .findFirst();
            if (same.isEmpty()) {
                missing.add(field);
            } else if (!same.get().dataType().asNullable().equals(field.dataType())) {
                throw cannot(
                        "column '" + field.name() + "' of " + sql(dataset.name()) + " is "
                                + same.get().dataType().sql().toLowerCase(Locale.ROOT) + ", expected "
                                + field.dataType().sql().toLowerCase(Locale.ROOT) + "; another name makes new tables",
                        null);
            }
        }
        Optional<StructField> key = missing.stream()
                .filter(field ->
                        field.name().equals(MetricReader.RUN_ID) || field.name().equals(ParquetFile.ATTEMPT))
                .findFirst();
        if (key.isPresent()) {
            throw cannot(
                    sql(dataset.name()) + " is no table of runs: expected a column '"
                            + key.get().name() + "', found "
                            + there.stream().map(Column::name).collect(Collectors.joining(", "))
                            + "; another name makes new tables",
                    null);
        }
        return missing;
    }

    /** A dataset as its table has it. */
    private static <T> Dataset<T> ofRun(Dataset<T> dataset, String runId, String attempt) {
        Dataset<T> stamped = dataset.name().equals(OutputFolder.RUNS) ? dataset : dataset.stamped(attempt);
        return stamped.with(required(MetricReader.RUN_ID, ColumnType.TEXT, "", "The run", row -> runId));
    }

    /** Results as rows of a dataset's table. */
    <T> org.apache.spark.sql.Dataset<Row> frame(Dataset<T> dataset, List<T> results, String runId, String attempt) {
        Dataset<T> whole = ofRun(dataset, runId, attempt);
        List<Row> rows = new ArrayList<>();
        whole.rows(results, true).forEach(rows::add);
        StructType schema = whole.schema(true).asNullable();
        return IntStream.rangeClosed(0, (rows.size() - 1) / ROWS_OF_A_TASK)
                .mapToObj(
                        task -> rows.subList(task * ROWS_OF_A_TASK, Math.min(rows.size(), (task + 1) * ROWS_OF_A_TASK)))
                .map(some -> session.createDataFrame(some, schema).coalesce(1))
                .reduce(org.apache.spark.sql.Dataset::unionAll)
                .orElseThrow();
    }

    /** Adds rows to a table that has at least their columns. */
    void append(String dataset, org.apache.spark.sql.Dataset<Row> rows) throws NoSuchTableException {
        asTable(dataset, rows).writeTo(sql(dataset)).append();
    }

    /** Replaces a run's row in {@code runs}, in one step. */
    void replace(String runId, org.apache.spark.sql.Dataset<Row> row) throws NoSuchTableException {
        asTable(OutputFolder.RUNS, row)
                .writeTo(sql(OutputFolder.RUNS))
                .overwrite(functions.col(MetricReader.RUN_ID).equalTo(runId));
    }

    /** With the table's own columns and types, NULL in those that a newer version has added. */
    private org.apache.spark.sql.Dataset<Row> asTable(String dataset, org.apache.spark.sql.Dataset<Row> rows) {
        List<String> own = List.of(rows.columns());
        return rows.select(Arrays.stream(rows(dataset).schema().fields())
                .map(field -> (own.contains(field.name()) ? functions.col(field.name()) : functions.lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(org.apache.spark.sql.Column[]::new));
    }

    /** Deletes the rows of an attempt that does not count. */
    void delete(String dataset, String runId, String attempt) {
        session.sql(
                "DELETE FROM " + sql(dataset) + " WHERE run_id = :run AND attempt = :attempt",
                Map.of("run", runId, "attempt", attempt));
    }

    /** The attempts at a run of which there are rows, with the dataset of each: of every one but {@code runs}. */
    List<Row> attempts(String runId) {
        return datasets().stream()
                .filter(dataset -> !dataset.equals(OutputFolder.RUNS))
                .map(dataset -> rows(dataset)
                        .where(functions.col(MetricReader.RUN_ID).equalTo(runId))
                        .select(functions.lit(dataset).as("dataset"), functions.col(ParquetFile.ATTEMPT))
                        .distinct())
                .reduce(org.apache.spark.sql.Dataset::unionAll)
                .map(org.apache.spark.sql.Dataset::collectAsList)
                .orElse(List.of());
    }

    /** The attempt of a run that counts. */
    Optional<Published> published(String runId) {
        return rows(OutputFolder.RUNS)
                .where(functions.col(MetricReader.RUN_ID).equalTo(runId))
                .select(ParquetFile.ATTEMPT, "model_path")
                .collectAsList()
                .stream()
                .map(row -> new Published(row.getString(0), row.isNullAt(1) ? "" : row.getString(1)))
                .max(Comparator.comparing(Published::attempt));
    }
}
