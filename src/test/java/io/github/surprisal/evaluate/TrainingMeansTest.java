package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainingMeansTest {
    private static final Layout LAYOUT = new Layout(new int[] {0, 1}, new int[0], new int[0], new int[] {0, 1}, 2);

    private static EncodedBlock block(double[]... columns) {
        int rows = columns[0].length;
        return new EncodedBlock(
                false,
                0,
                rows,
                Blocks.column(new int[rows]),
                new double[0],
                new CodeColumn[0],
                columns,
                new CodeColumn[0]);
    }

    /** Numbers of any size that a double has, in two tasks. */
    @Test
    void greatNumbersHaveMeans() {
        double[] great = {1e30, 3e30, -1e30, 5};
        double[] greatest = {1e300, -1e300, 0x1p1000, 1e29};
        TrainingMeans means = new TrainingMeans(LAYOUT, 2, true).add(block(great, greatest));
        means.merge(new TrainingMeans(LAYOUT, 2, true).add(block(great, greatest)));
        assertThat(means.number(0)).isCloseTo(Arrays.stream(great).sum() / 4, within(1e15));
        assertThat(means.number(1)).isCloseTo(0x1p998, within(1e285));
        TrainingMeans small = new TrainingMeans(LAYOUT, 2, true).add(block(new double[] {1, 2}, new double[] {3, 3}));
        assertThat(small.merge(means).number(0)).isCloseTo(1e30 * 6 / 10, within(1e15));
    }
}
