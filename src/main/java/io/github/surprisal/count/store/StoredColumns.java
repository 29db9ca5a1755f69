package io.github.surprisal.count.store;

import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableConfig.ColumnConfig;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which columns, groupings, label and weight stored counts are of, and where their cells belong in a plan. */
public final class StoredColumns {
    private static final List<String> DESCRIPTION =
            List.of("column", "role", "position", "kind", "type", "weight", "group_columns");

    private final String path;
    private final List<Described> columns = new ArrayList<>();
    private final List<List<String>> groupings = new ArrayList<>();
    private String weight = "";

    private record Described(String name, String role, int position, Kind kind, String type) {}

    private StoredColumns(String path) {
        this.path = path;
    }

    /**
     * Reads them from the stored cells.
     *
     * @param path what the user calls the counts
     * @throws UserException if there are none
     */
    public static StoredColumns read(String path, Dataset<Row> rows) {
        StoredColumns columns = new StoredColumns(path);
        columns.describe(rows);
        return columns;
    }

    private void describe(Dataset<Row> rows) {
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

    /** The config of a table of these columns and no rows: roles are those of the given one, the weight the stored one. */
    public TableConfig config(TableConfig config) {
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
        return new TableConfig(
                new Source.Columns(schema),
                "",
                config.label(),
                config.groups(),
                config.weight().isEmpty() ? weight : config.weight(),
                config.features(),
                ignored,
                kinds);
    }

    /** The label that the counts are by, if they are by any. */
    public Optional<String> label() {
        return columns.stream()
                .filter(column -> column.role().equals("label"))
                .map(Described::name)
                .findFirst();
    }

    /** The columns of the plan's base groupings, by name. */
    static List<List<String>> groupings(ScanPlan plan) {
        return plan.bases().stream()
                .map(base -> Arrays.stream(base)
                        .mapToObj(k -> plan.names().get(plan.keys()[k]))
                        .toList())
                .toList();
    }

    /**
     * Where the cells belong in a plan that they are merged into.
     *
     * @param label what the plan's label is in all rows; empty for the stored one
     * @throws UserException for counts of other columns, types, label, weight or groups than the plan's
     */
    public StoredRows.Layout layout(ScanPlan plan, String label) {
        return layout(plan, label, "merge");
    }

    /** @param verb what is to be done with the counts, for what is wrong with them */
    StoredRows.Layout layout(ScanPlan plan, String label, String verb) {
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
}
