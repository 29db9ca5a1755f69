package io.github.surprisal.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.table.UserException;
import org.junit.jupiter.api.Test;

/** Arrays grow up to Java's limit, and nothing is written beyond it. */
class ArrayLengthTest {
    @Test
    void growsAndEnds() {
        assertThat(ArrayLength.grown(16, 20)).isEqualTo(32);
        assertThat(ArrayLength.grown(16, 100)).isEqualTo(100);
        assertThat(ArrayLength.grown(1 << 30, (1L << 30) + 1)).isEqualTo(Integer.MAX_VALUE - 16);
        assertThat(ArrayLength.grown(Integer.MAX_VALUE - 20, Integer.MAX_VALUE - 16))
                .isEqualTo(Integer.MAX_VALUE - 16);
        assertThatThrownBy(() -> ArrayLength.grown(Integer.MAX_VALUE - 16, 1L << 31))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("take 2048 MiB, and there is room for 2,047")
                .hasMessageContaining("spark.sql.files.maxPartitionBytes");
    }
}
