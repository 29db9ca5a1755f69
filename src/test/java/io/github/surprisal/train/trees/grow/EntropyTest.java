package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntropyTest {
    private static double disorder(double[] counts) {
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts)
                .map(n -> n == 0 ? 0 : -n * Math.log(n / all))
                .sum();
    }

    /** Of many categories and three classes whose shares lie on a line, the component's order holds the best of all sets. */
    @Test
    void theComponentOrdersCategoriesOnALine() {
        int categories = 9;
        long[] cells = new long[3 * categories];
        long[] totals = new long[3];
        double[][] rows = new double[categories][3];
        for (int c = 0; c < categories; c++) {
            int at = c * 5 % categories;
            int[] counts = {10 + 4 * at, 50 - 5 * at, 20 + at};
            for (int k = 0; k < 3; k++) {
                cells[k * categories + c] = (long) counts[k] << 28;
                totals[k] += (long) counts[k] << 28;
                rows[c][k] = counts[k];
            }
        }
        Entropy entropy = new Entropy(1, false, 1, new CodeLength(1), 0);
        SplitCriterion.OfNode node = entropy.at(new Histogram(totals, cells));
        assertThat(node.triesAll(categories)).isFalse();
        double[] keys = node.keys(IntStream.range(0, categories).toArray());
        int[] order = IntStream.range(0, categories)
                .boxed()
                .sorted((a, b) -> Double.compare(keys[a], keys[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] left = new long[3];
        double found = 0;
        for (int i = 0; i + 1 < categories; i++) {
            for (int k = 0; k < 3; k++) {
                left[k] += cells[k * categories + order[i]];
            }
            found = Math.max(found, node.gain(left, categories));
        }
        double best = 0;
        for (int set = 1; set < (1 << categories) - 1; set++) {
            double[][] parts = new double[2][3];
            for (int c = 0; c < categories; c++) {
                for (int k = 0; k < 3; k++) {
                    parts[set >> c & 1][k] += rows[c][k];
                }
            }
            double[] all = {parts[0][0] + parts[1][0], parts[0][1] + parts[1][1], parts[0][2] + parts[1][2]};
            best = Math.max(best, disorder(all) - disorder(parts[0]) - disorder(parts[1]));
        }
        assertThat(found).isCloseTo(best, within(1e-9));
    }

    /** The gain of two parts is the same, to the bit, whichever of them is the left one: equal splits are equal. */
    @Test
    void theSidesOfASplitAreAlike() {
        SplittableRandom random = new SplittableRandom(7);
        for (int times = 0; times < 20_000; times++) {
            long[] left = new long[2 + times % 3];
            long[] totals = new long[left.length];
            for (int k = 0; k < left.length; k++) {
                left[k] = random.nextLong(50L << 28) & (times % 2 == 0 ? -1L << 28 : -1L);
                totals[k] = left[k] + (random.nextLong(50L << 28) & (times % 2 == 0 ? -1L << 28 : -1L));
            }
            SplitCriterion.OfNode node =
                    new Entropy(1, false, 1, new CodeLength(1), 0).at(new Histogram(totals, totals));
            assertThat(node.gain(left, 0)).isEqualTo(node.gain(Histogram.minus(totals, left), 0));
        }
    }

    /** A split that follows the classes has the ratio 1 but for rounding, however few rows it parts: then the gain decides. */
    @Test
    void ofEqualRatiosTheGreaterGainIsTaken() {
        Entropy entropy = new Entropy(1, true, 1, new CodeLength(2), 0);
        long[] totals = {8L << 28, 8L << 28, 8L << 28};
        SplitCriterion.OfNode node = entropy.at(new Histogram(totals, totals));
        long[][] lefts = {{8L << 28, 0, 0}, {8L << 28, 0, 4L << 28}};
        NodeSplit first = split(0, 8 / 24.0, node.gain(lefts[0], 0), lefts[0], totals);
        double entropyOf = split(1, 0.5, 1, lefts[1], totals).entropy();
        NodeSplit second = split(1, 0.5, entropyOf * first.gain() / first.entropy() * (1 - 1e-12), lefts[1], totals);
        assertThat(second.gain()).isGreaterThan(first.gain());
        NodeSplit poor = split(2, 0.5, 1e-6, lefts[1], totals);
        assertThat(entropy.choose(List.of(first, second, poor, poor))).contains(second);
        assertThat(entropy.choose(List.of(second, first, poor, poor))).contains(second);
    }

    private static NodeSplit split(int column, double leftShare, double gain, long[] left, long[] totals) {
        return new NodeSplit(column, new long[4], gain, 1, leftShare, left, Histogram.minus(totals, left));
    }
}
