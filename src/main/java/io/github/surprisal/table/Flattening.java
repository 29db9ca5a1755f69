package io.github.surprisal.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * The columns of a source in the form in which they are counted. A struct {@code a} becomes its fields {@code a.b}, at any
 * depth, null where the struct is; a field's name that holds a dot or a backtick stands in backticks, as in SQL. What has no
 * single values (arrays, maps, variants, ..) stays as it is, and {@link Leaf#isCountable} says so.
 *
 * @param leaves in the order of the source
 * @param structs the names of the structs, inner ones too
 */
record Flattening(List<Leaf> leaves, List<String> structs) {
    /** How much of a type's description a message shows: enough to recognise it. */
    private static final int SHOWN_TYPE = 60;

    /**
     * One column.
     *
     * @param name as the user writes it
     * @param column position of the source's column that it is, or is a part of
     * @param type of its values
     * @param made the SQL that makes it from the source's column, whatever that is named; null where it is that column
     */
    record Leaf(String name, int column, DataType type, UnaryOperator<String> made) {
        boolean isMade() {
            return made != null;
        }

        boolean isCountable() {
            return type instanceof NumericType
                    || type instanceof StringType
                    || type instanceof CharType
                    || type instanceof VarcharType
                    || type instanceof BooleanType
                    || type instanceof BinaryType
                    || type instanceof DateType
                    || type instanceof TimestampType
                    || type instanceof TimestampNTZType
                    || type instanceof YearMonthIntervalType
                    || type instanceof DayTimeIntervalType;
        }

        /** Whether it is a field of the struct of this name, at any depth. */
        boolean isWithin(String struct) {
            return isMade() && name.startsWith(struct + ".");
        }

        /** Its values, from rows whose columns are named {@code c0}, {@code c1}, .. */
        Column values() {
            return isMade() ? functions.expr(made.apply("c" + column)) : functions.col("c" + column);
        }

        /** Its type, cut where it is long. */
        String shownType() {
            String text = type.catalogString();
            return text.length() <= SHOWN_TYPE ? text : text.substring(0, SHOWN_TYPE) + "..";
        }
    }

    /**
     * Flattens a schema.
     *
     * @throws UserException for a column whose size is asked for and that has none, and for two columns of one name of which
     *     one is a struct's field, unless they are ignored
     */
    static Flattening of(StructType schema, TableConfig config, boolean caseSensitive) {
        Flattening flat = new Flattening(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < schema.length(); i++) {
            StructField field = schema.fields()[i];
            flat.add(config, field.name(), i, field.dataType(), null);
        }
        flat.checkNames(config, caseSensitive);
        return flat;
    }

    private void add(TableConfig config, String name, int column, DataType type, UnaryOperator<String> made) {
        String counted = counted(config, name);
        if (!counted.isEmpty()) {
            leaves.add(counted(name, column, type, made == null ? root -> root : made, counted));
            return;
        }
        if (type instanceof StructType struct) {
            structs.add(name);
            for (StructField field : struct.fields()) {
                String inner = name + "." + part(field.name());
                // A derived column of this name is the one that is meant.
                if (!isDerived(config, inner)) {
                    add(config, inner, column, field.dataType(), fieldOf(made, field.name()));
                }
            }
            return;
        }
        boolean nulled = made != null
                && type instanceof StringType
                && !config.nullValues().isEmpty();
        leaves.add(new Leaf(name, column, type, nulled ? root -> config.nulled(made.apply(root)) : made));
    }

    private static UnaryOperator<String> fieldOf(UnaryOperator<String> struct, String field) {
        return root -> (struct == null ? root : struct.apply(root)) + "." + Names.quoted(field);
    }

    private static String counted(TableConfig config, String name) {
        TableConfig.ColumnConfig column = config.columns().get(name);
        // Stored counts are of sizes already.
        return column == null || config.source() instanceof Source.Columns ? "" : column.counted();
    }

    private static Leaf counted(String name, int column, DataType type, UnaryOperator<String> made, String counted) {
        if (counted.equals("nullness")) {
            return new Leaf(name, column, DataTypes.BooleanType, root -> made.apply(root) + " IS NULL");
        }
        String function;
        if (type instanceof ArrayType || type instanceof MapType) {
            function = "size";
        } else if (type instanceof StringType || type instanceof BinaryType) {
            function = "length";
        } else {
            throw new UserException("Cannot count the size of column '" + name
                    + "': expected an array, a map, a text or bytes, found " + type.catalogString());
        }
        return new Leaf(name, column, DataTypes.IntegerType, root -> {
            String value = made.apply(root);
            // The size of null may be -1 or null by a setting of Spark.
            return "CASE WHEN " + value + " IS NOT NULL THEN " + function + "(" + value + ") END";
        });
    }

    private static boolean isDerived(TableConfig config, String name) {
        TableConfig.ColumnConfig column = config.columns().get(name);
        return column != null && !column.expression().isEmpty();
    }

    private static String part(String field) {
        return field.indexOf('.') >= 0 || field.indexOf('`') >= 0 ? Names.quoted(field) : field;
    }

    private void checkNames(TableConfig config, boolean caseSensitive) {
        Map<String, Leaf> seen = new HashMap<>();
        for (Leaf leaf : leaves) {
            String key =
                    caseSensitive || !leaf.isMade() ? leaf.name() : leaf.name().toLowerCase(Locale.ROOT);
            Leaf other = seen.putIfAbsent(key, leaf);
            if (other != null
                    && (leaf.isMade() || other.isMade())
                    && !ignores(config, leaf)
                    && !ignores(config, other)) {
                throw new UserException("Two columns are named '" + leaf.name()
                        + "', as fields of structs are named: leave them out with table.ignore, or rename one in"
                        + " table.query");
            }
        }
    }

    /** Whether a column, or a struct that it is a field of, is among those to ignore. */
    private boolean ignores(TableConfig config, Leaf leaf) {
        return config.ignore().stream()
                .anyMatch(ignored -> Names.glob(ignored).matcher(leaf.name()).matches() || leaf.isWithin(ignored));
    }

    List<String> names() {
        return leaves.stream().map(Leaf::name).toList();
    }

    /** The SQL of each of these columns that the source has not as it is, over the source's own names. */
    Map<String, String> expressions(List<Integer> positions, String[] sourceNames) {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (int position : positions) {
            Leaf leaf = leaves.get(position);
            if (leaf.isMade()) {
                expressions.put(leaf.name(), leaf.made().apply(Names.quoted(sourceNames[leaf.column()])));
            }
        }
        return expressions;
    }
}
