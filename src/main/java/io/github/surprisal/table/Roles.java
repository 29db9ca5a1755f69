package io.github.surprisal.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which part each column of the source plays: names of the config resolved to positions. */
record Roles(List<Integer> features, int label, int weight, int offset, List<List<Integer>> groupings) {

    static Roles of(TableConfig config, Schema schema) {
        int label = config.label().isEmpty() ? -1 : schema.resolve(config.label(), "table.label");
        int weight = config.weight().isEmpty() ? -1 : schema.resolve(config.weight(), "table.weight");
        if (label >= 0 && label == weight) {
            throw new UserException("Column '" + schema.name(label) + "' is named as table.label and as table.weight");
        }
        int offset = config.offset().isEmpty() ? -1 : schema.resolve(config.offset(), "table.offset");
        if (offset >= 0 && (offset == label || offset == weight)) {
            throw new UserException("Column '" + schema.name(offset) + "' is named as table.offset and as "
                    + (offset == label ? "table.label" : "table.weight"));
        }
        List<List<Integer>> groupings = new ArrayList<>();
        for (List<String> grouping : config.groups()) {
            List<Integer> columns = new ArrayList<>();
            for (String name : grouping) {
                int column = schema.resolve(name, "table.groups");
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
            throw new UserException(
                    "Table has no features: found only columns with another role among " + schema.quotedNames());
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

    private static List<Integer> others(
            Schema schema, List<Integer> roles, List<List<Integer>> groupings, Set<Integer> ignored) {
        Set<Integer> taken = new LinkedHashSet<>(ignored);
        taken.addAll(roles);
        groupings.forEach(taken::addAll);
        List<Integer> features = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (!taken.contains(i)) {
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
            boolean glob = Names.isGlob(name) && !schema.has(name);
            for (int column : matches) {
                if (!glob && column == label) {
                    throw new UserException(
                            "Column '" + schema.name(label) + "' is named as table.label and in table.features");
                }
                if (!glob || (column != label && !roles.contains(column) && !ignored.contains(column))) {
                    features.add(column);
                }
            }
        }
        return new ArrayList<>(features);
    }

    /** The names of the source's columns, which need not be different. */
    record Schema(List<String> names, boolean caseSensitive) {
        int size() {
            return names.size();
        }

        String name(int column) {
            return names.get(column);
        }

        boolean has(String name) {
            return names.contains(name);
        }

        String quotedNames() {
            List<String> shown = names.size() > 20 ? names.subList(0, 20) : names;
            return "'" + String.join("', '", shown) + "'" + (names.size() > 20 ? ", .." : "");
        }

        /** The position of the one column with this name. */
        int resolve(String name, String key) {
            List<Integer> exact = new ArrayList<>();
            List<Integer> folded = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equals(name)) {
                    exact.add(i);
                } else if (!caseSensitive
                        && names.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    folded.add(i);
                }
            }
            List<Integer> found = exact.isEmpty() ? folded : exact;
            if (found.size() > 1) {
                throw new UserException("Column '" + name + "' of " + key + " is ambiguous: found " + found.size()
                        + " columns of that name, expected one");
            }
            if (found.isEmpty()) {
                String hint = Names.hint(name, names);
                throw new UserException(
                        "No column '" + name + "' for " + key + (hint.isEmpty() ? ": found " + quotedNames() : hint));
            }
            return found.get(0);
        }

        boolean matches(String name) {
            return has(name)
                    || names.stream().anyMatch(n -> Names.glob(name).matcher(n).matches());
        }

        /** The positions of the columns that a name or glob means: at least one. */
        List<Integer> match(String name, String key) {
            if (!Names.isGlob(name) || has(name)) {
                return List.of(resolve(name, key));
            }
            var pattern = Names.glob(name);
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if (pattern.matcher(names.get(i)).matches()) {
                    found.add(i);
                }
            }
            if (found.isEmpty()) {
                throw new UserException("No column matches '" + name + "' of " + key + ": found " + quotedNames());
            }
            return found;
        }
    }
}
