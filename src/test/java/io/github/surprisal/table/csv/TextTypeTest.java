package io.github.surprisal.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', nullValues = "-", ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        1;2;-3~int
        1;2147483648~bigint
        1;9223372036854775808~decimal(38,0)
        1;123456789012345678901234567890123456789~string
        1;2.5~double
        1e3;.5;4.;+7~double
        1;NaN~double
        NaN;Infinity~string
        12; 13 ;14~int
        true;False~boolean
        true;1~string
        2020-01-31;2020-2-1~date
        2020-02-30~string
        2020-01-31;2020-01-31 10:00:00~timestamp_ntz
        2020-01-31T10:00:00.123Z~timestamp
        2020-01-31T10:00:00+01:00;2020-01-31~timestamp
        10:30;11:30~string
        02134;10001~string
        0;10~int
        0.5;00.5~double
        1,5;2,5~string
        1d;2f~string
        0x1F~string
        ;;~string
        ;1;~int
        """)
    void theTypeHoldsEveryText(String texts, String type) {
        int kinds = 0;
        for (String text : texts.split(";", -1)) {
            kinds |= TextType.of(UTF8String.fromString(text));
        }
        assertThat(TextType.type(kinds, false).catalogString()).isEqualTo(type);
    }

    @Test
    void leadingZerosAreCodesUnlessTheColumnIsKnownToBeNumbers() {
        int kinds = TextType.of(UTF8String.fromString("02134")) | TextType.of(UTF8String.fromString("10001"));
        assertThat(TextType.isPadded(kinds)).isTrue();
        assertThat(TextType.type(kinds, true).catalogString()).isEqualTo("int");
        assertThat(TextType.isPadded(TextType.of(UTF8String.fromString("12")))).isFalse();
    }

    @Test
    void numbers() {
        assertThat(TextType.isNumber("-1.5e-3")).isTrue();
        assertThat(TextType.isNumber("007")).isTrue();
        assertThat(TextType.isNumber("NA")).isFalse();
        assertThat(TextType.isNumber("NaN")).isFalse();
        assertThat(TextType.isNumber("")).isFalse();
        assertThat(TextType.isNumber("-")).isFalse();
        assertThat(TextType.isNumber("1-2")).isFalse();
    }
}
