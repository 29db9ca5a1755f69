package io.github.surprisal.table.csv;

import io.github.surprisal.table.Names;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.UserException;
import io.github.surprisal.table.files.Options;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Texts of a CSV file as the types that {@code table.schema} gives their columns. Spark's reader makes null of a text that is no
 * value of its column's type; here such a text is an error with its column, for figures of a column that is null by a slip of
 * the schema are worse than none. {@code table.options.mode} leaves it to Spark's reader.
 */
final class SchemaCast {
    /** Options of how values are written, which only Spark's own inference takes. */
    static final String[] FORMATS = {
        "dateFormat",
        "timestampFormat",
        "timestampNTZFormat",
        "locale",
        "nanValue",
        "positiveInf",
        "negativeInf",
        "mode",
        "columnNameOfCorruptRecord",
        "samplingRatio",
        "prefersDate"
    };

    /** Options of what surrounds a value. */
    private static final List<String> OF_FILES = List.of(
            "delimiter",
            "header",
            "encoding",
            "charset",
            "multiLine",
            "lineSep",
            "comment",
            "columnNameOfCorruptRecord");

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
        // Spark's reader takes thousands with their separators for decimals alone.
        Column plain = type instanceof DecimalType ? functions.translate(text, ",", "") : text;
        return checked(plain.try_cast(type), text, type, path, name);
    }

    private static Column checked(Column value, Column text, DataType type, String path, String name) {
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
        return functions.when(
                text.isNotNull(),
                functions.coalesce(value, functions.udf(refusal, type).apply(text)));
    }

    /**
     * Texts as values, written as the options of Spark's reader say; what is no value of the type is null or, with the mode
     * FAILFAST, an error.
     *
     * @param text null where it means null
     * @param path for messages
     * @param name of the column, for messages
     */
    static Column of(Column text, DataType type, Options options, String path, String name) {
        Options ofValue = new Options(options.toMap());
        for (String ofFile : OF_FILES) {
            ofValue.remove(ofFile);
        }
        ofValue.put("sep", "\u0001");
        ofValue.put("quote", "\u0000");
        ofValue.put("mode", "PERMISSIVE");
        Column value = functions
                .from_csv(text, functions.lit("v " + type.sql()), ofValue.toMap())
                .getField("v");
        return "FAILFAST".equalsIgnoreCase(options.first("mode")) ? checked(value, text, type, path, name) : value;
    }

    /**
     * Rows of texts but those of which one is no value of its column's type, where the options leave them out.
     *
     * @param config the texts that mean null
     * @param values of the rows' columns
     * @param types of the same
     */
    static Dataset<Row> kept(
            Dataset<Row> rows, TableConfig config, List<Column> values, StructType types, Options options) {
        if (!drops(options)) {
            return rows;
        }
        List<Column> are = new ArrayList<>();
        for (int i = 0; i < types.length(); i++) {
            if (!(types.fields()[i].dataType() instanceof StringType)) {
                Column text = functions.expr(config.nulled(rows.columns()[i]));
                are.add(functions
                        .coalesce(functions.trim(text), functions.lit(""))
                        .equalTo("")
                        .or(values.get(i).isNotNull()));
            }
        }
        // In pairs, for a chain of a thousand is as deep for Spark's optimizer.
        while (are.size() > 1) {
            List<Column> pairs = new ArrayList<>();
            for (int i = 0; i < are.size(); i += 2) {
                pairs.add(i + 1 < are.size() ? are.get(i).and(are.get(i + 1)) : are.get(i));
            }
            are = pairs;
        }
        return are.isEmpty() ? rows : rows.where(are.get(0));
    }

    private static boolean drops(Options options) {
        return "DROPMALFORMED".equalsIgnoreCase(options.first("mode"));
    }

    /** Whether the schema has a column for lines that are not as it says, which only Spark's reader fills. */
    static boolean hasCorrupt(StructType schema, Options options) {
        String corrupt = options.first("columnNameOfCorruptRecord");
        return corrupt != null && List.of(schema.fieldNames()).contains(corrupt);
    }
}
