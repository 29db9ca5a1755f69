package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "<!-- -->",
                "\"quoted\" 'and' \\ back",
                "שלום \u202e reversed",
                "😀 emoji",
                "tab\tline\nend\u2028\u2029\u0000",
                "a&b;&lt;"
            })
    void textsComeBackAndEndNoElement(String text) throws Exception {
        String json = new Json().open('[').value(text).close(']').toString();

        assertThat(json).doesNotContain("<", ">", "&", "\n", "\u2028");
        assertThat(JACKSON.readTree(json).get(0).asText()).isEqualTo(text);
    }

    /** Half of a pair of surrogates cannot be written as UTF-8. */
    @Test
    void halfACharacterIsEscaped() {
        assertThat(new Json().value("a\ud83db\ude00c\ud83d").toString()).isEqualTo("\"a\\ud83db\\ude00c\\ud83d\"");
    }

    @Test
    void nestsWithCommas() throws Exception {
        Json json = new Json()
                .open('{')
                .key("a")
                .open('[')
                .value(1)
                .value(Double.NaN)
                .value((String) null);
        json.values(2.5, Double.POSITIVE_INFINITY)
                .values(List.of("x", "y"))
                .close(']')
                .key("b")
                .raw("{}")
                .close('}');

        assertThat(json.toString()).isEqualTo("{\"a\":[1,null,null,[2.5,null],[\"x\",\"y\"]],\"b\":{}}");
        JsonNode read = JACKSON.readTree(json.toString());
        assertThat(read.get("a").get(3).get(0).asDouble()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0148712345, 0.014871",
        "0.5, 0.5",
        "123.456789, 123.457",
        "-2.0000001, -2.0",
        "3, 3",
        "1.234567e-7, 1.2346E-7",
        "0.0009999, 0.0009999",
        "1.23456789e20, 1.2346E+20",
        "9007199254740993, 9.0072E+15"
    })
    void numbersHaveFewDigits(double value, String json) {
        assertThat(Figures.json(value)).isEqualTo(json);
    }
}
