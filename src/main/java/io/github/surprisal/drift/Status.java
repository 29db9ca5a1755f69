package io.github.surprisal.drift;

import io.github.surprisal.table.Names;
import java.util.Locale;

/**
 * Whether a column could be compared, and if not, why.
 *
 * @param change what happened to the column
 * @param types "int to string" where its type changed; else empty
 */
public record Status(Change change, String types) {
    /** What may happen to a column from the reference to the table. */
    public enum Change {
        NONE("compared"),
        /** Of another type, but of numbers as before. */
        WIDENED("compared, type changed: "),
        RETYPED("type changed: "),
        NEW("only in the table"),
        DROPPED("only in the reference"),
        /** No rows of this group on one side; the columns are the same. */
        NO_ROWS_IN_TABLE("no rows in the table"),
        NO_ROWS_IN_REFERENCE("no rows in the reference");

        private final String text;

        Change(String text) {
            this.text = text;
        }
    }

    /** The keys that read a column as numbers in both tables, where it was text in one of them; else empty. */
    public String advice(String column) {
        return change == Change.RETYPED && types.contains("string")
                ? String.format(
                        Locale.ROOT,
                        "table.columns.%s.kind = numeric where its numbers have leading zeros, table.null-values = [NA] where a"
                                + " word stands for a missing one, or table.columns.%s.expression = %s hold for both tables",
                        Names.quotedForConfig(column),
                        Names.quotedForConfig(column),
                        Names.quotedForConfig("try_cast(" + Names.quoted(column) + " AS DOUBLE)"))
                : "";
    }

    static Status of(Change change) {
        return new Status(change, "");
    }

    /** Whether there are figures. */
    public boolean isCompared() {
        return change == Change.NONE || change == Change.WIDENED;
    }

    /** Whether the two tables have other columns or types here. */
    boolean isSchemaChange() {
        return switch (change) {
            case WIDENED, RETYPED, NEW, DROPPED -> true;
            case NONE, NO_ROWS_IN_TABLE, NO_ROWS_IN_REFERENCE -> false;
        };
    }

    /** As users read it. */
    public String text() {
        return change.text + types;
    }
}
