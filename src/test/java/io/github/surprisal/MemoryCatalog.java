package io.github.surprisal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsDelete;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.V1Scan;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsOverwrite;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.InsertableRelation;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A catalog whose tables are lists of rows, each replaced in one step as those of a lakehouse are. */
public final class MemoryCatalog implements TableCatalog {
    private final Map<String, Rows> tables = new TreeMap<>();
    private String name = "";

    @Override
    public void initialize(String catalog, CaseInsensitiveStringMap options) {
        name = catalog;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        return tables.keySet().stream()
                .map(table -> Identifier.of(namespace, table))
                .toArray(Identifier[]::new);
    }

    @Override
    public Rows loadTable(Identifier table) throws NoSuchTableException {
        if (!tables.containsKey(table.name())) {
            throw new NoSuchTableException(table);
        }
        return tables.get(table.name());
    }

    @Override
    @SuppressWarnings("deprecation")
    public Table createTable(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
        tables.put(table.name(), new Rows(table.name(), schema));
        return tables.get(table.name());
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) throws NoSuchTableException {
        Rows rows = loadTable(table);
        for (TableChange change : changes) {
            TableChange.AddColumn added = (TableChange.AddColumn) change;
            rows.schema = rows.schema.add(added.fieldNames()[0], added.dataType(), true);
            rows.rows = rows.rows.stream()
                    .map(row -> {
                        Object[] cells = new Object[row.length() + 1];
                        for (int i = 0; i < row.length(); i++) {
                            cells[i] = row.get(i);
                        }
                        return RowFactory.create(cells);
                    })
                    .toList();
        }
        return rows;
    }

    @Override
    public boolean dropTable(Identifier table) {
        return tables.remove(table.name()) != null;
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw new UnsupportedOperationException("Nobody renames these");
    }

    private static final class Rows implements SupportsRead, SupportsWrite, SupportsDelete {
        private final String name;
        private StructType schema;
        private volatile List<Row> rows = List.of();

        Rows(String name, StructType schema) {
            this.name = name;
            this.schema = schema;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        @SuppressWarnings("deprecation")
        public StructType schema() {
            return schema;
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(
                    TableCapability.BATCH_READ, TableCapability.V1_BATCH_WRITE, TableCapability.OVERWRITE_BY_FILTER);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new Reading(schema, rows);
        }

        @Override
        public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
            return new Writing(this);
        }

        @Override
        public void deleteWhere(Filter[] filters) {
            rows = without(filters);
        }

        private List<Row> without(Filter... filters) {
            return rows.stream()
                    .filter(row -> !Arrays.stream(filters).allMatch(filter -> holds(filter, row)))
                    .toList();
        }

        private boolean holds(Filter filter, Row row) {
            if (filter instanceof EqualTo equal) {
                return equal.value().equals(row.get(schema.fieldIndex(equal.attribute())));
            }
            return filter instanceof IsNotNull some && !row.isNullAt(schema.fieldIndex(some.attribute()));
        }
    }

    private record Reading(StructType readSchema, List<Row> rows) implements V1Scan {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T extends BaseRelation & TableScan> T toV1TableScan(SQLContext context) {
            return (T) new Relation(context, readSchema, rows);
        }
    }

    private static final class Relation extends BaseRelation implements TableScan {
        private final SQLContext context;
        private final StructType schema;
        private final List<Row> rows;

        Relation(SQLContext context, StructType schema, List<Row> rows) {
            this.context = context;
            this.schema = schema;
            this.rows = rows;
        }

        @Override
        public SQLContext sqlContext() {
            return context;
        }

        @Override
        public StructType schema() {
            return schema;
        }

        @Override
        public RDD<Row> buildScan() {
            SparkSession session = context.sparkSession();
            return JavaSparkContext.fromSparkContext(session.sparkContext())
                    .parallelize(rows, 1)
                    .rdd();
        }
    }

    private static final class Writing implements WriteBuilder, SupportsOverwrite {
        private final Rows table;
        private List<Filter> replaced = List.of();
        private boolean replaces;

        Writing(Rows table) {
            this.table = table;
        }

        @Override
        public WriteBuilder overwrite(Filter[] filters) {
            replaced = List.of(filters);
            replaces = true;
            return this;
        }

        @Override
        public V1Write build() {
            return new V1Write() {
                @Override
                public InsertableRelation toInsertableRelation() {
                    return (data, overwrite) -> {
                        List<Row> whole =
                                new ArrayList<>(replaces ? table.without(replaced.toArray(Filter[]::new)) : table.rows);
                        whole.addAll(data.collectAsList());
                        table.rows = whole;
                    };
                }
            };
        }
    }
}
