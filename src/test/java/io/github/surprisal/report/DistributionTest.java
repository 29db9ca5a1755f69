package io.github.surprisal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.report.Distribution.Bar;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
    private static Bar bar(String label, double no, double yes) {
        return new Bar(label, Double.NaN, no + yes, new double[] {no, yes}, Double.NaN);
    }

    @Test
    void neighboursOfNumbersGoTogetherAndNoRowIsLost() {
        List<Bar> bars = IntStream.range(0, 50).mapToObj(i -> bar("" + i, i, 1)).toList();

        Distribution fewer = new Distribution(true, bars).atMost(20);

        assertThat(fewer.bars()).hasSize(17);
        assertThat(fewer.bars().stream().mapToDouble(Bar::rows).sum()).isEqualTo(50 * 49 / 2 + 50);
        assertThat(fewer.bars().stream().mapToDouble(b -> b.classes()[1]).sum()).isEqualTo(50);
    }

    @Test
    void ofNamesTheMostFrequentStay() {
        List<Bar> bars = List.of(bar("a", 3, 0), bar("b", 2, 0), bar("c", 1, 0));

        assertThat(new Distribution(false, bars).atMost(2).bars())
                .extracting(Bar::label)
                .containsExactly("a", "b");
    }

    /** 35 is the greatest digit: the second bar is a third as high, and all of it is of the second class. */
    @Test
    void smallDrawings() {
        Distribution.Small small = new Distribution(false, List.of(bar("a", 6, 0), bar("b", 0, 2))).small();

        assertThat(small.heights()).isEqualTo("zc");
        assertThat(small.shares()).isEqualTo("0z");
        assertThat(small.bars()).isEqualTo("M0.5 35v-35M1.5 35v-12");
        assertThat(small.parts()).isEqualTo("M1.5 35v-12");
        assertThat(Distribution.NONE.small().bars()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-Infinity, 25, ≤ 25",
        "25, 37.5, 25 – 37.5",
        "60, Infinity, > 60",
        "NaN, NaN, NaN",
        "-Infinity, Infinity, all"
    })
    void ranges(double lower, double upper, String text) {
        assertThat(Distribution.range(lower, upper)).isEqualTo(text);
    }
}
