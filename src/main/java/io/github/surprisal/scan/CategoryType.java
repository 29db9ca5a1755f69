package io.github.surprisal.scan;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The type of a column's values as the count keeps them: a 64-bit key, or a byte string.
 *
 * <p>Keys: integers as they are; booleans 0 and 1; floating types as the bits of the double (−0.0 becomes 0.0, every NaN
 * is the one NaN, infinities are ordinary values); decimals of up to 18 digits as their unscaled value; dates as days and
 * timestamps as microseconds since 1970; intervals as months or microseconds. Byte strings: strings as UTF-8, binary as
 * it is, longer decimals as their unscaled value in two's complement. Strings that a collation holds to be equal are one value,
 * the one that Spark groups them by: lower case and without trailing blanks, as the collation says.
 *
 * @param base the family
 * @param scale digits after the point, for decimals
 * @param collation Spark's number of the collation that strings compare by; 0 where they compare by their bytes
 */
public record CategoryType(Base base, int scale, int collation) implements Serializable {
    /** The greatest unscaled value of a decimal. */
    private static final BigInteger GREATEST = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    /** The families of values. */
    public enum Base {
        BOOLEAN,
        INTEGER,
        FLOAT,
        DOUBLE,
        DECIMAL,
        BIG_DECIMAL,
        DATE,
        TIMESTAMP,
        TIMESTAMP_NTZ,
        YEAR_MONTH_INTERVAL,
        DAY_TIME_INTERVAL,
        STRING,
        BINARY
    }

    /** A type whose strings, if it has any, compare by their bytes. */
    public CategoryType(Base base, int scale) {
        this(base, scale, 0);
    }

    public static CategoryType of(Base base) {
        return new CategoryType(base, 0);
    }

    /** Whether values are byte strings; 64-bit keys otherwise. */
    public boolean isBytes() {
        return base == Base.STRING || base == Base.BINARY || base == Base.BIG_DECIMAL;
    }

    /** Orders two keys as their values are ordered; NaN comes after infinity. */
    public int compare(long a, long b) {
        return isFloating()
                ? Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b))
                : Long.compare(a, b);
    }

    /** Orders two byte strings: unsigned and lexicographic, decimals by value. */
    public int compare(byte[] a, byte[] b) {
        return base == Base.BIG_DECIMAL ? new BigInteger(a).compareTo(new BigInteger(b)) : Arrays.compareUnsigned(a, b);
    }

    /** The same for byte strings that are parts of arrays. */
    public int compare(byte[] a, int aStart, int aEnd, byte[] b, int bStart, int bEnd) {
        return base == Base.BIG_DECIMAL
                ? compare(Arrays.copyOfRange(a, aStart, aEnd), Arrays.copyOfRange(b, bStart, bEnd))
                : Arrays.compareUnsigned(a, aStart, aEnd, b, bStart, bEnd);
    }

    /** The value as text: ISO 8601 for dates and timestamps (in UTC), hexadecimal for binary. */
    public String text(long key) {
        return switch (base) {
            case BOOLEAN -> key == 0 ? "false" : "true";
            case INTEGER -> Long.toString(key);
            case FLOAT -> Float.toString((float) Double.longBitsToDouble(key));
            case DOUBLE -> Double.toString(Double.longBitsToDouble(key));
            case DECIMAL -> BigDecimal.valueOf(key, scale).toPlainString();
            case DATE -> LocalDate.ofEpochDay(key).toString();
            case TIMESTAMP -> instant(key).toString();
            case TIMESTAMP_NTZ ->
                LocalDateTime.ofInstant(instant(key), ZoneOffset.UTC).toString();
            case YEAR_MONTH_INTERVAL ->
                Period.ofMonths(Math.toIntExact(key)).normalized().toString();
            case DAY_TIME_INTERVAL ->
                Duration.ofSeconds(Math.floorDiv(key, 1_000_000L), Math.floorMod(key, 1_000_000L) * 1000)
                        .toString();
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + base);
        };
    }

    /** The value as text. */
    public String text(byte[] value) {
        return switch (base) {
            case STRING -> new String(value, StandardCharsets.UTF_8);
            case BINARY -> HexFormat.of().formatHex(value);
            case BIG_DECIMAL -> new BigDecimal(new BigInteger(value), scale).toPlainString();
            default -> throw new IllegalStateException("Not a byte string type: " + base);
        };
    }

    /** The key whose text this is. */
    public long parseKey(String text) {
        return switch (base) {
            case BOOLEAN -> text.equals("true") ? 1 : 0;
            case INTEGER -> Long.parseLong(text);
            case FLOAT -> Double.doubleToLongBits(Float.parseFloat(text));
            case DOUBLE -> Double.doubleToLongBits(Double.parseDouble(text));
            case DECIMAL -> new BigDecimal(text).setScale(scale).unscaledValue().longValueExact();
            case DATE -> LocalDate.parse(text).toEpochDay();
            case TIMESTAMP -> micros(Instant.parse(text));
            case TIMESTAMP_NTZ -> micros(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            case YEAR_MONTH_INTERVAL -> Period.parse(text).toTotalMonths();
            case DAY_TIME_INTERVAL -> {
                Duration duration = Duration.parse(text);
                yield duration.getSeconds() * 1_000_000L + duration.getNano() / 1000;
            }
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + base);
        };
    }

    /** The byte string whose text this is. */
    public byte[] parseBytes(String text) {
        return switch (base) {
            case STRING -> text.getBytes(StandardCharsets.UTF_8);
            case BINARY -> HexFormat.of().parseHex(text);
            case BIG_DECIMAL ->
                new BigDecimal(text).setScale(scale).unscaledValue().toByteArray();
            default -> throw new IllegalStateException("Not a byte string type: " + base);
        };
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000;
    }

    /** The value as a number; dates and timestamps as their key. */
    public double number(long key) {
        return switch (base) {
            case FLOAT, DOUBLE -> Double.longBitsToDouble(key);
            case DECIMAL -> BigDecimal.valueOf(key, scale).doubleValue();
            default -> key;
        };
    }

    /** The value as a number: NaN for strings and binary. */
    public double number(byte[] value) {
        return base == Base.BIG_DECIMAL ? new BigDecimal(new BigInteger(value), scale).doubleValue() : Double.NaN;
    }

    /** A finite number in the digits of its text; dates, timestamps and intervals as their key. */
    public BigDecimal decimal(long key) {
        return switch (base) {
            case FLOAT, DOUBLE -> new BigDecimal(text(key));
            case DECIMAL -> BigDecimal.valueOf(key, scale);
            default -> BigDecimal.valueOf(key);
        };
    }

    /** The number of a longer decimal. */
    public BigDecimal decimal(byte[] value) {
        return new BigDecimal(new BigInteger(value), scale);
    }

    /** The key of the greatest value up to a number; of a floating type that of the nearest value. */
    public long keyUpTo(BigDecimal number) {
        return switch (base) {
            case FLOAT -> Double.doubleToLongBits(number.floatValue() + 0.0);
            case DOUBLE -> Double.doubleToLongBits(number.doubleValue() + 0.0);
            default ->
                unscaled(number)
                        .min(BigInteger.valueOf(Long.MAX_VALUE))
                        .max(BigInteger.valueOf(Long.MIN_VALUE))
                        .longValueExact();
        };
    }

    /** The byte string of the greatest value of a longer decimal up to a number. */
    public byte[] bytesUpTo(BigDecimal number) {
        return unscaled(number).min(GREATEST).max(GREATEST.negate()).toByteArray();
    }

    private BigInteger unscaled(BigDecimal number) {
        return number.setScale(scale, RoundingMode.FLOOR).unscaledValue();
    }

    private boolean isFloating() {
        return base == Base.FLOAT || base == Base.DOUBLE;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
