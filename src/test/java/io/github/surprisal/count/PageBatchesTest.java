package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<Path> sharedFiles() throws IOException {
        String data = System.getenv("SURPRISAL_DATA");
        if (data == null) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.walk(Path.of(data))) {
            return all.filter(path -> path.toString().endsWith(".parquet")).sorted().toList().stream();
        }
    }

    /** Real files of many writers: the same counts as through Spark's reader, or the same refusal. */
    @ParameterizedTest
    @MethodSource("sharedFiles")
    @EnabledIfEnvironmentVariable(
            named = "SURPRISAL_DATA",
            matches = ".+",
            disabledReason = "SURPRISAL_DATA is not set")
    void realFiles(Path file) {
        SparkSession session = SparkExtension.session();
        String byPage = counted(session, file, true);
        // Not in one assertion: its message would hold all of the values.
        assertThat(byPage.equals(counted(session, file, false)))
                .as(file.toString())
                .isTrue();
    }

    private static String counted(SparkSession session, Path file, boolean byPage) {
        try {
            Dataset<Row> rows = session.read().parquet(file.toString());
            String[] flat = Arrays.stream(rows.schema().fields())
                    .filter(field -> ValueReader.of(field.dataType()).isPresent())
                    .map(StructField::name)
                    .map(name -> "`" + name.replace("`", "``") + "`")
                    .toArray(String[]::new);
            rows.selectExpr(flat).createOrReplaceTempView("a_file");
            Table table = TableReader.read(
                    session,
                    new TableConfig(
                            new Source.Catalog("a_file"),
                            byPage ? "" : "rand() < 2",
                            "",
                            List.of(),
                            "",
                            List.of("*"),
                            List.of(),
                            Map.of()));
            return CountScanTest.describe(CountScan.count(table, new CountConfig(500)));
        } catch (Exception e) {
            return "refused";
        }
    }
}
