package io.github.surprisal.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RadixOrderTest {
    /** All bits differ, only the leading or the last ones do, none; so few that they are inserted, and nothing to sort. */
    @ParameterizedTest
    @CsvSource({
        "5000, -1",
        "5000, -72057594037927936",
        "5000, 7",
        "300, 0",
        "64, -1",
        "64, 7",
        "65, -1",
        "2, -1",
        "0, -1"
    })
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

    /** Spread evenly; one leading digit for many, so that insertion gives up; few of them; as they should be. */
    @ParameterizedTest
    @CsvSource({
        "20000, -1, 0",
        "20000, 8191, 4611686018427387904",
        "20000, 3, 0",
        "50, -1, 0",
        "50, 3, 9",
        "1, 0, 0",
        "0, 0, 0"
    })
    void whatBelongsToANumberStaysWithIt(int size, long bits, long outlier) {
        long[] words = new Random(size).longs(size).map(word -> word & bits).toArray();
        if (outlier != 0) {
            words[size / 2] = outlier;
        }
        int[] expected = sorted(size, Comparator.comparingLong(i -> words[i]));
        long[] sorted = words.clone();
        int[] belonging = RadixOrder.identity(size);
        RadixOrder.sort(sorted, belonging);
        assertThat(belonging).isEqualTo(expected);
        assertThat(sorted).isSorted().hasSize(size);
        RadixOrder.sort(sorted, belonging);
        assertThat(belonging).isEqualTo(expected);
    }

    @Test
    void doublesAreInTheOrderOfDoubleCompare() {
        double[] special = {
            0.0,
            -0.0,
            1.5,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE
        };
        double[] numbers = new Random(1)
                .ints(300, 0, special.length)
                .mapToDouble(i -> special[i])
                .toArray();
        double[] before = numbers.clone();
        int[] belonging = RadixOrder.identity(numbers.length);
        RadixOrder.sort(numbers, belonging);
        assertThat(belonging).isEqualTo(sorted(numbers.length, Comparator.comparingDouble(i -> numbers[i])));
        assertThat(numbers).isEqualTo(before);
    }

    private static int[] sorted(int size, Comparator<Integer> order) {
        Integer[] positions = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        Arrays.sort(positions, order);
        return Arrays.stream(positions).mapToInt(i -> i).toArray();
    }
}
