package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code select} says and writes where there is little to select. */
@ExtendWith(SparkExtension.class)
class SelectCommandTest {
    private static final String IGNORED = "table.ignore=[id]";

    /** The label is the exclusive or of a and b in nine rows of ten, and what strong says in half of the rows besides. */
    private static final String XOR = "select id % 7 as noise, hash(id, 1) & 1 as a, hash(id, 2) & 1 as b,"
            + " if(hash(id, 3) % 2 = 0, 1, 0) as weak, hash(id, 4) % 3 as strong,"
            + " if(hash(id, 4) % 3 = 0, 1, (hash(id, 1) ^ hash(id, 2)) & 1) as y from range(4000)";

    @TempDir
    private Path folder;

    private Outcome select(String query, String... settings) {
        return run("select", query, settings);
    }

    private Outcome train(String query, String... settings) {
        return run("train", query, settings);
    }

    private Outcome run(String command, String query, String... settings) {
        List<String> args = new ArrayList<>(
                List.of(command, "--output", folder.resolve("out").toString(), "--set", "table.label=y", "--set"));
        args.add("table.query=\"" + query + "\"");
        for (String setting : settings) {
            args.addAll(List.of("--set", setting));
        }
        return Outcome.of(args.toArray(String[]::new));
    }

    private Dataset<Row> selection() {
        return SparkExtension.session()
                .read()
                .parquet(folder.resolve("out/selection").toString());
    }

    private static String line(Outcome outcome) {
        return outcome.out().replaceAll("\\s+", " ");
    }

    @Test
    void aLabelOfOneClassSelectsNothing() {
        Outcome outcome = select(
                "select id % 3 as a, hash(id) % 5 as b, 'same' as c, id % 2 as g, if(id % 7 = 0, null, 'yes') as y from range(200)",
                "table.groups=[g]", "select.by-group=true");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(line(outcome))
                .contains(
                        "Note: label 'y' has one class only, 'yes': there is nothing to tell about it, and no feature is selected")
                .contains("Selected 0 of 3 features c: constant Written to");
        List<Row> rows =
                selection().where("size(group_columns) = 0").orderBy("step").collectAsList();
        assertThat(rows).extracting(row -> row.getAs("feature")).containsExactly("a", "b", "c");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.<Boolean>getAs("selected")).isFalse();
            assertThat(row.<Double>getAs("score")).isNull();
        });
    }

    /** A model of one class is none. */
    @Test
    void aLabelOfOneClassCannotBeTrainedOn() {
        Outcome outcome = train("select id % 3 as a, 'yes' as y from range(200)");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected at least two classes, found only 'yes'");
    }

    @Test
    void noMoreFeaturesThanThereAre() {
        String query =
                "select id % 2 as a, int(pmod(hash(id), 10) < 3) as b, int(id % 2 + int(pmod(hash(id), 10) < 3) > 0) as y"
                        + " from range(500)";
        Outcome many = select(query, "select.k=50");
        assertThat(many.code()).as(many.err()).isZero();
        assertThat(line(many))
                .contains(
                        "Note: select.k = 50 is more than the 2 features that there are: no more than these are selected")
                .contains("Selected 2 of 2 features");
        assertThat(selection().where("selected").count()).isEqualTo(2);
        assertThat(line(select(query))).doesNotContain("Note: select.k");
    }

    /** Twelve weak causes, of which the test is sure of few in so few rows: a model of all knows more. Copies of one, noisy or not, say nothing new. */
    @Test
    void trainingSaysWhereTheTestLeavesMuchOut() {
        String causes = IntStream.range(0, 12)
                .mapToObj(i -> "pmod(xxhash64(id, %d), 4) as c%d".formatted(i, i))
                .collect(Collectors.joining(", "));
        String sum = IntStream.range(0, 12).mapToObj(i -> "c" + i).collect(Collectors.joining(" + "));
        Outcome weak = train(
                "select *, int(%s + pmod(xxhash64(id, 99), 12) > 23) as y from (select %s, id from range(400))"
                        .formatted(sum, causes),
                IGNORED);
        assertThat(weak.code()).as(weak.err()).isZero();
        assertThat(line(weak))
                .containsPattern("each of \\d+ features that were left out tells about the label, too little")
                .contains("--set select.stop=k --set select.k=12 trains on all 12 features");
        String copies = IntStream.range(0, 5).mapToObj(i -> "c as c" + i).collect(Collectors.joining(", "));
        Outcome copied = train(
                "select id, %s, int(c + pmod(xxhash64(id, 99), 3) > 2) as y from (select id, pmod(id, 4) as c from range(400))"
                        .formatted(copies),
                IGNORED);
        assertThat(copied.code()).as(copied.err()).isZero();
        assertThat(line(copied)).contains("Selected 1 of 5 features").doesNotContain("left out");
        String noisy = IntStream.range(0, 20)
                .mapToObj(i -> "pmod(c + int(pmod(hash(id, %d), 10) = 0), 4) as c%d".formatted(i, i))
                .collect(Collectors.joining(", "));
        Outcome blurred = train(
                "select id, c, %s, int(c + pmod(xxhash64(id, 99), 3) > 2) as y from (select id, pmod(id, 4) as c from range(1000))"
                        .formatted(noisy),
                IGNORED);
        assertThat(blurred.code()).as(blurred.err()).isZero();
        assertThat(line(blurred)).contains("of 21 features").doesNotContain("left out");
    }

    /** Of an XOR pair neither feature tells anything alone: the pair comes first where pairs are shown, as the features do by rank. */
    @Test
    void whatTellsMostIsShownFirst() {
        Outcome selected = select(XOR, "select.pairs=true");
        assertThat(selected.code()).as(selected.err()).isZero();
        assertThat(line(selected))
                .containsPattern(
                        "Note: a and b tell 0\\.\\d{4} bits together, and next to nothing alone: derive a feature of both");
        assertThat(shown("pairs").out()).containsPattern("(?m)^ *feature .*\\R *b +a ");
        Outcome gains = shown("information_gain");
        assertThat(gains.out()).containsPattern("(?m)^ *feature .*\\R *strong ");
        String sql = gains.out().substring(gains.out().indexOf("SELECT"));
        assertThat(SparkExtension.session().sql(sql).first().<String>getAs("feature"))
                .isEqualTo("strong");
    }

    /** Two that tell nothing together, or no more than each tells alone, are not told. */
    @Test
    void pairsThatTellNoMoreTogetherAreNotTold() {
        Outcome selected = select(
                "select hash(id, 1) % 5 as a, hash(id, 2) % 40 as b, hash(id, 3) % 3 as c, hash(id, 3) % 3 + hash(id, 4) % 3 as y"
                        + " from range(3000)",
                "select.pairs=true");
        assertThat(selected.code()).as(selected.err()).isZero();
        assertThat(selected.out()).doesNotContain("together");
    }

    @Test
    void aThresholdOfDatesIsShownAsADate() {
        select("select date_add(date'1920-05-01', int(id)) as d, id > 300 as y from range(1000)");
        assertThat(shown("best_split").out()).containsPattern("(?m)^ *d +1921-02-25 ");
    }

    private Outcome shown(String dataset) {
        return Outcome.of("show", folder.resolve("out").toString(), dataset, "--top", "1");
    }
}
