package io.github.surprisal.encode;

import io.github.surprisal.count.CategoryType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Reads back what {@link CategoryType#text} wrote. */
final class CategoryText {
    private CategoryText() {}

    static long key(CategoryType type, String text) {
        return switch (type.base()) {
            case BOOLEAN -> Boolean.parseBoolean(text) ? 1 : 0;
            case INTEGER -> Long.parseLong(text);
            case FLOAT -> Double.doubleToLongBits(Float.parseFloat(text));
            case DOUBLE -> Double.doubleToLongBits(Double.parseDouble(text));
            case DECIMAL -> new BigDecimal(text).unscaledValue().longValueExact();
            case DATE -> LocalDate.parse(text).toEpochDay();
            case TIMESTAMP -> micros(Instant.parse(text));
            case TIMESTAMP_NTZ -> micros(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            case YEAR_MONTH_INTERVAL -> Period.parse(text).toTotalMonths();
            case DAY_TIME_INTERVAL -> {
                Duration duration = Duration.parse(text);
                yield duration.getSeconds() * 1_000_000L + duration.getNano() / 1000;
            }
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + type);
        };
    }

    static byte[] bytes(CategoryType type, String text) {
        return switch (type.base()) {
            case STRING -> text.getBytes(StandardCharsets.UTF_8);
            case BINARY -> HexFormat.of().parseHex(text);
            case BIG_DECIMAL -> new BigDecimal(text).unscaledValue().toByteArray();
            default -> throw new IllegalStateException("Not a byte string type: " + type);
        };
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000;
    }
}
