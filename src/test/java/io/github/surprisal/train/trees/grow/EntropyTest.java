package io.github.surprisal.train.trees.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
}
