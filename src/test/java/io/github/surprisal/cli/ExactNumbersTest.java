package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are one and the same as doubles are cut where they differ, by the whole job, above the category limit too. */
@ExtendWith(SparkExtension.class)
class ExactNumbersTest {
    private static final int ROWS = 20_000;

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    /** Ranks a Parquet table with a column x and a label y. */
    private void rank(String x, String y, int rows, String... settings) {
        String path = folder.resolve("table").toString();
        session.range(0, rows, 1, 2)
                .selectExpr(x + " as x", y + " as y")
                .write()
                .mode("overwrite")
                .parquet(path);
        List<String> args = new ArrayList<>(List.of("rank", path, "--label", "y", "--output", folder + "/out"));
        args.addAll(List.of("--set", "run.id=exact"));
        for (String setting : settings) {
            args.addAll(List.of("--set", setting));
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        assertThat(Main.execute(args.toArray(String[]::new), nowhere, System.err))
                .isZero();
    }

    private double gain() {
        return session.read().parquet(folder + "/out/information_gain").first().getAs("information_gain");
    }

    private List<Row> bins() {
        return session.read().parquet(folder + "/out/bins").orderBy("bin").collectAsList();
    }

    /**
     * Value i is first + i·step, in another order than that of the rows; the label says whether i is at least half the rows.
     * Edges are values, and between two of them lie as many rows as there are values.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cast(1152921504606846976 + id * 7919 % 20000 as bigint) | 1152921504606846976 | 1
        cast(-4611686018427387904 + id * 7919 % 20000 as bigint) | -4611686018427387904 | 1
        cast(9007199254740992 + id * 7919 % 20000 as bigint) | 9007199254740992 | 1
        cast(concat('123456789012345678901234567890123', 4 + id * 7919 % 20000 div 10000, '.', lpad(string(id * 7919 % 10000), 4, '0')) as decimal(38, 4)) | 1234567890123456789012345678901234 | 0.0001
        cast(cast(id * 7919 % 20000 as decimal(9, 0)) / 10000 as decimal(38, 4)) | 0 | 0.0001
        """)
    void valuesAreCutByRank(String x, BigDecimal first, BigDecimal step) {
        for (int limit : new int[] {100_000, 100}) {
            rank(x, "id * 7919 % 20000 >= 10000", ROWS, "measure.bins=10", "count.max-categories=" + limit);
            // Above the limit edges are those of fine bins, which hold about a thousandth of the rows each.
            double off = limit < ROWS ? 30 : 0;
            assertThat(gain()).as("limit %d", limit).isEqualTo(1, within(off / 3000 + 1e-12));
            List<Row> bins = bins();
            assertThat(bins).hasSize(10);
            BigDecimal below = first.subtract(step);
            for (int bin = 0; bin < 9; bin++) {
                BigDecimal upper = new BigDecimal(bins.get(bin).<String>getAs("upper_value"));
                assertThat(upper.subtract(below).divide(step).doubleValue())
                        .as("limit %d, bin %d up to %s", limit, bin, upper)
                        .isEqualTo(rows(bins.get(bin)))
                        .isEqualTo(2000, within(off));
                below = upper;
            }
        }
    }

    private static double rows(Row bin) {
        return bin.<Number>getAs("rows").doubleValue();
    }

    /** 0.1, 0.2 and 0.4 of 0.0 to 1.0 in ten cells: each on an edge, and in the cell that ends there. */
    @ParameterizedTest
    @ValueSource(strings = {"decimal(3, 1)", "decimal(38, 4)", "double"})
    void equalWidthEdgesOfDecimals(String type) {
        rank(
                "cast(cast(id % 11 as decimal(3, 1)) / 10 as " + type + ")",
                "id % 11 in (1, 2, 4)",
                1100,
                "measure.binning=equal-width",
                "measure.bins=10");
        List<Row> bins = bins();
        assertThat(bins).hasSize(10);
        for (int bin = 0; bin < 9; bin++) {
            assertThat(new BigDecimal(bins.get(bin).<String>getAs("upper_value")))
                    .as("edge " + bin)
                    .isEqualByComparingTo(BigDecimal.valueOf(bin + 1, 1));
            assertThat(rows(bins.get(bin))).as("rows up to " + bin).isEqualTo(bin == 0 ? 200 : 100);
        }
    }

    /** A microsecond apart. */
    @Test
    void timestampsOverTheLimit() {
        rank(
                "timestamp_micros(1750000000000000 + id * 7919 % 20000)",
                "id * 7919 % 20000 >= 10000", ROWS, "measure.bins=10", "count.max-categories=100");
        assertThat(gain()).isEqualTo(1, within(0.01));
        List<Row> bins = bins();
        assertThat(bins).hasSize(10);
        assertThat(bins.get(4).<String>getAs("upper_value")).startsWith("2025-06-15T15:06:40.0");
        assertThat(bins.stream().mapToDouble(ExactNumbersTest::rows).sum()).isEqualTo(ROWS);
        assertThat(bins).allSatisfy(bin -> assertThat(rows(bin)).isEqualTo(2000, within(30.0)));
    }
}
