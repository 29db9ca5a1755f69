package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.train.trees.sums.Gradients;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewtonTest {
    private static final Newton NEWTON = new Newton(1, 1, 0.1, 1);

    /** Of as many categories of so many rows to some, and half as many to the others, whose classes are drawn alike. */
    private static Histogram drawn(int categories, int rows, double share, SplittableRandom random) {
        long[] cells = new long[2 * categories];
        long[] totals = new long[2];
        for (int k = 0; k < categories; k++) {
            int of = k % 2 == 0 ? rows : rows / 2;
            for (int row = 0; row < of; row++) {
                boolean isOne = random.nextDouble() < share;
                cells[k] += Math.round((share - (isOne ? 1 : 0)) * (1 << 20));
                cells[categories + k] += Math.round(share * (1 - share) * (1 << 15));
            }
            totals[0] += cells[k];
            totals[1] += cells[categories + k];
        }
        return new Histogram(totals, cells);
    }

    @ParameterizedTest
    @CsvSource({"30, 400, 0.5", "200, 400, 0.3", "250, 100, 0.1", "250, 40, 0.5"})
    void chanceIsWhatTheBestCutOfNothingGains(int categories, int rows, double share) {
        SplittableRandom random = new SplittableRandom(17);
        int[] cells = IntStream.range(0, categories).toArray();
        double gains = 0;
        double chance = 0;
        int draws = 40;
        for (int draw = 0; draw < draws; draw++) {
            Histogram node = drawn(categories, rows, share, random);
            SplitCriterion.OfNode ofNode = NEWTON.at(node);
            int[] order = cells.clone();
            RadixOrder.sort(ofNode.keys(cells), order);
            long[] left = new long[2];
            double best = 0;
            for (int i = 0; i + 1 < order.length; i++) {
                left[Gradients.GRADIENT] += node.at(Gradients.GRADIENT, order[i]);
                left[Gradients.HESSIAN] += node.at(Gradients.HESSIAN, order[i]);
                best = Math.max(best, ofNode.gain(left, categories));
            }
            gains += best / draws;
            chance += ofNode.chance(cells) / draws;
        }
        assertThat(chance).isCloseTo(gains, withinPercentage(12));
    }

    /** Rows of the greatest weight are as many rows as it says: in units of it what chance gives is that much less. */
    @Test
    void weightsAreRows() {
        Histogram node = drawn(30, 400, 0.5, new SplittableRandom(17));
        int[] cells = IntStream.range(0, 30).toArray();
        double chance = NEWTON.at(node).chance(cells);
        assertThat(new Newton(1, 1, 0.1, 8).at(node).chance(cells)).isEqualTo(chance / 8);
        assertThat(new Newton(1, 1, 0.1, 0.01).at(node).chance(cells)).isEqualTo(chance);
    }

    @Test
    void fewCategoriesFitLittle() {
        SplittableRandom random = new SplittableRandom(3);
        assertThat(NEWTON.at(drawn(4, 50, 0.5, random)).chance(new int[] {0, 1, 2, 3}))
                .isZero();
        assertThat(NEWTON.at(drawn(5, 50, 0.5, random)).chance(new int[] {0, 1, 2, 3, 4}))
                .isPositive();
    }
}
