package io.github.surprisal.count;

import io.github.surprisal.spark.Classic;
import io.github.surprisal.spark.EvenShares;
import io.github.surprisal.spark.JobDescription;
import io.github.surprisal.table.DamagedFile;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Saved counts of one run: every cell of every column, those over the limit too, as rows of stratum × column × value. So
 * they merge exactly: counted again they go through the same shuffle as the counts of a table, and what comes out is what
 * all the rows together would have given, bit for bit.
 */
public final class CountStore {
    private static final List<String> DESCRIPTION =
            List.of("column", "role", "position", "kind", "type", "weight", "group_columns");

    private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

    /** What Spark says of a folder that is not there or has no files. */
    private static final List<String> NONE = List.of("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA");

    private static final String MERGE = "merge";

    private final String path;
    private final Dataset<Row> rows;
    private final List<Described> columns = new ArrayList<>();
    private final List<List<String>> groupings = new ArrayList<>();
    private String weight = "";

    private record Described(String name, String role, int position, Kind kind, String type) {}

    private CountStore(String path, Dataset<Row> rows) {
        this.path = path;
        this.rows = rows;
    }

    /** The columns of the {@code counts} dataset, as {@link #save} makes them. */
    static StructType schema(boolean weighted) {
        return new StructType()
                .add("group_columns", TEXTS)
                .add("group_values", TEXTS)
                .add("column", DataTypes.StringType)
                .add("role", DataTypes.StringType)
                .add("position", DataTypes.IntegerType)
                .add("kind", DataTypes.StringType)
                .add("type", DataTypes.StringType)
                .add("weight", DataTypes.StringType)
                .add("value", DataTypes.StringType)
                .add("label", DataTypes.StringType)
                .add("count", weighted ? DataTypes.DoubleType : DataTypes.LongType)
                .add("whole", DataTypes.LongType)
                .add("fraction", DataTypes.LongType);
    }

    /**
     * Opens the counts of a run that has saved them as Parquet files.
     *
     * @param path what the user calls them: the run's folder of the {@code counts} dataset
     * @param files where its cells are
     * @throws UserException if there are none, or they are damaged
     */
    public static CountStore open(SparkSession session, String path, List<String> files) {
        if (files.isEmpty()) {
            throw none(path);
        }
        return open(session, path, () -> session.read().parquet(files.toArray(String[]::new)));
    }

    /**
     * Opens the counts of a run, wherever they are.
     *
     * @param path what the user calls them: the run's folder of the {@code counts} dataset, or the run itself
     * @param cells its cells
     * @throws UserException if there are none, or they are damaged
     */
    public static CountStore open(SparkSession session, String path, Supplier<Dataset<Row>> cells) {
        try {
            return JobDescription.during(session.sparkContext(), "reading which columns are stored as counts", () -> {
                CountStore store = new CountStore(path, cells.get());
                store.describe();
                return store;
            });
        } catch (UserException e) {
            throw e;
        } catch (Exception e) {
            throw NONE.stream().anyMatch(reason -> DamagedFile.isFor(e, reason)) ? none(path, e) : damaged(path, e);
        }
    }

    /** What to say of a run that has not saved its counts. */
    public static UserException none(String path) {
        return none(path, null);
    }

    private static UserException none(String path, Exception cause) {
        return new UserException(
                "Cannot merge stored counts: found none in '" + path + "' (count.save = true makes a run save them)",
                cause);
    }

    private static UserException damaged(String path, Exception e) {
        return new UserException(
                "Cannot merge the counts in '" + path + "': they are damaged, or are no counts: "
                        + DamagedFile.describe(e) + "; let the run that saved them run again with count.save = true",
                e);
    }

    private void describe() {
        for (Row row : rows.selectExpr(
                        DESCRIPTION.stream().map(c -> "`" + c + "`").toArray(String[]::new))
                .distinct()
                .collectAsList()) {
            Described column = new Described(
                    row.getString(0),
                    row.getString(1),
                    row.getInt(2),
                    Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                    row.getString(4));
            if (!columns.contains(column)) {
                columns.add(column);
            }
            weight = row.getString(5);
            if (!groupings.contains(row.<String>getList(6))) {
                groupings.add(row.getList(6));
            }
        }
        if (columns.isEmpty()) {
            throw new UserException("Cannot merge stored counts: found no rows in '" + path + "'");
        }
        columns.sort(Comparator.comparingInt(Described::position));
        groupings.sort(Comparator.comparing(Object::toString));
    }

    /**
     * The table of the stored counts' columns and no rows: for figures without a scan. Roles are those of the config, the
     * weight the stored one.
     */
    public Table table(SparkSession session, TableConfig config) {
        StructType schema = new StructType();
        Map<String, ColumnConfig> kinds = new HashMap<>(config.columns());
        for (Described column : columns) {
            schema =
                    schema.add(new StructField(column.name(), DataType.fromDDL(column.type()), true, Metadata.empty()));
            kinds.putIfAbsent(
                    column.name(), new ColumnConfig(column.kind().name().toLowerCase(Locale.ROOT), "", ""));
        }
        if (!weight.isEmpty()) {
            schema = schema.add(weight, DataTypes.DoubleType);
        }
        List<String> ignored = new ArrayList<>(config.ignore());
        if (config.features().isEmpty()) {
            columns.stream().filter(c -> !c.role().equals("feature")).forEach(c -> ignored.add(c.name()));
        }
        Table table = TableReader.read(
                session,
                new TableConfig(
                        new Source.Columns(schema),
                        "",
                        config.label(),
                        config.groups(),
                        config.weight().isEmpty() ? weight : config.weight(),
                        config.features(),
                        ignored,
                        kinds));
        return table.withInput(new Table.Input(List.of(path), rows.inputFiles().length, -1));
    }

    /** Whether the counts are by this label. */
    public boolean isLabel(String name) {
        return columns.stream()
                .anyMatch(
                        column -> column.role().equals("label") && column.name().equals(name));
    }

    /** How many reduce partitions they are worth. */
    int partitions(long bytesPerPartition) {
        java.math.BigInteger bytes =
                rows.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger();
        return bytes.divide(java.math.BigInteger.valueOf(bytesPerPartition))
                        .min(java.math.BigInteger.valueOf(1 << 20))
                        .intValue()
                + 1;
    }

    /**
     * The stored counts as blocks of a plan.
     *
     * @param label what the plan's label is in all rows; empty for the stored one
     */
    JavaPairRDD<Integer, byte[]> blocks(ScanPlan plan, String label, int partitions, TallyMemory memory) {
        StoredRows.Layout layout = layout(plan, label, MERGE);
        return rows.select("group_columns", "group_values", "column", "value", "label", "whole", "fraction")
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(cells -> StoredRows.blocks(plan, layout, cells, partitions, memory.bytes()));
    }

    /**
     * The stored cells of the plan's columns, summed up to nothing yet: each by the columns of the plan's base groupings, with the
     * sign by which it is to be multiplied.
     */
    Dataset<Row> cells(ScanPlan plan, int sign) {
        StoredRows.Layout layout = layout(plan, "", sign < 0 ? "subtract" : MERGE);
        List<List<String>> wanted = groupings(plan);
        Dataset<Row> all = null;
        for (int b = 0; b < wanted.size(); b++) {
            List<String> source = layout.sources().get(b);
            Column[] values = wanted.get(b).stream()
                    .map(name -> functions.element_at(functions.col("group_values"), source.indexOf(name) + 1))
                    .toArray(Column[]::new);
            Dataset<Row> some = rows.where(functions.col("group_columns").equalTo(texts(source)))
                    .where(functions
                            .col("column")
                            .isin(layout.columns().keySet().toArray()))
                    .select(
                            texts(wanted.get(b)).as("group_columns"),
                            functions.array(values).cast(TEXTS).as("group_values"),
                            functions.col("column"),
                            functions.col("value"),
                            plan.label()
                                    ? functions.col("label")
                                    : functions
                                            .lit(null)
                                            .cast(DataTypes.StringType)
                                            .as("label"),
                            functions.col("whole"),
                            functions.col("fraction"),
                            functions.lit(sign).as("sign"));
            all = all == null ? some : all.union(some);
        }
        return all;
    }

    private static Column texts(List<String> texts) {
        return functions
                .array(texts.stream().map(functions::lit).toArray(Column[]::new))
                .cast(TEXTS);
    }

    /** The columns of the plan's base groupings, by name. */
    static List<List<String>> groupings(ScanPlan plan) {
        return plan.bases().stream()
                .map(base -> Arrays.stream(base)
                        .mapToObj(k -> plan.names().get(plan.keys()[k]))
                        .toList())
                .toList();
    }

    /** What the user calls it. */
    String path() {
        return path;
    }

    /** @param verb what is to be done with the counts, for what is wrong with them */
    private StoredRows.Layout layout(ScanPlan plan, String label, String verb) {
        Map<String, Integer> positions = new HashMap<>();
        for (int c = 0; c < plan.counted().length; c++) {
            int ordinal = plan.counted()[c];
            if (!label.isEmpty() && plan.keyOfCounted(c) == plan.labelKey()) {
                continue;
            }
            String name = plan.names().get(ordinal);
            Described stored = columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> cannot(verb, "it has no column '" + name + "'"));
            String type = plan.types().get(ordinal);
            if (label.isEmpty() && !stored.type().equals(type)) {
                throw cannot(verb, "its column '" + name + "' is " + stored.type() + ", expected " + type);
            }
            positions.put(name, c);
        }
        if (label.isEmpty()) {
            checkLabel(plan, verb);
        }
        checkWeight(plan, verb);
        List<List<String>> sources = new ArrayList<>();
        for (List<String> wanted : groupings(plan)) {
            sources.add(groupings.stream()
                    .filter(grouping -> grouping.containsAll(wanted))
                    .min(Comparator.comparingInt(List::size))
                    .orElseThrow(() ->
                            cannot(verb, "its groups are those of " + groupings + ", which do not have " + wanted)));
        }
        return new StoredRows.Layout(positions, sources, label);
    }

    private void checkLabel(ScanPlan plan, String verb) {
        String label = columns.stream()
                .filter(column -> column.role().equals("label"))
                .map(Described::name)
                .findFirst()
                .orElse("");
        String wanted = plan.label() ? plan.names().get(plan.keys()[plan.labelKey()]) : "";
        if (!wanted.isEmpty() && !label.equals(wanted)) {
            throw cannot(
                    verb,
                    "its label is " + (label.isEmpty() ? "none" : "'" + label + "'") + ", expected '" + wanted + "'");
        }
    }

    private void checkWeight(ScanPlan plan, String verb) {
        String weighedBy = plan.weight() < 0 ? "" : plan.names().get(plan.weight());
        if (!weight.equals(weighedBy)) {
            throw cannot(
                    verb,
                    "its weight is " + (weight.isEmpty() ? "none" : "'" + weight + "'") + ", expected "
                            + (weighedBy.isEmpty() ? "none" : "'" + weighedBy + "'"));
        }
    }

    private UserException cannot(String verb, String why) {
        return new UserException("Cannot " + verb + " the counts in '" + path + "': " + why);
    }

    /** The cells of all reduce partitions, as rows to save. */
    static Dataset<Row> save(SparkSession session, ScanPlan plan, JavaRDD<BlockSet> partitions) {
        StructType schema = schema(plan.weight() >= 0);
        JavaRDD<InternalRow> rows = partitions.mapPartitions(sets -> StoredRows.rows(plan, sets.next()));
        return Classic.rows(session, EvenShares.inLocalMode(rows), schema);
    }
}
