package io.github.surprisal.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.csv.TextType;
import io.github.surprisal.table.files.Formats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.jdk.javaapi.CollectionConverters;

/** The table room's one door. */
public final class TableReader {
    private final ReadSession reading;
    private final TableConfig config;

    /** Whether the kinds of columns are those of another table, which this one need not have. */
    private final boolean isReference;

    private final boolean caseSensitive;

    /** SQL over the source's own columns for those that were made from them: name → SQL. */
    private final Map<String, String> expressions = new LinkedHashMap<>();

    private final Map<String, Table.Element> elements = new LinkedHashMap<>();

    private TableReader(SparkSession session, TableConfig config, boolean isReference) {
        this.reading = new ReadSession(session);
        this.config = config;
        this.isReference = isReference;
        this.caseSensitive = session.sessionState().conf().caseSensitiveAnalysis();
    }

    /** Whether a path's ending is that of tables alone, so that the file need not be looked into to know that it is one. */
    public static boolean isNamedAsTable(String path) {
        return Formats.isTable(path);
    }

    /** Whether a text is written as a number, as the types of columns of CSV files have it. */
    public static boolean isNumber(String text) {
        return TextType.isNumber(text);
    }

    /**
     * Resolves a config to a table. Reads schemas and file listings, no rows; but for the first row of a vector column whose
     * length its schema does not tell, and for the types of CSV and JSON files, which are found in a pass over all rows. A query whose
     * rows hold vectors is shuffled already, as far as it asks for that.
     *
     * @throws UserException if the source cannot be read, or a name or expression is not in it
     */
    public static Table read(SparkSession session, TableConfig config) {
        return read(session, config, false, name -> false);
    }

    /**
     * Reads a table that is to be compared with one from before: what {@link #read} does, but for features of the config that
     * the earlier table has and this one has lost. Those are left out; but where none is left, they are an error.
     */
    public static Table readSince(SparkSession session, TableConfig config, Table earlier) {
        return read(session, config, false, earlier::hasFeature);
    }

    private static Table read(
            SparkSession session, TableConfig config, boolean isReference, Predicate<String> mayLack) {
        return JobDescription.during(session.sparkContext(), "reading the schema of a table", () -> new TableReader(
                        session, config, isReference)
                .read(mayLack));
    }

    /**
     * Reads a table that another one is compared with: what {@link #read} does, but the config's kinds are the other table's. Here
     * they hold as far as they can: one of a column that is not there, or cannot be a number, is passed over.
     */
    public static Table readReference(SparkSession session, TableConfig config) {
        return read(session, config, true, name -> false);
    }

    /**
     * Reads a second table of the same columns, such as the one to test on: the same config, another path. Its columns
     * are found by name and cast to the types of the first.
     */
    public static Table readLike(SparkSession session, TableConfig config, String path, Table like) {
        Source.Files other = like(config.source(), path);
        return JobDescription.during(
                session.sparkContext(),
                "reading the schema of a second table",
                () -> new TableReader(session, config, false).readLike(other, like));
    }

    /** Files like those of a source; beside rows that some program has at hand, as their own ending says. */
    private static Source.Files like(Source source, String path) {
        if (source instanceof Source.Files files) {
            return new Source.Files(path, files.format(), files.options(), files.schema());
        }
        if (source instanceof Source.Rows) {
            return new Source.Files(path, "", Map.of(), "");
        }
        throw new UserException("Cannot read '" + path + "' like the main table: it needs table.path, found a "
                + (source instanceof Source.Query ? "table.query" : "table.table"));
    }

    /**
     * A source's rows, and its columns as they are counted.
     *
     * @param loaded the rows as the source has them
     */
    private record Resolved(Dataset<Row> rows, Dataset<Row> loaded, Schema schema, List<String> notes) {
        Flattening flat() {
            return schema.flat();
        }
    }

    private Resolved resolve(Source source, List<String> wanted) {
        Loaded loaded = new Loader(reading, config).load(source);
        Dataset<Row> rows = loaded.isNulled() ? loaded.rows() : nulled(loaded.rows());
        rows = filtered(derived(Vectors.expanded(rows, config, wanted, elements)));
        Flattening flat = Flattening.of(rows.schema(), config, caseSensitive);
        return new Resolved(
                rows,
                loaded.rows(),
                new Schema(flat, loaded.missing(), loaded.renamed(), caseSensitive),
                loaded.notes());
    }

    /** @param mayLack names of features that need not be there */
    private Table read(Predicate<String> mayLack) {
        Resolved source = resolve(config.source(), List.of());
        List<String> found = config.features().stream()
                .filter(name -> !mayLack.test(name) || source.schema().means(name))
                .toList();
        Roles roles = Roles.of(found.isEmpty() ? config : config.withFeatures(found), source.schema());
        Map<Integer, ColumnConfig> overrides = overrides(source.schema());
        List<Integer> used = used(roles);
        reading.setColumns(used.size());
        List<Column> columns = new ArrayList<>();
        for (int position : used) {
            Flattening.Leaf leaf = source.flat().leaves().get(position);
            columns.add(new Column(leaf.name(), leaf.type(), kind(leaf, overrides.get(position))));
        }
        Map<Integer, Integer> at = new LinkedHashMap<>();
        used.forEach(position -> at.put(position, at.size()));
        expressions.putAll(source.flat().expressions(used, source.rows().columns()));
        expressions.keySet().retainAll(columns.stream().map(Column::name).toList());
        List<String> notes = new ArrayList<>(source.notes());
        notes.addAll(source.schema().leftOut(config));
        return new Table(
                projected(source, used),
                columns,
                roles.features().stream().map(at::get).toList(),
                at.getOrDefault(roles.label(), -1),
                at.getOrDefault(roles.weight(), -1),
                at.getOrDefault(roles.offset(), -1),
                roles.groupings().stream()
                        .map(g -> g.stream().map(at::get).toList())
                        .toList(),
                elements,
                expressions,
                input(config.source(), source.loaded()),
                List.copyOf(notes));
    }

    private Table readLike(Source.Files other, Table like) {
        Resolved source =
                resolve(other, like.columns().stream().map(Column::name).toList());
        List<Integer> positions = new ArrayList<>();
        for (Column column : like.columns()) {
            positions.add(source.schema().countable(column.name(), "'" + other.path() + "'"));
        }
        reading.setColumns(positions.size());
        Dataset<Row> projected = projected(source, positions);
        checkTexts(projected, like, other.path());
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
                like.expressions(),
                input(other, source.loaded()),
                source.notes());
    }

    /** Columns that are texts here and were none there: looks for the first text of each that is no value of that type. */
    private static void checkTexts(Dataset<Row> rows, Table like, String path) {
        StructField[] fields = rows.schema().fields();
        int[] texts = IntStream.range(0, fields.length)
                .filter(i -> fields[i].dataType() instanceof StringType
                        && !(like.columns().get(i).type() instanceof StringType))
                .toArray();
        if (texts.length == 0) {
            return;
        }
        String[] firsts = IntStream.of(texts)
                .mapToObj(i -> "first(IF(try_cast(c" + i + " AS "
                        + like.columns().get(i).type().sql() + ") IS NULL, c" + i + ", NULL), true)")
                .toArray(String[]::new);
        Row found = rows.selectExpr(firsts).first();
        for (int t = 0; t < texts.length; t++) {
            if (!found.isNullAt(t)) {
                Column column = like.columns().get(texts[t]);
                String text = found.getString(t);
                String shown = Names.shortened(text);
                throw new UserException("Cannot read '" + path + "' like the main table: column '" + column.name()
                        + "' is " + column.type().catalogString() + " there, found '"
                        + shown + "'"
                        + (shown.equals(text)
                                ? "; if that means that there is no value: table.null-values = ["
                                        + Names.quotedForConfig(text) + "]"
                                : ""));
            }
        }
    }

    /** Texts that mean null as null, in the columns that are texts. */
    private Dataset<Row> nulled(Dataset<Row> rows) {
        StructField[] fields = rows.schema().fields();
        if (config.nullValues().isEmpty() || config.source() instanceof Source.Columns) {
            return rows;
        }
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            boolean isText = fields[i].dataType() instanceof StringType;
            if (isText) {
                expressions.put(fields[i].name(), config.nulled(Names.quoted(fields[i].name())));
            }
            columns.add((isText ? expr(config.nulled("c" + i)) : col("c" + i)).as(fields[i].name()));
        }
        return rows.toDF(Names.safe(fields.length)).select(columns.toArray(org.apache.spark.sql.Column[]::new));
    }

    private Dataset<Row> derived(Dataset<Row> rows) {
        Map<String, String> asked = new LinkedHashMap<>();
        config.columns().forEach((name, column) -> {
            if (!column.expression().isEmpty()) {
                asked.put(name, column.expression());
            }
        });
        DerivedColumns derived = new DerivedColumns(asked, List.of(rows.columns()), caseSensitive);
        Dataset<Row> result = derived.of(rows);
        expressions.putAll(derived.over(expressions));
        return result;
    }

    private Dataset<Row> filtered(Dataset<Row> rows) {
        return config.where().isEmpty()
                ? rows
                : SourceRefusal.orExplain("table.where", () -> rows.where(config.where()));
    }

    private Map<Integer, ColumnConfig> overrides(Schema schema) {
        Map<Integer, ColumnConfig> overrides = new LinkedHashMap<>();
        config.columns().forEach((name, column) -> {
            if (!isReference || !column.expression().isEmpty() || schema.means(name)) {
                overrides.put(schema.resolve(name, "table.columns"), column);
            }
        });
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

    private Kind kind(Flattening.Leaf leaf, ColumnConfig override) {
        DataType type = leaf.type();
        boolean ordered = type instanceof NumericType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
        String wanted = override == null ? "" : override.kind().toLowerCase(Locale.ROOT);
        if (wanted.equals("numeric") && !ordered && !isReference) {
            throw new UserException("Cannot take column '" + leaf.name()
                    + "' as numeric: type must be a number, date or timestamp, found " + leaf.shownType());
        }
        return switch (wanted) {
            case "categorical" -> Kind.CATEGORICAL;
            default -> ordered ? Kind.NUMERIC : Kind.CATEGORICAL;
        };
    }

    /** Positions are used, not names, so that any name works, even one that stands twice. */
    private static Dataset<Row> projected(Resolved source, List<Integer> positions) {
        Dataset<Row> safe = source.rows().toDF(Names.safe(source.rows().columns().length));
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            columns.add(source.flat().leaves().get(positions.get(i)).values().as("c" + i));
        }
        return safe.select(columns.toArray(org.apache.spark.sql.Column[]::new));
    }

    private Table.Input input(Source source, Dataset<Row> rows) {
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
                            : source instanceof Source.Files f
                                    ? f.path()
                                    : source instanceof Source.Rows ? "dataset" : "query");
        }
        return new Table.Input(paths, known ? files : -1, known ? bytes : -1, config.where());
    }
}
