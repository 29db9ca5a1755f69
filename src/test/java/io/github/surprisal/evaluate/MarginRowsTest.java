package io.github.surprisal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.encode.Blocks;
import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.spark.SortedShuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarginRowsTest {
    private static final int RANGES = 3;

    /** Rows of two tasks, in ranges: in order, none lost, and each margin's weights by class and group as they were. */
    @ParameterizedTest
    @CsvSource({
        "true, true, false, 9, 40",
        "true, true, true, 9, 40",
        "true, false, true, 9, 40",
        "true, false, false, 9, 40",
        "false, false, true, 9, 40",
        "false, false, false, 9, 40",
        "true, true, false, 100000, 40",
        "true, true, true, 5000, 700",
    })
    void rangesHaveTheRowsInOrder(boolean whole, boolean ones, boolean tied, int values, int groups) {
        MarginRows.Traits traits = new MarginRows.Traits(2, whole, ones, tied);
        long[] bounds = {SortedShuffle.key(-0.3), SortedShuffle.key(0.2)};
        Map<String, Double> expected = new TreeMap<>();
        List<List<byte[]>> parts = IntStream.range(0, RANGES)
                .mapToObj(i -> (List<byte[]>) new ArrayList<byte[]>())
                .toList();
        Random random = new Random(values);
        for (int task = 0; task < 2; task++) {
            MarginRows.Builder builder = new MarginRows.Builder(traits, bounds);
            for (int block = 0; block < 3; block++) {
                int rows = 1 + random.nextInt(500);
                double[] margins = random.ints(rows, 0, values)
                        .mapToDouble(v -> 2.0 * v / values - 1)
                        .toArray();
                double[] weights = random.ints(rows, 1, 5)
                        .mapToDouble(w -> whole ? w : w + 0.25)
                        .toArray();
                int[] labels = random.ints(rows, 0, 2).toArray();
                int[] first = random.ints(rows, 0, 3).toArray();
                int[] second = random.ints(rows, 3, 3 + groups).toArray();
                boolean test = block == 2;
                builder.add(
                        new EncodedBlock(
                                test,
                                0,
                                rows,
                                Blocks.column(labels),
                                ones ? new double[0] : weights,
                                new CodeColumn[] {Blocks.column(first), Blocks.column(second)},
                                new double[0][],
                                new CodeColumn[0]),
                        margins);
                for (int i = 0; i < rows; i++) {
                    int[] cells = {labels[i], cell(test, 0), cell(test, first[i]), cell(test, second[i])};
                    expected.merge(margins[i] + Arrays.toString(cells), ones ? 1 : weights[i], Double::sum);
                }
            }
            byte[][] cut = builder.cut();
            for (int range = 0; range < RANGES; range++) {
                parts.get(range).add(cut[range]);
            }
        }
        Map<String, Double> found = new TreeMap<>();
        double last = Double.NEGATIVE_INFINITY;
        for (List<byte[]> range : parts) {
            MarginRows rows = MarginRows.of(range.iterator(), traits);
            for (int from = 0; from < rows.size(); from = rows.tieEnd(from)) {
                double margin = rows.margin(from);
                assertThat(margin).isGreaterThan(last);
                last = margin;
                for (int row = from; row < rows.tieEnd(from); row++) {
                    assertThat(rows.margin(row)).isEqualTo(margin);
                    String kind = margin + Arrays.toString(rows.cellsOf(rows.kind(row)));
                    assertThat(traits.merges() && found.containsKey(kind))
                            .as("merged")
                            .isFalse();
                    found.merge(kind, rows.weight(row), Double::sum);
                }
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    private static int cell(boolean test, int group) {
        return LossTallies.cell(test, group);
    }
}
