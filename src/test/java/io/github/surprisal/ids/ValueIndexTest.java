package io.github.surprisal.ids;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.scan.CategoryType;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueIndexTest {
    /** Few keys are compared, many sorted by their digits. */
    @ParameterizedTest
    @CsvSource({"DOUBLE, 200", "DOUBLE, 5000", "FLOAT, 5000", "INTEGER, 200", "INTEGER, 5000", "DECIMAL, 5000"})
    void idsAreInTheOrderOfTheirValues(CategoryType.Base base, int count) {
        ValueIndex values = new ValueIndex(CategoryType.of(base));
        Well19937c random = new Well19937c(1);
        boolean isFloating = base == CategoryType.Base.DOUBLE || base == CategoryType.Base.FLOAT;
        for (int i = 0; i < count; i++) {
            values.idOf(isFloating ? Double.doubleToLongBits(random.nextGaussian()) : random.nextLong() >> (i % 64));
        }
        if (isFloating) {
            for (double special : new double[] {0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
                values.idOf(Double.doubleToLongBits(special));
            }
        }
        int[] ascending = values.ascending();
        assertThat(ascending).hasSize(values.size()).doesNotHaveDuplicates();
        assertThat(IntStream.range(1, ascending.length))
                .allMatch(i -> values.compare(ascending[i - 1], ascending[i]) < 0);
    }
}
