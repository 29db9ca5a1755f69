package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.CountStore;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class DriftTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    Path folder;

    private TableConfig config(String path) {
        return new TableConfig(
                new Source.Files(path, "parquet", Map.of(), ""),
                "",
                "",
                List.of(List.of("g")),
                "",
                List.of(),
                List.of(),
                Map.of());
    }

    private String written(String name, long rows, String... expressions) {
        String path = folder.resolve(name).toString();
        session.range(0, rows, 1, 2).selectExpr(expressions).write().parquet(path);
        return path;
    }

    private Table read(String path) {
        return TableReader.read(session, config(path));
    }

    private static Drift compare(Side table, Side reference, int maxCategories) {
        DriftConfig config = new DriftConfig(
                "",
                0.5,
                20,
                0.05,
                List.of(
                        DriftRule.parse("js > 0.05").orElseThrow(),
                        DriftRule.parse("nulls>0.2").orElseThrow()));
        return Comparer.compare(
                table, reference, config, new CountConfig(maxCategories), Unit.BITS, (group, column) -> 0.25);
    }

    private static ColumnDrift of(Drift drift, String column, String... group) {
        return drift.columns().stream()
                .filter(d -> d.column().equals(column) && d.group().values().equals(List.of(group)))
                .findFirst()
                .orElseThrow();
    }

    private static final String[] REFERENCE = {
        "id % 4 as same",
        "concat('v', id % 5) as moved",
        "if(id % 10 = 0, null, id % 3) as nulls",
        "double(id) / 7 as number",
        "id as key",
        "cast(id % 6 as string) as changed",
        "id % 7 as wider",
        "1 as gone",
        "if(id % 2 = 0, 'a', 'b') as g"
    };

    private static final String[] TABLE = {
        "id % 4 as same",
        "concat('v', id % 5 + 2) as moved",
        "if(id % 10 < 5, null, id % 3) as nulls",
        "double(id) / 7 + if(id % 2 = 0, 100, 0) as number",
        "id + 1000000 as key",
        "id % 6 as changed",
        "double(id % 7) as wider",
        "2 as fresh",
        "if(id % 2 = 0, 'a', 'b') as g"
    };

    @Test
    void everyKindOfColumn() {
        Table reference = read(written("reference", 4200, REFERENCE));
        Table table = read(written("table", 2100, TABLE));
        Drift drift = compare(Side.of(table), Side.of(reference), 1000);
        assertThat(drift.rows()).isEqualTo(2100);
        assertThat(drift.referenceRows()).isEqualTo(4200);
        assertThat(drift.scans()).isEqualTo(2);

        ColumnDrift same = of(drift, "same");
        assertThat(same.jsDivergence()).isEqualTo(0, within(1e-12));
        assertThat(same.pValue()).isEqualTo(1, within(1e-9));
        assertThat(same.informationGain()).isEqualTo(0.25);

        ColumnDrift moved = of(drift, "moved");
        assertThat(moved.newCategories()).isEqualTo(2);
        assertThat(moved.newValues()).containsExactly("v5", "v6");
        assertThat(moved.vanishedValues()).containsExactly("v0", "v1");
        assertThat(moved.totalVariation()).isEqualTo(0.4, within(1e-12));
        assertThat(moved.jsDivergence()).as("two fifths are elsewhere").isEqualTo(0.4, within(1e-12));
        assertThat(moved.crossEntropy()).isGreaterThan(Math.log(5) / Math.log(2));

        ColumnDrift nulls = of(drift, "nulls");
        assertThat(nulls.nullShareChange()).isEqualTo(0.4, within(1e-12));

        assertThat(of(drift, "number", "a").jsDivergence()).isGreaterThan(0.05);
        assertThat(of(drift, "number", "b").newCategories()).isZero();

        ColumnDrift key = of(drift, "key");
        assertThat(key.jsDivergence()).as("compared on bins, being a number").isGreaterThan(0.5);
        assertThat(of(drift, "changed").status()).isEqualTo("type changed: string to bigint");
        assertThat(of(drift, "changed").jsDivergence()).isNaN();
        assertThat(of(drift, "wider").status()).isEqualTo("compared, type changed: bigint to double");
        assertThat(of(drift, "wider").jsDivergence()).isEqualTo(0, within(1e-12));
        assertThat(of(drift, "gone").status()).isEqualTo("only in the reference");
        assertThat(of(drift, "fresh").status()).isEqualTo("only in the table");
        assertThat(drift.fired()).anyMatch(rule -> rule.startsWith("js > 0.05: column 'moved': js 0.4000"));
        assertThat(drift.fired()).anyMatch(rule -> rule.startsWith("nulls>0.2: column 'nulls' of group [a]"));
        assertThat(drift.fired()).noneMatch(rule -> rule.contains("'same'"));
    }

    @Test
    void keysAreComparedThoughTheyAreOverTheLimit() {
        Table reference = read(written("r", 3000, "concat('u', id) as key", "1 as g"));
        Table table = read(written("t", 3000, "concat('u', id + 1000) as key", "1 as g"));
        Drift drift = compare(Side.of(table), Side.of(reference), 500);
        ColumnDrift key = of(drift, "key");
        assertThat(key.newCategories()).isEqualTo(1000);
        assertThat(key.vanishedCategories()).isEqualTo(1000);
        assertThat(key.totalVariation()).isEqualTo(1 / 3.0, within(1e-12));
        assertThat(compare(Side.of(table), Side.of(reference), 100_000)
                        .columns()
                        .get(0)
                        .jsDivergence())
                .isEqualTo(key.jsDivergence(), within(1e-12));
    }

    @Test
    void smallSamplesRaiseNoAlarm() {
        Table reference =
                read(written("many", 5000, "pmod(xxhash64(id, 1), 50) as x", "concat(id, 'k') as key", "1 as g"));
        Table table = read(written("few", 60, "pmod(xxhash64(id, 2), 50) as x", "concat(id, 'l') as key", "1 as g"));
        Drift drift = compare(Side.of(table), Side.of(reference), 65536);
        ColumnDrift x = of(drift, "x");
        assertThat(x.jsDivergence()).isGreaterThan(0.05);
        assertThat(x.expectedJsDivergence()).isEqualTo(x.jsDivergence(), within(0.05));
        assertThat(of(drift, "key").jsDivergence()).isEqualTo(1, within(1e-12));
        assertThat(of(drift, "key").expectedJsDivergence()).isEqualTo(1, within(1e-12));
        assertThat(drift.fired()).isEmpty();
    }

    @Test
    void storedCountsNeedNoScan() {
        String referencePath = written("sr", 4200, REFERENCE);
        String tablePath = written("st", 2100, TABLE);
        Drift expected = compare(Side.of(read(tablePath)), Side.of(read(referencePath)), 1000);
        Side table = stored(tablePath, "a");
        Side reference = stored(referencePath, "b");
        Drift drift = compare(table, reference, 1000);
        assertThat(drift.scans()).isZero();
        assertThat(compare(Side.of(read(tablePath)), reference, 1000).scans()).isEqualTo(1);
        for (int i = 0; i < expected.columns().size(); i++) {
            ColumnDrift wanted = expected.columns().get(i);
            if (wanted.status().equals("compared")) {
                ColumnDrift found =
                        of(drift, wanted.column(), wanted.group().values().toArray(String[]::new));
                assertThat(found.jsDivergence()).isEqualTo(wanted.jsDivergence());
                assertThat(found.pValue()).isEqualTo(wanted.pValue());
                assertThat(found.newCategories()).isEqualTo(wanted.newCategories());
            }
        }
    }

    private Side stored(String path, String name) {
        String to = folder.resolve("counts-" + name).toString();
        CountScan.count(
                read(path),
                new CountConfig(1000, CountConfig.MAX_GROUP_CELLS, true, List.of()),
                List.of(),
                cells -> cells.write().parquet(to));
        CountStore store = CountStore.open(session, to, List.of(to));
        return Side.of(store.table(session, config(path)), store);
    }

    @Test
    void whatCannotBeCompared() {
        Table table = read(written("x", 10, "id as a", "1 as g"));
        Table other = read(written("y", 10, "id as b", "1 as g"));
        assertThatThrownBy(() -> compare(Side.of(table), Side.of(other), 1000))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("expected columns of the same name and type, found none");
        Table empty = read(written("z", 0, "id as a", "1 as g"));
        assertThatThrownBy(() -> compare(Side.of(table), Side.of(empty), 1000))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("found no rows in drift.reference");
    }

    @Test
    void rules() {
        assertThat(DriftRule.parse(" excess-js > 1e-3 ").orElseThrow().limit()).isEqualTo(0.001);
        for (String wrong : List.of("", "js", "js<1", "js>x", "foo>1", "js>1 or tv>2")) {
            assertThat(DriftRule.parse(wrong)).as(wrong).isEmpty();
        }
    }
}
