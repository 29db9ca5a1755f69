package io.github.surprisal.count.store;

import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Stored cells as rows that Spark adds up, with signs. */
public final class StoredCells {
    private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

    private static final String[] CELL = {"group_columns", "group_values", "column", "value", "label"};

    private static final int FRACTION_BITS = 32;

    private StoredCells() {}

    /**
     * The stored cells of the plan's columns, not added up yet: each by the columns of the plan's base groupings, with the sign by
     * which it is to be multiplied.
     */
    public static Dataset<Row> of(Dataset<Row> rows, StoredColumns columns, ScanPlan plan, int sign) {
        StoredRows.Layout layout = columns.layout(plan, "", sign < 0 ? "subtract" : "merge");
        List<List<String>> wanted = StoredColumns.groupings(plan);
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

    /** The cells by the names of the plan's own base groupings. */
    public static StoredRows.Layout layout(ScanPlan plan) {
        Map<String, Integer> columns = new HashMap<>();
        for (int c = 0; c < plan.counted().length; c++) {
            columns.put(plan.names().get(plan.counted()[c]), c);
        }
        return new StoredRows.Layout(columns, StoredColumns.groupings(plan), "");
    }

    /**
     * What is left of cells under signs.
     *
     * @param taken what was subtracted, as the user calls it
     * @throws UserException in a task, for a cell that is subtracted more often than it was added
     */
    public static JavaRDD<InternalRow> left(Dataset<Row> cells, String taken) {
        return sums(cells).queryExecution().toRdd().toJavaRDD().mapPartitions(left -> checked(left, taken));
    }

    /** The sums by cell that are not 0, exactly: of the halves of fractions apart, so that none of them overflows. */
    private static Dataset<Row> sums(Dataset<Row> cells) {
        long half = (1L << FRACTION_BITS) - 1;
        return cells.withColumn("high", functions.expr("shiftrightunsigned(fraction, 32) * sign"))
                .withColumn("low", functions.expr("(fraction & " + half + "L) * sign"))
                .withColumn("whole", functions.expr("whole * sign"))
                .groupBy(CELL[0], List.of(CELL).subList(1, CELL.length).toArray(String[]::new))
                .agg(
                        functions.sum("whole").as("whole"),
                        functions.sum("high").as("high"),
                        functions.sum("low").as("low"))
                .withColumn("high", functions.expr("high + shiftright(low, 32)"))
                .withColumn("whole", functions.expr("whole + shiftright(high, 32)"))
                .withColumn("fraction", functions.expr("shiftleft(high, 32) | (low & " + half + "L)"))
                .where("whole <> 0 or fraction <> 0")
                .select("group_columns", "group_values", "column", "value", "label", "whole", "fraction");
    }

    private static Iterator<InternalRow> checked(Iterator<InternalRow> cells, String taken) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cells.hasNext();
            }

            @Override
            public InternalRow next() {
                InternalRow cell = cells.next();
                if (cell.getLong(5) < 0) {
                    throw neverAdded(cell, taken);
                }
                return cell;
            }
        };
    }

    private static UserException neverAdded(InternalRow cell, String taken) {
        String value = cell.isNullAt(3) ? "NULL" : "'" + cell.getUTF8String(3) + "'";
        List<String> stratum = new ArrayList<>();
        for (int i = 0; i < cell.getArray(0).numElements(); i++) {
            stratum.add(cell.getArray(0).getUTF8String(i) + " = "
                    + (cell.getArray(1).isNullAt(i)
                            ? "NULL"
                            : "'" + cell.getArray(1).getUTF8String(i) + "'"));
        }
        if (!cell.isNullAt(4)) {
            stratum.add("label '" + cell.getUTF8String(4) + "'");
        }
        return new UserException(
                "Cannot subtract the counts in " + taken + ": they have the value " + value + " of column '"
                        + cell.getUTF8String(2) + "'"
                        + (stratum.isEmpty() ? "" : stratum.stream().collect(Collectors.joining(", ", " (", ")")))
                        + " more often than the counts of count.merge, by " + -cell.getLong(5)
                        + "; expected runs that were merged into them");
    }
}
