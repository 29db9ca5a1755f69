package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByGroupTest {
    /** Few figures are kept, many are measured as they are asked for: nobody can tell but by the time. */
    @ParameterizedTest
    @CsvSource({"1, 3", "50, 7", "1000, 500", "90000, 1", "3, 70000"})
    void goesThroughEveryGroupInOrder(int groups, int rows) {
        IntFunction<List<Integer>> measure = group ->
                IntStream.range(group * rows, (group + 1) * rows).boxed().toList();
        ByGroup<Integer> all = ByGroup.measured(groups, rows, measure);
        assertThat(all.overall()).isEqualTo(measure.apply(0));
        assertThat(all.of(groups - 1)).isEqualTo(measure.apply(groups - 1));
        for (int times = 0; times < 2; times++) {
            assertThat(all.stream().mapToInt(i -> i).toArray())
                    .isEqualTo(IntStream.range(0, groups * rows).toArray());
        }
    }

    /** A group without rows, as one in which no split is better than none, ends nothing. */
    @Test
    void groupsMayBeEmpty() {
        ByGroup<Integer> odd =
                ByGroup.measured(200_000, 1, group -> group % 2 == 0 || group < 100_000 ? List.of() : List.of(group));
        assertThat(odd).hasSize(50_000).startsWith(100_001).endsWith(199_999);
    }

    /** What is measured and not yet asked for does not grow with the groups. */
    @Test
    void measuresNoMoreThanALittleAhead() {
        AtomicInteger measured = new AtomicInteger();
        ByGroup<Integer> all = ByGroup.measured(1_000_000, 1, group -> {
            measured.incrementAndGet();
            return List.of(group);
        });
        Iterator<Integer> rows = all.iterator();
        for (int row = 0; row < 20_000; row++) {
            rows.next();
            assertThat(measured.get()).isLessThan(row + 10_000);
        }
    }

    /** What goes wrong in a group reaches whoever goes through all as it is: the user's mistake stays one. */
    @Test
    void aGroupThatFailsFailsAsItIs() {
        IllegalArgumentException wrong = new IllegalArgumentException("group 70000");
        ByGroup<Integer> all = ByGroup.measured(100_000, 1, group -> {
            if (group == 70_000) {
                throw wrong;
            }
            return List.of(group);
        });
        assertThatThrownBy(() -> all.stream().forEach(row -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group 70000");
    }
}
