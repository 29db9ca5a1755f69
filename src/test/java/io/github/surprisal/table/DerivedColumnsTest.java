package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class DerivedColumnsTest {
    private final SparkSession spark = SparkExtension.session();

    private static DerivedColumns columns(Map<String, String> expressions, String... source) {
        return new DerivedColumns(new TreeMap<>(expressions), List.of(source), false);
    }

    /** Whatever the order of names: A and r alike see the N of the source. */
    @Test
    void expressionsSeeTheColumnsOfTheSource() {
        Dataset<Row> rows = spark.sql("SELECT 3 AS N, 'x' AS s");
        DerivedColumns derived = columns(
                Map.of("N", "N * 2", "r", "N + 1", "A", "n + 1 -- one more", "é", "concat('𝒩', s, `s`)"), "N", "s");
        assertThat(derived.of(rows).select("N", "r", "A", "é").first().mkString("|"))
                .isEqualTo("6|4|4|𝒩xx");
    }

    @Test
    void whatTheSourceHasNotMayBeMadeOfWhatIsMade() {
        Dataset<Row> rows = spark.sql("SELECT 3 AS n, array(1, 2) AS a");
        DerivedColumns derived = columns(
                Map.of("z", "n + 1 -- z", "b", "Z * 10", "n", "0", "c", "b + n + size(transform(a, z -> z + n))"),
                "n",
                "a");
        assertThat(derived.of(rows).select("z", "b", "c", "n").first().mkString("|"))
                .isEqualTo("4|40|45|0");
        assertThatThrownBy(
                        () -> columns(Map.of("p", "q + 1", "q", "p + 1"), "n").of(rows))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("table.columns.p.expression");
        assertThatThrownBy(() -> columns(Map.of("p", "n +"), "n"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("table.columns.p.expression");
    }

    /** Over a table where texts that mean null are texts, or fields are of a struct. */
    @Test
    void overAnotherTableTheyHaveTheSameValues() {
        DerivedColumns derived = columns(Map.of("q", "coalesce(s, 'none') || S"), "s");
        String sql = derived.over(Map.of("s", "CASE WHEN trim(`s`) IN ('NA') THEN NULL ELSE `s` END"))
                .get("q");
        assertThat(spark.sql("SELECT 'NA' AS s UNION ALL SELECT 'a'")
                        .selectExpr(sql)
                        .collectAsList()
                        .toString())
                .isEqualTo("[[null], [aa]]");
        assertThat(columns(Map.of("q", "s + 1"), "s").over(Map.of())).isEqualTo(Map.of("q", "s + 1"));
    }

    @Test
    void fieldsOfWhatIsMadeAreSeen() {
        DerivedColumns derived = columns(
                Map.of(
                        "s",
                        "named_struct('x', n, 'z', 'a')",
                        "t",
                        "s.x + 1",
                        "u",
                        "upper(`s`.z)",
                        "r",
                        "rand()",
                        "q",
                        "r - r"),
                "n");
        assertThat(derived.of(spark.sql("SELECT 3 AS n"))
                        .select("n", "q", "t", "u")
                        .first()
                        .mkString("|"))
                .isEqualTo("3|0.0|4|A");
        assertThat(spark.sql("SELECT 3 AS n")
                        .selectExpr(
                                derived.over(Map.of()).get("t"),
                                derived.over(Map.of()).get("u"))
                        .first()
                        .mkString("|"))
                .isEqualTo("4|A");
    }

    /** A name that names itself beside many others, and one name twice. */
    @Test
    void textsDoNotGrowWithoutEnd() {
        Map<String, String> expressions = new TreeMap<>();
        expressions.put("zz", "case when zz < 0 then null when zz > 5 then 5 else zz end");
        for (int i = 0; i < 300; i++) {
            expressions.put("e" + i, "n + " + i);
        }
        assertThatThrownBy(() -> columns(expressions, "n").of(spark.sql("SELECT 3 AS n")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("table.columns.zz.expression");
        assertThatThrownBy(() -> columns(Map.of("q", "n", "Q", "n"), "n"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("table.columns.Q.expression and table.columns.q.expression make the same column");
    }
}
