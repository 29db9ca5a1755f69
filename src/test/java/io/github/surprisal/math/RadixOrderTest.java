package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RadixOrderTest {
    /** All bits differ, only the leading or the last ones do, none, and there is nothing to sort. */
    @ParameterizedTest
    @CsvSource({"5000, -1", "5000, -72057594037927936", "5000, 7", "300, 0", "0, -1"})
    void isStableAndAscending(int size, long bits) {
        long[] words = new Random(size).longs(size).map(word -> word & bits).toArray();
        Comparator<Integer> signed = Comparator.comparingLong(i -> words[i]);
        Comparator<Integer> unsigned = (a, b) -> Long.compareUnsigned(words[a], words[b]);
        assertThat(RadixOrder.signed(RadixOrder.identity(size), words)).isEqualTo(sorted(size, signed));
        assertThat(RadixOrder.unsigned(RadixOrder.identity(size), words)).isEqualTo(sorted(size, unsigned));
        int[] descending = IntStream.range(0, size).map(i -> size - 1 - i).toArray();
        assertThat(RadixOrder.signed(descending, words))
                .isEqualTo(sorted(size, signed.thenComparing(Comparator.reverseOrder())));
    }

    private static int[] sorted(int size, Comparator<Integer> order) {
        Integer[] positions = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        Arrays.sort(positions, order);
        return Arrays.stream(positions).mapToInt(i -> i).toArray();
    }
}
