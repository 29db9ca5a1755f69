package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.metric.MetricReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table that gets a partition a day: each is counted alone, and figures are those of a window of days. */
@ExtendWith(SparkExtension.class)
class DayByDayTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Outcome surprisal(String command, String... args) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(args));
        return Outcome.of(all.toArray(String[]::new));
    }

    private Outcome done(String command, String... args) {
        Outcome outcome = surprisal(command, args);
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        return outcome;
    }

    private String[] job(String output, String id, String... sets) {
        List<String> args = new ArrayList<>(List.of(
                "--output", folder.resolve(output).toString(), "--set", "run.id=" + id, "--set", "table.label=y"));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        return args.toArray(String[]::new);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Days 1 to 8: nulls everywhere, an identifier, fractional weights; a value, a class and a group are of day 1 alone. */
    @BeforeEach
    void days() {
        session.sql("select *, if(day = 1 and id % 10 = 0, 'gone', if(id % 13 = 0, null, concat('g', id % 3))) as g,"
                        + " if(day = 1 and id % 7 = 0, 'only', concat('c', pmod(hash(id), 5 + day))) as c,"
                        + " if(id % 11 = 0, null, cast(pmod(hash(id, 1), 90) as double) / 4) as n,"
                        + " concat('id', id - 100 * (id % 2)) as key, rand(3) as x,"
                        + " case when id % 17 = 0 then null when day = 1 and id % 9 = 0 then 'maybe'"
                        + " when pmod(hash(id), 5 + day) < 3 then 'yes' else 'no' end as y,"
                        + " 0.1 + (id % 5) / 3.0D as w"
                        + " from (select id, 1 + id div 200 as day from range(1600))")
                .cache()
                .createOrReplaceTempView("days");
    }

    private static String[] table(String where) {
        return new String[] {"table.query=\"select * from days where " + where + "\"", "table.ignore=[id, day]"};
    }

    private void count(String output, int day, String... sets) {
        done(
                "rank",
                job(
                        output,
                        "d" + day,
                        with(with(table("day = " + day), "count.save=true", "output.report=false"), sets)));
    }

    @ParameterizedTest
    @CsvSource({"w, 2", "'', 3"})
    void aWindowSubtractsItsOldestDay(String weight, int length) {
        String[] sets = {
            "table.groups=[[g]]", "count.max-categories=300", "output.report=false", "table.weight=\"" + weight + "\""
        };
        IntStream.rangeClosed(1, length + 1).forEach(day -> count("days", day, sets));
        String counts = folder.resolve("days") + "/counts/run_id=d";
        String first = IntStream.rangeClosed(1, length)
                .mapToObj(day -> "\"" + counts + day + "\"")
                .collect(Collectors.joining(", "));
        done("rank", job("window", "first", with(sets, "count.merge=[" + first + "]", "count.save=true")));
        String[] next = {
            "count.merge=[latest, \"" + counts + (length + 1) + "\"]",
            "count.subtract=\"" + counts + "1\"",
            "count.save=true"
        };
        Outcome night = done("rank", job("window", "second", with(sets, next)));
        assertThat(night.out()).contains("The latest counts are those of run 'first'.");
        // A second try of the same night is not added to the first.
        done("rank", job("window", "second", with(sets, next)));
        String[] atOnce = with(table("day between 2 and " + (length + 1)), "count.save=true");
        done("rank", job("at once", "second", with(atOnce, sets)));
        assertSame("window", "at once", "second");
    }

    private void assertSame(String output, String other, String id) {
        MetricReader found = MetricReader.open(session, folder.resolve(output).toString());
        MetricReader expected = MetricReader.open(session, folder.resolve(other).toString());
        assertThat(found.datasets(id)).isEqualTo(expected.datasets(id)).contains("counts", "information_gain");
        for (String dataset : found.datasets(id)) {
            Dataset<Row> some = found.dataset(dataset, id).drop("run_id", "attempt");
            Dataset<Row> all = expected.dataset(dataset, id).drop("run_id", "attempt");
            assertThat(all.count()).as(dataset).isPositive();
            assertThat(some.exceptAll(all).collectAsList()).as(dataset).isEmpty();
            assertThat(all.exceptAll(some).collectAsList()).as(dataset).isEmpty();
        }
    }

    @Test
    void whatWasNeverMergedIsNotSubtracted() {
        String[] few = {"table.features=[c, n]", "output.report=false"};
        count("days", 1, few);
        count("days", 2, few);
        Outcome never = surprisal("rank", job("days", "x", "count.merge=d1", "count.subtract=d2"));
        assertThat(never.code()).isEqualTo(2);
        assertThat(never.err())
                .contains("Cannot subtract the counts in '" + folder.resolve("days")
                        + "/counts/run_id=d2': they have the value")
                .containsPattern(
                        "of column '[cny]'.* more often than the counts of count.merge, by [0-9]+; expected runs"
                                + " that were merged into them");

        count("days", 3, "table.features=[c, n]", "output.report=false", "table.weight=w");
        assertThat(surprisal("rank", job("days", "x", "count.merge=[d1, d2]", "count.subtract=d3"))
                        .err())
                .contains("Cannot subtract the counts in")
                .contains("its weight is 'w', expected none");
        count("days", 4, "table.features=[c]", "output.report=false");
        assertThat(surprisal("rank", job("days", "x", "count.merge=[d1, d2]", "count.subtract=d4"))
                        .err())
                .contains("it has no column 'n'");
        done(
                "profile",
                "--output",
                folder.resolve("days").toString(),
                "--set",
                "run.id=d5",
                "--set",
                "table.query=\"select c, n, g as y from days where day = 1\"",
                "--set",
                "count.save=true");
        assertThat(surprisal("rank", job("days", "x", "count.merge=[d1, d2]", "count.subtract=d5"))
                        .err())
                .contains("its label is none, expected 'y'");
        assertThat(surprisal(
                                "rank",
                                job("days", "x", "table.groups=[[c]]", "count.merge=[d1, d2]", "count.subtract=d1"))
                        .err())
                .contains("its groups are those of [[]], which do not have [c]");
        assertThat(surprisal("rank", job("days", "x", with(table("day = 1"), "count.subtract=d1")))
                        .err())
                .contains("Key 'count.subtract' needs 'count.merge': counts are taken away from saved ones alone");
        assertThat(surprisal("rank", job("days", "x", "count.merge=[d1]", "count.subtract=[d1]"))
                        .code())
                .isEqualTo(2);
        assertThat(surprisal("rank", job("days", "latest", "count.merge=[d1]")).err())
                .contains("run.id", "this word stands for the latest run");
        assertThat(surprisal("rank", job("none", "x", "count.merge=latest")).err())
                .contains("found no run there");
        done("rank", job("unsaved", "x", with(table("day = 1"), few)));
        assertThat(surprisal("rank", job("unsaved", "y", "count.merge=latest")).err())
                .contains("found no earlier run that saved its counts; count.save = true makes a run save them");
        assertThat(surprisal(
                                "drift",
                                job("days", "x", "count.merge=[d1, d2]", "count.subtract=d1", "drift.reference.run=d2"))
                        .err())
                .contains("Cannot compare ");
    }

    /** What the page shows: the exit code of the last command is the scheduler's. */
    @Test
    void aNightlyJob() {
        String[] kept = {"table.features=[c, n]", "output.report=false"};
        count("nightly", 1, kept);
        String[] second = with(with(table("day = 2"), kept), "count.save=true");
        done("rank", job("nightly", "d2", second));
        done("rank", job("nightly", "month", with(kept, "count.merge=[d1, d2]")));
        MetricReader metrics =
                MetricReader.open(session, folder.resolve("nightly").toString());
        assertThat(metrics.runs().where("run_id = 'month'").head().<Long>getAs("rows"))
                .isEqualTo(400L);

        String[] compared = job("nightly", "drift-d2", with(kept, "count.merge=d2", "drift.reference.run=d1"));
        assertThat(surprisal("drift", with(compared, "--fail-on", "js>0.9")).code())
                .isZero();
        Outcome fired = surprisal("drift", with(compared, "--fail-on", "js>0.001"));
        assertThat(fired.code()).isEqualTo(3);
        assertThat(fired.out()).contains("js>0.001");
        assertThat(metrics.dataset("drift", "drift-d2").count()).isPositive();
    }
}
