package io.github.surprisal.count.store;

import io.github.surprisal.count.reduce.BlockSet;
import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.Stratification;
import io.github.surprisal.count.tally.Tally;
import io.github.surprisal.count.tally.TaskBlocks;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.spark.Classic;
import io.github.surprisal.spark.EvenShares;
import io.github.surprisal.spark.TaskMemory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/** Cells as rows of the count store, and rows of the count store as cells: what runs on the executors. */
public final class StoredRows {
    private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

    private StoredRows() {}

    /**
     * Where what is stored belongs.
     *
     * @param columns counted columns by name
     * @param sources for each base grouping, the columns of the stored grouping that it is summed from
     * @param label what the label is in all rows; empty for the stored one
     */
    public record Layout(Map<String, Integer> columns, List<List<String>> sources, String label)
            implements Serializable {}

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

    /** The cells of all reduce partitions, as rows to save. */
    public static Dataset<Row> save(SparkSession session, ScanPlan plan, JavaRDD<BlockSet> partitions) {
        StructType schema = schema(plan.weight() >= 0);
        JavaRDD<InternalRow> rows = partitions.mapPartitions(sets -> rows(plan, sets.next()));
        return Classic.rows(session, EvenShares.inLocalMode(rows), schema);
    }

    /** The cells of a reduce partition. */
    static Iterator<InternalRow> rows(ScanPlan plan, BlockSet set) {
        Object[][][] groups = groups(plan, set.stratification());
        return IntStream.range(0, plan.counted().length)
                .boxed()
                .flatMap(column -> IntStream.range(0, set.pieces(column))
                        .boxed()
                        .flatMap(piece -> rows(plan, set, column, piece, groups).stream()))
                .iterator();
    }

    /** By base grouping: at index 0 its columns, then by stratum the values of its group and its label. */
    private static Object[][][] groups(ScanPlan plan, Stratification strata) {
        Object[][][] groups = new Object[plan.bases().size()][][];
        for (int b = 0; b < groups.length; b++) {
            int[] base = plan.bases().get(b);
            groups[b] = new Object[strata.strata(b).size() + 1][];
            groups[b][0] = new Object[] {
                new GenericArrayData(IntStream.of(base)
                        .mapToObj(
                                k -> (Object) UTF8String.fromString(plan.names().get(plan.keys()[k])))
                        .toArray())
            };
            for (int s = 0; s < strata.strata(b).size(); s++) {
                Object[] values = new Object[base.length];
                for (int i = 0; i < base.length; i++) {
                    values[i] = text(strata.key(base[i]), strata.strata(b).key(s, i));
                }
                Object label = plan.label()
                        ? text(strata.key(plan.labelKey()), strata.strata(b).key(s, base.length))
                        : null;
                groups[b][s + 1] = new Object[] {new GenericArrayData(values), label};
            }
        }
        return groups;
    }

    private static UTF8String text(ValueIndex values, int id) {
        if (id == 0) {
            return null;
        }
        return values.type().base() == CategoryType.Base.STRING
                ? UTF8String.fromBytes(values.bytes(id))
                : UTF8String.fromString(values.text(id));
    }

    private static List<InternalRow> rows(ScanPlan plan, BlockSet set, int column, int piece, Object[][][] groups) {
        ColumnTally tally = set.piece(column, piece);
        CellTable.ByValue[] byBase = tally.byValue();
        int ordinal = plan.counted()[column];
        Object[] head = {
            UTF8String.fromString(plan.names().get(ordinal)),
            UTF8String.fromString(role(plan, column)),
            column,
            UTF8String.fromString(plan.numeric()[ordinal] ? "numeric" : "categorical"),
            UTF8String.fromString(plan.types().get(ordinal)),
            UTF8String.fromString(plan.weight() < 0 ? "" : plan.names().get(plan.weight()))
        };
        List<InternalRow> rows = new ArrayList<>();
        for (int id = 0; id <= tally.values().size(); id++) {
            UTF8String value = text(tally.values(), id);
            for (int b = 0; b < byBase.length; b++) {
                CellTable.ByValue cells = byBase[b];
                for (int at = cells.starts()[id]; at < cells.starts()[id + 1]; at++) {
                    Object[] stratum = groups[b][cells.strata()[at] + 1];
                    long whole = cells.wholes()[at];
                    long fraction = cells.fraction(at);
                    Object count = whole;
                    if (plan.weight() >= 0) {
                        count = CellTable.toDouble(whole, fraction);
                    }
                    rows.add(new GenericInternalRow(new Object[] {
                        groups[b][0][0],
                        stratum[0],
                        head[0],
                        head[1],
                        head[2],
                        head[3],
                        head[4],
                        head[5],
                        value,
                        stratum[1],
                        count,
                        whole,
                        fraction
                    }));
                }
            }
        }
        return rows;
    }

    private static String role(ScanPlan plan, int column) {
        if (column < plan.features()) {
            return "feature";
        }
        return plan.label() && plan.keyOfCounted(column) == plan.labelKey() ? "label" : "group";
    }

    /** Stored cells as blocks of the plan. */
    public static Iterator<Tuple2<Integer, byte[]>> blocks(
            ScanPlan plan, Layout layout, Iterator<InternalRow> rows, int partitions, long memory) {
        TaskMemory.Share lent = new TaskMemory().new Share();
        return TaskBlocks.handOn(new Iterator<>() {
            private boolean stopped;

            @Override
            public boolean hasNext() {
                return !stopped && rows.hasNext();
            }

            @Override
            public byte[][] next() {
                Tally tally = new Tally(plan, partitions, new BitSet(), memory, lent);
                Reader reader = new Reader(plan, layout, tally);
                int sinceCheck = 0;
                while (rows.hasNext() && tally.complaint().isEmpty()) {
                    reader.add(rows.next());
                    if (++sinceCheck == 4096) {
                        sinceCheck = 0;
                        if (tally.isFull()) {
                            break;
                        }
                    }
                }
                stopped = !tally.complaint().isEmpty();
                byte[][] blocks = tally.blocks();
                lent.release();
                return blocks;
            }
        });
    }

    /** Puts stored cells into one tally. */
    private static final class Reader {
        private final ScanPlan plan;
        private final Layout layout;
        private final Tally tally;
        private final Map<List<Object>, int[]> strata = new HashMap<>();

        Reader(ScanPlan plan, Layout layout, Tally tally) {
            this.plan = plan;
            this.layout = layout;
            this.tally = tally;
        }

        void add(InternalRow row) {
            Integer column = layout.columns().get(row.getUTF8String(2).toString());
            if (column == null) {
                return;
            }
            int[] strataOfRow = strata.computeIfAbsent(
                    List.of(
                            texts(row.getArray(0)),
                            texts(row.getArray(1)),
                            row.isNullAt(4) ? List.of() : row.getUTF8String(4).copy()),
                    key -> strata(row));
            UTF8String value = row.isNullAt(3) ? null : row.getUTF8String(3);
            for (int b = 0; b < strataOfRow.length; b++) {
                if (strataOfRow[b] >= 0) {
                    tally.addCell(column, b, value, strataOfRow[b], row.getLong(5), row.getLong(6));
                }
            }
        }

        private static List<Object> texts(ArrayData array) {
            List<Object> texts = new ArrayList<>();
            for (int i = 0; i < array.numElements(); i++) {
                texts.add(array.isNullAt(i) ? List.of() : array.getUTF8String(i).copy());
            }
            return texts;
        }

        /** The stratum of a row in each base grouping, −1 where that one is summed from other rows. */
        private int[] strata(InternalRow row) {
            ArrayData columns = row.getArray(0);
            ArrayData values = row.getArray(1);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < columns.numElements(); i++) {
                names.add(columns.getUTF8String(i).toString());
            }
            int[] strataOfRow = new int[plan.bases().size()];
            for (int b = 0; b < strataOfRow.length; b++) {
                strataOfRow[b] = -1;
                if (layout.sources().get(b).equals(names)) {
                    int[] base = plan.bases().get(b);
                    UTF8String[] texts = new UTF8String[base.length + 1];
                    for (int i = 0; i < base.length; i++) {
                        int at = names.indexOf(plan.names().get(plan.keys()[base[i]]));
                        texts[i] = values.isNullAt(at) ? null : values.getUTF8String(at);
                    }
                    texts[base.length] = !layout.label().isEmpty()
                            ? UTF8String.fromString(layout.label())
                            : plan.label() && !row.isNullAt(4) ? row.getUTF8String(4) : null;
                    strataOfRow[b] = tally.stratum(b, texts);
                }
            }
            return strataOfRow;
        }
    }
}
