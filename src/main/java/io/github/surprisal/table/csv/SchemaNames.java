package io.github.surprisal.table.csv;

import io.github.surprisal.table.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of a schema beside those of a header. A schema goes by position: one that has the header's names at other places would name columns wrongly. */
final class SchemaNames {
    private SchemaNames() {}

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
