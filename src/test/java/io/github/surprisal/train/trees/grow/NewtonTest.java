package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.surprisal.math.RadixOrder;
import io.github.surprisal.train.trees.sums.Gradients;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewtonTest {
    private static final Newton NEWTON = new Newton(1, 1, 0.1, 1, 1);

    /** Of as many categories of so many rows to some, and half as many to the others, whose classes are drawn alike. */
    private static Histogram drawn(int categories, int rows, double share, SplittableRandom random) {
        return drawn(
                IntStream.range(0, categories)
                        .map(k -> k % 2 == 0 ? rows : rows / 2)
                        .toArray(),
                share,
                random);
    }

    private static Histogram drawn(int[] sizes, double share, SplittableRandom random) {
        int categories = sizes.length;
        long[] cells = new long[2 * categories];
        long[] totals = new long[2];
        for (int k = 0; k < categories; k++) {
            for (int row = 0; row < sizes[k]; row++) {
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
        int[] sizes = IntStream.range(0, categories)
                .map(k -> k % 2 == 0 ? rows : rows / 2)
                .toArray();
        assertThat(chance(sizes, share)).isCloseTo(drawnGain(sizes, share), withinPercentage(12));
    }

    /** Most rows in one category, as null often is. */
    @ParameterizedTest
    @CsvSource({"36000, 40, 100, 0.5", "90000, 40, 250, 0.3", "20000, 1000, 50, 0.3"})
    void oneCategoryMayHoldMostRows(int great, int rows, int others, double share) {
        int[] sizes =
                IntStream.rangeClosed(0, others).map(k -> k == 0 ? great : rows).toArray();
        assertThat(chance(sizes, share)).isCloseTo(drawnGain(sizes, share), withinPercentage(20));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 20000", "1, 50000", "1.5, 200000"})
    void sizesMayFallOff(double exponent, int all) {
        int[] sizes = IntStream.rangeClosed(1, 254)
                .map(k -> (int) Math.ceil(all / 10.0 / Math.pow(k, exponent)))
                .toArray();
        assertThat(chance(sizes, 0.3)).isCloseTo(drawnGain(sizes, 0.3), withinPercentage(25));
    }

    /** Next to no rows of the rare class to a category: sums are not normal, and a cut cannot gain much. */
    @ParameterizedTest
    @CsvSource({"200, 20, 0.002, 2", "200, 100, 0.002, 10", "200, 100, 0.001, 6", "200, 400, 0.001, 8"})
    void ofFewRowsOfAClassLittleCanBeGained(int categories, int rows, double share, double within) {
        int[] sizes = IntStream.range(0, categories).map(k -> rows).toArray();
        assertThat(chance(sizes, share)).isCloseTo(drawnGain(sizes, share), within(within));
    }

    /** All rows of the rare class are in one category, which has no others. */
    @Test
    void aCategoryThatIsTheRareClassIsBeyondChance() {
        double share = 0.002;
        long[] cells = new long[400];
        for (int k = 0; k < 200; k++) {
            int rows = k == 7 ? 20 : 50;
            cells[k] = Math.round(rows * (share - (k == 7 ? 1 : 0)) * (1 << 20));
            cells[200 + k] = Math.round(rows * share * (1 - share) * (1 << 15));
        }
        long[] totals = {
            Arrays.stream(cells, 0, 200).sum(), Arrays.stream(cells, 200, 400).sum()
        };
        SplitCriterion.OfNode node = new Newton(1, 0, 0.1, 1, 1).at(new Histogram(totals, cells));
        double gain = node.gain(new long[] {cells[7], cells[207]}, 200);
        assertThat(gain).isGreaterThan(node.chance(IntStream.range(0, 200).toArray()));
    }

    private static double chance(int[] sizes, double share) {
        int[] cells = IntStream.range(0, sizes.length).toArray();
        return NEWTON.at(drawn(sizes, share, new SplittableRandom(17))).chance(cells);
    }

    /** On average. */
    private static double drawnGain(int[] sizes, double share) {
        SplittableRandom random = new SplittableRandom(17);
        int categories = sizes.length;
        int[] cells = IntStream.range(0, categories).toArray();
        double gains = 0;
        int draws = 40;
        for (int draw = 0; draw < draws; draw++) {
            Histogram node = drawn(sizes, share, random);
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
        }
        return gains;
    }

    /** Rows of weight 8 are eight rows each: in units of 8 there is an eighth of the Hessian and of what chance gives. */
    @Test
    void weightsAreRows() {
        int[] cells = IntStream.range(0, 30).toArray();
        Histogram rows = drawn(30, 4000, 0.5, new SplittableRandom(17));
        long[] ofCells = new long[60];
        for (int i = 0; i < 60; i++) {
            ofCells[i] = rows.at(i / 30, i % 30) / 8;
        }
        Histogram weights = new Histogram(new long[] {rows.totals()[0] / 8, rows.totals()[1] / 8}, ofCells);
        assertThat(8 * new Newton(1.0 / 8, 1.0 / 8, 0.1, 8, 1.0 / 8).at(weights).chance(cells))
                .isCloseTo(NEWTON.at(rows).chance(cells), withinPercentage(0.01));
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
