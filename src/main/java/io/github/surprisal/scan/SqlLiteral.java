package io.github.surprisal.scan;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Values as SQL, if not said otherwise such that Spark and DuckDB read it alike, exact to the last bit. Nothing of a text is taken for SQL: quotes, backslashes, which
 * the two read differently, and what a terminal would not show are written as codes.
 */
public final class SqlLiteral {
    private SqlLiteral() {}

    /** A double. */
    public static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "CAST('" + value + "' AS DOUBLE)";
        }
        String text = Double.toString(value);
        return text.indexOf('E') < 0 ? text + "E0" : text;
    }

    /**
     * A 64-bit key of a type.
     *
     * @throws IllegalArgumentException for an interval: there is no literal that both read
     */
    public static String of(CategoryType type, long key) {
        return switch (type.base()) {
            case BOOLEAN -> key == 0 ? "FALSE" : "TRUE";
            case FLOAT, DOUBLE -> of(Double.longBitsToDouble(key));
            case INTEGER, DECIMAL -> type.text(key);
            case DATE -> "DATE '" + type.text(key) + "'";
            // Compared as a point in time, in whatever time zone.
            case TIMESTAMP -> "CAST('" + type.text(key).replace("Z", "+00:00") + "' AS TIMESTAMP)";
            case TIMESTAMP_NTZ ->
                "TIMESTAMP '" + DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.parse(type.text(key))) + "'";
            case YEAR_MONTH_INTERVAL, DAY_TIME_INTERVAL ->
                throw new IllegalArgumentException("an interval, which has no literal that Spark and DuckDB both read");
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + type.base());
        };
    }

    /** A byte string of a type. */
    public static String of(CategoryType type, byte[] value) {
        return switch (type.base()) {
            case STRING -> text(type.text(value));
            case BINARY -> "unhex(" + hex(value) + ")";
            case BIG_DECIMAL -> type.text(value);
            default -> throw new IllegalStateException("Not a byte string type: " + type.base());
        };
    }

    /** A value's text as a literal of Spark's SQL alone, as short as can be; empty for a type that has none. */
    public static String spark(CategoryType type, String text) {
        return switch (type.base()) {
            case BOOLEAN, INTEGER -> text;
            case DECIMAL, BIG_DECIMAL -> text.contains("E") ? text + "BD" : text;
            case FLOAT -> "float('" + text + "')";
            case DOUBLE -> text.equals("NaN") || text.contains("Infinity") ? "double('" + text + "')" : text + "D";
            case DATE -> "DATE'" + text + "'";
            case TIMESTAMP -> "TIMESTAMP'" + text + "'";
            case TIMESTAMP_NTZ -> "TIMESTAMP_NTZ'" + text + "'";
            case STRING -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case BINARY -> "X'" + text + "'";
            case YEAR_MONTH_INTERVAL, DAY_TIME_INTERVAL -> "";
        };
    }

    /** Whether a value's text can be read as it stands: what cannot is to be compared by its bytes, {@code hex(x)} = {@link #hex}. */
    public static boolean isReadable(CategoryType type, String text) {
        return type.base() != CategoryType.Base.STRING || text.codePoints().allMatch(SqlLiteral::isShown);
    }

    /** What SQL's {@code hex} makes of a text of these bytes. */
    public static String hex(byte[] value) {
        return "'" + HexFormat.of().withUpperCase().formatHex(value) + "'";
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            // What decoding made of bytes that are no text.
            default -> c != 0xFFFD;
        };
    }

    private static String text(String text) {
        if (text.indexOf('\'') < 0 && text.indexOf('\\') < 0) {
            return "'" + text + "'";
        }
        StringBuilder sql = new StringBuilder("'");
        text.codePoints().forEach(c -> {
            if (c == '\'' || c == '\\') {
                sql.append("' || chr(").append(c).append(") || '");
            } else {
                sql.appendCodePoint(c);
            }
        });
        return sql.append("'").toString().replace("'' || ", "").replace(" || ''", "");
    }
}
