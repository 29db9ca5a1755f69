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
 * @param notes what the user should know of how they are read
 * @param isNulled whether the texts that mean null are nulls already
 */
record Loaded(Dataset<Row> rows, Map<String, String> missing, List<String> notes, boolean isNulled) {
    static Loaded of(Dataset<Row> rows) {
        return new Loaded(rows, Map.of(), List.of(), false);
    }

    Loaded with(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new Loaded(rows, missing, List.copyOf(all), isNulled);
    }

    Loaded with(Dataset<Row> other) {
        return new Loaded(other, missing, notes, isNulled);
    }
}
