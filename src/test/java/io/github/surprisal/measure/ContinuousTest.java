package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class ContinuousTest {
    private static Counts count(String expression, long rows, int maxCategories) {
        TableConfig config = new TableConfig(
                new Source.Query("select " + expression + " as x, id % 2 as y from range(0, " + rows + ", 1, 2)"),
                "",
                "y",
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of());
        return CountScan.count(TableReader.read(SparkExtension.session(), config), new CountConfig(maxCategories));
    }

    /** ½·log(2πeσ²), log(b − a), 1 − log λ; known values, then fine bins. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        3 * randn(1)      | 2.5175508218727822
        10 * rand(2)      | 2.302585092994046
        -log(1 - rand(3)) / 4 | -0.3862943611198906
        """)
    void closedForms(String expression, double expected) {
        for (long rows : new long[] {20_000, 200_000}) {
            Counts counts = count(expression, rows, 65_536);
            assertThat(counts.columns().get(0).overLimit()).isEqualTo(rows > 65_536);
            assertThat(Continuous.entropy(counts.columns().get(0)))
                    .as(rows + " rows")
                    .isEqualTo(expected, within(0.02));
        }
    }

    @Test
    void onlyMeasurementsHaveOne() {
        assertThat(Continuous.entropy(count("id", 1000, 65_536).columns().get(0)))
                .isNaN();
        assertThat(Continuous.entropy(
                        count("id % 100 / 7D", 1000, 65_536).columns().get(0)))
                .isNaN();
        assertThat(Continuous.entropy(count("if(id % 3 = 0, double('Infinity'), id / 10000D)", 9000, 65_536)
                        .columns()
                        .get(0)))
                .as("infinite values are passed over")
                .isEqualTo(Math.log(0.9), within(0.02));
    }

    /** log-normal, so that its two tails differ: known values to the bit, fine bins but for their cut. */
    @ParameterizedTest
    @CsvSource({"5000, 0", "90000, 0.01"})
    void aMeasurementAndItsNegativeHaveTheSame(long rows, double tolerance) {
        double h = Continuous.entropy(
                count("exp(randn(4))", rows, 65_536).columns().get(0));
        double mirrored = Continuous.entropy(
                count("-exp(randn(4))", rows, 65_536).columns().get(0));
        assertThat(h).isEqualTo(1.4189385332046727, within(0.03));
        assertThat(mirrored).isEqualTo(h, within(tolerance));
    }

    /** With an atom the density is infinite, wherever in the range it is. */
    @ParameterizedTest
    @CsvSource({"-1", "0.5", "2"})
    void atomsHaveNone(double atom) {
        for (long rows : new long[] {5000, 90_000}) {
            assertThat(Continuous.entropy(count("if(id % 10 = 0, " + atom + "D, rand(5))", rows, 65_536)
                            .columns()
                            .get(0)))
                    .as(rows + " rows")
                    .isNaN();
        }
    }
}
