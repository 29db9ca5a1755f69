package io.github.surprisal.count.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.wire.Block;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counts are the same whatever they are held in. */
class CountersTest {
    private static final int ROWS = 700;

    private static final int STRIDE = 100;

    /** Some rows' ids and positions; low ones are frequent, so that some outgrow a byte and most do not. */
    private static int[][] rows(Random random, int size, int rows, int stride) {
        int[][] pairs = new int[2][size];
        for (int i = 0; i < size; i++) {
            double skewed = random.nextDouble() * random.nextDouble() * random.nextDouble();
            pairs[0][i] = (int) (skewed * rows);
            pairs[1][i] = (int) (skewed * stride) % stride;
        }
        return pairs;
    }

    @Test
    void bytesThatOverflow() {
        Random random = new Random(1);
        Counters counters = new Counters(1);
        counters.grow(ROWS, STRIDE);
        long[] expected = new long[ROWS * STRIDE];
        int[] reversed = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            reversed[i] = ROWS - 1 - i;
        }
        long before = counters.memory();
        for (int round = 0; round < 40; round++) {
            int[][] pairs = rows(random, 1000, ROWS, STRIDE);
            boolean isLookedUp = round % 2 == 1;
            if (isLookedUp) {
                counters.addOnes(pairs[0], reversed, pairs[1], 1000);
            } else {
                counters.addOnes(pairs[0], pairs[1], 1000);
            }
            for (int i = 0; i < 1000; i++) {
                int row = isLookedUp ? reversed[pairs[0][i]] : pairs[0][i];
                expected[row * STRIDE + pairs[1][i]]++;
            }
        }
        assertThat(before).as("a byte for each at first").isEqualTo((long) ROWS * STRIDE);
        assertThat(counters.memory()).as("then 32 bits").isEqualTo(4L * ROWS * STRIDE);
        for (int slot = 0; slot < expected.length; slot++) {
            assertThat(counters.get(slot)).isEqualTo(expected[slot]);
        }
    }

    @Test
    void growing() {
        Counters counters = new Counters(1);
        counters.grow(3, 2);
        counters.add(0, 255);
        counters.add(5, 7);
        counters.grow(ROWS, STRIDE);
        assertThat(counters.memory()).isEqualTo((long) ROWS * STRIDE);
        assertThat(counters.get(0)).isEqualTo(255);
        assertThat(counters.get(2 * STRIDE + 1)).isEqualTo(7);
        assertThat(counters.isSmall(0)).isTrue();
        counters.add(0, 1);
        assertThat(counters.isSmall(0)).isFalse();
        assertThat(counters.isSmall(2)).isTrue();
        counters.grow(ROWS + 1, STRIDE + 1);
        assertThat(counters.get(0)).isEqualTo(256);
        assertThat(counters.get(2 * (STRIDE + 1) + 1)).isEqualTo(7);
        assertThat(counters.used(2)).isEqualTo(1);
        assertThat(counters.isAny(1)).isFalse();
        counters.add(0, Integer.MAX_VALUE);
        assertThat(counters.get(0)).as("64 bits").isEqualTo(256L + Integer.MAX_VALUE);
        counters.grow(ROWS + 2, STRIDE + 2);
        assertThat(counters.get(0)).isEqualTo(256L + Integer.MAX_VALUE);
        assertThat(counters.used(2)).isEqualTo(1);
        counters.clear();
        assertThat(counters.isAny(0)).isFalse();
    }

    @Test
    void rowsAsBytes() {
        for (int size : new int[] {4, ROWS}) {
            Counters counters = new Counters(1);
            counters.grow(size, STRIDE);
            CellTable into = new CellTable(1 << 20, STRIDE);
            int[] twice = new int[STRIDE];
            for (int i = 0; i < STRIDE; i++) {
                counters.add(2 * STRIDE + i, 2L * i);
                twice[i] = STRIDE - 1 - i;
            }
            Block.Writer writer = new Block.Writer(1);
            counters.writeSmall(2, writer);
            assertThat(writer.size()).isEqualTo(STRIDE);
            into.addRow(9, new Block.Reader(writer.toBytes()), STRIDE, twice);
            for (int i = 0; i < STRIDE; i++) {
                assertThat(into.whole(9, STRIDE - 1 - i)).isEqualTo(2L * i);
            }
        }
    }
}
