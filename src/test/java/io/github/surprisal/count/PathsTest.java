package io.github.surprisal.count;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.scan.ColumnarScan;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However the rows come, batch or row, coded or not, the counts are the same. */
@ExtendWith(SparkExtension.class)
class PathsTest {
    private static final int ROWS = 30_000;

    @TempDir
    private static Path folder;

    private static SparkSession session;

    private static String[] expected;

    /** Ways in which the same rows can come. */
    enum Way {
        PARQUET(true, true),
        PARQUET_WITHOUT_DICTIONARIES(true, true),
        PARQUET_OF_SMALL_ROW_GROUPS(true),
        PARQUET_OF_SMALL_PAGES(true),
        PARQUET_OF_THE_SECOND_VERSION(true),
        PARQUET_OF_INT64_TIMESTAMPS(true),
        PARQUET_OFF_HEAP(true),
        PARQUET_BY_A_FOLDER_PER_VALUE(true),
        PARQUET_FLAGGED(true, true),
        PARQUET_FILTERED(false),
        PARQUET_ROW_BY_ROW(false, true),
        ORC(true),
        CACHED(false);

        private final boolean columnar;

        /** Codes of dictionaries, values, and rows: whether what was counted is also handed on batch by batch. */
        private final boolean handsOn;

        Way(boolean columnar) {
            this(columnar, false);
        }

        Way(boolean columnar, boolean handsOn) {
            this.columnar = columnar;
            this.handsOn = handsOn;
        }
    }

    static Dataset<Row> rows(SparkSession session) {
        return session.range(0, ROWS, 1, 3)
                .selectExpr(
                        "if(id % 7 = 0, null, concat('s', id % 5000)) as text",
                        "if(id % 3 = 0, null, concat('user ', id)) as id",
                        "cast(id % 3 as tinyint) as byte",
                        "if(id % 4 = 0, null, cast(id % 11 - 5 as smallint)) as short",
                        "cast(id % 13 as int) as int",
                        "id * 1000000007 as long",
                        "if(id % 4 = 0, null, cast(id % 9 as float) / 4) as float",
                        "case id % 6 when 0 then double('NaN') when 1 then double('Infinity') when 2 then -0D"
                                + " when 3 then 0D else id / 8D end as double",
                        "cast(id % 1700 / 8 as decimal(9,3)) as small_decimal",
                        "cast(id % 17 as decimal(18,2)) as decimal",
                        "cast(id % 4900 as decimal(38,3)) as long_decimal",
                        "id % 2 = 0 as boolean",
                        "date_add(date'2020-02-27', cast(id % 5 as int)) as date",
                        "timestamp_micros(id % 230 * 1234567) as timestamp",
                        "cast(timestamp_micros(id % 29) as timestamp_ntz) as ntz",
                        "cast(cast(id % 31 as string) as binary) as binary",
                        "if(id % 10 = 9, null, if(id % 3 = 0, 'yes', 'no')) as label",
                        "if(id % 50 = 1, null, id % 4) as g1",
                        "concat('g', id % 3) as g2",
                        "cast(id % 5 as double) / 4 as w");
    }

    private static String describe(Dataset<Row> rows, String where, boolean columnar, int partitions, long memory) {
        rows.createOrReplaceTempView("some_rows");
        StringBuilder all = new StringBuilder();
        for (String weight : List.of("", "w")) {
            TableConfig config = new TableConfig(
                    new Source.Catalog("some_rows"),
                    where,
                    "label",
                    List.of(List.of("g1"), List.of("g2"), List.of("g1", "g2")),
                    weight,
                    List.of("*"),
                    weight.isEmpty() ? List.of("w") : List.of(),
                    Map.of());
            Table table = TableReader.read(session, config);
            assertThat(ColumnarScan.of(table.rows()).isPresent()).isEqualTo(columnar);
            for (int groupCells : List.of(CountConfig.MAX_GROUP_CELLS, 500)) {
                CountConfig count = new CountConfig(1000, groupCells, false);
                all.append(CountScanTest.describe(CountScan.count(table, count, partitions, memory)));
            }
        }
        return all.toString();
    }

    @BeforeAll
    static void count() {
        session = SparkExtension.session();
        expected = describe(rows(session), "", false, 1, 1L << 30).split("\n");
    }

    @AfterAll
    static void forget() {
        session.catalog().clearCache();
        expected = new String[0];
    }

    private Dataset<Row> written(Way way) {
        String path = folder.resolve(way.name()).toString();
        Dataset<Row> shuffled = rows(session).repartition(4, expr("hash(long)"));
        switch (way) {
            case PARQUET_WITHOUT_DICTIONARIES ->
                shuffled.write().option("parquet.enable.dictionary", "false").parquet(path);
            case PARQUET_OF_SMALL_ROW_GROUPS ->
                shuffled.write()
                        .option("parquet.block.size", 1 << 17)
                        .option("parquet.dictionary.page.size", 1 << 12)
                        .parquet(path);
            case PARQUET_OF_SMALL_PAGES ->
                shuffled.write().option("parquet.page.row.count.limit", 777).parquet(path);
            case PARQUET_OF_THE_SECOND_VERSION ->
                shuffled.write().option("parquet.writer.version", "v2").parquet(path);
            case PARQUET_BY_A_FOLDER_PER_VALUE ->
                shuffled.coalesce(1).write().partitionBy("g2").parquet(path);
            case ORC -> shuffled.write().orc(path);
            case PARQUET_FLAGGED ->
                shuffled.withColumn("dead", lit((byte) 0))
                        .unionByName(rows(session)
                                .withColumn("dead", expr("if(long % 3 = 0, null, cast(long % 2 + 1 as tinyint))"))
                                .withColumn("label", lit("maybe"))
                                .withColumn("g2", lit("nowhere"))
                                .withColumn("text", expr("concat('dead', text)")))
                        .repartition(4, expr("hash(long)"))
                        .write()
                        .parquet(path);
            default -> shuffled.write().parquet(path);
        }
        return read(way, path);
    }

    private Dataset<Row> read(Way way, String path) {
        String[] columns = rows(session).columns();
        return switch (way) {
            case ORC -> session.read().orc(path);
            case PARQUET_BY_A_FOLDER_PER_VALUE -> session.read().parquet(path).select("text", tail(columns));
            case PARQUET_FLAGGED ->
                session.read().parquet(path).where("dead = 0").select("text", tail(columns));
            case CACHED -> session.read().parquet(path).cache();
            default -> session.read().parquet(path);
        };
    }

    private static String[] tail(String[] columns) {
        return java.util.Arrays.copyOfRange(columns, 1, columns.length);
    }

    @ParameterizedTest
    @EnumSource
    void sameCounts(Way way) {
        String[] keys = {
            "spark.sql.columnVector.offheap.enabled",
            "spark.sql.parquet.enableVectorizedReader",
            "spark.sql.parquet.outputTimestampType"
        };
        Object[] values = {
            way == Way.PARQUET_OFF_HEAP,
            way != Way.PARQUET_ROW_BY_ROW,
            way == Way.PARQUET_OF_INT64_TIMESTAMPS ? "TIMESTAMP_MICROS" : "INT96"
        };
        try {
            for (int i = 0; i < keys.length; i++) {
                session.conf().set(keys[i], values[i].toString());
            }
            Dataset<Row> rows = written(way);
            String where = way == Way.PARQUET_FILTERED ? "long >= 0" : "";
            String[] found = describe(rows, where, way.columnar, 5, 1L << 30).split("\n");
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isEqualTo(expected[i]);
            }
            if (way.handsOn) {
                assertThat(describe(rows, where, way.columnar, 3, 1).split("\n"))
                        .as("handed on after every batch")
                        .isEqualTo(expected);
            }
        } finally {
            for (String key : keys) {
                session.conf().unset(key);
            }
        }
    }

    /** Rows that weigh nothing are in other batches than those of their row group that do: its dictionaries hold their labels. */
    @Test
    void labelsOfRowsWithoutWeightAreNoClasses() {
        String path = folder.resolve("weightless").toString();
        session.range(0, 20_000, 1, 1)
                .selectExpr(
                        "if(id < 10000, 'never', if(id % 3 = 0, 'yes', 'no')) as label",
                        "if(id < 10000, 'nowhere', concat('g', id % 2)) as g",
                        "id % 5 as x",
                        "if(id < 10000, 0D, 1D) as w")
                .write()
                .parquet(path);
        TableConfig config = new TableConfig(
                new Source.Files(path, "parquet", Map.of(), ""),
                "",
                "label",
                List.of(List.of("g")),
                "w",
                List.of(),
                List.of(),
                Map.of());

        Counts counts = CountScan.count(TableReader.read(session, config), new CountConfig(1000));

        assertThat(counts.classes().size()).isEqualTo(2);
        assertThat(counts.groups()).extracting(Group::values).containsExactly(List.of(), List.of("g0"), List.of("g1"));
    }
}
