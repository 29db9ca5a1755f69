package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.console.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees who has a table and has read nothing. */
@ExtendWith(SparkExtension.class)
class FirstHourTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private String people = "";

    @BeforeEach
    void writeATable() throws IOException {
        StringBuilder csv = new StringBuilder("sex,city,a_name_that_is_much_too_long_for_a_terminal,paid,income\n");
        for (int i = 0; i < 400; i++) {
            boolean rich = i % 7 < 3;
            csv.append(i % 3 == 0 ? "male" : "female").append(',');
            csv.append("city ").append(i % 11).append(',');
            csv.append(i % 5 == 0 ? "x" : rich ? "y" : "z").append(',');
            csv.append(rich ? "much" : "little").append(',');
            csv.append(rich ? "high" : "low").append('\n');
        }
        people = folder.resolve("people.parquet").toString();
        String file =
                Files.writeString(Files.createTempFile("people", ".csv"), csv).toString();
        session.read().option("header", "true").csv(file).coalesce(1).write().parquet(people);
    }

    private Outcome surprisal(int columns, String... args) {
        return Outcome.on(Map.of("COLUMNS", Integer.toString(columns), "SURPRISAL_PROGRESS", "false"), args);
    }

    private Outcome done(String... args) {
        Outcome outcome = surprisal(80, args);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        return outcome;
    }

    @Test
    void aBarePathIsProfiledAndNothingIsWritten() {
        String out = done("profile", people).out();
        assertThat(out)
                .contains("Entropy of 5 columns in 400 rows, in bits", "of the largest", "city 0")
                .endsWith("Nothing written: --output DIR keeps every figure, these and more, as Parquet\n");
        assertThat(folder.toFile().list()).containsExactly("people.parquet");
    }

    @Test
    void rankMarksWhatTellsTheLabelAway() {
        String out =
                done("rank", people, "--label", "income", "--groups", "sex").out();
        assertThat(out.lines()
                        .filter(line -> line.startsWith("  paid"))
                        .findFirst()
                        .orElse(""))
                .matches("  paid .* leak .*");
        assertThat(out).contains("sex=female", "sex=male").doesNotContain("[");
        assertThat(out.replaceAll("\\s+", " "))
                .contains(
                        "(leak: paid tells all but everything about income. What is known only afterwards is better left"
                                + " out: --ignore paid)");
        assertThat(done("rank", people, "--label", "income", "--ignore", "paid,c*")
                        .out())
                .doesNotContain("paid", "city", "leak");
    }

    @Test
    void selectAndTrainTakeThePathToo() {
        assertThat(done("select", people, "--label", "income", "--ignore", "paid")
                        .out())
                .contains("Selected ");
        assertThat(done("train", people, "--label", "income").out())
                .contains("log-loss in bits", "Coefficients", "Nothing written: ");
        assertThat(done("run", people, "--where", "city = 'city 1'").out()).contains("in 37 rows");
        assertThat(done("explain", people, "--label", "income").out())
                .contains("Writes     nothing, for want of --output");
    }

    @Test
    void driftTakesTwoPaths() {
        Outcome same = surprisal(80, "drift", people, "--reference", people);
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(same.out()).contains("Drift of 5 columns, 400 rows against 400 in the reference");
        Outcome other = surprisal(
                80,
                "drift",
                people,
                "--reference",
                people,
                "--where",
                "sex = 'male'",
                "--set",
                "drift.reference.where=sex = 'female'",
                "--groups",
                "city",
                "--fail-on",
                "js>0.5");
        assertThat(other.code()).as(other.err()).isEqualTo(3);
        assertThat(other.out())
                .contains("Failed on js>0.5: column 'sex'", "of group city=city ")
                .doesNotContain("[");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void tablesFitTheTerminal(int columns) {
        Outcome outcome = surprisal(columns, "rank", people, "--label", "income", "--groups", "city");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines())
                .allSatisfy(line -> assertThat(Printable.width(line)).isLessThanOrEqualTo(columns));
        assertThat(outcome.out()).contains("a_name_that_", "columns left out for want of width: ");
    }

    @Test
    void moreRowsAreShownWhenAskedFor() {
        assertThat(done("rank", people, "--label", "income", "--top", "2").out())
                .contains("(2 more: --all shows them)");
        assertThat(done("rank", people, "--label", "income", "--all").out()).doesNotContain("more: ");
        assertThat(surprisal(80, "rank", people, "--label", "income", "--top", "0")
                        .err())
                .isEqualTo("surprisal: Option --top: expected a whole number of at least 1, found 0\n");
    }

    @Test
    void aRunIsShownAgain() {
        String output = folder.resolve("out").toString();
        done("rank", people, "--label", "income", "--groups", "sex", "--output", output, "--set", "run.id=one");
        done("profile", people, "--output", output, "--set", "run.id=two");
        String runs = done("show", output).out();
        assertThat(runs).startsWith("Runs in " + output.substring(0, 20));
        assertThat(runs.replaceAll("\\s+", " "))
                .contains(
                        "two profile ",
                        " 400 done",
                        "one rank ",
                        "Datasets of two: bins, column_entropy, frequent_values");
        assertThat(runs.indexOf("two")).isLessThan(runs.indexOf("one"));

        assertThat(done("show", output, "column_entropy").out())
                .startsWith("column_entropy of run two\n")
                .contains("entropy", "city", "(in each of these rows: ", "unit bits");
        assertThat(done("show", output, "column_entropy", "--columns").out())
                .startsWith("column_entropy: one row per group × column. Null counts as a category here")
                .contains(
                        "\n  entropy (double, measure.unit): Entropy of the column\n",
                        "\n  kind (text): categorical or numeric\n")
                .doesNotContain("attempt", "run_id");
        String gains = done("show", output, "information_gain", "--run", "one", "--where", "feature = 'paid'")
                .out();
        assertThat(gains).contains("all rows", "sex=female", "0.9852").doesNotContain("city");
        String sql = gains.substring(gains.indexOf("SELECT"));
        assertThat(sql).contains("USING (run_id, attempt)", "WHERE run_id = 'one' AND (feature = 'paid')");
        assertThat(session.sql(sql).count()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            show DIR nonsense                | Cannot read 'nonsense' of run 'one' in 'DIR': expected one of bins, column_entropy, frequent_values
            show DIR --columns               | Option --columns: expected the name of a dataset after 'DIR', found none
            show DIR --run two               | Cannot read run 'two' in 'DIR': expected one of one, found no such run
            show DIR column_entropy --where x>1 | Cannot take --where 'x>1': expected a predicate such as "rows > 0", found that there is no column 'x'; columns: group_columns
            show DIR column_entropy --where entropi>1 | Cannot take --where 'entropi>1': expected a predicate such as "rows > 0", found that there is no column 'entropi', did you mean 'entropy'?; columns: group_columns
            show DIR column_entropy --where entropy | Cannot take --where 'entropy': expected a predicate such as "rows > 0", found that
            show DIR column_entropy --where column>5 | Cannot take --where 'column>5': expected a predicate such as "rows > 0", found that
            show DIR column_entropy --where entropy>> | Cannot take --where 'entropy>>': expected a predicate such as "rows > 0", found that
            show DIR --where nosuch=1 | Cannot take --where 'nosuch=1': expected a predicate such as "rows > 0", found that there is no column 'nosuch'; columns: run_id
            show NONE                        | Cannot read metrics in 'NONE'
            """)
    void whatCannotBeShownIsSaid(String arguments, String message) {
        String output = folder.resolve("out").toString();
        String none = folder.resolve("none").toString();
        done("profile", people, "--output", output, "--set", "run.id=one");
        Outcome outcome = surprisal(
                80, arguments.replace("DIR", output).replace("NONE", none).split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("surprisal: " + message.replace("DIR", output).replace("NONE", none))
                .doesNotContain("SQLSTATE", "DATATYPE_MISMATCH", "UNRESOLVED_COLUMN");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void whatIsMissingIsNamedWithTheOptionThatSaysIt() {
        assertThat(surprisal(80, "rank", people).err())
                .isEqualTo("surprisal: Key 'table.label' is missing: rank needs the column to be explained, --label"
                        + " COLUMN\n");
        assertThat(surprisal(80, "profile").err())
                .isEqualTo(
                        "surprisal: Expected exactly one of table.path, table.table and table.query, found none: name a"
                                + " table, such as people.csv, or a config, job.conf\n");
        assertThat(surprisal(80, "drift", people).err())
                .isEqualTo("surprisal: Key 'drift.reference' is missing: drift needs what to compare with, such as"
                        + " --reference PATH or drift.reference.run\n");
        assertThat(surprisal(80, "profile", people, "--set", "count.save=true").err())
                .isEqualTo("surprisal: Key 'output.path' is missing: say where to write, in the config or with --output"
                        + " DIR\n");
        assertThat(surprisal(80, "profile", people, "--set", "count.merge=[monday]")
                        .err())
                .isEqualTo("surprisal: Key 'output.path' is missing: run 'monday' is looked for under it; --output DIR"
                        + " names it\n");
    }

    /** Names and values of a table that is up to no good. */
    @Test
    void controlCharactersAreShownAndStoredAsTheyAre() throws IOException {
        String evil = "\\u001B[2J\\u001B]0;gone\\u0007\\rno\\u202Eexe";
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            json.append("{\"a\\nb\": \"%s %d\", \"g\": \"%s\", \"y\": \"%s\"}%n"
                    .formatted(evil, i % 3, i % 2 == 0 ? evil : "plain", i % 3 == 0 ? evil : "no"));
        }
        String table = folder.resolve("evil.parquet").toString();
        session.read()
                .json(Files.writeString(folder.resolve("evil.json"), json).toString())
                .write()
                .parquet(table);
        String output = folder.resolve("out").toString();
        List<String> shown = new ArrayList<>();
        String[][] commands = {
            {"profile", table},
            {"explain", table, "--label", "y", "--groups", "g"},
            {"train", table, "--label", "y", "--groups", "g", "--output", output},
            {"show", output, "information_gain"},
            {"drift", table, "--reference", table, "--where", "g = 'plain'", "--fail-on", "js>0.01"},
            {"rank", table, "--label", "a\rb"}
        };
        for (String[] command : commands) {
            Outcome outcome = surprisal(100, command);
            shown.add(outcome.out());
            shown.add(outcome.err());
        }
        assertThat(String.join("", shown)).contains("\\u001B", "a\\nb", "\\r", "g=\\u001B");
        assertThat(shown).allSatisfy(text -> assertThat(text.codePoints()
                        .filter(c -> c != '\n')
                        .mapToObj(Character::getName)
                        .filter(name -> name.matches(".*(ESCAPE|BELL|RETURN|OVERRIDE).*")))
                .isEmpty());
        assertThat(session.read()
                        .parquet(output + "/information_gain")
                        .where(
                                "get(group_values, 0) = '\u001B[2J\u001B]0;gone\u0007\rno\u202Eexe' and feature = 'a\nb'")
                        .count())
                .isEqualTo(1);
    }

    /** A secret in every place that takes one; none of it anywhere in what is shown or written. */
    @Test
    void noSecretIsShownOrWritten() throws IOException {
        String output = folder.resolve("out").toString();
        String config = Files.writeString(folder.resolve("job.conf"), """
                table {
                  path = "%s"
                  label = income
                  options { passphrase = planted-1, anything = "planted-2 and more", pin = 4711471147, headers = "Authorization: Bearer planted-3" }
                }
                drift.reference { path = "%s", options { "deep.er" { sas = planted-4 } } }
                output.path = "%s"
                run.id = one
                """.formatted(people, people, output))
                .toString();
        List<String> shown = new ArrayList<>();
        String[][] commands = {
            {"train", config, "--set", "table.options.x=planted-5", "--verbose"},
            {"drift", config, "--set", "run.id=two"},
            {"explain", config, "--verbose"},
            {"show", output, "--run", "one"},
            {"show", output, "information_gain"},
            {"rank", config, "--set", "table.options.x=[planted-6]"},
            {"rank", config, "--set", "table.path=jdbc:nosuch://ada:planted-7@host/x?y=planted-8", "--verbose"},
            {
                "rank",
                config,
                "--set",
                "table.format=jdbc",
                "--set",
                "table.options.url=jdbc:nosuch:planted-9;k=planted-10"
            },
            {"rank", config, "--set", "table.where=secret=planted-11 and", "--verbose"},
            {"rank", config, "--set", "table.options.header=planted-12", "table.options.password=planted-13"},
        };
        for (String[] command : commands) {
            Outcome outcome = surprisal(100, command);
            shown.add(String.join(" ", command) + "\n" + outcome.out() + outcome.err());
        }
        for (String text : shown) {
            String said = text.substring(text.indexOf('\n'));
            assertThat(said).as(said).doesNotContainPattern("planted-(?!12)").doesNotContain("4711471147");
        }
        for (String run : List.of("one", "two")) {
            assertThat(session.read()
                            .parquet(output + "/runs")
                            .where("run_id = '" + run + "'")
                            .toJSON()
                            .collectAsList())
                    .hasSize(1)
                    .allSatisfy(row -> assertThat(row).contains("***").doesNotContain("planted-", "4711471147"));
        }
        try (Stream<Path> files = Files.walk(Path.of(output))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(file -> assertThat(content(file))
                    .as(file.toString())
                    .doesNotContain("planted-"));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Spark's own message names no column, and a function that nobody has called. */
    @Test
    void textAmongTheNumbersOfTheTestTableIsNamed() throws IOException {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 100; i++) {
            rows.append(i % 10).append(i % 3 == 0 ? ",a\n" : ",b\n");
        }
        Path table = Files.writeString(folder.resolve("numbers.csv"), rows);
        Path test = Files.writeString(folder.resolve("texts.csv"), rows + "abc,a\n");
        Outcome outcome = surprisal(80, "train", table.toString(), "--label", "y", "--set", "train.test-path=" + test);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("column 'x' is int there, found 'abc'", "table.null-values = [\"abc\"]")
                .doesNotContain("try_cast");
    }

    /** What the user's own SQL makes of a row is no damage of the file, and no failure of the machine. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table.where=CAST(c AS INT) > 3|CAST(c AS INT)|Parquet",
                "table.columns.a.expression=\"1 / (a - a)\"|1 / (a - a)|Parquet",
                "table.columns.a.expression=\"CAST(c AS INT)\"|CAST(c AS INT)|CSV",
                "table.where=CAST(c AS INT) > 3|CAST(c AS INT)|CSV"
            })
    void sqlThatFailsOnARowIsNamed(String set, String fragment, String format) throws IOException {
        Path csv = Files.writeString(folder.resolve("t.csv"), "a,c,y\n1,v,n\n2,w,y\n3,v,n\n4,w,y\n");
        Path table = csv;
        if (format.equals("Parquet")) {
            table = folder.resolve("t.parquet");
            session.read()
                    .option("header", true)
                    .option("inferSchema", true)
                    .csv(csv.toString())
                    .write()
                    .parquet(table.toString());
        }
        Outcome run = Outcome.of("rank", table.toString(), "--label", "y", "--set", set);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("Cannot compute '" + fragment + "'").doesNotContain("== SQL");
    }

    /** Spark does not quote the SQL of these. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "to_date(c, 'yyyy-MM-dd') > DATE'2020-01-01'|1",
                "raise_error(c) IS NULL|1",
                "make_date(2020, a + 12, 1) IS NULL|1"
            })
    void functionsThatRefuseARowAreTheUsersMistake(String where, int lines) throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "a,c,y\n1,v,n\n2,w,y\n3,v,n\n4,w,y\n");
        Outcome run = Outcome.of("rank", table.toString(), "--label", "y", "--where", where);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("Cannot compute a row of table.where").hasLineCount(lines);
        Outcome counted =
                Outcome.of("profile", table.toString(), "--where", where, "--set", "table.options.header=true");
        assertThat(counted.code()).as(counted.err()).isEqualTo(2);
        assertThat(counted.err())
                .contains("Cannot compute a row of table.where")
                .hasLineCount(lines);
    }

    /** {@code rank} of a table whose label is y. */
    private static Outcome ranked(Path table, String... sets) {
        List<String> args = new ArrayList<>(List.of("rank", table.toString(), "--label", "y"));
        for (String set : sets) {
            args.addAll(List.of("--set", set));
        }
        return Outcome.of(args.toArray(String[]::new));
    }

    @Test
    void aRowThatSparkRefusesIsOfItsFile() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "x,y\n1,a\n2,b\n");
        Outcome run = ranked(table, "table.schema=\"x INT, y INT\"", "table.options.mode=FAILFAST");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("t.csv").doesNotContain("table.where");
    }

    @Test
    void aTextThatIsNotOfItsSchemasTypeIsNoSqlOfTheUser() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "x,y\n1,n\nabc,y\n3,n\n");
        Outcome run = ranked(table, "table.schema=\"x INT, y STRING\"", "table.null-values=[NA]");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "t.csv' as CSV: column 'x' is INT in table.schema or drift.reference.schema, found 'abc'; STRING takes any text");
    }

    @Test
    void whatCannotBeReadIsToldAsItIs() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.parquet"));
        Outcome run = Outcome.of("profile", empty.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("'empty.parquet' is empty, it has not even columns");
        Path table = Files.writeString(folder.resolve("t.csv"), "a,y\n1,n\n2,y\n3,n\n");
        Outcome schema = Outcome.of("profile", table.toString(), "--set", "table.schema=\"a INTT, y STRING\"");
        assertThat(schema.code()).isEqualTo(2);
        assertThat(schema.err()).contains("of table.schema or drift.reference.schema", "\"INTT\"");
        Outcome full = Outcome.of("generate", "--output", folder.toString());
        assertThat(full.code()).isEqualTo(2);
        assertThat(full.err()).startsWith("surprisal: Cannot generate into '");
    }

    @Test
    void cutsOfAColumnThatIsNoNumberAreTold() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "a,b,y\n1,u,n\n2,v,y\n3,u,n\n");
        Outcome run = Outcome.of(
                "profile",
                table.toString(),
                "--set",
                "table.columns.b.cutpoints=[1]",
                "--set",
                "table.columns.y.binning=mdlp",
                "--set",
                "table.columns.a.cutpoints=[2]");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out() + run.err())
                .contains("Not cut: 'b' counts as categories of type string; its cutpoints", "Not cut: 'y'")
                .doesNotContain("Not cut: 'a'");
        Outcome cut = Outcome.of(
                "rank",
                table.toString(),
                "--label",
                "y",
                "--output",
                folder.resolve("cut").toString(),
                "--set",
                "table.columns.A.cutpoints=[1]",
                "--set",
                "table.columns.b={kind=categorical,binning=none}");
        assertThat(cut.code()).as(cut.err()).isZero();
        assertThat(cut.out() + cut.err()).doesNotContain("Not cut");
        assertThat(SparkExtension.session()
                        .read()
                        .parquet(folder.resolve("cut/bins").toString())
                        .where("feature = 'a' and upper = 1")
                        .count())
                .isEqualTo(1);
    }
}
