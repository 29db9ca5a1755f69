package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of a schema beside those of a header. A schema goes by position: one that has the header's names at other places would name columns wrongly. */
final class SchemaNames {
    /** So many columns are named in a note. */
    private static final int SHOWN = 5;

    private SchemaNames() {}

    /**
     * The columns that have other names than the header gives them, because others have the same.
     *
     * @param header the texts in the first line
     * @param names what the columns are called
     * @return name → the header's
     */
    static Map<String, String> renamed(List<String> header, List<String> names) {
        Map<String, String> renamed = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (!header.get(i).isEmpty() && !header.get(i).equals(names.get(i))) {
                renamed.put(names.get(i), header.get(i));
            }
        }
        return renamed;
    }

    /** What the user should know of these. */
    static Optional<String> note(Map<String, String> renamed) {
        List<String> columns = renamed.entrySet().stream()
                .map(column -> "'" + column.getValue() + "' is '" + column.getKey() + "'")
                .toList();
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Columns that have the same name, in upper or lower case, are told apart by their places: "
                                + Names.some(columns, SHOWN));
    }

    /**
     * What the user should know of them, a line each.
     *
     * @param path of the files
     * @param given the schema's names
     * @param names those of the header
     * @throws UserException if the schema has the header's names in another order
     */
    static List<String> compare(String path, List<String> given, List<String> names) {
        List<String> header =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        List<String> renamed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i).toLowerCase(Locale.ROOT);
            if (i < header.size() && name.equals(header.get(i))) {
                continue;
            }
            if (header.contains(name)) {
                throw new UserException(String.format(
                        Locale.ROOT,
                        "Cannot read '%s' as CSV: table.schema has '%s' as column %d, which is column %d of the file's"
                                + " header; expected the order of the header, for the schema goes by position: %s",
                        path,
                        given.get(i),
                        i + 1,
                        header.indexOf(name) + 1,
                        String.join(", ", names)));
            }
            if (i < header.size()) {
                renamed.add("'" + names.get(i) + "' as '" + given.get(i) + "'");
            }
        }
        List<String> notes = new ArrayList<>();
        if (given.size() < header.size()) {
            notes.add("table.schema has " + given.size() + " columns, the header " + header.size()
                    + ": what is beyond is left out");
        }
        if (!renamed.isEmpty()) {
            notes.add("table.schema, which goes by position, names columns of the header anew: "
                    + String.join(", ", renamed));
        }
        return notes;
    }
}
