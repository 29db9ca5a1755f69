package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.UserException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Texts of a CSV file as the types that {@code table.schema} gives their columns. Spark's reader makes null of a text that is no
 * value of its column's type; here such a text is an error with its column, for figures of a column that is null by a slip of
 * the schema are worse than none. {@code table.options.mode} leaves it to Spark's reader.
 */
final class SchemaCast {
    private SchemaCast() {}

    /** Whether texts can be cast to a type as Spark's reader reads them. */
    static boolean takes(DataType type) {
        return type instanceof StringType
                || type instanceof NumericType
                || type instanceof BooleanType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
    }

    /**
     * Texts as values; blank ones are null.
     *
     * @param text null where it means null
     * @param path for messages
     * @param name of the column, for messages
     */
    static Column of(Column text, DataType type, String path, String name) {
        String typeName = type.sql();
        UDF1<String, Object> refusal = found -> {
            if (found.isBlank()) {
                return null;
            }
            String shown = Names.shortened(found);
            throw new UserException("Cannot read '" + path + "' as CSV: column '" + name + "' is " + typeName
                    + " in table.schema or drift.reference.schema, found '" + shown + "'; STRING takes any text, "
                    + (shown.equals(found)
                            ? "table.null-values = [" + Names.quotedForConfig(found) + "] makes it null, "
                            : "")
                    + "table.options.mode = PERMISSIVE all such");
        };
        // Spark's reader takes thousands with their separators for decimals alone.
        Column plain = type instanceof DecimalType ? functions.translate(text, ",", "") : text;
        return functions.when(
                text.isNotNull(),
                functions.coalesce(
                        plain.try_cast(type), functions.udf(refusal, type).apply(text)));
    }
}
