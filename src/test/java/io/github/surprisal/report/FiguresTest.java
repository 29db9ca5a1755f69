package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.014871 | 0.0149",
                "4526 | 4,526",
                "-0.0482 | −0.0482",
                "-3 | −3",
                "0.00012 | 0.00012",
                "0.0000123 | 1.2e-5",
                "2.5e12 | 2,500,000,000,000",
                "2.5e18 | 2.5e+18",
                "NaN | –",
                "Infinity | ∞",
                "-Infinity | −∞",
                "0 | 0",
                "-0.0 | 0"
            })
    void figures(double value, String text) {
        assertThat(Figures.figure(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0%", "1, 100%", "0.123, 12.3%", "-0.016, −1.6%", "NaN, –"})
    void shares(double value, String text) {
        assertThat(Figures.percent(value)).isEqualTo(text);
    }

    /** What is less than any double reads as it does on the console. */
    @ParameterizedTest
    @CsvSource({"0.232, 0.232", "7.84e-22, 7.8e-22", "0, <1e-300", "NaN, –", "1, 1.000", "0.0004, 4.0e-4"})
    void pValues(double p, String text) {
        assertThat(Figures.pValue(p)).isEqualTo(text);
    }
}
