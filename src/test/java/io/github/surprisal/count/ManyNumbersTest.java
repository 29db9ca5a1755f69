package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableReader;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of numbers that are nearly all different. */
@ExtendWith(SparkExtension.class)
class ManyNumbersTest {
    private static final int ROWS = 90_000;

    private static SparkSession session;

    @BeforeAll
    static void rows() {
        session = SparkExtension.session();
        // By xxhash64 in no order; some values twice, one of them in one row of fifty, NaN, nulls and a label that may
        // be null.
        session.range(0, ROWS, 1, 2)
                .selectExpr(
                        "xxhash64(id) / 1e6 as different",
                        "if(id % 50 = 0, 0D, if(id % 50 = 1, null, if(id % 50 = 2, double('NaN'),"
                                + " xxhash64(id % 80000) / 1e12))) as mixed",
                        "xxhash64(id div 2) as pairs",
                        "cast(id % 30000 as int) as thrice",
                        "cast(xxhash64(id) as decimal(30, 5)) as wide",
                        "if(id % 97 = 0, null, pmod(xxhash64(id, 1), 3)) as y",
                        "id % 2 as g")
                .createOrReplaceTempView("many_numbers");
    }

    private static Counts count(int limit, int partitions, List<List<String>> groups) {
        Table table = TableReader.read(session, CountScanTest.config("many_numbers", "y", groups, ""));
        return CountScan.count(table, new CountConfig(limit), partitions);
    }

    /** With groups there are several cells to a row, and the values of a piece are numbered after all. */
    @ParameterizedTest
    @CsvSource({"1000, 1", "20000, 5"})
    void theWholeTableIsTheSameWithGroups(int limit, int partitions) {
        Counts alone = count(limit, partitions, List.of());
        Counts byGroup = count(limit, 3, List.of(List.of("g")));
        for (int c = 0; c < 5; c++) {
            ColumnCounts column = alone.columns().get(c);
            assertThat(column.overLimit()).isTrue();
            assertThat(column.groups().get(0))
                    .as(column.name())
                    .usingRecursiveComparison()
                    .isEqualTo(byGroup.columns().get(c).groups().get(0));
        }
    }

    @Test
    void spectraAreSparksOwn() {
        Counts counts = count(1000, 2, List.of());
        for (int c = 0; c < 5; c++) {
            ColumnCounts column = counts.columns().get(c);
            Dataset<Row> byCount = session.sql("select count, count(*) as times from (select count(*) as count from"
                    + " many_numbers where `%1$s` is not null group by `%1$s`) group by count order by count"
                            .formatted(column.name()));
            Spectrum spectrum = column.groups().get(0).spectra().values();
            List<Row> expected = byCount.collectAsList();
            assertThat(spectrum.counts())
                    .as(column.name())
                    .containsExactly(
                            expected.stream().mapToDouble(row -> row.getLong(0)).toArray());
            assertThat(spectrum.multiplicities())
                    .as(column.name())
                    .containsExactly(
                            expected.stream().mapToLong(row -> row.getLong(1)).toArray());
        }
    }

    /** A reducer may take a column for one of too many values, by its first piece, that is none. */
    @Test
    void atTheLimitAllValuesAreThere() {
        int distinct = 30_000;
        for (int partitions : new int[] {1, 2, 3}) {
            ColumnCounts within =
                    count(distinct, partitions, List.of()).columns().get(3);
            assertThat(within.overLimit()).isFalse();
            assertThat(within.categories().size()).isEqualTo(distinct);
            ContingencyTable table = within.groups().get(0).table();
            for (int i = 0; i < table.size(); i++) {
                assertThat(table.rowTotal(i)).isEqualTo(3);
            }
            assertThat(count(distinct - 1, partitions, List.of())
                            .columns()
                            .get(3)
                            .overLimit())
                    .isTrue();
        }
    }
}
