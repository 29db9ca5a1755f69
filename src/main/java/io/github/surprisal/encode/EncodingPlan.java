package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.encode.Unseen.UnseenGroup;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/**
 * What it takes to encode the rows of one table, on the executors.
 *
 * @param readers of the table's columns
 * @param features column of each feature
 * @param classes classes of the label, by code
 * @param label column of the label
 * @param weight column of the weight, or -1
 */
record EncodingPlan(
        Encoding encoding,
        List<ValueReader> readers,
        List<Integer> features,
        Categories classes,
        int label,
        int weight,
        List<Grouping> groupings)
        implements Serializable {
    /** One grouping: its columns, and the index of each of its groups by their values. */
    record Grouping(List<String> names, List<Integer> columns, Map<List<String>, Integer> groups)
            implements Serializable {}

    static EncodingPlan of(Table table, Encoding encoding, Counts counts) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        List<Integer> features = encoding.features().stream()
                .map(feature -> column(names, feature.feature()))
                .toList();
        List<DataType> types = table.columns().stream().map(Column::type).toList();
        for (int i = 0; i < features.size(); i++) {
            checkType(encoding.features().get(i), types.get(features.get(i)));
        }
        checkLabel(table, counts);
        return new EncodingPlan(
                encoding,
                TableBatches.readers(table),
                features,
                counts.classes(),
                table.label(),
                table.weight(),
                groupings(table, counts));
    }

    private static int column(List<String> names, String feature) {
        int column = names.indexOf(feature);
        if (column < 0) {
            throw new UserException("Cannot encode table: column '" + feature + "' not found, columns are " + names);
        }
        return column;
    }

    private static void checkType(FeatureEncoding feature, DataType type) {
        boolean fits = !(feature instanceof FeatureEncoding.Categorical)
                || ValueReader.of(type)
                        .map(ValueReader::type)
                        .equals(ValueReader.of(feature.type()).map(ValueReader::type));
        if (!fits) {
            throw new UserException("Cannot encode column '%s': type must be %s as in the training table, found %s"
                    .formatted(feature.feature(), feature.type().simpleString(), type.simpleString()));
        }
    }

    private static void checkLabel(Table table, Counts counts) {
        Column label = table.columns().get(table.label());
        CategoryType found = ValueReader.of(label.type()).orElseThrow().type();
        if (!found.equals(counts.classes().type())) {
            throw new UserException("Cannot encode label '%s': type must be %s as in the training table, found %s"
                    .formatted(
                            label.name(),
                            counts.classes().type().base().name().toLowerCase(Locale.ROOT),
                            label.type().simpleString()));
        }
    }

    private static List<Grouping> groupings(Table table, Counts counts) {
        List<Grouping> groupings = new ArrayList<>();
        for (List<Integer> columns : table.groupings()) {
            List<String> names =
                    columns.stream().map(c -> table.columns().get(c).name()).toList();
            groupings.add(new Grouping(names, columns, new HashMap<>()));
        }
        for (int i = 1; i < counts.groups().size(); i++) {
            Group group = counts.groups().get(i);
            for (Grouping grouping : groupings) {
                if (grouping.names().equals(group.columns())) {
                    grouping.groups().put(new ArrayList<>(group.values()), i);
                }
            }
        }
        return groupings;
    }

    /** The same encoder, with these groups beside those that were counted. */
    EncodingPlan withGroups(List<UnseenGroup> unseen) {
        List<Grouping> extended = groupings.stream()
                .map(grouping -> new Grouping(grouping.names(), grouping.columns(), new HashMap<>(grouping.groups())))
                .toList();
        int next = groupCount();
        for (UnseenGroup group : unseen) {
            extended.get(group.grouping()).groups().put(group.values(), next++);
        }
        return new EncodingPlan(encoding, readers, features, classes, label, weight, extended);
    }

    Layout layout() {
        return Layout.of(encoding);
    }

    /** How many groups there are, the whole table among them. */
    int groupCount() {
        return 1
                + groupings.stream()
                        .flatMap(grouping -> grouping.groups().values().stream())
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
    }

    List<GroupName> groupNames() {
        GroupName[] names = new GroupName[groupCount()];
        Arrays.fill(names, new GroupName(List.of(), List.of()));
        for (Grouping grouping : groupings) {
            grouping.groups().forEach((values, group) -> names[group] = new GroupName(grouping.names(), values));
        }
        return List.of(names);
    }
}
