package io.github.surprisal.count.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.scan.Batch;
import io.github.surprisal.scan.TableBatches;
import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which columns a task lists and does not count. */
@ExtendWith(SparkExtension.class)
class ListedColumnsTest {
    private static final int ROWS = 40_000;

    /** So many that a batch is shorter than what a task looks at before it settles for the first time. */
    private static final int COLUMNS = 200;

    /** Bytes that a counted value takes with its cells of two classes: a key, how many, and two counts. */
    private static final int COUNTED = 8 + 1 + 2 * 2;

    /** A column is not listed for a dictionary of more values than the rows that were looked at. */
    @ParameterizedTest
    @CsvSource({"8000, true", "20000, true", "20000, false"})
    void valuesThatRepeatAreCounted(int values, boolean hasDictionary, @TempDir Path folder, SparkSession session) {
        String[] columns = IntStream.rangeClosed(0, COLUMNS)
                .mapToObj(c -> c == COLUMNS ? "y" : "v as v" + c)
                .toArray(String[]::new);
        Table table = written(
                session.range(0, ROWS, 1, 1)
                        .selectExpr("pmod(xxhash64(id), " + values + ") as v", "id % 2 as y")
                        .selectExpr(columns),
                hasDictionary,
                folder);
        ScanPlan plan = ScanPlan.of(table);

        long bytes = TableBatches.map(table, batches -> TaskBlocks.of(plan, batches, 1, 1L << 30)).collect().stream()
                .mapToLong(block -> block._2().length)
                .sum();

        assertThat(bytes).isLessThan(COLUMNS * (1000 + (long) values * COUNTED));
    }

    /** Ids are not given to all values of great dictionaries where there are too many of these, nor for each tally anew: columns are listed. */
    @Test
    void manyGreatDictionaries(@TempDir Path folder, SparkSession session) {
        int width = 200;
        int rows = 20_000;
        long memory = 8 << 20;
        Table table = written(
                session.range(0, rows, 1, 1)
                        .selectExpr(IntStream.rangeClosed(0, width)
                                .mapToObj(c -> c == width ? "id % 2 as y" : "rand(" + c + ") as v" + c)
                                .toArray(String[]::new)),
                true,
                folder);
        ScanPlan plan = ScanPlan.of(table);

        // Of each batch: how many rows it has, what tables take after it, and how many columns are listed from then on.
        List<long[]> taken = TableBatches.map(table, batches -> {
                    List<long[]> all = new ArrayList<>();
                    BitSet listed = new BitSet();
                    while (batches.hasNext()) {
                        Tally tally = new Tally(plan, 1, listed, memory, new TaskMemory().new Share());
                        Batch batch = batches.next();
                        tally.add(batch);
                        all.add(new long[] {batch.rows(), tally.used(), listed.cardinality()});
                        tally.settle();
                    }
                    return all.iterator();
                })
                .collect();

        assertThat(taken).hasSizeGreaterThan(1);
        assertThat(taken.get(0)[1]).isLessThan(taken.get(0)[0] * width * 60);
        assertThat(taken.get(1)[2]).isEqualTo(width);
    }

    private static Table written(Dataset<Row> rows, boolean hasDictionary, Path folder) {
        String path = folder.resolve("table").toString();
        rows.write().option("parquet.enable.dictionary", hasDictionary).parquet(path);
        return TestTables.of(rows.sparkSession(), new Source.Files(path, "parquet", Map.of(), ""), "y", List.of());
    }
}
