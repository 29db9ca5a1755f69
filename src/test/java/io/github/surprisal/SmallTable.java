package io.github.surprisal;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/** A small table and its counts, for tests of the rooms behind the count. */
public record SmallTable(Table table, Counts counts) {
    /** Every column that has no other role is a feature: numeric by type, categorical otherwise. */
    public static SmallTable of(Dataset<Row> raw, String label, String weight, List<List<String>> groupings) {
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
                Map.of(),
                new Table.Input(List.of(), 0, 0));
        return new SmallTable(table, CountScan.count(table, new CountConfig(1 << 20)));
    }

    /** The names of all features. */
    public List<String> features() {
        return table.features().stream().map(i -> table.columns().get(i).name()).toList();
    }
}
