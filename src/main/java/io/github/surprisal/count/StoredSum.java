package io.github.surprisal.count;

import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * Stored counts of runs added up, and those of others taken away again: counts are a group. A cell is taken away value by
 * value, in every stratum, so that a value that is left in no row is no category any more, nor is a class or a group, and what is left
 * is what its rows alone would have given, bit for bit: whole numbers, weights in fixed point, nulls in cells of their own.
 *
 * @param added counts of runs; in any order
 * @param subtracted counts of runs whose rows are all among those of {@code added}
 */
public record StoredSum(List<CountStore> added, List<CountStore> subtracted) {
    private static final String[] CELL = {"group_columns", "group_values", "column", "value", "label"};

    private static final int FRACTION_BITS = 32;

    public StoredSum {
        added = List.copyOf(added);
        subtracted = List.copyOf(subtracted);
    }

    /** None. */
    public static StoredSum none() {
        return new StoredSum(List.of(), List.of());
    }

    boolean isEmpty() {
        return added.isEmpty();
    }

    /**
     * What is left, as blocks of a plan.
     *
     * @throws UserException for counts of other columns, types, label, weight or groups than the plan's; in a task, for a cell that
     *     is subtracted more often than it was added
     */
    List<JavaPairRDD<Integer, byte[]>> blocks(ScanPlan plan, int partitions, TallyMemory memory) {
        if (subtracted.isEmpty()) {
            return added.stream()
                    .map(store -> store.blocks(plan, "", partitions, memory))
                    .toList();
        }
        Dataset<Row> cells = null;
        for (CountStore store : added) {
            Dataset<Row> more = store.cells(plan, 1);
            cells = cells == null ? more : cells.union(more);
        }
        for (CountStore store : subtracted) {
            cells = cells.union(store.cells(plan, -1));
        }
        String taken =
                subtracted.stream().map(store -> "'" + store.path() + "'").collect(Collectors.joining(" and "));
        StoredRows.Layout layout = layout(plan);
        return List.of(added(cells)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitionsToPair(
                        left -> StoredRows.blocks(plan, layout, checked(left, taken), partitions, memory.bytes())));
    }

    /** The cells by the names of the plan's own base groupings. */
    private static StoredRows.Layout layout(ScanPlan plan) {
        Map<String, Integer> columns = new HashMap<>();
        for (int c = 0; c < plan.counted().length; c++) {
            columns.put(plan.names().get(plan.counted()[c]), c);
        }
        return new StoredRows.Layout(columns, CountStore.groupings(plan), "");
    }

    /** The sums by cell that are not 0, exactly: of the halves of fractions apart, so that none of them overflows. */
    private static Dataset<Row> added(Dataset<Row> cells) {
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
