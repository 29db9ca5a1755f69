package io.github.surprisal.table.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.TableReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
class PartitionTextsTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private List<String> cities(String format) {
        return TableReader.read(session, TestTables.config(new Source.Files(folder.toString(), format, Map.of(), "")))
                .rows()
                .selectExpr("string(c1)")
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList()
                .stream()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "json", "orc"})
    void whatArrowWritesIsRead(String format) {
        List.of("Z%C3%BCrich", "%E6%9D%B1%E4%BA%AC", "a%2Fb", "Caf%E9", "Oslo").forEach(city -> session.range(1)
                .write()
                .format(format)
                .save(folder.resolve("city=" + city).toString()));
        assertThat(cities(format)).containsExactly("Café", "Oslo", "Zürich", "a/b", "東京");
    }

    /** Spark's own folders have the characters themselves, whatever they are. */
    @Test
    void whatSparkWritesIsReadAsItIs() {
        session.sql("select 1L as id, city from values ('Zürich'), ('Ã¼'), ('50 %C3') as t(city)")
                .write()
                .mode("append")
                .partitionBy("city")
                .parquet(folder.toString());
        assertThat(cities("parquet")).containsExactly("50 %C3", "Zürich", "Ã¼");
    }
}
