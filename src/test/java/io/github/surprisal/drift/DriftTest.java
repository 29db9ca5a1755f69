package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.CountStore;
import io.github.surprisal.count.StoredSum;
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
import java.util.stream.Stream;
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

    private static Drift compare(DriftInput table, DriftInput reference, int maxCategories) {
        DriftConfig config = new DriftConfig(
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
        Drift drift = compare(DriftInput.of(table), DriftInput.of(reference), 1000);
        assertThat(drift.rows()).isEqualTo(2100);
        assertThat(drift.referenceRows()).isEqualTo(4200);
        assertThat(drift.scans()).isEqualTo(2);

        ColumnDrift same = of(drift, "same");
        assertThat(same.figure(Figure.JS_DIVERGENCE)).isEqualTo(0, within(1e-12));
        assertThat(same.figure(Figure.P_VALUE)).isEqualTo(1, within(1e-9));
        assertThat(same.figure(Figure.INFORMATION_GAIN)).isEqualTo(0.25);

        ColumnDrift moved = of(drift, "moved");
        assertThat(moved.added().count()).isEqualTo(2);
        assertThat(moved.added().values()).containsExactly("v5", "v6");
        assertThat(moved.vanished().values()).containsExactly("v0", "v1");
        assertThat(moved.figure(Figure.TOTAL_VARIATION)).isEqualTo(0.4, within(1e-12));
        assertThat(moved.figure(Figure.JS_DIVERGENCE))
                .as("two fifths are elsewhere")
                .isEqualTo(0.4, within(1e-12));
        assertThat(moved.figure(Figure.CROSS_ENTROPY)).isGreaterThan(Math.log(5) / Math.log(2));

        ColumnDrift nulls = of(drift, "nulls");
        assertThat(nulls.figure(Figure.NULL_SHARE_CHANGE)).isEqualTo(0.4, within(1e-12));

        assertThat(of(drift, "number", "a").figure(Figure.JS_DIVERGENCE)).isGreaterThan(0.05);
        assertThat(of(drift, "number", "b").added().count()).isZero();

        ColumnDrift key = of(drift, "key");
        assertThat(key.figure(Figure.JS_DIVERGENCE))
                .as("compared on bins, being a number")
                .isGreaterThan(0.5);
        assertThat(of(drift, "changed").status().text()).isEqualTo("type changed: string to bigint");
        assertThat(of(drift, "changed").figure(Figure.JS_DIVERGENCE)).isNaN();
        assertThat(of(drift, "wider").status().text()).isEqualTo("compared, type changed: bigint to double");
        assertThat(of(drift, "wider").figure(Figure.JS_DIVERGENCE)).isEqualTo(0, within(1e-12));
        assertThat(of(drift, "gone").status().text()).isEqualTo("only in the reference");
        assertThat(of(drift, "fresh").status().text()).isEqualTo("only in the table");
        assertThat(drift.fired()).anyMatch(rule -> rule.startsWith("js > 0.05: column 'moved': js 0.4000"));
        assertThat(drift.fired()).anyMatch(rule -> rule.startsWith("nulls>0.2: column 'nulls' of group g=a"));
        assertThat(drift.fired()).noneMatch(rule -> rule.contains("'same'"));
    }

    @Test
    void keysAreComparedThoughTheyAreOverTheLimit() {
        Table reference = read(written("r", 3000, "concat('u', id) as key", "1 as g"));
        Table table = read(written("t", 3000, "concat('u', id + 1000) as key", "1 as g"));
        Drift drift = compare(DriftInput.of(table), DriftInput.of(reference), 500);
        ColumnDrift key = of(drift, "key");
        assertThat(key.added().count()).isEqualTo(1000);
        assertThat(key.vanished().count()).isEqualTo(1000);
        assertThat(key.figure(Figure.TOTAL_VARIATION)).isEqualTo(1 / 3.0, within(1e-12));
        assertThat(compare(DriftInput.of(table), DriftInput.of(reference), 100_000)
                        .columns()
                        .get(0)
                        .figure(Figure.JS_DIVERGENCE))
                .isEqualTo(key.figure(Figure.JS_DIVERGENCE), within(1e-12));
    }

    @Test
    void smallSamplesRaiseNoAlarm() {
        Table reference = read(written(
                "many", 5000, "concat('v', pmod(xxhash64(id, 1), 50)) as x", "concat(id, 'k') as key", "1 as g"));
        Table table = read(
                written("few", 60, "concat('v', pmod(xxhash64(id, 2), 50)) as x", "concat(id, 'l') as key", "1 as g"));
        Drift drift = compare(DriftInput.of(table), DriftInput.of(reference), 65536);
        ColumnDrift x = of(drift, "x");
        assertThat(x.figure(Figure.JS_DIVERGENCE)).isGreaterThan(0.05);
        assertThat(x.figure(Figure.EXPECTED_JS_DIVERGENCE)).isEqualTo(x.figure(Figure.JS_DIVERGENCE), within(0.05));
        assertThat(of(drift, "key").figure(Figure.JS_DIVERGENCE)).isEqualTo(1, within(1e-12));
        assertThat(of(drift, "key").figure(Figure.EXPECTED_JS_DIVERGENCE)).isEqualTo(1, within(1e-12));
        assertThat(drift.fired()).isEmpty();
    }

    @Test
    void storedCountsNeedNoScan() {
        String referencePath = written("sr", 4200, REFERENCE);
        String tablePath = written("st", 2100, TABLE);
        Drift expected = compare(DriftInput.of(read(tablePath)), DriftInput.of(read(referencePath)), 1000);
        DriftInput table = stored(tablePath, "a");
        DriftInput reference = stored(referencePath, "b");
        Drift drift = compare(table, reference, 1000);
        assertThat(drift.scans()).isZero();
        assertThat(compare(DriftInput.of(read(tablePath)), reference, 1000).scans())
                .isEqualTo(1);
        for (int i = 0; i < expected.columns().size(); i++) {
            ColumnDrift wanted = expected.columns().get(i);
            if (wanted.status().text().equals("compared")) {
                ColumnDrift found =
                        of(drift, wanted.column(), wanted.group().values().toArray(String[]::new));
                assertThat(found.figure(Figure.JS_DIVERGENCE)).isEqualTo(wanted.figure(Figure.JS_DIVERGENCE));
                assertThat(found.figure(Figure.P_VALUE)).isEqualTo(wanted.figure(Figure.P_VALUE));
                assertThat(found.added().count()).isEqualTo(wanted.added().count());
            }
        }
    }

    private DriftInput stored(String path, String name) {
        String to = folder.resolve("counts-" + name).toString();
        CountScan.count(
                read(path),
                new CountConfig(1000, CountConfig.MAX_GROUP_CELLS, true),
                StoredSum.none(),
                cells -> cells.write().parquet(to));
        CountStore store = CountStore.open(session, to, List.of(to));
        return DriftInput.of(store.table(session, config(path)), store);
    }

    @Test
    void whatCannotBeCompared() {
        Table table = read(written("x", 10, "id as a", "1 as g"));
        Table other = read(written("y", 10, "id as b", "1 as g"));
        assertThatThrownBy(() -> compare(DriftInput.of(table), DriftInput.of(other), 1000))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("expected columns of the same name and type, found none");
        Table empty = read(written("z", 0, "id as a", "1 as g"));
        assertThatThrownBy(() -> compare(DriftInput.of(table), DriftInput.of(empty), 1000))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("found no rows in drift.reference");
    }

    @Test
    void rules() {
        assertThat(DriftRule.parse(" excess-js > 1e-3 ").orElseThrow().limit()).isEqualTo(0.001);
        assertThat(DriftRule.parse("ks>0.1").orElseThrow().subject()).isEqualTo(DriftRule.Subject.KS);
        assertThat(DriftRule.parse(" schema ").orElseThrow().subject()).isEqualTo(DriftRule.Subject.SCHEMA);
        assertThat(DriftRule.parse("schema > 0").orElseThrow().subject()).isEqualTo(DriftRule.Subject.SCHEMA);
        for (String wrong : List.of("", "js", "js<1", "js>x", "foo>1", "js>1 or tv>2", "schema>1", "schema=1", "ks")) {
            assertThat(DriftRule.parse(wrong)).as(wrong).isEmpty();
        }
    }

    private Drift fired(DriftInput table, DriftInput reference, double alpha, String... rules) {
        DriftConfig config = new DriftConfig(
                0.5,
                20,
                alpha,
                Stream.of(rules)
                        .map(rule -> DriftRule.parse(rule).orElseThrow())
                        .toList());
        return Comparer.compare(
                table, reference, config, new CountConfig(1000), Unit.BITS, (group, column) -> Double.NaN);
    }

    @Test
    void aRuleThatFailsOnAnotherSchema() {
        DriftInput reference = DriftInput.of(read(written(
                "sr",
                100,
                "id as kept",
                "id as dropped",
                "cast(id as int) as wider",
                "'x' as retyped",
                "id % 2 as g")));
        DriftInput table = DriftInput.of(
                read(written("st", 100, "id as kept", "id as fresh", "id as wider", "1 as retyped", "id % 2 as g")));
        assertThat(fired(table, reference, 0.05, "schema").fired())
                .containsExactly(
                        "schema: column 'wider': compared, type changed: int to bigint",
                        "schema: column 'fresh': only in the table",
                        "schema: column 'retyped': type changed: string to int",
                        "schema: column 'dropped': only in the reference");
        assertThat(fired(table, table, 0.05, "schema>0").fired()).isEmpty();
    }

    @Test
    void aRuleOnKolmogorovSmirnovHasItsOwnPValue() {
        DriftInput reference =
                DriftInput.of(read(written("kr", 400, "id as x", "concat('v', id % 3) as word", "1 as g")));
        DriftInput table = DriftInput.of(read(written("kt", 400, "id + 60 as x", "'v7' as word", "1 as g")));
        assertThat(fired(table, reference, 0.05, "ks>0.1").fired())
                .hasSize(2)
                .element(0)
                .asString()
                .startsWith("ks>0.1: column 'x': js ")
                .endsWith(", ks 0.1500 (p 0.00024)");
        DriftInput far = DriftInput.of(read(written("kf", 4000, "id + 4000 as x", "'v7' as word", "1 as g")));
        DriftInput many = DriftInput.of(read(written("km", 4000, "id as x", "'v7' as word", "1 as g")));
        assertThat(fired(far, many, 0.05, "ks>0.1").fired())
                .first()
                .asString()
                .contains(", p <1e-300, ks 1.0000 (p <1e-300)");
        assertThat(fired(table, reference, 0.05, "ks>0.15").fired()).isEmpty();
        assertThat(fired(table, reference, 0.0002, "ks>0.1").fired()).isEmpty();
    }
}
