package io.github.surprisal.measure;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ColumnCounts;
import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the measures cost, from counts, on one core: all of them for 1,000 columns of 10 categories by 50 groups of 20,000 rows
 * and two classes; and MDLP and best splits of 500 numbers of 1,024 fine bins by five classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MeasureCost {
    private static final int GROUPS = 50;

    private static final int ROWS_OF_GROUP = 20_000;

    private Counts grouped;
    private Counts numeric;

    /** Makes the counts. */
    @Setup
    public void count() {
        SplittableRandom random = new SplittableRandom(7);
        Categories ten = strings(10);
        List<Group> groups = new ArrayList<>();
        groups.add(group(List.of(), GROUPS * ROWS_OF_GROUP, 2));
        for (int g = 0; g < GROUPS; g++) {
            groups.add(group(List.of("g" + g), ROWS_OF_GROUP, 2));
        }
        List<ColumnCounts> columns = new ArrayList<>();
        for (int c = 0; c < 1000; c++) {
            List<ColumnGroup> tables = new ArrayList<>();
            for (Group group : groups) {
                tables.add(table(random, 10, 2, (long) group.rows()));
            }
            columns.add(new ColumnCounts("c" + c, Kind.CATEGORICAL, false, ten, Categories.empty(ten.type()), tables));
        }
        grouped = new Counts(columns, columns.size(), "y", strings(2), groups, false, 1);
        List<ColumnCounts> numbers = new ArrayList<>();
        Categories edges = Categories.ofKeys(
                CategoryType.of(Base.DOUBLE),
                IntStream.range(0, 1023)
                        .mapToLong(i -> Double.doubleToLongBits(i))
                        .toArray());
        for (int c = 0; c < 500; c++) {
            numbers.add(new ColumnCounts(
                    "n" + c,
                    Kind.NUMERIC,
                    true,
                    Categories.empty(CategoryType.of(Base.DOUBLE)),
                    edges,
                    List.of(binned(table(random, 1024, 5, 1_000_000)))));
        }
        numeric =
                new Counts(numbers, numbers.size(), "y", strings(5), List.of(group(List.of(), 1_000_000, 5)), false, 1);
    }

    private static Categories strings(int count) {
        return Categories.ofBytes(
                CategoryType.of(Base.STRING),
                IntStream.range(0, count)
                        .mapToObj(i -> String.format("v%04d", i).getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    private static Group group(List<String> values, long rows, int classes) {
        double[] ofClass = new double[classes + 1];
        for (int k = 0; k < classes; k++) {
            ofClass[k] = rows / (double) classes;
        }
        return new Group(values.isEmpty() ? List.of() : List.of("g"), values, rows, ofClass);
    }

    private static ColumnGroup table(SplittableRandom random, int categories, int classes, long rows) {
        double[] counts = new double[categories * (classes + 1)];
        long mean = rows / categories / classes;
        for (int i = 0; i < categories; i++) {
            for (int k = 0; k < classes; k++) {
                counts[i * (classes + 1) + k] = mean / 2 + random.nextLong(Math.max(1, mean)) + (k == 0 ? i % 64 : 0);
            }
        }
        return new ColumnGroup(
                new double[classes + 1],
                new ContingencyTable(IntStream.range(0, categories).toArray(), classes + 1, counts),
                ColumnGroup.Spectra.NONE);
    }

    /** With the spectrum of values that are all different. */
    private static ColumnGroup binned(ColumnGroup bins) {
        Spectrum values = new Spectrum(new double[] {1}, new long[] {1_000_000});
        return new ColumnGroup(
                bins.nulls(), bins.table(), new ColumnGroup.Spectra(values, values, List.of(), List.of()));
    }

    private static MeasureConfig config(Binning binning) {
        return new MeasureConfig(
                Unit.BITS,
                Estimator.PLUG_IN,
                Nulls.CATEGORY,
                binning,
                32,
                0.05,
                RankBy.ADJUSTED_GAIN,
                Map.of(),
                Map.of());
    }

    /** Everything about 1,000 columns in 50 groups and overall. */
    @Benchmark
    public Measures groups() {
        return Measurer.measure(grouped, config(Binning.NONE));
    }

    /** Everything about 500 numbers, cut by MDLP. */
    @Benchmark
    public Measures numbers() {
        return Measurer.measure(numeric, config(Binning.MDLP));
    }
}
