package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.scan.SourceReader;
import io.github.surprisal.scan.parquet.PageBatches;
import io.github.surprisal.spark.Guard;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The vectors of one row group are those of the next one of its size; long strings are let go of. */
    @Test
    void rowGroupsOfOneSize(SparkSession session, @TempDir Path folder) throws IOException {
        Dataset<Row> rows = session.range(0, 6000, 1, 1)
                .selectExpr(
                        "IF(id DIV 1000 % 2 = 0 AND id % 3 = 0, NULL, id % 50) AS fewer_nulls_now",
                        "IF(id < 2000, id % 10, id * 1000003) AS codes_then_values",
                        "concat('text ', id % 20) AS dictionary",
                        "IF(id DIV 1000 = 1, repeat(string(id), 4000), string(id)) AS long_ones",
                        "CAST(id AS DECIMAL(38, 4)) AS wide",
                        "id % 3 = 0 AS flag",
                        "CAST(NULL AS INT) AS nothing");
        // A row group ends at the first look at its size, after a hundred rows.
        File file = written(rows, folder, "parquet.block.size", "1");
        List<Row> found = new ArrayList<>();
        try (PageBatches batches = open(file, rows.schema(), "CORRECTED").orElseThrow()) {
            int groups = 0;
            for (; batches.hasNext(); groups++) {
                batches.next()
                        .rowIterator()
                        .forEachRemaining(row -> found.add(RowFactory.create(
                                row.isNullAt(0) ? null : row.getLong(0),
                                row.getLong(1),
                                row.getUTF8String(2).toString(),
                                row.getUTF8String(3).toString(),
                                row.getDecimal(4, 38, 4).toJavaBigDecimal(),
                                row.getBoolean(5),
                                row.isNullAt(6) ? null : row.getInt(6))));
            }
            assertThat(groups).as("batches are whole row groups").isEqualTo(60);
        }
        assertThat(found).isEqualTo(rows.collectAsList());
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

    /** Spark takes a row group by where its middle is; of one that no part of the file holds it loses the rows without a word. */
    @ParameterizedTest
    @CsvSource({"v1, true, 1000000", "v1, true, -1000000", "v2, false, 1000000", "v2, false, -1000000"})
    void aRowGroupOutsideOfTheFile(
            String version, boolean dictionary, long moved, SparkSession session, @TempDir Path folder)
            throws IOException {
        Dataset<Row> rows = session.range(1000).selectExpr("id % 10 AS a", "id * 7 AS b");
        File file = written(
                rows,
                folder,
                "parquet.writer.version",
                version,
                "parquet.enable.dictionary",
                String.valueOf(dictionary),
                // In bytes: a row group ends where Parquet first looks how large it is.
                "parquet.block.size",
                "1");
        byte[] bytes = Files.readAllBytes(file.toPath());
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        FileMetaData data = Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - footer, footer));
        assertThat(data.getRow_groups()).hasSizeGreaterThan(1);
        RowGroup last = data.getRow_groups().get(data.getRow_groups().size() - 1);
        last.setFile_offset(last.getFile_offset() + moved);
        for (ColumnChunk chunk : last.getColumns()) {
            chunk.getMeta_data().setData_page_offset(chunk.getMeta_data().getData_page_offset() + moved);
            if (chunk.getMeta_data().isSetDictionary_page_offset()) {
                chunk.getMeta_data()
                        .setDictionary_page_offset(chunk.getMeta_data().getDictionary_page_offset() + moved);
            }
        }
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write(bytes, 0, bytes.length - 8 - footer);
        Util.writeFileMetaData(data, damaged);
        int size = damaged.size() - (bytes.length - 8 - footer);
        damaged.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .array());
        damaged.write("PAR1".getBytes(StandardCharsets.US_ASCII));
        Path path = Files.write(folder.resolve("damaged.parquet"), damaged.toByteArray());
        assertThatThrownBy(() -> readers(session.read().schema(rows.schema()).parquet(path.toString())))
                .isInstanceOf(UserException.class)
                .message()
                .matches("Cannot read '\\S*damaged\\.parquet': the file is damaged or not supported: Its footer puts a"
                        + " row group at byte -?[0-9,]+ of [0-9,]+");
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
