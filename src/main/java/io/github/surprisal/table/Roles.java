package io.github.surprisal.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which part each column of the source plays: names of the config resolved to positions. */
record Roles(List<Integer> features, int label, int weight, int offset, List<List<Integer>> groupings) {

    static Roles of(TableConfig config, Schema schema) {
        int label = one(schema, config.label(), "table.label");
        int weight = one(schema, config.weight(), "table.weight");
        if (label >= 0 && label == weight) {
            throw new UserException("Column '" + schema.name(label) + "' is named as table.label and as table.weight");
        }
        int offset = one(schema, config.offset(), "table.offset");
        if (offset >= 0 && (offset == label || offset == weight)) {
            throw new UserException("Column '" + schema.name(offset) + "' is named as table.offset and as "
                    + (offset == label ? "table.label" : "table.weight"));
        }
        List<List<Integer>> groupings = new ArrayList<>();
        for (List<String> grouping : config.groups()) {
            List<Integer> columns = new ArrayList<>();
            for (String name : grouping) {
                int column = schema.countable(name, "table.groups");
                if (column == label) {
                    throw new UserException("Column '" + name + "' is named as table.label and in table.groups");
                }
                if (columns.contains(column)) {
                    throw new UserException("Column '" + name + "' is named twice in one entry of table.groups");
                }
                columns.add(column);
            }
            if (!groupings.contains(columns)) {
                groupings.add(columns);
            }
        }
        Set<Integer> ignored = ignored(config, schema);
        List<Integer> features = config.features().isEmpty()
                ? others(schema, List.of(label, weight, offset), groupings, ignored)
                : named(config, schema, label, List.of(weight, offset), ignored);
        if (features.isEmpty()) {
            String table = config.source() instanceof Source.Files files ? "Table '" + files.path() + "'" : "Table";
            throw new UserException(table + " has no features: found only columns with another role, ignored ones and"
                    + " such that cannot be counted among " + schema.quotedNames());
        }
        if (features.contains(offset)) {
            throw new UserException(
                    "Column '" + schema.name(offset) + "' is named as table.offset and in table.features");
        }
        return new Roles(features, label, weight, offset, groupings);
    }

    private static Set<Integer> ignored(TableConfig config, Schema schema) {
        Set<Integer> ignored = new LinkedHashSet<>();
        for (String name : config.ignore()) {
            // What was left out of stored counts is not among their columns.
            if (!(config.source() instanceof Source.Columns) || schema.matches(name)) {
                ignored.addAll(schema.match(name, "table.ignore"));
            }
        }
        return ignored;
    }

    private static int one(Schema schema, String name, String key) {
        return name.isEmpty() ? -1 : schema.countable(name, key);
    }

    private static List<Integer> others(
            Schema schema, List<Integer> roles, List<List<Integer>> groupings, Set<Integer> ignored) {
        Set<Integer> taken = new LinkedHashSet<>(ignored);
        taken.addAll(roles);
        groupings.forEach(taken::addAll);
        List<Integer> features = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (!taken.contains(i) && schema.isCountable(i)) {
                features.add(i);
            }
        }
        return features;
    }

    private static List<Integer> named(
            TableConfig config, Schema schema, int label, List<Integer> roles, Set<Integer> ignored) {
        Set<Integer> features = new LinkedHashSet<>();
        for (String name : config.features()) {
            List<Integer> matches = schema.match(name, "table.features");
            boolean glob = (Names.isGlob(name) && !schema.has(name)) || schema.isStruct(name);
            for (int column : matches) {
                if (!glob) {
                    schema.countable(name, "table.features");
                }
                if (!glob && column == label) {
                    throw new UserException(
                            "Column '" + schema.name(label) + "' is named as table.label and in table.features");
                }
                if (!glob
                        || (column != label
                                && !roles.contains(column)
                                && !ignored.contains(column)
                                && schema.isCountable(column))) {
                    features.add(column);
                }
            }
        }
        return new ArrayList<>(features);
    }
}
