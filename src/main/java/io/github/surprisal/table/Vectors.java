package io.github.surprisal.table;

import io.github.surprisal.spark.Classic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of vectors as one column per element. */
final class Vectors {
    /** A vector column becomes one column per element, up to this many. */
    private static final int MAX_ELEMENTS = 10_000;

    private Vectors() {}

    /**
     * Replaces each vector column v that is not ignored by numeric columns v_1, v_2, ..; those among {@code wanted} that are
     * beyond the vector's end are 0, as in any sparse vector. They are read from Spark's own rows: an expression for each of 10,000
     * elements is more than Spark can plan and compile in five minutes.
     */
    static Dataset<Row> expanded(
            Dataset<Row> read, TableConfig config, List<String> wanted, Map<String, Table.Element> origins) {
        if (Arrays.stream(read.schema().fields())
                .noneMatch(field -> field.dataType().equals(SQLDataTypes.VectorType()))) {
            return read;
        }
        Dataset<Row> rows = narrowed(read, config);
        StructField[] fields = rows.schema().fields();
        int[] sizes = new int[fields.length];
        Arrays.fill(sizes, ElementRow.NO_VECTOR);
        Dataset<Row> safe = read.toDF(Names.safe(fields.length));
        List<StructField> columns = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            StructField field = fields[i];
            if (field.dataType().equals(SQLDataTypes.VectorType()) && !ignores(config, field.name())) {
                sizes[i] = size(safe, field, i);
                List<Integer> all =
                        new ArrayList<>(IntStream.range(0, sizes[i]).boxed().toList());
                all.addAll(beyond(field.name(), sizes[i], wanted));
                for (int e : all) {
                    String name = field.name() + "_" + (e + 1);
                    columns.add(DataTypes.createStructField(name, DataTypes.DoubleType, true));
                    sources.add(i);
                    elements.add(e);
                    if (e < sizes[i]) {
                        origins.put(name, new Table.Element(field.name(), e));
                    }
                }
            } else {
                columns.add(field);
                sources.add(i);
                elements.add(-1);
            }
        }
        if (Arrays.stream(sizes).allMatch(size -> size == ElementRow.NO_VECTOR)) {
            return read;
        }
        ElementRow.Layout layout = new ElementRow.Layout(
                new StructType(columns.toArray(StructField[]::new)),
                ints(sources),
                ints(elements),
                sizes,
                rows.columns());
        JavaRDD<InternalRow> expanded = rows.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(partition -> new Views(partition, new ElementRow(layout)));
        return Classic.rows(rows.sparkSession(), expanded, layout.schema());
    }

    /**
     * The rows that the condition keeps: Spark cannot bring it before the expansion, which is not its own, and would read all of the
     * table. Where it is on elements or on columns that are yet to be derived, or would say something else each time, the rows as they are.
     */
    static Dataset<Row> narrowed(Dataset<Row> rows, TableConfig config) {
        boolean derives = config.columns().values().stream()
                .anyMatch(column -> !column.expression().isEmpty());
        if (derives || config.where().isEmpty()) {
            return rows;
        }
        try {
            Dataset<Row> kept = rows.where(config.where());
            return ((Filter) kept.queryExecution().analyzed()).condition().deterministic() ? kept : rows;
        } catch (Exception e) {
            return rows;
        }
    }

    /** Rows as views of them, each valid until the next one is asked for. */
    private record Views(Iterator<InternalRow> rows, ElementRow view) implements Iterator<InternalRow> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public InternalRow next() {
            return view.of(rows.next());
        }
    }

    /** Elements after the last one that are asked for by name. */
    private static List<Integer> beyond(String vector, int size, List<String> wanted) {
        String prefix = Pattern.quote(vector + "_");
        return wanted.stream()
                .filter(name -> name.matches(prefix + "[1-9][0-9]{0,8}"))
                .map(name -> Integer.parseInt(name.substring(vector.length() + 1)) - 1)
                .filter(element -> element >= size)
                .toList();
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
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
            List<Row> first = SourceRefusal.orExplain(
                    "vector column '" + field.name() + "'",
                    () -> safe.select("c" + ordinal).na().drop().takeAsList(1));
            if (first.isEmpty()) {
                throw new UserException("Cannot read vector column '" + field.name()
                        + "': its length is known from its first vector, found only nulls");
            }
            size = ((Vector) first.get(0).get(0)).size();
        }
        if (size > MAX_ELEMENTS) {
            throw new UserException("Cannot count vector column '" + field.name() + "': found " + size
                    + " elements, expected at most " + MAX_ELEMENTS);
        }
        return (int) size;
    }
}
