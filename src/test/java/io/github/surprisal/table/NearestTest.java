package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The name that was meant: in another case, with a letter more or less at its end, or an edit away. */
class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "yy, y",
        "Y2, y",
        "Y, y",
        "X2, x2",
        "z, ''",
        "x, ''",
        "zz, ''",
        "incme, income",
        "icnome, income",
        "incomes, income",
        "outcome, ''"
    })
    void whatWasMeant(String name, String nearest) {
        assertThat(Nearest.to(name, List.of("x2", "income", "y"))).isEqualTo(nearest);
    }
}
