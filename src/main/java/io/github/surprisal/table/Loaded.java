package io.github.surprisal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as their source gives them.
 *
 * @param rows with the source's names and types
 * @param missing columns that the source has and {@code rows} has not, because Spark has no type for them: name → type
 * @param renamed columns that have not the name that the source gives them, since others have it: name → the source's
 * @param notes what the user should know of how they are read
 * @param isNulled whether the texts that mean null are nulls already
 */
record Loaded(
        Dataset<Row> rows,
        Map<String, String> missing,
        Map<String, String> renamed,
        List<String> notes,
        boolean isNulled) {
    static Loaded of(Dataset<Row> rows) {
        return new Loaded(rows, Map.of(), Map.of(), List.of(), false);
    }

    Loaded with(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new Loaded(rows, missing, renamed, List.copyOf(all), isNulled);
    }

    Loaded with(Dataset<Row> other) {
        return new Loaded(other, missing, renamed, notes, isNulled);
    }
}
