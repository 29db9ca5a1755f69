package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Thirty columns that tell nothing about the label, in 2,000 rows with the weights of a survey. */
@ExtendWith(SparkExtension.class)
class FractionalWeightsTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String write(String weight) {
        String path = folder.resolve("t").toString();
        String[] columns = Stream.concat(
                        Stream.of("hash(id, 'y') % 2 = 0 as y", weight + " as w"),
                        IntStream.range(0, 30).mapToObj(i -> "pmod(hash(id, 'x" + i + "'), 10) as x" + i))
                .toArray(String[]::new);
        session.range(0, 2000, 1, 1)
                .selectExpr(columns)
                .write()
                .mode("overwrite")
                .parquet(path);
        return path;
    }

    private String rank(String path, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
        String[] args = Stream.concat(
                        Stream.of(
                                "rank",
                                path,
                                "--label",
                                "y",
                                "--weight",
                                "w",
                                "--output",
                                folder + "/out",
                                "--set",
                                "run.id=a"),
                        Stream.of(more))
                .toArray(String[]::new);
        assertThat(Main.execute(args, new Terminal(both, both, Map.of("SURPRISAL_PROGRESS", "false"))))
                .isZero();
        return out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }

    private long significant() {
        return features("p_value < 0.05");
    }

    private long features(String where) {
        return session.read()
                .parquet(folder + "/out/information_gain/run_id=a")
                .where(where)
                .count();
    }

    @Test
    void theNoteSaysWhatTestsTakeThemForAndItsAdviceMendsIt() {
        String path = write("0.5 + 7 * pmod(hash(id, 'w'), 1000) / 999");
        double factor = session.read()
                .parquet(path)
                .selectExpr("sum(w) / sum(w * w)")
                .first()
                .getDouble(0);
        assertThat(rank(path))
                .contains(
                        "Note: The weights of column 'w' are not whole: p-values, adjusted gains and what is selected by them"
                                + " take their sum, ")
                .contains("weights times sum(w) / sum(w * w) mend that, for their sum is the effective number of rows:"
                        + " table.columns.\"w\".expression = \"`w` * FACTOR\"");
        assertThat(significant()).isGreaterThan(20);
        assertThat(rank(path, "--set", "table.columns.w.expression=`w` * " + factor))
                .doesNotContain("weights of column");
        assertThat(significant()).isLessThan(6);
    }

    /** Weights that are shares add up to 1. */
    @Test
    void sharesHaveNoPValues() {
        String path = write("(0.5 + pmod(hash(id, 'w'), 1000) / 999) / 2000");
        assertThat(rank(path)).contains(" x0 ");
        assertThat(features("p_value is not null")).isZero();
        assertThat(features("information_gain > 0")).isEqualTo(30);
    }

    @Test
    void wholeWeightsAreNumbersOfRows() {
        assertThat(rank(write("1 + id % 3"))).doesNotContain("weights of column");
    }

    /** Sums of weights may be whole for the whole table and not in a group: that is said before anything is written. */
    @Test
    void fractionsOfAGroupAloneAreNoCounts() {
        Outcome outcome = Outcome.of(
                "profile",
                "--set",
                "table.query=\"select id % 2 as x, id div 2 as g, if(id < 2, 1.5, 0.5) as w from range(4)\"",
                "--set",
                "table.groups=[g]",
                "--set",
                "table.weight=w",
                "--set",
                "measure.estimator=chao-shen",
                "--output",
                folder.resolve("none").toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("Cannot estimate the entropy of column 'x' with measure.estimator = chao-shen: expected whole"
                        + " weights, found a sum of 1.5");
    }
}
