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
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Strings that a collation holds to be equal are one value, wherever they stand and however they are read. */
@ExtendWith(SparkExtension.class)
class CollationTest {
    private static final String TRIMMED = "spark.sql.collation.trim.enabled";

    private static final String SPELLINGS =
            "element_at(array('Apple','APPLE','pear','Pear','fig','apple '), cast(id % 6 + 1 as int)) collate ";

    private static Counts counts(Dataset<Row> rows, String label, List<List<String>> groups, int limit) {
        Table table = TableReader.read(
                rows.sparkSession(),
                new TableConfig(new Source.Rows(rows), "", label, groups, "", List.of("*"), List.of(), Map.of()));
        return CountScan.count(table, new CountConfig(limit));
    }

    private static List<String> texts(Categories categories) {
        return IntStream.range(0, categories.size()).mapToObj(categories::text).toList();
    }

    @Test
    void equalStringsAreOneValue(SparkSession session, @TempDir Path folder) {
        // Spark 4.0 has these collations behind a switch.
        session.conf().set(TRIMMED, true);
        try {
            assertEqualStringsAreOneValue(session, folder);
        } finally {
            session.conf().unset(TRIMMED);
        }
    }

    private static void assertEqualStringsAreOneValue(SparkSession session, Path folder) {
        Dataset<Row> rows = session.range(0, 90, 1, 3)
                .selectExpr(
                        SPELLINGS + "UTF8_LCASE as lower",
                        SPELLINGS + "UTF8_LCASE_RTRIM as trimmed",
                        "if(id % 6 < 2, 'Yes', if(id % 6 = 5, 'yes', 'no')) collate UTF8_LCASE as label",
                        "if(id % 2 = 0, 'G', 'g') collate UTF8_LCASE as g");
        String path = folder.resolve("t").toString();
        rows.repartition(2).write().parquet(path);
        rows.repartition(3).write().option("parquet.enable.dictionary", "false").parquet(path + "plain");
        List<Dataset<Row>> ways = List.of(
                rows,
                session.read().parquet(path),
                session.read().parquet(path + "plain"),
                session.read().parquet(path).where("label is not null"));
        for (Dataset<Row> way : ways) {
            Counts counts = counts(way, "label", List.of(List.of("g")), 100);
            assertThat(texts(counts.classes())).containsExactly("no", "yes");
            assertThat(counts.groups()).hasSize(2);
            assertThat(counts.groups().get(1).values()).containsExactly("g");
            assertThat(texts(counts.columns().get(0).categories())).containsExactly("apple", "apple ", "fig", "pear");
            assertThat(texts(counts.columns().get(1).categories())).containsExactly("apple", "fig", "pear");
            ContingencyTable trimmed = counts.columns().get(1).overall().table();
            assertThat(IntStream.range(0, 3).mapToDouble(trimmed::rowTotal).toArray())
                    .containsExactly(45, 15, 30);
            Spectrum values = counts(way, "label", List.of(), 2)
                    .columns()
                    .get(0)
                    .overall()
                    .spectra()
                    .values();
            assertThat(values.counts()).as("over the limit").containsExactly(15, 30);
        }
    }

    @Test
    void aCollationWhoseKeysNobodyCanReadIsRefused(SparkSession session) {
        Dataset<Row> rows = session.sql("select 'A' collate UNICODE_CI as city");
        assertThatThrownBy(() -> counts(rows, "", List.of(), 100))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot count column 'city': its strings compare by the collation UNICODE_CI, which is not"
                        + " counted by; give table.columns.\"city\".expression = \"CAST(lower(`city`) AS"
                        + " STRING)\" to take upper and lower case as one, \"CAST(`city` AS STRING)\" to tell"
                        + " all spellings apart, or leave it out with table.ignore");
        Counts lower = counts(rows.selectExpr("CAST(lower(`city`) AS STRING) as city"), "", List.of(), 100);
        assertThat(texts(lower.columns().get(0).categories())).containsExactly("a");
    }
}
