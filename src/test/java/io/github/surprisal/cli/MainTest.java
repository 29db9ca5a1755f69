package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
                        "surprisal: Unknown command 'bake', known: run, profile, rank, select, train, drift, generate, explain\n");
    }

    @Test
    void noCommand() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err()).isEqualTo("""
                surprisal: Missing command, expected one of run, profile, rank, select, train, drift, generate, explain
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
        assertThat(err()).startsWith("surprisal: Missing required parameter for option '--set' (key=value)\n");
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
        assertThat(err()).startsWith("surprisal: Unexpected argument 'b.conf', expected one JOB.conf at most\n");
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
                .contains("at io.github.surprisal.cli.ConfigFile");
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

    private int execute(String... args) {
        return Main.execute(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
