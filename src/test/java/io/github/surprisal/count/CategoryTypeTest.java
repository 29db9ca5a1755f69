package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CategoryTypeTest {
    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, 0, 1, true",
        "INTEGER, 0, -9223372036854775808, -9223372036854775808",
        "DECIMAL, 2, -1205, -12.05",
        "DATE, 0, -719162, 0001-01-01",
        "TIMESTAMP, 0, -1, 1969-12-31T23:59:59.999999Z",
        "TIMESTAMP, 0, 1700000000123456, 2023-11-14T22:13:20.123456Z",
        "TIMESTAMP_NTZ, 0, -62135596800000001, 0000-12-31T23:59:59.999999",
        "YEAR_MONTH_INTERVAL, 0, -25, P-2Y-1M",
        "DAY_TIME_INTERVAL, 0, -90000000001, PT-25H-0.000001S"
    })
    void keysAsText(Base base, int scale, long key, String text) {
        assertThat(new CategoryType(base, scale).text(key)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT, 0.1, 0.1", "FLOAT, -1e30, -1.0E30", "DOUBLE, NaN, NaN", "DOUBLE, -Infinity, -Infinity"})
    void floatingKeysAsText(Base base, double value, String text) {
        double kept = base == Base.FLOAT ? (float) value : value;
        assertThat(CategoryType.of(base).text(Double.doubleToLongBits(kept))).isEqualTo(text);
    }

    @Test
    void byteStringsAsText() {
        assertThat(CategoryType.of(Base.BINARY).text(new byte[] {-1, 0, 65})).isEqualTo("ff0041");
        byte[] unscaled = BigInteger.valueOf(-8388543).toByteArray();
        assertThat(new CategoryType(Base.BIG_DECIMAL, 3).text(unscaled)).isEqualTo("-8388.543");
    }
}
