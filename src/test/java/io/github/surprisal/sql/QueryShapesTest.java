package io.github.surprisal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.CountScan;
import io.github.surprisal.count.Counts;
import io.github.surprisal.count.Group;
import io.github.surprisal.measure.Estimator;
import io.github.surprisal.measure.MeasureConfig;
import io.github.surprisal.measure.MeasureConfig.Binning;
import io.github.surprisal.measure.MeasureConfig.Nulls;
import io.github.surprisal.measure.MeasureConfig.RankBy;
import io.github.surprisal.measure.Measurer;
import io.github.surprisal.measure.Measures;
import io.github.surprisal.measure.Unit;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten random tables and some random queries of each: the figures of the functions are the bits of the job's datasets. */
@ExtendWith(SparkExtension.class)
class QueryShapesTest {
    /** Queries of each table: 20 make it 200 in all, which takes minutes. */
    private static final int SHAPES = Integer.getInteger("surprisal.query-shapes", 3);

    private static final String FALLBACK = "spark.sql.objectHashAggregate.sortBased.fallbackThreshold";

    private static final List<String> TYPES = List.of(
            "int(v)",
            "v * 1000000000000",
            "concat('a text ', v)",
            "CASE v WHEN 0 THEN double('NaN') WHEN 1 THEN -0.0D WHEN 2 THEN 0.0D ELSE v / 7.0D END",
            "float(v / 3)",
            "CAST(v AS DECIMAL(38, 20)) / 3",
            "CAST(v / 4 AS DECIMAL(10, 2))",
            "date_add(DATE '1969-12-30', int(v))",
            "timestamp_micros(v * 77777777777)",
            "TIMESTAMP_NTZ '2000-01-01 00:00:00' + make_dt_interval(int(v))",
            "v % 2 = 0",
            "CAST(concat('b', v) AS BINARY)",
            "concat(IF(id % 2 = 0, 'Str', 'STR'), v) COLLATE UTF8_LCASE",
            "make_dt_interval(int(v))",
            "make_ym_interval(0, int(v))",
            "tinyint(v % 100)");

    private static final String FIGURES =
            "entropy(x), conditional_entropy(y, x), information_gain(x, y), gain_ratio(x, y),"
                    + " symmetric_uncertainty(x, y), theils_u(x, y), cramers_v(x, y), information_value(x, y)";

    private final SparkSession session = SparkExtension.session();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theBitsAreThoseOfTheJob(long seed) {
        Random random = new Random(seed);
        Dataset<Row> table = table(random);
        Dataset<Row> cached =
                session.createDataFrame(table.collectAsList(), table.schema()).repartition(1 + random.nextInt(4));
        cached.createOrReplaceTempView("t");
        Map<List<String>, double[]> job = job(cached);
        String before = session.conf().get(FALLBACK);
        try {
            for (int shape = 0; shape < SHAPES; shape++) {
                session.conf().set(FALLBACK, random.nextBoolean() ? "1" : "128");
                String query = query(random.nextInt(12), random);
                Map<List<String>, double[]> found = new HashMap<>();
                List<Row> rows = session.sql(query).collectAsList();
                rows.forEach(row -> found.put(key(row), figures(row)));
                assertThat(found).as(query).isNotEmpty();
                found.forEach((key, figures) -> {
                    double[] expected = job.get(key);
                    int size = Math.min(figures.length, expected.length);
                    assertThat(bits(Arrays.copyOf(figures, size)))
                            .as(seed + " " + key + " " + query)
                            .isEqualTo(bits(Arrays.copyOf(expected, size)));
                });
            }
        } finally {
            session.conf().set(FALLBACK, before);
        }
    }

    private Dataset<Row> table(Random random) {
        int rows = 50 + random.nextInt(400);
        String x = column(random, 1 + random.nextInt(random.nextBoolean() ? 6 : 150));
        String y = column(random, 1 + random.nextInt(random.nextBoolean() ? 2 : 5));
        return session.sql("SELECT " + x + " AS x, " + y + " AS y,"
                + " IF(id % 13 = 0, NULL, concat('g', pmod(hash(id, 5), 3))) AS g, int(pmod(hash(id, 6), 2)) AS h"
                + " FROM range(" + rows + ")");
    }

    private static String column(Random random, int values) {
        String v = "bigint(sqrt(pmod(hash(id, " + random.nextInt() + "), " + values * values + ")))";
        return "IF(pmod(hash(id, " + random.nextInt() + "), 11) = 0, NULL, "
                + TYPES.get(random.nextInt(TYPES.size())).replaceAll("\\bv\\b", v) + ")";
    }

    private static Map<List<String>, double[]> job(Dataset<Row> rows) {
        TableConfig config = new TableConfig(
                new Source.Rows(rows),
                "",
                "y",
                List.of(List.of("g"), List.of("h"), List.of("g", "h")),
                "",
                List.of("x"),
                List.of(),
                Map.of());
        Counts counts = CountScan.count(TableReader.read(rows.sparkSession(), config), new CountConfig(65536));
        Measures measures = Measurer.measure(
                counts,
                new MeasureConfig(
                        Unit.BITS,
                        Estimator.PLUG_IN,
                        Nulls.DROP,
                        Binning.NONE,
                        32,
                        0.05,
                        RankBy.INFORMATION_GAIN,
                        Map.of(),
                        Map.of()));
        Map<List<String>, double[]> job = new HashMap<>();
        boolean isBinary = counts.classes().size() == 2;
        for (Measures.InformationGain gain : measures.gains()) {
            double entropy = measures.entropies().stream()
                    .filter(e -> e.group().equals(gain.group()) && e.column().equals("x"))
                    .findFirst()
                    .orElseThrow()
                    .entropy();
            double[] figures = {
                entropy,
                gain.conditionalEntropy(),
                gain.informationGain(),
                gain.gainRatio(),
                gain.symmetricUncertainty(),
                gain.theilsU(),
                gain.cramersV(),
                gain.informationValue()
            };
            job.put(key(gain.group()), isBinary ? figures : Arrays.copyOf(figures, 7));
        }
        return job;
    }

    private static List<String> key(Group group) {
        Map<String, String> values = new TreeMap<>(Map.of("g", "*", "h", "*"));
        for (int i = 0; i < group.columns().size(); i++) {
            values.put(group.columns().get(i), String.valueOf(group.values().get(i)));
        }
        return List.copyOf(values.values());
    }

    private static List<String> key(Row row) {
        return List.of(row.getString(0), row.getString(1));
    }

    private static double[] figures(Row row) {
        double[] figures = new double[row.size() - 2];
        Arrays.setAll(figures, i -> row.isNullAt(i + 2) ? Double.NaN : row.getDouble(i + 2));
        return figures;
    }

    private static List<String> bits(double[] figures) {
        List<String> bits = new ArrayList<>();
        for (double figure : figures) {
            bits.add(Long.toHexString(Double.doubleToLongBits(figure)));
        }
        return bits;
    }

    /** A query of a shape: the values of g and h as texts, * where all, and figures of those rows. */
    private static String query(int shape, Random random) {
        String g = "nvl(g, 'null')";
        String h = "string(h)";
        String from = random.nextBoolean() ? " FROM t" : " FROM (SELECT y, g, x, h FROM t ORDER BY x, h DESC)";
        return switch (shape) {
            case 0 -> "SELECT '*', '*', " + FIGURES + from;
            case 1 -> "SELECT " + g + ", '*', " + FIGURES + from + " GROUP BY g";
            case 2 -> "SELECT " + g + ", " + h + ", " + FIGURES + from + " GROUP BY g, h";
            case 3, 4 -> {
                String by = shape == 3
                        ? "ROLLUP (g, h)"
                        : random.nextBoolean() ? "CUBE (g, h)" : "GROUPING SETS (h, g, ())";
                yield "SELECT IF(grouping(g) = 1, '*', " + g + "), IF(grouping(h) = 1, '*', " + h + "), " + FIGURES
                        + from + " GROUP BY " + by;
            }
            case 5 ->
                "SELECT '*', " + h + ", " + FIGURES + ", double(count(*)), double(count(DISTINCT g))" + from
                        + " GROUP BY h HAVING entropy(x) IS NULL OR entropy(x) >= 0";
            case 6 -> {
                int only = random.nextInt(2);
                String where = " FILTER (WHERE h = " + only + ")";
                yield "SELECT '*', '" + only + "', " + FIGURES.replace("), ", ")" + where + ", ") + where + from;
            }
            case 7 ->
                "SELECT DISTINCT " + g + ", '*', " + FIGURES.replace("), ", ") OVER (PARTITION BY g), ")
                        + " OVER (PARTITION BY g)" + from;
            case 8 -> {
                int only = random.nextInt(2);
                yield "SELECT '*', '" + only + "', * FROM (SELECT h, x, y" + from
                        + ") PIVOT (entropy(x) AS e, conditional_entropy(y, x) AS c, information_gain(x, y) AS i"
                        + " FOR h IN (" + only + "))";
            }
            case 9 ->
                "SELECT o.g, '*', (SELECT entropy(x) FROM t WHERE t.g = o.g),"
                        + " (SELECT conditional_entropy(y, x) FROM t WHERE t.g = o.g)"
                        + " FROM (SELECT DISTINCT g FROM t WHERE g IS NOT NULL) o";
            case 10 ->
                "WITH s AS (SELECT g, h, contingency_accumulate(x) AS xs" + from
                        + " GROUP BY g, h) SELECT " + g + ", '*', entropy_estimate(contingency_combine(xs))"
                        + " FROM s GROUP BY g";
            default ->
                "SELECT '*', '*', entropy_of_counts(n) FROM (SELECT count(*) AS n FROM t WHERE x IS NOT NULL GROUP BY x)";
        };
    }
}
