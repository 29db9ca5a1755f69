package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.metric.MetricReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of lakehouses and databases, with rows deleted and columns renamed: every column of every dataset is the one of a plain
 * Parquet file of the rows that are left.
 */
class LakehouseTest {
    private static final String DELETED = "label = 'yes' and id % 3 = 0";

    private static final String COLUMNS = "id, cast(pmod(hash(id), 90) as int) as number, concat('c', id % 11) as text,"
            + " if(id % 13 = 0, null, id div 50) as whole, sqrt(id) as root, cast(id % 97 as decimal(10, 2)) / 4 as money,"
            + " date_add(date'2026-11-01', cast(id % 30 as int)) as day, id % 5 = 0 as flag, concat('g', id % 3) as place,"
            + " if(pmod(hash(id), 90) + id % 11 < 40, 'yes', 'no') as label";

    @TempDir
    private static Path folder;

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config(
                        "spark.sql.extensions",
                        "io.delta.sql.DeltaSparkSessionExtension,"
                                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.lake.type", "hadoop")
                .config(
                        "spark.sql.catalog.lake.warehouse",
                        folder.resolve("lake").toString())
                .getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        rows().createOrReplaceTempView("all_rows");
        rows().where("not (" + DELETED + ")")
                .write()
                .parquet(folder.resolve("live").toString());
        rows().write().parquet(folder.resolve("all").toString());
        count("live", path("live"));
        count("all", path("all"));
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    /** In two partitions, so that every table has two files and both lose rows. */
    private static Dataset<Row> rows() {
        return session.range(0, 6000, 1, 2)
                .selectExpr("struct(" + COLUMNS + ") as row")
                .select("row.*");
    }

    private static String[] path(String name, String... more) {
        return Stream.concat(Stream.of("table.path=\"" + folder.resolve(name) + "\""), Stream.of(more))
                .toArray(String[]::new);
    }

    private static void count(String id, String... source) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>(
                List.of("select", "--output", folder.resolve("out").toString()));
        for (String set : List.of(
                "run.id=" + id,
                "table.label=label",
                "table.groups=[[place]]",
                "count.save=true",
                "select.pairs=true",
                "output.report=false")) {
            args.addAll(List.of("--set", set));
        }
        for (String set : source) {
            args.addAll(List.of("--set", set));
        }
        int code = Main.execute(
                args.toArray(String[]::new),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static void assertSame(String id, String expected) {
        MetricReader metrics = MetricReader.open(session, folder.resolve("out").toString());
        assertThat(metrics.datasets(id))
                .isEqualTo(metrics.datasets(expected))
                .contains("counts", "column_entropy", "information_gain", "best_split", "bins", "selection", "pairs");
        for (String dataset : metrics.datasets(id)) {
            Dataset<Row> found = metrics.dataset(dataset, id).drop("run_id", "attempt");
            Dataset<Row> wanted = metrics.dataset(dataset, expected).drop("run_id", "attempt");
            assertThat(wanted.count()).as(dataset).isPositive();
            assertThat(found.exceptAll(wanted).collectAsList()).as(dataset).isEmpty();
            assertThat(wanted.exceptAll(found).collectAsList()).as(dataset).isEmpty();
        }
    }

    private static boolean logSays(String table, String word) throws IOException {
        try (Stream<Path> log = Files.list(folder.resolve(table).resolve("_delta_log"))) {
            for (Path file : log.filter(f -> f.toString().endsWith(".json")).toList()) {
                if (Files.readString(file).contains(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void deltaWithDeletionVectors() throws IOException {
        String table = "delta.`" + folder.resolve("delta") + "`";
        session.sql("create table " + table + " using delta tblproperties ('delta.enableDeletionVectors' = 'true')"
                + " as select * from all_rows");
        session.sql("delete from " + table + " where " + DELETED);
        assertThat(logSays("delta", "\"deletionVector\":{")).isTrue();
        count("delta", path("delta", "table.format=delta"));
        assertSame("delta", "live");
        count("delta-before", path("delta", "table.format=delta", "table.options.versionAsOf=0"));
        assertSame("delta-before", "all");
    }

    @Test
    void deltaWithColumnMapping() throws IOException {
        String table = "delta.`" + folder.resolve("mapped") + "`";
        session.sql("create table " + table + " using delta tblproperties ('delta.columnMapping.mode' = 'name',"
                + " 'delta.enableDeletionVectors' = 'true') as select *, number as other, text as dropped"
                + " from (select * except (money), money as old from all_rows)");
        session.sql("alter table " + table + " drop columns (other, dropped)");
        session.sql("alter table " + table + " rename column old to money");
        session.sql("delete from " + table + " where " + DELETED);
        assertThat(logSays("mapped", "delta.columnMapping.physicalName")).isTrue();
        String features = "table.features=[id, number, text, whole, root, money, day, flag]";
        count("mapped", path("mapped", "table.format=delta", features));
        count("live-in-order", path("live", features));
        assertSame("mapped", "live-in-order");
    }

    @Test
    void icebergWithPositionalDeletes() {
        iceberg("v2", 2, "PARQUET");
    }

    @Test
    void icebergWithDeletionVectors() {
        iceberg("v3", 3, "PUFFIN");
    }

    private static void iceberg(String name, int version, String deletes) {
        String table = "lake.db." + name;
        session.sql("create table " + table + " using iceberg tblproperties ('format-version' = '" + version
                + "', 'write.delete.mode' = 'merge-on-read') as select * from all_rows");
        long before = session.sql("select snapshot_id from " + table + ".snapshots")
                .head()
                .getLong(0);
        session.sql("delete from " + table + " where " + DELETED);
        assertThat(session.sql("select distinct file_format from " + table + ".delete_files")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly(deletes);
        count(name, "table.table=" + table);
        assertSame(name, "live");
        count(name + "-before", "table.query=\"select * from " + table + " version as of " + before + "\"");
        assertSame(name + "-before", "all");
    }

    @Test
    void avro() {
        session.read()
                .parquet(folder.resolve("live").toString())
                .write()
                .format("avro")
                .save(folder.resolve("avro").toString());
        count("avro", path("avro", "table.format=avro"));
        assertSame("avro", "live");
    }

    @Test
    void postgresql() throws Exception {
        try (Postgres server = Postgres.start()) {
            session.read()
                    .parquet(folder.resolve("live").toString())
                    .write()
                    .format("jdbc")
                    .option("url", server.url())
                    .option("dbtable", "live")
                    .option("user", Postgres.USER)
                    .save();
            String[] source = {
                "table.format=jdbc",
                "table.options.url=\"" + server.url() + "\"",
                "table.options.dbtable=live",
                "table.options.user=" + Postgres.USER
            };
            count("jdbc", source);
            assertSame("jdbc", "live");
            count(
                    "jdbc-parallel",
                    Stream.concat(
                                    Stream.of(source),
                                    Stream.of(
                                            "table.options.partitionColumn=id",
                                            "table.options.lowerBound=0",
                                            "table.options.upperBound=6000",
                                            "table.options.numPartitions=2"))
                            .toArray(String[]::new));
            assertSame("jdbc-parallel", "live");
        }
    }
}
