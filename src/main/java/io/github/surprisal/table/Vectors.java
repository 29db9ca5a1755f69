package io.github.surprisal.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** Columns of vectors as one column per element. */
final class Vectors {
    /** A vector column becomes one column per element, up to this many. */
    private static final int MAX_ELEMENTS = 10_000;

    private Vectors() {}

    /**
     * Replaces each vector column v that is not ignored by numeric columns v_1, v_2, ..; those among {@code wanted} that are
     * beyond the vector's end are 0, as in any sparse vector.
     */
    static Dataset<Row> expanded(
            Dataset<Row> rows, TableConfig config, List<String> wanted, Map<String, Table.Element> origins) {
        List<Column> arrays = new ArrayList<>();
        List<Column> elements = new ArrayList<>();
        String[] names = rows.columns();
        boolean any = false;
        Dataset<Row> safe = rows.toDF(Flattening.safeNames(names.length));
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
        return any ? safe.select(arrays.toArray(Column[]::new)).select(elements.toArray(Column[]::new)) : rows;
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
