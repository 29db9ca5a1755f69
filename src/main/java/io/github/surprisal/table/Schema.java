package io.github.surprisal.table;

import io.github.surprisal.table.Flattening.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The names of a source's columns, which need not be different, and what the config may mean by a name.
 *
 * @param flat the columns
 * @param missing columns of the source that cannot be read: name → type
 * @param renamed columns that have not the name that the source gives them, since others have it: name → the source's
 * @param caseSensitive whether upper and lower case are different
 */
record Schema(Flattening flat, Map<String, String> missing, Map<String, String> renamed, boolean caseSensitive) {
    /** How many names a message shows. */
    private static final int SHOWN = 20;

    int size() {
        return flat.leaves().size();
    }

    List<String> names() {
        return flat.names();
    }

    String name(int column) {
        return flat.leaves().get(column).name();
    }

    boolean has(String name) {
        return flat.leaves().stream().anyMatch(leaf -> leaf.name().equals(name));
    }

    boolean isStruct(String name) {
        return flat.structs().contains(name) && !has(name);
    }

    boolean isCountable(int column) {
        return flat.leaves().get(column).isCountable();
    }

    String quotedNames() {
        List<String> names = names();
        List<String> shown = names.size() > SHOWN ? names.subList(0, SHOWN) : names;
        return "'" + String.join("', '", shown) + "'" + (names.size() > SHOWN ? ", .." : "");
    }

    /** The position of the one column with this name. */
    int resolve(String name, String key) {
        List<String> names = names();
        List<Integer> exact = new ArrayList<>();
        List<Integer> folded = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                exact.add(i);
            } else if (!caseSensitive && names.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                folded.add(i);
            }
        }
        List<Integer> found = exact.isEmpty() ? folded : exact;
        if (found.size() > 1) {
            throw new UserException("Column '" + name + "' of " + key + " is ambiguous: found " + found.size()
                    + " columns of that name, expected one");
        }
        if (found.isEmpty()) {
            throw unknown(name, key);
        }
        return found.get(0);
    }

    private UserException unknown(String name, String key) {
        if (missing.containsKey(name)) {
            return new UserException(
                    "Cannot count column '" + name + "' of " + key + ": Spark has no type for " + missing.get(name));
        }
        if (isStruct(name)) {
            return new UserException("Cannot take column '" + name + "' for " + key
                    + ": it is a struct, expected one of its fields: " + quoted(within(name)));
        }
        List<String> namesakes = renamed.entrySet().stream()
                .filter(column -> column.getValue().equalsIgnoreCase(name))
                .map(column -> "'" + column.getKey() + "'")
                .toList();
        if (!namesakes.isEmpty()) {
            return new UserException(
                    "No column '" + name + "' for " + key + ": columns that have the same name, in upper or lower"
                            + " case, are told apart by their places: " + String.join(", ", namesakes));
        }
        String hint = Names.hint(name, names());
        if (names().isEmpty()) {
            return new UserException("No column '" + name + "' for " + key + ": the table has no columns");
        }
        boolean isUnnamed = names().stream().allMatch(each -> each.matches("_c\\d+"));
        return new UserException("No column '" + name + "' for " + key
                + (hint.isEmpty() ? ": found " + quotedNames() : hint)
                + (isUnnamed
                        ? ", as columns of a CSV file without a header are named; table.options.header = true takes the"
                                + " first line for one, table.schema names the columns"
                        : ""));
    }

    private String quoted(List<Integer> columns) {
        return Names.some(
                columns.stream().map(column -> "'" + name(column) + "'").toList(), SHOWN);
    }

    /** The position of the one column with this name, whose values are single ones. */
    int countable(String name, String key) {
        int column = resolve(name, key);
        if (!isCountable(column)) {
            Leaf leaf = flat.leaves().get(column);
            throw new UserException("Cannot count column '" + leaf.name() + "' of " + key
                    + ": expected a column of single values, found " + leaf.shownType()
                    + "; table.columns.\"" + leaf.name() + "\".kind = nullness counts whether it is null, = size how"
                    + " many elements an array or a map has");
        }
        return column;
    }

    private List<Integer> within(String struct) {
        return IntStream.range(0, size())
                .filter(i -> flat.leaves().get(i).isWithin(struct))
                .boxed()
                .toList();
    }

    boolean matches(String name) {
        return has(name)
                || names().stream().anyMatch(n -> Names.glob(name).matcher(n).matches());
    }

    /** Whether a name, a glob or a struct's name means any column, in the source's case or another. */
    boolean means(String name) {
        return isStruct(name)
                || matches(name)
                || missing.containsKey(name)
                || (!caseSensitive && names().stream().anyMatch(name::equalsIgnoreCase));
    }

    /** The positions of the columns that a name, a glob or a struct's name means: at least one, but for missing columns. */
    List<Integer> match(String name, String key) {
        if (isStruct(name)) {
            return within(name);
        }
        if (!Names.isGlob(name) || has(name)) {
            return key.equals("table.ignore") ? ignored(name) : List.of(resolve(name, key));
        }
        var pattern = Names.glob(name);
        Set<Integer> found = new LinkedHashSet<>();
        for (int i = 0; i < size(); i++) {
            if (pattern.matcher(name(i)).matches()) {
                found.add(i);
            }
        }
        if (found.isEmpty()
                && missing.keySet().stream().noneMatch(n -> pattern.matcher(n).matches())) {
            throw new UserException("No column matches '" + name + "' of " + key + ": found " + quotedNames());
        }
        return new ArrayList<>(found);
    }

    /** To be ignored a name need not be of one column alone, nor of one that can be read. */
    private List<Integer> ignored(String name) {
        List<Integer> all = IntStream.range(0, size())
                .filter(i -> name(i).equals(name))
                .boxed()
                .toList();
        return !all.isEmpty() || missing.containsKey(name) ? all : List.of(resolve(name, "table.ignore"));
    }

    /**
     * What was left out though nobody asked for that, in a line: columns without single values, and those that Spark has no
     * type for.
     *
     * @param config names what was asked for
     */
    List<String> leftOut(TableConfig config) {
        List<String> notes = new ArrayList<>();
        Set<Integer> ignored = new LinkedHashSet<>();
        config.ignore().stream()
                .filter(name -> isStruct(name) || matches(name))
                .forEach(name -> ignored.addAll(match(name, "table.ignore")));
        List<String> opaque = IntStream.range(0, size())
                .filter(i -> !isCountable(i) && !ignored.contains(i) && isWanted(config, name(i)))
                .mapToObj(i -> "'" + name(i) + "' (" + flat.leaves().get(i).shownType() + ")")
                .toList();
        if (!opaque.isEmpty()) {
            notes.add("Left out " + columns(opaque) + " without single values: " + Names.some(opaque, SHOWN)
                    + "; table.columns.NAME.kind = size counts how many elements there are, = nullness whether it is"
                    + " null");
        }
        List<String> untyped = missing.entrySet().stream()
                .filter(entry -> isWanted(config, entry.getKey())
                        && config.ignore().stream()
                                .noneMatch(name ->
                                        Names.glob(name).matcher(entry.getKey()).matches()))
                .map(entry -> "'" + entry.getKey() + "' (" + entry.getValue() + ")")
                .toList();
        if (!untyped.isEmpty()) {
            notes.add("Left out " + columns(untyped) + " that Spark has no type for: " + Names.some(untyped, SHOWN));
        }
        return notes;
    }

    /** Whether a column would be a feature if it could be. */
    private static boolean isWanted(TableConfig config, String name) {
        return config.features().isEmpty()
                || config.features().stream()
                        .anyMatch(feature ->
                                Names.glob(feature).matcher(name).matches() || name.startsWith(feature + "."));
    }

    private static String columns(List<String> columns) {
        return columns.size() == 1 ? "a column" : columns.size() + " columns";
    }
}
