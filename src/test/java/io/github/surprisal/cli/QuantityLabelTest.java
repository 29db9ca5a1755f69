package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A quantity that is named as the label is asked about, before the work where its first rows show it. */
@ExtendWith(SparkExtension.class)
class QuantityLabelTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private record Outcome(int code, String err) {}

    private static Outcome rank(String path, String... more) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        String[] args = Stream.concat(Stream.of("rank", path, "--label", "y"), Arrays.stream(more))
                .toArray(String[]::new);
        int code = Main.execute(args, out, new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    }

    /** The first rows are enough to ask, whatever the type of the number. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        id                                | 10,000 | 2499, 4999, 7499
        id % 5000 / 8D                    | 5,000  | 156.125, 312.375, 468.625
        cast(id % 400 as decimal(20, 2)) / 100 | 400 | 0.99, 1.99, 2.99
        if(id % 2 = 0, double('NaN'), float(id % 1000)) | 500 | 249, 499, 749
        """)
    void aQuantityIsSeenBeforeTheCount(String label, String classes, String quartiles) {
        String path = folder.resolve("long").toString();
        session.range(0, 30_000, 1, 1)
                .selectExpr("id % 7 as x", label + " as y")
                .write()
                .parquet(path);
        Outcome refused = rank(path);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("expected at most 100 classes of a number, found " + classes
                        + " in the first 10,000 rows. If it" + " is a quantity, cut it: table.columns.y.cutpoints = ["
                        + quartiles + "]");
    }

    /** A label whose first rows are all of a few classes is asked about after the count. */
    @Test
    void aSortedQuantityIsSeenAfterTheCount() {
        String path = folder.resolve("sorted").toString();
        session.range(0, 30_000, 1, 1)
                .selectExpr("id % 7 as x", "greatest(id - 29000, 0) as y")
                .write()
                .parquet(path);
        Outcome refused = rank(path);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("expected at most 100 classes of a number, found 1,000. If");
    }

    /** What the message says mends it. */
    @Test
    void whatMendsIt() {
        String path = folder.resolve("mended").toString();
        session.range(0, 2000, 1, 1)
                .selectExpr("id % 7 as x", "id % 200 as y")
                .write()
                .parquet(path);
        assertThat(rank(path, "--set", "table.columns.y.cutpoints=[49, 99, 149]")
                        .code())
                .isZero();
        assertThat(rank(path, "--set", "table.columns.y.kind=categorical").code())
                .isZero();
        assertThat(rank(path).err())
                .contains("found 200. If it is a quantity, cut it: table.columns.y.cutpoints = [49, 99, 149]");
    }

    /** A time is cut by an expression, which works as it stands; so it does where the label is one already. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        date_add(date'2024-01-01', cast(id % 200 as int)) | 40000 | 200 in the first 10,000 rows | `y` > DATE'2024-04-09'
        date_add(date'2024-01-01', cast(id % 200 as int)) | 400   | 200                          | `y` > DATE'2024-04-09'
        timestamp'2024-01-01 00:00:00' + make_dt_interval(0, id % 400) | 40000 | 400 in the first 10,000 rows | `y` > TIMESTAMP'2024-01-09 07:00:00'
        timestamp_ntz'2024-01-01 00:00:00' + make_dt_interval(0, id % 400) | 40000 | 400 in the first 10,000 rows | `y` > TIMESTAMP_NTZ'2024-01-09 07:00:00'
        """)
    void aTimeIsCutByAnExpression(String label, int rows, String found, String expression) {
        String path = folder.resolve("times").toString();
        session.range(0, rows, 1, 1)
                .selectExpr("id % 7 as x", label + " as y")
                .write()
                .parquet(path);
        assertThat(rank(path).err())
                .isEqualTo(
                        "surprisal: Cannot use column 'y' as table.label: expected at most 100 classes of a time, found "
                                + found
                                + ". If it is a quantity, cut it: table.columns.y.expression = \"" + expression
                                + "\"; if each value is a class of its own: table.columns.y.kind = categorical\n");
        assertThat(rank(path, "--set", "table.columns.y.expression=\"" + expression + "\""))
                .isEqualTo(new Outcome(0, ""));
        assertThat(rank(path, "--set", "table.columns.y.expression=y + interval 1 day")
                        .err())
                .contains("table.columns.y.expression = \"(y + interval 1 day) > ");
    }

    /** After the count, where times have the form in which results are written. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        date_add(date'2024-01-01', cast(greatest(id - 15000, 0) as int))              | `y` > DATE'2024-01-01'
        timestamp'2024-01-01 00:00:00' + make_dt_interval(0, greatest(id - 11000, 0)) | `y` > TIMESTAMP'2024-04-22T11:00:00Z'
        timestamp_ntz'2024-01-01 00:00:00' + make_dt_interval(0, greatest(id - 11000, 0)) | `y` > TIMESTAMP_NTZ'2024-04-22T11:00'
        """)
    void aSortedTimeIsCutByAnExpressionToo(String label, String expression) {
        String path = folder.resolve("sorted").toString();
        session.range(0, 27_400, 1, 1)
                .selectExpr("id % 7 as x", label + " as y")
                .write()
                .parquet(path);
        assertThat(rank(path).err()).contains("cut it: table.columns.y.expression = \"" + expression + "\"; if");
        assertThat(rank(path, "--set", "table.columns.y.expression=\"" + expression + "\""))
                .isEqualTo(new Outcome(0, ""));
    }

    @Test
    void anIdIsAskedAbout() {
        String path = folder.resolve("ids").toString();
        session.range(0, 3000, 1, 1)
                .selectExpr("id % 7 as x", "concat('u', id) as y")
                .write()
                .parquet(path);
        String refusal =
                "surprisal: Cannot use column 'y' as table.label: expected classes of several rows, found 3,000 in 3,000"
                        + " rows, as of an id. Another column may be meant; if each text is a class of its own: table.columns.y.kind ="
                        + " categorical\n";
        assertThat(rank(path)).isEqualTo(new Outcome(2, refusal));
        assertThat(rank("", "--set", "table.query=select * from parquet.`" + path + "`"))
                .isEqualTo(new Outcome(2, refusal));
        assertThat(rank(path, "--set", "table.columns.y.kind=categorical", "--where", "x = 0")
                        .code())
                .isZero();
        assertThat(rank(path, "--set", "table.columns.y.expression=if(x = 0, y, 'w')")
                        .code())
                .isZero();
    }

    @Test
    void anIdIsSeenBeforeTheCount() {
        String path = folder.resolve("manyIds").toString();
        session.range(0, 30_000, 1, 1)
                .selectExpr("id % 7 as x", "concat('u', id) as y")
                .write()
                .parquet(path);
        assertThat(rank(path).err()).contains("found 10,000 in the first 10,000 rows, as of an id");
    }
}
