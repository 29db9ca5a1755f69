package io.github.surprisal.table.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files of one folder that have different columns. */
@ExtendWith(SparkExtension.class)
class ParquetFolderTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String path;

    @BeforeEach
    void path() {
        path = folder.resolve("t").toString();
    }

    private void write(String columns, String mode) {
        session.range(20)
                .selectExpr(columns.split(", "))
                .coalesce(1)
                .write()
                .mode(mode)
                .parquet(path);
    }

    private Table table(Map<String, String> options, String schema) {
        return TableReader.read(session, TestTables.config(new Source.Files(path, "parquet", options, schema)));
    }

    private static List<String> about(Table table) {
        return table.notes().stream()
                .filter(note -> note.contains("different columns"))
                .toList();
    }

    @Test
    void columnsThatAreNotReadOrNotThereAreNamed() {
        write("id as a, id as y", "overwrite");
        write("id as b, id as y", "append");
        Table table = table(Map.of(), "");
        List<String> names = table.columns().stream().map(Column::name).toList();
        String read = names.contains("a") ? "a" : "b";
        String other = names.contains("a") ? "b" : "a";
        assertThat(names).containsExactlyInAnyOrder(read, "y");
        assertThat(about(table)).singleElement().satisfies(note -> assertThat(note)
                .matches("\\QThe files of '" + path + "' have different columns: '" + other
                        + "' is not read (\\Epart-[^)]+\\); '" + read
                        + "' is null in files without \\(part-[^)]+\\)\\. table\\.options\\.mergeSchema = true reads the"
                        + " columns of all files"));
        assertThat(about(table(Map.of("mergeSchema", "true"), ""))).isEmpty();
        assertThat(about(table(Map.of(), "a BIGINT, b BIGINT, y BIGINT"))).isEmpty();
    }

    @Test
    void manyAreCounted() {
        write("id as y", "overwrite");
        String many =
                String.join(", ", Arrays.asList("id as y", "id as c1", "id as c2", "id as c3", "id as c4", "id as c5"));
        write(many, "append");
        assertThat(about(table(Map.of(), ""))).singleElement().satisfies(note -> assertThat(note)
                .contains("'c1', 'c2', 'c3' and 2 more "));
    }

    @Test
    void equalColumnsAndPartitionsAreNoDifference() {
        write("id as a, id as Y", "overwrite");
        write("id as y, id as A", "append");
        assertThat(about(table(Map.of(), ""))).isEmpty();
        path = folder.resolve("parted").toString();
        session.range(20)
                .selectExpr("id", "id % 3 as p")
                .write()
                .partitionBy("p")
                .parquet(path);
        assertThat(about(table(Map.of(), ""))).isEmpty();
    }
}
