package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalTest {
    @ParameterizedTest
    @CsvSource({"72,132,72", "'',132,132", "'','',100", "0,x,100", "-5,'',100"})
    void widthIsToldOrFoundOrAHundred(String found, String columns, int width) {
        Terminal terminal =
                new Terminal(System.out, System.err, Map.of("SURPRISAL_COLUMNS", found, "COLUMNS", columns));
        assertThat(terminal.width()).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "LANG, de_DE.UTF-8, UTF-8",
        "LANG, de_DE.ISO-8859-1, ISO-8859-1",
        "LC_ALL, de_DE.iso885915@euro, ISO-8859-15",
        "LANG, C, UTF-8",
        "LANG, POSIX, UTF-8",
        "LANG, C.UTF-8, UTF-8",
        "LANG, xx.nonsense, UTF-8",
        "OTHER, x, UTF-8"
    })
    void charsetIsTheLocales(String name, String value, String charset) {
        assertThat(Terminal.charset(Map.of(name, value)).name()).isEqualTo(charset);
    }

    @Test
    void theStrongerVariableCounts() {
        assertThat(Terminal.charset(Map.of("LC_ALL", "C.UTF-8", "LANG", "de_DE.ISO-8859-1")))
                .isEqualTo(StandardCharsets.UTF_8);
    }
}
