package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class CountStoreTest {
    private static final CountConfig SAVE = new CountConfig(1000, CountConfig.MAX_GROUP_CELLS, true);

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private static TableConfig config(Source source, String where, String weight, List<List<String>> groups) {
        return new TableConfig(
                source,
                where,
                "label",
                groups,
                weight,
                List.of(),
                weight.isEmpty() ? List.of("w") : List.of(),
                Map.of());
    }

    /** Every type, and a string that is no UTF-8. */
    private void everyType() {
        PathsTest.rows(session)
                .where("long % 9 = 0")
                .withColumn("bytes as text", org.apache.spark.sql.functions.expr("cast(unhex('ff41') as string)"))
                .createOrReplaceTempView("all_rows");
    }

    private CountStore save(Table table, String name) {
        String path = folder.resolve(name).toString();
        CountScan.count(table, SAVE, StoredSum.none(), cells -> cells.write().parquet(path));
        return CountStore.open(session, path, List.of(path));
    }

    @ParameterizedTest
    @CsvSource({"'', g1", "w, g1", "'', g2", "w, g2"})
    void mergedIsAsIfCountedTogether(String weight, String regrouped) {
        everyType();
        Source rows = new Source.Catalog("all_rows");
        List<List<String>> finest = List.of(List.of("g1", "g2"));
        Table first = TableReader.read(session, config(rows, "long % 2 = 0", weight, finest));
        Table second = TableReader.read(session, config(rows, "long % 2 = 1", weight, finest));
        Table whole = TableReader.read(session, config(rows, "", weight, finest));
        String expected = CountScanTest.describe(CountScan.count(whole, new CountConfig(1000)));

        CountStore stored = save(first, "first");
        assertThat(CountScanTest.describe(CountScan.count(second, SAVE, sum(stored), this::saveAsSecond)))
                .isEqualTo(expected);
        String saved = folder.resolve("second").toString();
        CountStore both = CountStore.open(session, saved, List.of(saved));
        Table none = both.table(session, config(new Source.None(), "", weight, finest));
        Counts again = CountScan.count(none, new CountConfig(1000), sum(both), cells -> {});
        assertThat(CountScanTest.describe(again)).as("from the store alone").isEqualTo(expected);
        assertThat(again.scans()).isZero();

        List<List<String>> coarser = List.of(List.of(regrouped));
        TableConfig grouping = new TableConfig(
                rows, "", "label", coarser, weight, List.of("text", "id", "double"), List.of(), Map.of());
        Counts expectedGroups = CountScan.count(TableReader.read(session, grouping), new CountConfig(1000));
        Counts groups = CountScan.count(both.table(session, grouping), new CountConfig(1000), sum(both), c -> {});
        assertThat(CountScanTest.describe(groups)).as("other groups").isEqualTo(CountScanTest.describe(expectedGroups));
    }

    /** In local mode a task saves several reduce partitions: each of them once. */
    @Test
    void everyReducePartitionIsSavedOnce() {
        Dataset<Row> rows =
                session.range(2000).selectExpr("concat('v', id % 300) as x", "id % 2 = 0 as label", "1 as w");
        // Spark does not know the size of an RDD's rows: each of the eight partitions is worth several.
        Dataset<Row> unknown = session.createDataFrame(rows.toJavaRDD().repartition(8), rows.schema());
        TableConfig config = config(new Source.Rows(unknown), "", "", List.of());
        Table table = TableReader.read(session, config);
        CountStore stored = save(table, "many");
        Counts again = CountScan.count(stored.table(session, config), new CountConfig(1000), sum(stored), cells -> {});
        assertThat(CountScanTest.describe(again))
                .isEqualTo(CountScanTest.describe(CountScan.count(table, new CountConfig(1000))));
    }

    private static StoredSum sum(CountStore... stores) {
        return new StoredSum(List.of(stores), List.of());
    }

    private void saveAsSecond(Dataset<Row> cells) {
        cells.write().parquet(folder.resolve("second").toString());
    }

    @Test
    void saysWhatDoesNotFit() {
        session.sql("select 'a' as x, 1 as n, 'yes' as label, 2 as g").createOrReplaceTempView("small_rows");
        Source rows = new Source.Catalog("small_rows");
        CountStore stored = save(
                TableReader.read(
                        session,
                        new TableConfig(
                                rows, "", "label", List.of(List.of("g")), "", List.of("x", "n"), List.of(), Map.of())),
                "small");
        refuses(stored, "select 'a' as other, 'yes' as label", "", "it has no column 'other'");
        refuses(stored, "select 2.5D as n, 'yes' as label", "", "its column 'n' is int, expected double");
        refuses(stored, "select 'a' as x, 'yes' as label, 1 as w", "w", "its weight is none, expected 'w'");
        session.sql("select 1 as n, 'a' as x").createOrReplaceTempView("fitting");
        TableConfig label = new TableConfig(
                new Source.Catalog("fitting"), "", "x", List.of(), "", List.of("n"), List.of(), Map.of());
        assertThatThrownBy(() -> CountScan.count(TableReader.read(session, label), SAVE, sum(stored), cells -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("its label is 'label', expected 'x'");
        TableConfig groups = new TableConfig(
                new Source.Catalog("fitting"), "", "", List.of(List.of("x")), "", List.of("n"), List.of(), Map.of());
        assertThatThrownBy(() -> CountScan.count(TableReader.read(session, groups), SAVE, sum(stored), cells -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("its groups are those of [[g]], which do not have [x]");
        assertThatThrownBy(() -> CountStore.open(session, folder + "/none", List.of(folder + "/none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Cannot merge stored counts: found none in");
    }

    private void refuses(CountStore stored, String query, String weight, String why) {
        session.sql(query).createOrReplaceTempView("misfit");
        TableConfig config = new TableConfig(
                new Source.Catalog("misfit"), "", "label", List.of(), weight, List.of(), List.of(), Map.of());
        assertThatThrownBy(() -> CountScan.count(TableReader.read(session, config), SAVE, sum(stored), cells -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(why);
    }
}
