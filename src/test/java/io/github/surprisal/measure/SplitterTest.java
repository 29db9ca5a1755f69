package io.github.surprisal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Measures.BestSplit;
import io.github.surprisal.table.Names;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {
    private static final Group ALL = new Group(List.of(), List.of(), 0, new double[0]);

    private static Optional<BestSplit> best(ColumnCounts column, double... nulls) {
        return new Splitter(column, column.groups().get(0), nulls, Names.quoted(column.name())).best(Unit.BITS, ALL);
    }

    /** Every subset of the categories, tried. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noSubsetTellsMoreAboutTwoClasses(long seed) {
        double[][] table = Tables.random(seed, 9, 2, 30);
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i");
        double most = 0;
        for (int subset = 1; subset < (1 << 8); subset++) {
            double[][] sides = new double[2][2];
            for (int i = 0; i < 9; i++) {
                for (int k = 0; k < 2; k++) {
                    sides[subset >>> i & 1][k] += table[i][k];
                }
            }
            most = Math.max(most, Entropies.mutualInformation(sides));
        }
        BestSplit split =
                best(Tables.categorical("x", names, unlabelled(table)), 0, 0).orElseThrow();
        assertThat(split.gain()).isEqualTo(Unit.BITS.fromNats(most), within(1e-12));
        assertThat(split.caseWhen()).startsWith("CASE WHEN `x` IN ('").endsWith("') THEN 1 ELSE 0 END");
        assertThat(split.leftRows() + split.rightRows())
                .isEqualTo(Arrays.stream(table).mapToDouble(Entropies::total).sum());
    }

    /** Each order of shares, cut everywhere, the sides added up anew. */
    @Test
    void ofManyCategoriesTheBestOfAllOrders() {
        double[][] table = Tables.random(5, 300, 3, 4);
        double most = 0;
        for (int ofClass = 0; ofClass < 3; ofClass++) {
            int k = ofClass;
            double[][] ordered = Arrays.stream(table)
                    .filter(row -> Entropies.total(row) > 0)
                    .sorted(Comparator.comparingDouble(row -> -row[k] / Entropies.total(row)))
                    .toArray(double[][]::new);
            for (int at = 1; at < ordered.length; at++) {
                double[][] sides = new double[2][3];
                for (int i = 0; i < ordered.length; i++) {
                    for (int j = 0; j < 3; j++) {
                        sides[i < at ? 0 : 1][j] += ordered[i][j];
                    }
                }
                most = Math.max(most, Entropies.mutualInformation(sides));
            }
        }
        List<String> names = IntStream.range(0, 300).mapToObj(i -> "c" + i).toList();
        BestSplit split =
                best(Tables.categorical("x", names, unlabelled(table)), 0, 0, 0).orElseThrow();
        assertThat(split.gain()).isEqualTo(Unit.BITS.fromNats(most), within(1e-12));
    }

    private static double[][] unlabelled(double[][] table) {
        return Arrays.stream(table)
                .map(row -> Arrays.copyOf(row, row.length + 1))
                .toArray(double[][]::new);
    }

    @Test
    void aThresholdIsTheGreatestValueOnItsLeft() {
        ColumnCounts column = Tables.numeric("an `age`", new double[] {1, 2.5, 7, Double.NaN}, new double[][] {
            {9, 1, 0}, {8, 0, 0}, {1, 9, 0}, {0, 3, 0}
        });
        BestSplit split = best(column, 0, 5).orElseThrow();
        assertThat(split.threshold()).isEqualTo(2.5);
        assertThat(split.leftRows()).isEqualTo(18);
        assertThat(split.rightRows()).as("with nulls and NaN").isEqualTo(18);
        assertThat(split.mdlAccepted()).isTrue();
        assertThat(split.categories()).isEmpty();
        assertThat(split.caseWhen()).isEqualTo("CASE WHEN `an ``age``` <= 2.5D THEN 1 ELSE 0 END");
        assertThat(split.gain())
                .isEqualTo(
                        Unit.BITS.fromNats(Entropies.mutualInformation(new double[][] {{17, 1}, {1, 17}})),
                        within(1e-12));
    }

    @Test
    void nullsOfACategoryGoWhereTheyTellMost() {
        ColumnCounts column = Tables.categorical("x", List.of("it's", "b\\c"), new double[][] {{10, 0, 0}, {0, 10, 0}});
        BestSplit split = best(column, 0, 4).orElseThrow();
        assertThat(split.caseWhen()).isEqualTo("CASE WHEN `x` IN ('b\\\\c') OR `x` IS NULL THEN 1 ELSE 0 END");
        assertThat(split.categories()).containsExactly("b\\c");
        assertThat(split.gain()).isEqualTo(split.gainRatio(), within(0.03));
    }

    @Test
    void oneValueIsNoSplit() {
        assertThat(best(Tables.categorical("x", List.of("a"), new double[][] {{5, 5, 0}}), 0, 0))
                .isEmpty();
        assertThat(best(Tables.numeric("x", new double[] {3}, new double[][] {{5, 5, 0}}), 0, 0))
                .isEmpty();
    }

    @Test
    void noiseIsNotAccepted() {
        ColumnCounts column = Tables.numeric(
                "x", new double[] {1, 2, 3, 4}, new double[][] {{5, 6, 0}, {6, 5, 0}, {4, 6, 0}, {6, 5, 0}});
        assertThat(best(column, 0, 0).orElseThrow().mdlAccepted()).isFalse();
    }
}
