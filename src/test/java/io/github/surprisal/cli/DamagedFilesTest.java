package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file that turns out to be damaged, or of another type, while a job counts: one line that names it, and exit code 2. */
@ExtendWith(SparkExtension.class)
class DamagedFilesTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String failure(Path table, String... more) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = Stream.concat(
                        Stream.of("rank", table.toString(), "--label", "y", "--set", "table.format=parquet"),
                        Arrays.stream(more))
                .toArray(String[]::new);
        int code = Main.execute(
                args,
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(2);
        return text.replaceAll("\\s+", " ").strip();
    }

    private Path written(String name, String x) throws IOException {
        Path made = folder.resolve("made");
        session.range(0, 1000, 1, 1)
                .selectExpr(x + " as x", "id % 2 as y")
                .write()
                .mode("overwrite")
                .parquet(made.toString());
        Path table = Files.createDirectories(folder.resolve("table")).resolve(name);
        try (Stream<Path> files = Files.list(made)) {
            Path part = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            return Files.move(part, table, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void aColumnOfOneTypeInAFileAndOfAnotherInTheNext() throws IOException {
        written("a.parquet", "cast(id % 9 as int)");
        written("b.parquet", "id % 9");
        assertThat(failure(folder.resolve("table")))
                .matches("surprisal: Cannot read '\\S*/table/[ab]\\.parquet': column 'x' has the type INT(32|64) there,"
                        + " expected \\w+; table\\.schema can name a type that holds both");
    }

    @Test
    void aFileWhosePagesAreOverwritten() throws IOException {
        Path file = written("a.parquet", "concat('t', id)");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100, 200, (byte) -1);
        Files.write(file, bytes);
        Files.deleteIfExists(file.resolveSibling(".a.parquet.crc"));
        assertThat(failure(file))
                .matches("surprisal: Cannot read '\\S*/table/a\\.parquet': column 'x' is damaged or not supported: .+")
                .doesNotContain(" at org.");
    }
}
