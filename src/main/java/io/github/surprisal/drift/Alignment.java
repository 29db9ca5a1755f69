package io.github.surprisal.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.surprisal.drift.Status.Change;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;

/**
 * Brings two tables under the same columns: those that both have, and as the label which of the two a row is from.
 *
 * @param compared the status of each compared column, in the table's order
 * @param others the status of the columns that cannot be compared
 */
record Alignment(Map<String, Status> compared, Map<String, Status> others, List<Column> columns) {
    static final int REFERENCE = 0;

    static final int TABLE = 1;

    /** So many columns fit a message that can be read. */
    private static final int MOST_TOLD = 10;

    /** @throws UserException if there is nothing to compare */
    static Alignment of(Table table, Table reference) {
        Map<String, Status> compared = new LinkedHashMap<>();
        Map<String, Status> others = new LinkedHashMap<>();
        List<Column> columns = new ArrayList<>();
        List<Integer> mine = new ArrayList<>(table.features());
        if (table.hasLabel() && !mine.contains(table.label())) {
            mine.add(table.label());
        }
        for (int i : mine) {
            Column here = table.columns().get(i);
            int at = indexOf(reference, here.name());
            if (at < 0) {
                others.put(here.name(), Status.of(Change.NEW));
                continue;
            }
            DataType there = reference.columns().get(at).type();
            String change = there.catalogString() + " to " + here.type().catalogString();
            if (here.type().equals(there)) {
                compared.put(here.name(), Status.of(Change.NONE));
                columns.add(here);
            } else if (here.type() instanceof NumericType && there instanceof NumericType) {
                compared.put(here.name(), new Status(Change.WIDENED, change));
                columns.add(new Column(here.name(), common(there, here.type()), here.kind()));
            } else {
                others.put(here.name(), new Status(Change.RETYPED, change));
            }
        }
        for (int i : reference.features()) {
            String name = reference.columns().get(i).name();
            if (table.columns().stream().noneMatch(column -> column.name().equals(name))) {
                others.put(name, Status.of(Change.DROPPED));
            }
        }
        if (compared.isEmpty()) {
            throw new UserException(
                    "Cannot compare with drift.reference: expected columns of the same name and type, found none"
                            + (others.isEmpty() ? "" : ": " + told(others)));
        }
        return new Alignment(compared, others, columns);
    }

    /** Each column with what happened to it; of many the first. */
    private static String told(Map<String, Status> others) {
        String told = others.entrySet().stream()
                .limit(MOST_TOLD)
                .map(other -> "'" + other.getKey() + "' " + other.getValue().text())
                .collect(Collectors.joining(", "));
        String more = others.size() > MOST_TOLD ? " and " + (others.size() - MOST_TOLD) + " more" : "";
        String advice = others.entrySet().stream()
                .map(other -> other.getValue().advice(other.getKey()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> "; text that is meant as numbers: " + text)
                .orElse("");
        return told + more + advice;
    }

    /**
     * The type that numbers of two types are compared as: exact where both are integers or decimals of at most 38 digits
     * together; else floating, and of the lesser precision, as 0.1 is another number as a double than as a float.
     */
    private static DataType common(DataType a, DataType b) {
        if (a instanceof IntegralType && b instanceof IntegralType) {
            return DataTypes.LongType;
        }
        if (a.equals(DataTypes.FloatType) || b.equals(DataTypes.FloatType)) {
            return DataTypes.FloatType;
        }
        if (a.equals(DataTypes.DoubleType) || b.equals(DataTypes.DoubleType)) {
            return DataTypes.DoubleType;
        }
        int scale = Math.max(scale(a), scale(b));
        int digits = Math.max(wholeDigits(a), wholeDigits(b)) + scale;
        return digits <= DecimalType.MAX_PRECISION()
                ? DataTypes.createDecimalType(digits, scale)
                : DataTypes.DoubleType;
    }

    private static int scale(DataType type) {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    private static int wholeDigits(DataType type) {
        return type instanceof DecimalType decimal
                ? decimal.precision() - decimal.scale()
                : Long.toString(Long.MAX_VALUE).length();
    }

    private static int indexOf(Table table, String name) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The compared columns of one of the two, then what groups and weighs its rows, then which one it is. */
    Table aligned(Table table, Table like, int side) {
        List<Column> all = new ArrayList<>(columns);
        List<Integer> from = new ArrayList<>();
        columns.forEach(column -> from.add(indexOf(table, column.name())));
        Map<Integer, Integer> extra = new LinkedHashMap<>();
        List<Integer> needed = new ArrayList<>();
        like.groupings().forEach(needed::addAll);
        if (like.hasWeight()) {
            needed.add(like.weight());
        }
        for (int i : needed) {
            Column column = like.columns().get(i);
            int at = names(all).indexOf(column.name());
            if (at < 0) {
                at = all.size();
                all.add(column);
                int found = indexOf(table, column.name());
                if (found < 0) {
                    throw new UserException("Cannot compare with drift.reference: it has no column '" + column.name()
                            + "', which groups or weighs the rows");
                }
                from.add(found);
            }
            extra.put(i, at);
        }
        List<org.apache.spark.sql.Column> selected = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            org.apache.spark.sql.Column source = col("c" + from.get(i));
            boolean same =
                    table.columns().get(from.get(i)).type().equals(all.get(i).type());
            selected.add((same ? source : source.cast(all.get(i).type())).as("c" + i));
        }
        selected.add(lit(side).as("c" + all.size()));
        all.add(new Column("", DataTypes.IntegerType, Kind.CATEGORICAL));
        List<Integer> features = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            features.add(i);
        }
        return new Table(
                table.rows().select(selected.toArray(org.apache.spark.sql.Column[]::new)),
                all,
                features,
                all.size() - 1,
                like.hasWeight() ? extra.get(like.weight()) : -1,
                like.groupings().stream()
                        .map(grouping -> grouping.stream().map(extra::get).toList())
                        .toList(),
                Map.of(),
                table.input());
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}
