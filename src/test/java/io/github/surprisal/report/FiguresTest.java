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

    /** ln p = −1000 is p = 10^−434.3, less than any double. */
    @ParameterizedTest
    @CsvSource({
        "0.232, -1.46, 0.232",
        "7.84e-22, -48.6, 7.8e-22",
        "0, -1000, 1e-435",
        "NaN, NaN, –",
        "1, 0, 1.000",
        "0.0004, -7.8, 4.0e-4"
    })
    void pValues(double p, double logP, String text) {
        assertThat(Figures.pValue(p, logP)).isEqualTo(text);
    }
}
