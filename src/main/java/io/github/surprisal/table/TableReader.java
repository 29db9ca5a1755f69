package io.github.surprisal.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.github.surprisal.table.TableConfig.ColumnConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LeafNode;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.jdk.javaapi.CollectionConverters;

/** The table room's one door. */
public final class TableReader {
    /** A vector column becomes one column per element, up to this many. */
    private static final int MAX_ELEMENTS = 10_000;

    private TableReader() {}

    /**
     * Resolves a config to a table. Reads schemas and file listings, no rows (but for the first row of a vector column
     * whose length its schema does not tell).
     *
     * @throws UserException if the source cannot be read, or a name or expression is not in it
     */
    public static Table read(SparkSession session, TableConfig config) {
        Map<String, Table.Element> elements = new LinkedHashMap<>();
        ReadSession reading = new ReadSession(session);
        Dataset<Row> source = derived(expanded(load(reading, config.source()), config, List.of(), elements), config);
        Dataset<Row> rows = filtered(source, config.where());
        boolean caseSensitive = session.sessionState().conf().caseSensitiveAnalysis();
        Roles.Schema schema = new Roles.Schema(Arrays.asList(rows.columns()), caseSensitive);
        Roles roles = Roles.of(config, schema);
        Map<Integer, ColumnConfig> overrides = overrides(config, schema);
        List<Integer> used = used(roles);
        reading.setColumns(used.size());
        List<Column> columns = new ArrayList<>();
        for (int position : used) {
            StructField field = rows.schema().fields()[position];
            columns.add(new Column(field.name(), field.dataType(), kind(field, overrides.get(position))));
        }
        Map<Integer, Integer> at = new LinkedHashMap<>();
        used.forEach(position -> at.put(position, at.size()));
        return new Table(
                projected(rows, used),
                columns,
                roles.features().stream().map(at::get).toList(),
                at.getOrDefault(roles.label(), -1),
                at.getOrDefault(roles.weight(), -1),
                at.getOrDefault(roles.offset(), -1),
                roles.groupings().stream()
                        .map(g -> g.stream().map(at::get).toList())
                        .toList(),
                elements,
                input(config.source(), rows));
    }

    /**
     * Reads a second table of the same columns, such as the one to test on: the same config, another path. Its columns
     * are found by name and cast to the types of the first.
     */
    public static Table readLike(SparkSession session, TableConfig config, String path, Table like) {
        if (!(config.source() instanceof Source.Files files)) {
            throw new UserException("Cannot read '" + path + "' like the main table: it needs table.path, found a "
                    + (config.source() instanceof Source.Query ? "table.query" : "table.table"));
        }
        Source.Files other = new Source.Files(path, files.format(), files.options(), files.schema());
        List<String> names = like.columns().stream().map(Column::name).toList();
        Dataset<Row> source =
                derived(expanded(load(new ReadSession(session), other), config, names, new LinkedHashMap<>()), config);
        Dataset<Row> rows = filtered(source, config.where());
        Roles.Schema schema = new Roles.Schema(
                Arrays.asList(rows.columns()), session.sessionState().conf().caseSensitiveAnalysis());
        List<Integer> positions = new ArrayList<>();
        for (Column column : like.columns()) {
            positions.add(schema.resolve(column.name(), "'" + path + "'"));
        }
        Dataset<Row> projected = projected(rows, positions);
        List<org.apache.spark.sql.Column> cast = new ArrayList<>();
        for (int i = 0; i < like.columns().size(); i++) {
            cast.add(col("c" + i).cast(like.columns().get(i).type()).as("c" + i));
        }
        return new Table(
                projected.select(cast.toArray(org.apache.spark.sql.Column[]::new)),
                like.columns(),
                like.features(),
                like.label(),
                like.weight(),
                like.offset(),
                like.groupings(),
                like.elements(),
                input(other, rows));
    }

    private static Dataset<Row> load(ReadSession reading, Source source) {
        SparkSession session = reading.session();
        if (source instanceof Source.Catalog catalog) {
            return orExplain(
                    "table.table '" + catalog.name() + "'", () -> reading.handOver(session.table(catalog.name())));
        }
        if (source instanceof Source.Query query) {
            return orExplain("table.query", () -> reading.handOver(session.sql(query.sql())));
        }
        if (source instanceof Source.Rows given) {
            return given.rows();
        }
        if (source instanceof Source.Columns columns) {
            return reading.handOver(session.createDataFrame(List.of(), columns.schema()));
        }
        if (!(source instanceof Source.Files files)) {
            throw new UserException("No table to read: expected table.path, table.table or table.query");
        }
        return orExplain("'" + files.path() + "' as " + files.format(), () -> {
            DataFrameReader reader = session.read().format(files.format()).options(files.options());
            if (!files.schema().isEmpty()) {
                reader = reader.schema(files.schema());
            }
            return reading.handOver(files.path().isEmpty() ? reader.load() : reader.load(files.path()));
        });
    }

    /**
     * Replaces each vector column v that is not ignored by numeric columns v_1, v_2, ..; those among {@code wanted} that are
     * beyond the vector's end are 0, as in any sparse vector.
     */
    private static Dataset<Row> expanded(
            Dataset<Row> rows, TableConfig config, List<String> wanted, Map<String, Table.Element> origins) {
        List<org.apache.spark.sql.Column> arrays = new ArrayList<>();
        List<org.apache.spark.sql.Column> elements = new ArrayList<>();
        String[] names = rows.columns();
        boolean any = false;
        Dataset<Row> safe = rows.toDF(safeNames(names.length));
        for (int i = 0; i < names.length; i++) {
            StructField field = rows.schema().fields()[i];
            if (field.dataType().equals(SQLDataTypes.VectorType()) && !ignores(config, field.name())) {
                any = true;
                arrays.add(functions.vector_to_array(col("c" + i), "float64").as("c" + i));
                int size = size(safe, field, i);
                for (int e = 0; e < size; e++) {
                    String name = field.name() + "_" + (e + 1);
                    elements.add(col("c" + i).getItem(e).as(name));
                    origins.put(name, new Table.Element(field.name(), e));
                }
                String prefix = Pattern.quote(field.name() + "_");
                wanted.stream()
                        .filter(name -> name.matches(prefix + "[1-9][0-9]{0,8}"))
                        .filter(name ->
                                Integer.parseInt(name.substring(field.name().length() + 1)) > size)
                        .forEach(name -> elements.add(lit(0.0).as(name)));
            } else {
                arrays.add(col("c" + i));
                elements.add(col("c" + i).as(field.name()));
            }
        }
        return any
                ? safe.select(arrays.toArray(org.apache.spark.sql.Column[]::new))
                        .select(elements.toArray(org.apache.spark.sql.Column[]::new))
                : rows;
    }

    private static boolean ignores(TableConfig config, String name) {
        return config.ignore().stream()
                .anyMatch(ignored -> Names.glob(ignored).matcher(name).matches());
    }

    private static int size(Dataset<Row> safe, StructField field, int ordinal) {
        long size;
        if (field.metadata().contains("numFeatures")) {
            size = field.metadata().getLong("numFeatures");
        } else {
            Row first = orExplain(
                    "vector column '" + field.name() + "'",
                    () -> safe.select("c" + ordinal).na().drop().first());
            size = ((Vector) first.get(0)).size();
        }
        if (size > MAX_ELEMENTS) {
            throw new UserException("Cannot count vector column '" + field.name() + "': found " + size
                    + " elements, expected at most " + MAX_ELEMENTS);
        }
        return (int) size;
    }

    private static Dataset<Row> derived(Dataset<Row> rows, TableConfig config) {
        Dataset<Row> result = rows;
        for (Map.Entry<String, ColumnConfig> entry : config.columns().entrySet()) {
            String expression = entry.getValue().expression();
            if (!expression.isEmpty()) {
                Dataset<Row> before = result;
                result = orExplain(
                        "table.columns." + entry.getKey() + ".expression",
                        () -> before.withColumn(entry.getKey(), expr(expression)));
            }
        }
        return result;
    }

    private static Dataset<Row> filtered(Dataset<Row> rows, String where) {
        return where.isEmpty() ? rows : orExplain("table.where", () -> rows.where(where));
    }

    private static Map<Integer, ColumnConfig> overrides(TableConfig config, Roles.Schema schema) {
        Map<Integer, ColumnConfig> overrides = new LinkedHashMap<>();
        config.columns().forEach((name, column) -> overrides.put(schema.resolve(name, "table.columns"), column));
        return overrides;
    }

    private static List<Integer> used(Roles roles) {
        Set<Integer> used = new LinkedHashSet<>(roles.features());
        if (roles.label() >= 0) {
            used.add(roles.label());
        }
        if (roles.weight() >= 0) {
            used.add(roles.weight());
        }
        if (roles.offset() >= 0) {
            used.add(roles.offset());
        }
        roles.groupings().forEach(used::addAll);
        return new ArrayList<>(used);
    }

    private static Kind kind(StructField field, ColumnConfig override) {
        DataType type = field.dataType();
        boolean ordered = type instanceof NumericType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
        String wanted = override == null ? "" : override.kind().toLowerCase(Locale.ROOT);
        if (wanted.equals("numeric") && !ordered) {
            throw new UserException("Cannot take column '" + field.name()
                    + "' as numeric: type must be a number, date or" + " timestamp, found " + type.catalogString());
        }
        return wanted.isEmpty()
                ? (ordered ? Kind.NUMERIC : Kind.CATEGORICAL)
                : Kind.valueOf(wanted.toUpperCase(Locale.ROOT));
    }

    /** Positions are used, not names, so that any name works, even one that stands twice. */
    private static Dataset<Row> projected(Dataset<Row> rows, List<Integer> positions) {
        Dataset<Row> safe = rows.toDF(safeNames(rows.columns().length));
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            columns.add(col("c" + positions.get(i)).as("c" + i));
        }
        return safe.select(columns.toArray(org.apache.spark.sql.Column[]::new));
    }

    private static String[] safeNames(int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> "c" + i);
        return names;
    }

    private static Table.Input input(Source source, Dataset<Row> rows) {
        List<String> paths = new ArrayList<>();
        long files = 0;
        long bytes = 0;
        boolean known = true;
        for (LogicalPlan leaf :
                CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves())) {
            if (leaf instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation fs) {
                CollectionConverters.asJava(fs.location().rootPaths()).forEach(path -> paths.add(path.toString()));
                files += fs.location().inputFiles().length;
                bytes += fs.location().sizeInBytes();
            } else if (leaf instanceof LeafNode) {
                known = false;
            }
        }
        if (paths.isEmpty()) {
            paths.add(
                    source instanceof Source.Catalog catalog
                            ? catalog.name()
                            : source instanceof Source.Files f ? f.path() : "query");
        }
        return new Table.Input(paths, known ? files : -1, known ? bytes : -1);
    }

    /** What Spark refuses while it resolves a source is the user's to mend, unless the machinery failed. */
    private static <T> T orExplain(String what, Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw ReadFailure.explained(what, e);
        }
    }
}
