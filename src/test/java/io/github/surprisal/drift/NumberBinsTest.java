package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.table.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberBinsTest {
    /** What is compared; and what is tested. */
    private record Compared(CountPairs pairs, CountPairs tested) {}

    private static Compared compared(double[] table, double[] reference) {
        TreeMap<Double, double[]> counts = new TreeMap<>();
        for (double x : table) {
            counts.computeIfAbsent(x, value -> new double[3])[0]++;
        }
        for (double x : reference) {
            counts.computeIfAbsent(x, value -> new double[3])[1]++;
        }
        long[] keys =
                counts.keySet().stream().mapToLong(Double::doubleToLongBits).toArray();
        ContingencyTable cells = new ContingencyTable(
                IntStream.range(0, keys.length).toArray(),
                3,
                counts.values().stream().flatMapToDouble(Arrays::stream).toArray());
        ColumnGroup group = new ColumnGroup(new double[3], cells, ColumnGroup.Spectra.NONE);
        CategoryType type = CategoryType.of(CategoryType.Base.DOUBLE);
        ColumnCounts column = new ColumnCounts(
                "x", Kind.NUMERIC, false, Categories.ofKeys(type, keys), Categories.empty(type), List.of(group));
        Compared compared = new Compared(new CountPairs(), new CountPairs());
        NumberBins bins = new NumberBins(column, 0, 1, 20);
        bins.addTo(compared.pairs(), group);
        bins.addTestTo(compared.tested(), group);
        return compared;
    }

    private static double[] sample(int rows, DoubleSupplier next) {
        return IntStream.range(0, rows).mapToDouble(i -> next.getAsDouble()).toArray();
    }

    /** Of one distribution, p is small about as often as it says, however few rows one side has: a row out of range is chance. */
    @ParameterizedTest
    @CsvSource({"200, 200", "100, 5000", "5000, 100", "20, 2000", "1000, 1500"})
    void underOneDistribution(int rows, int referenceRows) {
        SplittableRandom random = new SplittableRandom(11);
        int samples = 1000;
        int twentieth = 0;
        int thousandth = 0;
        for (int s = 0; s < samples; s++) {
            // A third of the rows are one value.
            DoubleSupplier next = () -> random.nextInt(3) == 0 ? 0.5 : random.nextDouble();
            double p = compared(sample(rows, next), sample(referenceRows, next))
                    .tested()
                    .pValue();
            twentieth += p < 0.05 ? 1 : 0;
            thousandth += p < 0.001 ? 1 : 0;
        }
        assertThat(twentieth / (double) samples).isLessThan(0.07);
        assertThat(thousandth / (double) samples).isLessThan(0.01);
    }

    @Test
    void valuesOutsideAreNewEach() {
        double[] reference = IntStream.range(0, 100).mapToDouble(i -> i / 7.0).toArray();
        double[] table = IntStream.range(0, 100).mapToDouble(i -> i / 7.0 - 1).toArray();
        assertThat(compared(table, reference).pairs().added().count()).isEqualTo(7);
        assertThat(compared(reference, reference).pairs().added().count()).isZero();
        assertThat(compared(table, reference).pairs().added().values())
                .hasSize(7)
                .contains("-1.0");
    }
}
