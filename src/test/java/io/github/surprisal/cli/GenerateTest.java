package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables whose figures are known, and that the figures of their samples are near them. */
@ExtendWith(SparkExtension.class)
class GenerateTest {
    private static final int ROWS = 200_000;

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String error = "";

    private int surprisal(String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.execute(
                args,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        error = err.toString(StandardCharsets.UTF_8);
        return code;
    }

    private String generate(String name, String... sets) {
        List<String> args = new ArrayList<>(
                List.of("generate", "--output", folder.resolve(name).toString()));
        Arrays.stream(sets).forEach(set -> args.addAll(List.of("--set", set)));
        assertThat(surprisal(args.toArray(String[]::new))).as(error).isZero();
        return folder.resolve(name).toString();
    }

    @Test
    void samplesComeNearTheTruth() {
        String table = generate(
                "table",
                "generate.rows=" + ROWS,
                "generate.categories=[4, 50, 300, 1000]",
                "generate.groups=[10]",
                "generate.distinct=[2000, 5000]");
        String out = folder.resolve("out").toString();
        assertThat(surprisal(
                        "rank",
                        "--set",
                        "table.path=" + table,
                        "--set",
                        "table.label=y",
                        "--set",
                        "measure.binning=none",
                        "--output",
                        out))
                .as(error)
                .isZero();
        Dataset<Row> measured = session.read()
                .parquet(out + "/column_entropy")
                .join(
                        session.read()
                                .parquet(out + "/information_gain")
                                .selectExpr("feature as column", "information_gain as gain", "std_error as gain_error"),
                        "column")
                .join(
                        session.read()
                                .parquet(table + "/_truth")
                                .selectExpr("column", "entropy as h", "information_gain as i"),
                        "column");
        List<Row> rows = measured.selectExpr(
                        "column", "h", "i", "entropy", "std_error", "gain", "gain_error", "double(distinct)")
                .collectAsList();
        assertThat(rows).hasSize(20);
        for (Row row : rows) {
            String column = row.getString(0);
            double bias = row.getDouble(7) / (2.0 * ROWS * Math.log(2));
            if (!column.equals("gaussian")) {
                assertThat(row.getDouble(3))
                        .as("entropy of " + column)
                        .isBetween(
                                row.getDouble(1) - 2 * bias - 5 * row.getDouble(4) - 1e-9,
                                row.getDouble(1) + 5 * row.getDouble(4) + 1e-4);
                assertThat(row.getDouble(5))
                        .as("gain of " + column)
                        .isBetween(
                                row.getDouble(2) - 5 * row.getDouble(6) - 1e-3,
                                row.getDouble(2) + 2 * bias + 5 * row.getDouble(6) + 1e-4);
            }
        }
    }

    @Test
    void togetherTheXorPairTells() {
        Dataset<Row> rows = session.read().parquet(generate("xor", "generate.rows=" + ROWS));
        List<Row> cells = rows.groupBy("xor_a", "xor_b", "y").count().collectAsList();
        assertThat(cells).hasSize(8);
        double told = 0;
        for (Row cell : cells) {
            boolean agrees = (cell.getInt(0) ^ cell.getInt(1)) == cell.getInt(2);
            told += agrees ? cell.getLong(3) : 0;
        }
        assertThat(told / ROWS).isBetween(0.95 - 5 * 0.0005, 0.95 + 5 * 0.0005);
        assertThat(rows.where("duplicate != signal").count()).isZero();
        assertThat(rows.select("id").distinct().count()).isEqualTo(ROWS);
    }

    @Test
    void seedAndRowsAreTheTable() {
        String[] sets = {"generate.rows=5000", "generate.distinct=[100]", "generate.categories=[7]"};
        String one = generate("one", with(sets, "generate.partitions=1"));
        String seven = generate("seven", with(sets, "generate.partitions=7"));
        String other = generate("other", with(sets, "generate.seed=43"));
        assertThat(hash(one)).isEqualTo(hash(seven)).isNotEqualTo(hash(other));
    }

    private static String[] with(String[] sets, String more) {
        String[] all = Arrays.copyOf(sets, sets.length + 1);
        all[sets.length] = more;
        return all;
    }

    private Object hash(String table) {
        return session.read()
                .parquet(table)
                .selectExpr("sum(cast(xxhash64(*) as decimal(38, 0)))")
                .first()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate.rows=0          | a whole number of at least 1",
                "generate.label-share=1.5 | a number between 0 and 1",
                "generate.categories=[0]  | a list of whole numbers of at least 1",
                "generate.rosw=10         | did you mean 'generate.rows'?",
                "generate.format=parkett  | Cannot write generate.format 'parkett': no such source"
            })
    void saysWhatIsWrong(String set, String expected) {
        assertThat(surprisal(
                        "generate",
                        "--set",
                        set,
                        "--output",
                        folder.resolve("wrong").toString()))
                .isEqualTo(2);
        assertThat(error).contains(expected);
    }

    @Test
    void aFolderBelowAFileIsToldAsTheUsersPath() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        int code = surprisal("generate", "--output", file.resolve("table").toString());
        assertThat(code).as(error).isEqualTo(2);
        assertThat(error).contains("Cannot write to output.path '" + file.resolve("table") + "'");
    }

    @Test
    void overwritesNothing() throws Exception {
        Files.writeString(folder.resolve("kept"), "mine");
        assertThat(surprisal("generate", "--output", folder.toString())).isEqualTo(2);
        assertThat(error).contains("expected no such folder or an empty one, found something");
        assertThat(folder.resolve("kept")).hasContent("mine");
    }
}
