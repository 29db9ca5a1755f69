package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said without Spark: no session is started here. */
final class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void unknownCommand() {
        assertThat(execute("rnak", "job.conf")).isEqualTo(2);
        assertThat(err()).isEqualTo("""
                surprisal: Unknown command 'rnak', did you mean 'rank'?
                surprisal: see surprisal --help
                """);
    }

    @Test
    void unknownCommandLikeNone() {
        assertThat(execute("bake")).isEqualTo(2);
        assertThat(err())
                .startsWith(
                        "surprisal: Unknown command 'bake', known: run, profile, rank, select, train, drift, generate, explain, report, show, sql\n");
    }

    @Test
    void noCommand() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err()).isEqualTo("""
                surprisal: Missing command, expected one of run, profile, rank, select, train, drift, generate, explain, report, show, sql
                surprisal: see surprisal --help
                """);
    }

    @Test
    void unknownOption() {
        assertThat(execute("run", "job.conf", "--ouput", "x")).isEqualTo(2);
        assertThat(err()).isEqualTo("""
                surprisal: Unknown option '--ouput', did you mean '--output'?
                surprisal: see surprisal run --help
                """);
    }

    @Test
    void optionWithoutItsValue() {
        assertThat(execute("run", "--set")).isEqualTo(2);
        assertThat(err()).startsWith("surprisal: Missing required parameter for option '--set' (KEY=VALUE)\n");
    }

    @Test
    void setWithoutTheOption() {
        assertThat(execute("run", "job.conf", "table.options.password=hunter22"))
                .isEqualTo(2);
        assertThat(err())
                .startsWith("surprisal: Unexpected 'table.options.password=...', did you mean --set"
                        + " table.options.password=...?\n")
                .doesNotContain("hunter22");
    }

    @Test
    void twoFiles() {
        assertThat(execute("run", "a.conf", "b.conf")).isEqualTo(2);
        assertThat(err())
                .startsWith("surprisal: Unexpected argument 'b.conf', expected one JOB.conf or one path of a"
                        + " table at most; a glob goes in quotes, such as '2026-*.csv'\n");
    }

    @Test
    void mistakeInTheConfigIsOneLine() {
        assertThat(execute("rank", "--set", "table.path=a", "--set", "table.lable=x", "--output", "out"))
                .isEqualTo(2);
        assertThat(err()).isEqualTo("surprisal: Unknown key 'table.lable' at --set, did you mean 'table.label'?\n");
    }

    @Test
    void verboseShowsTheStackTrace() {
        assertThat(execute("rank", "no.conf", "--verbose")).isEqualTo(2);
        assertThat(err())
                .startsWith("surprisal: Config file not found: no.conf\n")
                .contains("at io.github.surprisal.cli.config.ConfigFile");
    }

    @Test
    void missingFileIsOneLine() {
        assertThat(execute("run", "no.conf")).isEqualTo(2);
        assertThat(err()).isEqualTo("surprisal: Config file not found: no.conf\n");
    }

    @Test
    void helpAndVersion() {
        assertThat(execute("--help")).isZero();
        assertThat(execute("select", "--help")).isZero();
        assertThat(execute("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("run", "profile", "rank", "select", "train", "explain", "--set", "--output")
                .contains("surprisal (not packaged)");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rank     | --label,--groups,--ignore,--top,--all,--output,--set | --fail-on,--reference
            drift    | --reference,--fail-on,--label,--top                  | --run
            generate | --output,--set                                       | --label,--top,--fail-on
            explain  | --label,--output                                     | --top,--fail-on
            """)
    void helpOfACommandHasItsOwnOptionsAndAnExample(String command, String has, String hasNot) {
        assertThat(execute(command, "--help")).isZero();
        String help = out.toString(StandardCharsets.UTF_8);
        assertThat(help).contains(has.split(",")).doesNotContain(hasNot.split(","));
        assertThat(help).contains("Usage: surprisal " + command, "Example:\n  surprisal " + command + " ");
    }

    @Test
    void anOptionOfAnotherCommandIsKnown() {
        assertThat(execute("rank", "a.csv", "--fail-on", "js>1")).isEqualTo(2);
        assertThat(err()).startsWith("surprisal: Unknown option '--fail-on', it goes with drift\n");
        err.reset();
        assertThat(execute("rank", "a.csv", "--lable", "y")).isEqualTo(2);
        assertThat(err()).startsWith("surprisal: Unknown option '--lable', did you mean '--label'?\n");
    }

    @Test
    void aBlockThatIsUnknownIsPlacedAtItsOption() {
        assertThat(execute("rank", "a.csv", "--set", "tabel.label=x")).isEqualTo(2);
        assertThat(err()).isEqualTo("surprisal: Unknown key 'tabel' at --set, did you mean 'table'?\n");
    }

    @Test
    void shorthandsAreCheckedLikeTheirKeys() {
        assertThat(execute("rank", "a.csv", "--label", "y", "--groups", "sex,sex"))
                .isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "surprisal: Key 'table.groups' at --groups: expected a list of groupings such as [\"sex\", \"sex,"
                                + " race\"], each with distinct names of columns, found 'sex,sex'\n");
    }

    private int execute(String... args) {
        return Main.execute(
                args,
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of()));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
