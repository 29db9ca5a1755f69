package io.github.surprisal;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CategoryType;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.ValueReader;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * A small table and its counts, made on the driver: the plain way, for tests of the rooms behind the count. Only the overall
 * counts of the columns are there.
 */
public record HandCount(Table table, Counts counts) {
    /** Every column that has no other role is a feature: numeric by type, categorical otherwise. */
    public static HandCount of(Dataset<Row> raw, String label, String weight, List<List<String>> groupings) {
        List<Column> columns = new ArrayList<>();
        String[] names = new String[raw.columns().length];
        List<Integer> features = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            StructField field = raw.schema().fields()[i];
            names[i] = "c" + i;
            Kind kind = field.dataType() instanceof NumericType ? Kind.NUMERIC : Kind.CATEGORICAL;
            columns.add(new Column(field.name(), field.dataType(), kind));
            if (!field.name().equals(label) && !field.name().equals(weight)) {
                features.add(i);
            }
        }
        List<String> userNames = Arrays.asList(raw.columns());
        List<List<Integer>> groups = groupings.stream()
                .map(grouping -> grouping.stream().map(userNames::indexOf).toList())
                .toList();
        Table table = new Table(
                raw.toDF(names),
                columns,
                features,
                userNames.indexOf(label),
                userNames.indexOf(weight),
                groups,
                new Table.Input(List.of(), 0, 0));
        return new HandCount(table, count(table));
    }

    /** The names of all features. */
    public List<String> features() {
        return table.features().stream().map(i -> table.columns().get(i).name()).toList();
    }

    private static Counts count(Table table) {
        List<InternalRow> rows = table.rows()
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(InternalRow::copy)
                .collect();
        Categories classes = categories(table, rows, table.label());
        int width = classes.size() + 1;
        List<Integer> counted = new ArrayList<>(table.features());
        counted.add(table.label());
        List<ColumnCounts> columns = new ArrayList<>();
        for (int column : counted) {
            Categories categories = categories(table, rows, column);
            double[] counts = new double[categories.size() * width];
            double[] nulls = new double[width];
            for (InternalRow row : rows) {
                int k = code(table, classes, row, table.label());
                int stratum = k < 0 ? width - 1 : k;
                int code = code(table, categories, row, column);
                double weight = weight(table, row);
                if (code < 0) {
                    nulls[stratum] += weight;
                } else {
                    counts[code * width + stratum] += weight;
                }
            }
            int[] codes = new int[categories.size()];
            Arrays.setAll(codes, i -> i);
            columns.add(new ColumnCounts(
                    table.columns().get(column).name(),
                    table.columns().get(column).kind(),
                    false,
                    categories,
                    new double[0],
                    List.of(new ColumnGroup(
                            nulls, new ContingencyTable(codes, width, counts), ColumnGroup.Spectra.NONE))));
        }
        String label = table.columns().get(table.label()).name();
        return new Counts(columns, label, classes, groups(table, rows, classes), table.hasWeight(), 1);
    }

    private static List<Group> groups(Table table, List<InternalRow> rows, Categories classes) {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        List<List<Integer>> groupings = new ArrayList<>();
        groupings.add(List.of());
        groupings.addAll(table.groupings());
        for (List<Integer> grouping : groupings) {
            List<String> names =
                    grouping.stream().map(i -> table.columns().get(i).name()).toList();
            Map<String, Group> sorted = new TreeMap<>();
            for (InternalRow row : rows) {
                List<String> values = new ArrayList<>();
                grouping.forEach(column -> values.add(text(table, row, column)));
                Group group = sorted.computeIfAbsent(
                        values.toString(), any -> new Group(names, values, 0, new double[classes.size() + 1]));
                int k = code(table, classes, row, table.label());
                group.classes()[k < 0 ? classes.size() : k] += weight(table, row);
            }
            sorted.forEach((key, group) -> groups.put(
                    List.of(names.toString(), key),
                    new Group(
                            names,
                            group.values(),
                            Arrays.stream(group.classes()).sum(),
                            group.classes())));
        }
        return List.copyOf(groups.values());
    }

    private static ValueReader reader(Table table, int column) {
        return ValueReader.of(table.columns().get(column).type()).orElseThrow();
    }

    private static Categories categories(Table table, List<InternalRow> rows, int column) {
        ValueReader reader = reader(table, column);
        CategoryType type = reader.type();
        if (type.isBytes()) {
            TreeSet<byte[]> values = new TreeSet<>(type::compare);
            rows.stream().filter(row -> !row.isNullAt(column)).forEach(row -> values.add(reader.bytes(row, column)));
            return Categories.ofBytes(type, values.toArray(byte[][]::new));
        }
        TreeSet<Long> values = new TreeSet<>(type::compare);
        rows.stream().filter(row -> !row.isNullAt(column)).forEach(row -> values.add(reader.key(row, column)));
        return Categories.ofKeys(
                type, values.stream().mapToLong(Long::longValue).toArray());
    }

    private static int code(Table table, Categories categories, InternalRow row, int column) {
        if (row.isNullAt(column)) {
            return -1;
        }
        ValueReader reader = reader(table, column);
        return reader.type().isBytes()
                ? categories.codeOf(reader.bytes(row, column))
                : categories.codeOf(reader.key(row, column));
    }

    private static String text(Table table, InternalRow row, int column) {
        if (row.isNullAt(column)) {
            return null;
        }
        ValueReader reader = reader(table, column);
        return reader.type().isBytes()
                ? reader.type().text(reader.bytes(row, column))
                : reader.type().text(reader.key(row, column));
    }

    private static double weight(Table table, InternalRow row) {
        ValueReader reader = table.hasWeight() ? reader(table, table.weight()) : null;
        return reader == null ? 1 : reader.type().number(reader.key(row, table.weight()));
    }
}
