package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.scan.parquet.PageBatches;
import io.github.surprisal.spark.Guard;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read page by page, and that what is read is what Spark reads. */
@ExtendWith(SparkExtension.class)
class PageBatchesTest {
    private static Optional<PageBatches> open(File file, StructType schema, String rebaseMode) {
        return PageBatches.open(
                new PartitionedFile(
                        InternalRow.empty(),
                        SparkPath.fromPath(new org.apache.hadoop.fs.Path(file.toURI())),
                        0,
                        file.length(),
                        new String[0],
                        0,
                        file.length(),
                        scala.collection.immutable.Map$.MODULE$.empty()),
                new Configuration(),
                schema,
                new StructType(),
                rebaseMode,
                rebaseMode);
    }

    private static File written(Dataset<Row> rows, Path folder, String... options) throws IOException {
        var writer = rows.coalesce(1).write();
        for (int i = 0; i < options.length; i += 2) {
            writer.option(options[i], options[i + 1]);
        }
        writer.parquet(folder.resolve("t").toString());
        try (Stream<Path> found = Files.list(folder.resolve("t"))) {
            return found.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow()
                    .toFile();
        }
    }

    @Test
    void everyTypeThatSparkWrites(SparkSession session, @TempDir Path folder) throws IOException {
        Dataset<Row> rows = PathsTest.rows(session);
        File file = written(rows, folder, "parquet.page.row.count.limit", "1000");
        try (PageBatches batches = open(file, rows.schema(), "CORRECTED").orElseThrow()) {
            long found = 0;
            while (batches.hasNext()) {
                ColumnarBatch batch = batches.next();
                assertThat(batch.numRows()).isPositive();
                found += batch.numRows();
            }
            assertThat(found).isEqualTo(rows.count());
        }
    }

    @Test
    void whatIsLeftToSpark(SparkSession session, @TempDir Path folder) throws IOException {
        Dataset<Row> rows = session.range(1000)
                .selectExpr("id", "cast(id as int) as i", "array(id) as list", "concat('t', id) as text", "id as ID2");
        File file = written(rows, folder, "parquet.writer.version", "v2", "parquet.enable.dictionary", "false");
        assertThat(open(file, StructType.fromDDL("id BIGINT"), "CORRECTED"))
                .as("delta encoding")
                .isEmpty();
        assertThat(open(file, StructType.fromDDL("list ARRAY<BIGINT>"), "CORRECTED"))
                .isEmpty();
        assertThat(open(file, StructType.fromDDL("other BIGINT"), "CORRECTED"))
                .as("a column that this file lacks")
                .isEmpty();
        assertThat(open(new File(folder.toFile(), "none"), StructType.fromDDL("id BIGINT"), "CORRECTED"))
                .isEmpty();

        File first = written(rows, folder.resolve("first"));
        assertThat(open(first, StructType.fromDDL("ID BIGINT, i INT"), "CORRECTED"))
                .as("a name in another case")
                .isEmpty();
        assertThat(open(first, StructType.fromDDL("id BIGINT, i INT"), "CORRECTED"))
                .isPresent()
                .get()
                .satisfies(PageBatches::close);
        assertThat(open(first, StructType.fromDDL("i BIGINT"), "CORRECTED"))
                .as("a wider type than the file's")
                .isEmpty();
    }

    @Test
    void datesByAnotherCalendarAreLeftToSpark(SparkSession session, @TempDir Path folder) throws IOException {
        String key = "spark.sql.parquet.datetimeRebaseModeInWrite";
        Dataset<Row> rows = session.range(10).selectExpr("date_add(date'1200-01-01', cast(id as int)) as d");
        try {
            session.conf().set(key, "LEGACY");
            File old = written(rows, folder.resolve("old"));
            assertThat(open(old, rows.schema(), "CORRECTED")).isEmpty();
            session.conf().set(key, "CORRECTED");
            assertThat(open(written(rows, folder.resolve("new")), rows.schema(), "LEGACY"))
                    .isPresent()
                    .get()
                    .satisfies(PageBatches::close);
        } finally {
            session.conf().unset(key);
        }
    }

    @Test
    void howATableIsReadIsToldAndNoGuardFires(SparkSession session, @TempDir Path folder) {
        String path = folder.resolve("t").toString();
        session.range(100).selectExpr("id", "concat('t', id % 7) as t").write().parquet(path);
        session.range(100).write().orc(path + ".orc");
        assertThat(readers(session.read().parquet(path))).containsExactly(SourceReader.PAGES);
        assertThat(readers(session.read().orc(path + ".orc"))).containsExactly(SourceReader.COLUMNAR);
        assertThat(readers(session.read().parquet(path).where("id < 50"))).containsExactly(SourceReader.ROWS);
        assertThat(Guard.values()).as("guards on Spark's insides").noneMatch(Guard::hasFired);
    }

    private static Set<SourceReader> readers(Dataset<Row> rows) {
        Table table = TableReader.read(
                rows.sparkSession(),
                new TableConfig(new Source.Rows(rows), "", "", List.of(), "", List.of("*"), List.of(), Map.of()));
        return CountScan.count(table, new CountConfig(100)).readers();
    }
}
