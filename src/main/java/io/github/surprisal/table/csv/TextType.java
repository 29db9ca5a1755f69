package io.github.surprisal.table.csv;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What texts can be read as. Each text is one or more of the kinds below, as bits of a number; those of a whole column are the
 * bitwise or of its texts', so that columns can be looked at in parts and in any order. The type of a column is one that
 * every text of it can be cast to: nothing becomes null by being typed.
 *
 * <p>Numbers are {@code [+-]digits[.digits][e[+-]digits]}; whole numbers of 19 to 38 digits become decimals. A column in which
 * some whole number begins with a 0 that says nothing ({@code 02134}) stays text, as codes and telephone numbers are written
 * so. Dates are {@code yyyy-MM-dd}, timestamps that and {@code HH:mm[:ss[.fraction]]} after a blank or a T, with or without a
 * zone; without one they have no zone in Spark either. Booleans are true and false in any case.
 */
public final class TextType {
    static final int INT = 1;
    static final int LONG = 1 << 1;
    static final int BIG = 1 << 2;
    static final int FRACTION = 1 << 3;
    /** NaN and the infinities. */
    static final int SPECIAL = 1 << 4;

    static final int BOOLEAN = 1 << 5;
    static final int DATE = 1 << 6;
    static final int TIMESTAMP = 1 << 7;
    static final int ZONED = 1 << 8;
    /** A whole number with a leading zero, beside its size. */
    static final int PADDED = 1 << 9;
    /** Anything else. */
    static final int TEXT = 1 << 10;
    /** Nothing, or blanks alone. */
    static final int EMPTY = 1 << 11;
    /** One of the texts that mean null. */
    static final int NULL_WORD = 1 << 12;
    /** Blanks around the rest, beside what the rest is. */
    static final int BLANKS = 1 << 13;

    private static final int NUMBERS = INT | LONG | BIG | FRACTION | SPECIAL;
    private static final int TIMES = DATE | TIMESTAMP | ZONED;

    private static final int MOST_DIGITS = 38;

    private static final Pattern DATE_TEXT = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}");
    private static final Pattern TIMESTAMP_TEXT = Pattern.compile(
            "\\d{4}-\\d{1,2}-\\d{1,2}[ T]\\d{1,2}:\\d{2}" + "(:\\d{2}(\\.\\d{1,9})?)?( ?(Z|UTC|[+-]\\d{2}:?\\d{2}))?");
    private static final Pattern ZONE = Pattern.compile(".*:.*(Z|UTC|[+-]\\d{2}:?\\d{2})");

    private TextType() {}

    /** Whether a text is written as a number. */
    public static boolean isNumber(String text) {
        return (of(UTF8String.fromString(text)) & (NUMBERS & ~SPECIAL)) != 0;
    }

    /** The kinds of a text. */
    static int of(UTF8String text) {
        int from = 0;
        int to = text.numBytes();
        while (from < to && isBlank(text.getByte(from))) {
            from++;
        }
        while (to > from && isBlank(text.getByte(to - 1))) {
            to--;
        }
        if (from == to) {
            return EMPTY;
        }
        int blanks = to - from < text.numBytes() ? BLANKS : 0;
        int number = number(text, from, to);
        return blanks | (number != 0 ? number : word(text.trim().toString()));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** The kinds of a number; 0 for what is none. */
    private static int number(UTF8String text, int from, int to) {
        int at = from;
        byte sign = text.getByte(at);
        if (sign == '+' || sign == '-') {
            at++;
        }
        int first = at;
        at = digits(text, at, to);
        int whole = at - first;
        if (at == to && whole > 0) {
            int padded = whole > 1 && text.getByte(first) == '0' ? PADDED : 0;
            return padded | size(text, from, to, whole);
        }
        int fraction = 0;
        if (at < to && text.getByte(at) == '.') {
            int point = at + 1;
            at = digits(text, point, to);
            fraction = at - point;
        }
        if (whole + fraction == 0) {
            return 0;
        }
        if (at < to && (text.getByte(at) == 'e' || text.getByte(at) == 'E')) {
            at++;
            if (at < to && (text.getByte(at) == '+' || text.getByte(at) == '-')) {
                at++;
            }
            int exponent = at;
            at = digits(text, at, to);
            if (at == exponent) {
                return 0;
            }
        }
        return at == to ? FRACTION : 0;
    }

    private static int digits(UTF8String text, int from, int to) {
        int at = from;
        while (at < to && text.getByte(at) >= '0' && text.getByte(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int size(UTF8String text, int from, int to, int digits) {
        if (digits <= 9) {
            return INT;
        }
        if (digits > 19) {
            return digits <= MOST_DIGITS ? BIG : TEXT;
        }
        try {
            StringBuilder ascii = new StringBuilder();
            for (int i = from; i < to; i++) {
                ascii.append((char) text.getByte(i));
            }
            long value = Long.parseLong(ascii.toString());
            return value == (int) value ? INT : LONG;
        } catch (NumberFormatException e) {
            return BIG;
        }
    }

    private static int word(String text) {
        char first = text.charAt(0);
        if (first >= '0' && first <= '9') {
            return time(text);
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "false" -> BOOLEAN;
            case "nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity" -> SPECIAL;
            default -> TEXT;
        };
    }

    private static int time(String text) {
        UTF8String utf8 = UTF8String.fromString(text);
        if (DATE_TEXT.matcher(text).matches()) {
            return DateTimeUtils.stringToDate(utf8).isDefined() ? DATE : TEXT;
        }
        if (!TIMESTAMP_TEXT.matcher(text).matches()) {
            return TEXT;
        }
        boolean zoned = ZONE.matcher(text).matches();
        boolean valid = zoned
                ? DateTimeUtils.stringToTimestamp(utf8, java.time.ZoneOffset.UTC)
                        .isDefined()
                : DateTimeUtils.stringToTimestampWithoutTimeZone(utf8).isDefined();
        return !valid ? TEXT : zoned ? ZONED : TIMESTAMP;
    }

    /**
     * The type of a column whose texts are of these kinds.
     *
     * @param isNumeric whether it is known to hold numbers, so that leading zeros say nothing
     */
    static DataType type(int kinds, boolean isNumeric) {
        int families =
                ((kinds & NUMBERS) != 0 ? 1 : 0) + ((kinds & BOOLEAN) != 0 ? 1 : 0) + ((kinds & TIMES) != 0 ? 1 : 0);
        if ((kinds & TEXT) != 0 || families != 1) {
            return DataTypes.StringType;
        }
        if ((kinds & BOOLEAN) != 0) {
            return DataTypes.BooleanType;
        }
        if ((kinds & TIMES) != 0) {
            return (kinds & ZONED) != 0
                    ? DataTypes.TimestampType
                    : (kinds & TIMESTAMP) != 0 ? DataTypes.TimestampNTZType : DataTypes.DateType;
        }
        if (((kinds & PADDED) != 0 && !isNumeric) || (kinds & NUMBERS) == SPECIAL) {
            return DataTypes.StringType;
        }
        if ((kinds & (FRACTION | SPECIAL)) != 0) {
            return DataTypes.DoubleType;
        }
        return (kinds & BIG) != 0
                ? DataTypes.createDecimalType(MOST_DIGITS, 0)
                : (kinds & LONG) != 0 ? DataTypes.LongType : DataTypes.IntegerType;
    }

    /** Whether codes with leading zeros are all that keeps a column from being one of numbers. */
    static boolean isPadded(int kinds) {
        return (kinds & PADDED) != 0
                && type(kinds, false) instanceof StringType
                && !(type(kinds, true) instanceof StringType);
    }

    /** Whether Spark's CSV reader gives every text of these kinds the value that a cast gives it. */
    static boolean isPlain(int kinds, DataType type) {
        return (kinds & (EMPTY | NULL_WORD | BLANKS | SPECIAL | TIMES | BIG)) == 0 && !(type instanceof StringType);
    }
}
