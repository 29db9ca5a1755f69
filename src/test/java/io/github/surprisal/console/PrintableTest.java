package io.github.surprisal.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
    /** Written as Java escapes, as the source of a test should hold none of these itself. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1B     | \\u001B
            0      | \\u0000
            7F     | \\u007F
            85     | \\u0085
            9B     | \\u009B
            A      | \\n
            D      | \\r
            9      | \\t
            61C    | \\u061C
            200B   | \\u200B
            200E   | \\u200E
            200F   | \\u200F
            2028   | \\u2028
            2029   | \\u2029
            202A   | \\u202A
            202E   | \\u202E
            2060   | \\u2060
            2066   | \\u2066
            2069   | \\u2069
            FEFF   | \\uFEFF
            AD     | \\u00AD
            D800   | \\uD800
            DFFF   | \\uDFFF
            E0041  | \\U000E0041
            """)
    void whatATerminalWouldObeyOrNotShowIsWrittenOut(String codePoint, String shown) {
        String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "z";
        assertThat(Printable.of(text)).isEqualTo("a" + shown + "z");
        assertThat(Printable.of(Printable.of(text))).isEqualTo("a" + shown + "z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "Straße",
                "日本語",
                "e\u0301",
                "עברית",
                "क्\u200Dष",
                "👩\u200D👩\u200D👧",
                "a b",
                "C:\\new",
                "\uE000"
            })
    void whatReadersSeeStaysAsItIs(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "'', 0",
        "日本, 4",
        "e\u0301, 1",
        "👩\u200D👩\u200D👧, 2",
        "🇩🇪, 2",
        "❤\uFE0F, 2",
        "한글, 4",
        "ｱ, 1",
        "−0.5, 4",
        "…, 1"
    })
    void widthIsThatOfATerminal(String text, int width) {
        assertThat(Printable.width(text)).isEqualTo(width);
    }

    @Test
    void theMiddleGivesWay() {
        assertThat(Printable.cut("stalk-color-above-ring", 22)).isEqualTo("stalk-color-above-ring");
        assertThat(Printable.cut("stalk-color-above-ring", 12)).isEqualTo("stalk-…-ring");
        assertThat(Printable.cut("stalk-color-above-ring", 11)).isEqualTo("stalk…-ring");
        assertThat(Printable.cut("ab", 1)).isEqualTo("…");
    }

    @Test
    void theEndGivesWay() {
        assertThat(Printable.cutEnd("CASE WHEN `d` <= 3", 18)).isEqualTo("CASE WHEN `d` <= 3");
        assertThat(Printable.cutEnd("CASE WHEN `d` <= 3", 10)).isEqualTo("CASE WHEN…");
        assertThat(Printable.cutEnd("日本語日本語", 6)).isEqualTo("日本…");
        assertThat(Printable.cutEnd("ab", 1)).isEqualTo("…");
    }

    @Test
    void noCharacterIsParted() {
        assertThat(Printable.cut("日本語日本語", 6)).isEqualTo("日…語");
        String flags = "🇩🇪🇫🇷🇮🇹🇪🇸";
        assertThat(Printable.cut(flags, 5)).isEqualTo("🇩🇪…🇪🇸");
        String marks = "e\u0301".repeat(10);
        assertThat(Printable.cut(marks, 3)).isEqualTo("e\u0301…e\u0301");
        for (int most = 1; most < 12; most++) {
            assertThat(Printable.width(Printable.cut("日a👩\u200D👩\u200D👧本語e\u0301xyz", most)))
                    .isLessThanOrEqualTo(most);
        }
    }
}
