package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JdbcDriversTest {
    private static Map<String, String> named(Map<String, String> options) {
        return JdbcDrivers.named(options, "org.postgresql.Driver"::equals);
    }

    @Test
    void theDriverIsTheOneThatTheUrlNeeds() {
        assertThat(named(Map.of("URL", "JDBC:PostgreSQL://host/db", "dbtable", "t")))
                .containsEntry("driver", "org.postgresql.Driver")
                .hasSize(3);
    }

    @Test
    void whatIsGivenNotThereOrNotKnownIsLeftAlone() {
        for (Map<String, String> options : List.of(
                Map.of("url", "jdbc:postgresql://host/db", "Driver", "mine"),
                Map.of("url", "jdbc:mysql://host/db"),
                Map.of("url", "jdbc:other:thing"),
                Map.of("url", "postgresql"),
                Map.of("dbtable", "t"))) {
            assertThat(named(options)).isEqualTo(options);
        }
    }
}
