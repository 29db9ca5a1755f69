package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedBlockTest {
    private static final int ROWS = 10_000;
    private static final int FOLDS = 5;

    private static EncodedBlock block(int first, int rows) {
        return new EncodedBlock(
                false,
                first,
                rows,
                Blocks.column(new int[rows]),
                new double[0],
                new CodeColumn[0],
                new double[0][],
                new CodeColumn[0]);
    }

    /** However long blocks are, a row is of the same fold, and what is left counts on without a gap. */
    @ParameterizedTest
    @ValueSource(ints = {256, 1000, 4096, 10_000})
    void foldsAreTheSameInBlocksOfAnyLength(int length) {
        int[] folds = new int[ROWS];
        Arrays.fill(folds, -1);
        for (int fold = 0; fold < FOLDS; fold++) {
            long left = 0;
            for (int first = 0; first < ROWS; first += length) {
                EncodedBlock block = block(first, Math.min(length, ROWS - first));
                int[] held = block.ofFold(fold, FOLDS);
                for (int row : held) {
                    assertThat(folds[first + row]).isEqualTo(-1);
                    folds[first + row] = fold;
                }
                EncodedBlock without = block.without(fold, FOLDS);
                assertThat(without.rows()).isEqualTo(block.rows() - held.length);
                assertThat(without.first()).isEqualTo(left);
                left += without.rows();
            }
        }
        for (int row = 0; row < ROWS; row++) {
            assertThat(folds[row]).isEqualTo(row % 4096 % FOLDS);
        }
    }
}
