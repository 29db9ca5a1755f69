package io.github.surprisal.encode;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.CategoryType;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.ValueReader;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.encode.Unseen.UnseenGroup;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import scala.Tuple2;

/**
 * Encodes the rows of one table, on the executors.
 *
 * @param types of the table's columns
 * @param features column of each feature
 * @param classes classes of the label, by code
 * @param label column of the label
 * @param weight column of the weight, or -1
 * @param terms length of the vectors
 */
record RowEncoder(
        Encoding encoding,
        List<DataType> types,
        List<Integer> features,
        Categories classes,
        int label,
        int weight,
        List<Grouping> groupings,
        int terms)
        implements Serializable {
    /** One grouping: its columns, and the index of each of its groups by their values. */
    record Grouping(List<String> names, List<Integer> columns, Map<List<String>, Integer> groups)
            implements Serializable {}

    static RowEncoder of(Table table, Encoding encoding, Counts counts) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        List<Integer> features = encoding.features().stream()
                .map(feature -> column(names, feature.feature()))
                .toList();
        List<DataType> types = table.columns().stream().map(Column::type).toList();
        for (int i = 0; i < features.size(); i++) {
            checkType(encoding.features().get(i), types.get(features.get(i)));
        }
        checkLabel(table, counts);
        return new RowEncoder(
                encoding,
                types,
                features,
                counts.classes(),
                table.label(),
                table.weight(),
                groupings(table, counts),
                encoding.size());
    }

    private static int column(List<String> names, String feature) {
        int column = names.indexOf(feature);
        if (column < 0) {
            throw new UserException("Cannot encode table: column '" + feature + "' not found, columns are " + names);
        }
        return column;
    }

    private static void checkType(FeatureEncoding feature, DataType type) {
        boolean fits = feature instanceof FeatureEncoding.Numeric
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
    RowEncoder withGroups(List<UnseenGroup> unseen) {
        List<Grouping> extended = groupings.stream()
                .map(grouping -> new Grouping(grouping.names(), grouping.columns(), new HashMap<>(grouping.groups())))
                .toList();
        int next = groupCount();
        for (UnseenGroup group : unseen) {
            extended.get(group.grouping()).groups().put(group.values(), next++);
        }
        return new RowEncoder(encoding, types, features, classes, label, weight, extended, terms);
    }

    private int groupCount() {
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

    /** (content hash, packed row) of each row that has a class and a weight. */
    Iterator<Tuple2<Object, byte[]>> pairs(Iterator<InternalRow> rows) {
        Cells cells = new Cells(types);
        Terms buffer = new Terms();
        return stream(rows)
                .map(row -> {
                    cells.read(row);
                    byte[] packed = pack(cells, buffer, false);
                    return packed == null ? null : SortedShuffle.pair(cells.hash(), packed);
                })
                .filter(Objects::nonNull)
                .iterator();
    }

    /** Each row that has a class and a weight, packed and marked as a test row. */
    Iterator<byte[]> allTest(Iterator<InternalRow> rows) {
        Cells cells = new Cells(types);
        Terms buffer = new Terms();
        return stream(rows)
                .map(row -> {
                    cells.read(row);
                    return pack(cells, buffer, true);
                })
                .filter(Objects::nonNull)
                .iterator();
    }

    /** What these rows hold that was not counted. */
    Unseen unseen(Iterator<InternalRow> rows) {
        Unseen unseen = new Unseen();
        Cells cells = new Cells(types);
        rows.forEachRemaining(row -> {
            cells.read(row);
            if (cells.isNull(label)) {
                return;
            }
            if (labelClass(cells) < 0) {
                unseen.addUnknownClass();
                return;
            }
            for (int i = 0; i < groupings.size(); i++) {
                List<String> values = values(cells, groupings.get(i));
                if (!groupings.get(i).groups().containsKey(values)) {
                    unseen.add(i, values);
                }
            }
        });
        return unseen;
    }

    private byte[] pack(Cells cells, Terms buffer, boolean test) {
        int labelClass = labelClass(cells);
        double rowWeight = weight < 0 ? 1 : cells.number(weight);
        if (labelClass < 0 || !(rowWeight > 0)) {
            return null;
        }
        buffer.clear();
        int offset = 0;
        for (int i = 0; i < features.size(); i++) {
            FeatureEncoding feature = encoding.features().get(i);
            buffer.add(feature, offset, cells, features.get(i));
            offset += feature.size();
        }
        return EncodedRow.pack(test, labelClass, rowWeight, groups(cells), buffer);
    }

    /** The code of the row's class, or a negative number where it has none or none that was counted. */
    private int labelClass(Cells cells) {
        if (cells.isNull(label)) {
            return -1;
        }
        return cells.type(label).isBytes() ? classes.codeOf(cells.bytes(label)) : classes.codeOf(cells.key(label));
    }

    private int[] groups(Cells cells) {
        int[] groups = new int[groupings.size()];
        for (int i = 0; i < groups.length; i++) {
            Grouping grouping = groupings.get(i);
            List<String> values = values(cells, grouping);
            Integer group = grouping.groups().get(values);
            if (group == null) {
                throw new IllegalStateException("Group not counted: " + grouping.names() + " = " + values
                        + "; the table must not change while it is read");
            }
            groups[i] = group;
        }
        return groups;
    }

    private static List<String> values(Cells cells, Grouping grouping) {
        List<String> values = new ArrayList<>(grouping.columns().size());
        for (int column : grouping.columns()) {
            values.add(cells.text(column));
        }
        return values;
    }

    private static Stream<InternalRow> stream(Iterator<InternalRow> rows) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false);
    }
}
