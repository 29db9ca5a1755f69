package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a table of vectors, whose expansion Spark cannot look through. */
@ExtendWith(SparkExtension.class)
class VectorsTest {
    @TempDir
    private Path folder;

    private Dataset<Row> rows;

    @BeforeEach
    void write(SparkSession session) {
        Dataset<Row> numbers = session.range(100)
                .selectExpr(
                        "id",
                        "double(id % 5) AS a",
                        "double(id % 3) AS b",
                        "repeat('x', 100) AS text",
                        "id % 2 AS label");
        new VectorAssembler()
                .setInputCols(new String[] {"a", "b"})
                .setOutputCol("v")
                .transform(numbers)
                .write()
                .parquet(folder.resolve("t").toString());
        rows = session.read().parquet(folder.resolve("t").toString());
    }

    private TableConfig config(String where, String... ignore) {
        return new TableConfig(
                new Source.Rows(rows), where, "label", List.of(), "", List.of("*"), List.of(ignore), Map.of());
    }

    private String plan(String where, String... ignore) {
        return Vectors.narrowed(rows, config(where, ignore))
                .queryExecution()
                .executedPlan()
                .toString();
    }

    @Test
    void aConditionIsThereBefore() {
        assertThat(plan("id < 50", "te*", "a")).contains("LessThan(id,50)");
        assertThat(plan("rand(7) < 0.1")).doesNotContain("rand");
    }

    @Test
    void whatIsIgnoredByItsPatternAndUsedByItsNameIsThere() {
        TableConfig config = new TableConfig(
                new Source.Rows(rows),
                "id < 50",
                "label",
                List.of(List.of("a")),
                "",
                List.of("text"),
                List.of("l*", "a*", "te*"),
                Map.of());
        Dataset<Row> found = TableReader.read(rows.sparkSession(), config).rows();
        for (String column : found.columns()) {
            assertThat(found.where("`" + column + "` IS NULL").count())
                    .as(column)
                    .isZero();
        }
    }

    @Test
    void aConditionMayKeepNothing() {
        assertThat(TableReader.read(rows.sparkSession(), config("id < 0"))
                        .rows()
                        .count())
                .isZero();
    }

    @Test
    void aConditionOnElementsComesAfter() {
        Dataset<Row> found = TableReader.read(rows.sparkSession(), config("v_1 < 2 AND b > 0", "text", "a", "b"))
                .rows();
        assertThat(found.count())
                .isEqualTo(rows.where("a < 2 AND b > 0").count())
                .isPositive();
    }

    @Test
    void theRowsAreTheSame() {
        Table table = TableReader.read(rows.sparkSession(), config("id < 50 AND a > 1", "text", "a", "id"));
        assertThat(table.columns().stream().map(Column::name)).containsExactly("b", "v_1", "v_2", "label");
        assertThat(table.rows().collectAsList())
                .isEqualTo(rows.where("id < 50 AND a > 1")
                        .select("b", "a", "b", "label")
                        .collectAsList());
    }
}
