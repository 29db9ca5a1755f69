package io.github.surprisal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.drift.Drift.ColumnDrift;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are compared in their order, whatever they are. */
@ExtendWith(SparkExtension.class)
class NumbersDriftTest {
    private static final int REFERENCE_ROWS = 2000;

    private static final int ROWS = 1500;

    /** An even spread over 0 to 1 in no order of the rows. */
    private static final String EVEN = "(pmod(xxhash64(id, 7), 1000003) / 1000003D)";

    private final SparkSession session = SparkExtension.session();

    private final Map<String, String> reference = new LinkedHashMap<>();
    private final Map<String, String> table = new LinkedHashMap<>();
    private String weight = "";
    private List<String> group = List.of();

    private void column(String name, String ofReference, String ofTable) {
        reference.put(name, ofReference);
        table.put(name, ofTable);
    }

    private DriftInput side(Map<String, String> columns, long from, long rows) {
        String query = "select "
                + columns.entrySet().stream()
                        .map(c -> c.getValue() + " as `" + c.getKey() + "`")
                        .collect(Collectors.joining(", "))
                + " from range(" + from + ", " + (from + rows) + ", 1, 2)";
        TableConfig config = new TableConfig(
                new Source.Query(query),
                "",
                "",
                group.isEmpty() ? List.of() : List.of(group),
                weight,
                List.of(),
                List.of(),
                Map.of());
        return DriftInput.of(TableReader.read(session, config));
    }

    private Map<String, ColumnDrift> compared(int rows, int referenceRows, int maxCategories, String... groupValues) {
        DriftConfig config = new DriftConfig(0.5, 20, 0.05, List.of());
        Drift drift = Comparer.compare(
                side(table, 1_000_000, rows),
                side(reference, 0, referenceRows),
                config,
                new CountConfig(maxCategories),
                Unit.NATS,
                (g, column) -> Double.NaN);
        return drift.columns().stream()
                .filter(d -> d.group().values().equals(List.of(groupValues)))
                .collect(Collectors.toMap(ColumnDrift::column, d -> d));
    }

    private static void assertStrong(ColumnDrift drift, double tv, double tolerance) {
        assertThat(drift.figure(Figure.TOTAL_VARIATION)).as(drift.column()).isEqualTo(tv, within(tolerance));
        assertThat(drift.figure(Figure.P_VALUE)).as("p of %s", drift.column()).isLessThan(1e-20);
        assertThat(drift.figure(Figure.JS_DIVERGENCE))
                .as("js of %s", drift.column())
                .isGreaterThan(tv * tv / 2 / Math.log(2) - 0.01);
    }

    private static void assertNone(ColumnDrift drift) {
        assertThat(drift.figure(Figure.P_VALUE)).as("p of %s", drift.column()).isGreaterThan(1e-3);
        assertThat(drift.figure(Figure.KS_P_VALUE))
                .as("ks p of %s", drift.column())
                .isGreaterThan(1e-3);
        assertThat(drift.figure(Figure.JS_DIVERGENCE))
                .as("js of %s", drift.column())
                .isLessThan(0.02);
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 300})
    void aMassPointThatMovesIsSeenWhereverItIs(int maxCategories) {
        String some = "if(pmod(id, 10) < 6, %s, " + EVEN + " * 10)";
        column("below", some.formatted("0"), some.formatted("-5"));
        column("above", some.formatted("10"), some.formatted("50"));
        column("inside", some.formatted("5"), some.formatted("5.001"));
        column("comes", EVEN, "if(id % 10 < 3, 0.4321D, " + EVEN + ")");
        column("goes", "if(id % 10 < 3, 0.4321D, " + EVEN + ")", EVEN);
        column("stays", some.formatted("0"), some.formatted("0"));
        Map<String, ColumnDrift> found = compared(ROWS, REFERENCE_ROWS, maxCategories);
        assertStrong(found.get("below"), 0.6, 0.04);
        assertThat(found.get("below").added().values()).contains("-5.0");
        assertThat(found.get("below").vanished().values()).containsExactly("0.0");
        assertStrong(found.get("above"), 0.6, 0.04);
        assertThat(found.get("above").added().values()).contains("50.0");
        assertStrong(found.get("inside"), 0.6, 0.05);
        assertThat(found.get("inside").added().values()).containsExactly("5.001");
        assertThat(found.get("inside").vanished().values()).startsWith("5.0");
        assertStrong(found.get("comes"), 0.3, 0.04);
        assertStrong(found.get("goes"), 0.3, 0.04);
        assertNone(found.get("stays"));
        assertThat(found.get("below").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY))
                .as("a mass point has no density")
                .isNaN();
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 300})
    void oneValueAlone(int maxCategories) {
        column("constant", "0D", EVEN + " - 0.5");
        column("became constant", EVEN, "0.5D");
        column("both", "3D", "3D");
        column("other", "3D", "4D");
        column("nulls before", "cast(null as double)", EVEN);
        column("nulls now", EVEN, "cast(null as double)");
        Map<String, ColumnDrift> found = compared(1000, REFERENCE_ROWS, maxCategories);
        assertStrong(found.get("constant"), 1, 1e-12);
        assertThat(found.get("constant").added().count()).isGreaterThan(200);
        if (maxCategories > 1000) {
            assertThat(found.get("constant").added().values()).hasSize(10);
        }
        assertThat(found.get("constant").figure(Figure.KS_STATISTIC)).isEqualTo(0.5, within(0.05));
        assertStrong(found.get("became constant"), 1, 0.01);
        assertThat(found.get("both").figure(Figure.P_VALUE)).isEqualTo(1);
        assertThat(found.get("both").figure(Figure.KS_P_VALUE)).isEqualTo(1);
        assertThat(found.get("both").added().count()).isZero();
        assertStrong(found.get("other"), 1, 1e-12);
        assertThat(found.get("other").added().values()).containsExactly("4.0");
        for (String nulls : List.of("nulls before", "nulls now")) {
            assertStrong(found.get(nulls), 1, 1e-12);
            assertThat(found.get(nulls).figure(Figure.KS_STATISTIC)).isNaN();
            assertThat(found.get(nulls).figure(Figure.KS_P_VALUE)).isNaN();
        }
        assertThat(found.get("nulls now").figure(Figure.NULL_SHARE_CHANGE)).isEqualTo(1);
        assertThat(found.get("nulls before").figure(Figure.NULL_SHARE_CHANGE)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, 300})
    void nansAreMissingAndInfinitiesAreNot(int maxCategories) {
        String nan = "cast('NaN' as double)";
        column("null to nan", "if(id % 5 = 0, null, " + EVEN + ")", "if(id % 5 = 0, " + nan + ", " + EVEN + ")");
        column("nan", EVEN, "if(id % 5 = 0, " + nan + ", " + EVEN + ")");
        column("few", "id % 3 + 0.5D", "if(id % 5 = 0, " + nan + ", id % 3 + 0.5D)");
        column("infinite", EVEN, "if(id % 5 = 0, cast('Infinity' as double), " + EVEN + ")");
        Map<String, ColumnDrift> found = compared(ROWS, REFERENCE_ROWS, maxCategories);
        assertNone(found.get("null to nan"));
        assertThat(found.get("null to nan").figure(Figure.NULL_SHARE_CHANGE)).isEqualTo(0, within(1e-12));
        assertThat(found.get("null to nan").added().count()).isLessThan(5);
        for (String column : List.of("nan", "few")) {
            assertThat(found.get(column).figure(Figure.NULL_SHARE_CHANGE))
                    .as(column)
                    .isEqualTo(0.2, within(1e-12));
            assertThat(found.get(column).figure(Figure.KS_P_VALUE)).as(column).isGreaterThan(0.01);
            assertThat(found.get(column).figure(Figure.P_VALUE)).as(column).isLessThan(1e-20);
        }
        assertThat(found.get("infinite").figure(Figure.KS_STATISTIC)).isEqualTo(0.2, within(0.03));
        assertThat(found.get("infinite").figure(Figure.NULL_SHARE_CHANGE)).isZero();
        assertThat(found.get("infinite").added().values()).contains("Infinity");
    }

    /** Of an even spread over 0 to 1 it is 0. */
    @Test
    void differentialCrossEntropyIsOfTheFiniteOnes() {
        column("even", EVEN, EVEN);
        column("infinite", EVEN, "if(id % 5 = 0, cast('Infinity' as double), " + EVEN + ")");
        column(
                "infinite float",
                "cast(" + EVEN + " as float)",
                "cast(if(id % 5 = 0, cast('Infinity' as double), " + EVEN + ") as float)");
        Map<String, ColumnDrift> found = compared(ROWS, REFERENCE_ROWS, 65536);
        assertThat(found.get("even").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY)).isEqualTo(0, within(0.05));
        assertThat(found.get("infinite").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY))
                .isEqualTo(0, within(0.05));
        Map<String, ColumnDrift> overLimit = compared(ROWS, REFERENCE_ROWS, 300);
        assertThat(overLimit.get("even").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY))
                .isEqualTo(0, within(0.1));
        for (String column : List.of("infinite", "infinite float")) {
            assertThat(overLimit.get(column).figure(Figure.DIFFERENTIAL_CROSS_ENTROPY))
                    .as(column)
                    .isEqualTo(0, within(0.1));
        }
    }

    @Test
    void valuesThatRepeatAreTakenByValue() {
        column("hour", "id % 24", "id % 24");
        column("late", "id % 24", "if(id % 2 = 0, 23, id % 24)");
        column("new hour", "id % 24", "if(id % 10 = 0, 99, id % 24)");
        column("hole", "(id % 5) * 2", "if(id % 4 = 0, 3, (id % 5) * 2)");
        Map<String, ColumnDrift> found = compared(ROWS, REFERENCE_ROWS, 65536);
        assertNone(found.get("hour"));
        assertThat(found.get("hour").added().count()).isZero();
        assertThat(found.get("late").figure(Figure.KS_STATISTIC)).isGreaterThan(0.4);
        assertThat(found.get("new hour").added().values()).containsExactly("99");
        assertThat(found.get("new hour").added().count()).isEqualTo(1);
        assertThat(found.get("hole").added().values()).containsExactly("3");
        assertThat(found.get("hole").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY)).isNaN();
    }

    /** Neighbours that are one and the same double. */
    @ParameterizedTest
    @ValueSource(ints = {65536, 300})
    void longNumbersAreExact(int maxCategories) {
        String id = "(1152921504606846976L + id % 1000000)";
        column("bigint", id, id + " + 500");
        column("decimal", "cast(" + id + " as decimal(38, 4)) + 0.0001", "cast(" + id + " as decimal(38, 4)) + 500");
        column("same", id, id);
        column("widened", "cast(id % 1000000 as int)", "id % 1000000");
        column("scaled", "cast(id % 997 / 4 as decimal(9, 2))", "cast(id % 997 / 4 as decimal(12, 4))");
        column("float", "cast(id % 997 / 10 as float)", "cast(id % 997 / 10 as double)");
        column("integers", "cast(id % 97 as int)", "cast(id % 97 as decimal(5, 1))");
        Map<String, ColumnDrift> found = compared(1000, 1000, maxCategories);
        for (String column : List.of("bigint", "decimal")) {
            assertThat(found.get(column).figure(Figure.KS_STATISTIC)).as(column).isEqualTo(0.5, within(0.001));
            assertThat(found.get(column).figure(Figure.TOTAL_VARIATION))
                    .as(column)
                    .isEqualTo(0.5, within(0.01));
            assertThat(found.get(column).figure(Figure.P_VALUE)).as(column).isLessThan(1e-50);
        }
        assertThat(found.get("same").figure(Figure.JS_DIVERGENCE)).isZero();
        assertThat(found.get("widened").status().text()).isEqualTo("compared, type changed: int to bigint");
        for (String column : List.of("widened", "scaled", "float", "integers")) {
            assertThat(found.get(column).figure(Figure.KS_STATISTIC)).as(column).isLessThan(0.06);
            assertThat(found.get(column).figure(Figure.JS_DIVERGENCE))
                    .as(column)
                    .isLessThan(0.02);
        }
    }

    @Test
    void datesAndTimesAreNumbersBooleansAreNot() {
        column(
                "day",
                "date_add(date '2024-01-01', cast(id % 400 as int))",
                "date_add(date '2024-07-01', cast(id % 400 as int))");
        column("time", "timestamp_seconds(id % 100000)", "timestamp_seconds(id % 100000 + 20000)");
        column("yes", "id % 2 = 0", "id % 4 = 0");
        column("word", "concat('w', id % 7)", "concat('w', id % 7)");
        Map<String, ColumnDrift> found = compared(ROWS, REFERENCE_ROWS, 65536);
        assertThat(found.get("day").figure(Figure.KS_STATISTIC)).isEqualTo(182 / 400.0, within(0.03));
        assertThat(found.get("day").added().values()).allMatch(day -> day.startsWith("2025-"));
        assertThat(found.get("time").figure(Figure.KS_STATISTIC)).isEqualTo(1);
        assertThat(found.get("time").added().count()).isEqualTo(ROWS);
        assertThat(found.get("yes").figure(Figure.KS_STATISTIC)).isNaN();
        assertThat(found.get("yes").figure(Figure.P_VALUE)).isLessThan(1e-20);
        assertThat(found.get("word").figure(Figure.KS_P_VALUE)).isNaN();
    }

    /** Five sigma apart, in a hundred rows each, and a few against many. */
    @Test
    void smallSamples() {
        String normal = "(sqrt(-2 * ln(1 - " + EVEN + ")) * cos(6.283185307179586D * pmod(xxhash64(id, 3), 1000003)"
                + " / 1000003D))";
        column("far", normal, normal + " + 5");
        column("same", normal, normal);
        Map<String, ColumnDrift> found = compared(100, 100, 65536);
        assertThat(found.get("far").figure(Figure.P_VALUE)).isLessThan(1e-20);
        assertThat(found.get("far").figure(Figure.KS_P_VALUE)).isLessThan(1e-50);
        assertThat(found.get("far").figure(Figure.JS_DIVERGENCE)).isGreaterThan(0.9);
        assertThat(found.get("far").figure(Figure.EXPECTED_JS_DIVERGENCE)).isLessThan(0.15);
        assertThat(found.get("same").figure(Figure.P_VALUE)).isGreaterThan(0.01);
        assertThat(found.get("same").figure(Figure.KS_P_VALUE)).isGreaterThan(0.01);
        assertThat(found.get("far").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY))
                .isGreaterThan(found.get("same").figure(Figure.DIFFERENTIAL_CROSS_ENTROPY) + 2);
        Map<String, ColumnDrift> few = compared(8, 5000, 65536);
        assertThat(few.get("far").figure(Figure.P_VALUE)).isLessThan(1e-3);
        assertThat(few.get("far").figure(Figure.KS_P_VALUE)).isLessThan(1e-6);
        assertThat(few.get("same").figure(Figure.P_VALUE)).isGreaterThan(0.01);
    }

    @Test
    void groupsAndWeights() {
        column("x", EVEN, "if(id % 2 = 0, " + EVEN + " + 0.5, " + EVEN + ")");
        column("g", "if(id % 2 = 0, 'a', 'b')", "if(id % 2 = 0, 'a', 'b')");
        column("w", "0.75D", "0.75D");
        weight = "w";
        group = List.of("g");
        ColumnDrift moved = compared(ROWS, REFERENCE_ROWS, 65536, "a").get("x");
        assertThat(moved.rows()).isEqualTo(0.75 * ROWS / 2, within(1e-9));
        assertStrong(moved, 0.5, 0.06);
        assertThat(moved.figure(Figure.KS_STATISTIC)).isEqualTo(0.5, within(0.06));
        assertThat(moved.figure(Figure.KS_P_VALUE)).isLessThan(1e-30);
        assertThat(moved.added().count()).isBetween(330L, 420L);
        assertNone(compared(ROWS, REFERENCE_ROWS, 65536, "b").get("x"));
        assertThat(compared(ROWS, REFERENCE_ROWS, 300).get("x").figure(Figure.KS_STATISTIC))
                .isEqualTo(0.25, within(0.05));
    }
}
