package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.cli.config.Secrets;
import io.github.surprisal.table.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardedTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Secrets secrets = new Secrets();
    private final Guarded guarded = new Guarded(
            new Terminal(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of()),
            secrets);

    @Test
    void nothingThatATerminalObeysGetsBy() {
        guarded.out().println("naïve \u001B[2J\u001B]0;title\u0007 日本 \u202Egnp.exe\r!");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("naïve \\u001B[2J\\u001B]0;title\\u0007 日本 \\u202Egnp.exe\\r!" + System.lineSeparator());
    }

    @Test
    void noSecretGetsByHoweverItIsPrinted() {
        secrets.add("hunter22");
        guarded.err().print("a hun");
        guarded.err().print("ter22 b");
        guarded.close();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a *** b");
    }

    @Test
    void resultsAreShownWhateverTheyLookLike() {
        secrets.add("hunter22");
        String line = "signature: nothing beyond sector = Basic Materials, token = Token services";
        guarded.out().println(line + " hunter22 at https://me:pass@host/x?sig=0123456789");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(line + " *** at https://me:***@host/x?sig=***" + System.lineSeparator());
    }

    @Test
    void mistakesAreOneLineAndExitCode2() {
        assertThat(guarded.report(new UserException("Cannot read 'a\nb':\n  no such file"), false))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("surprisal: Cannot read 'a b': no such file");
    }

    @Test
    void failuresAreWholeSentencesAndExitCode1() {
        IOException disk = new IOException("No space left\non device.\nat some place");
        assertThat(guarded.report(new RuntimeException("Job aborted", disk), false))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "surprisal: The job failed: No space left on device. (--verbose shows the stack trace)");
    }

    @Test
    void wantOfMemoryNamesTheOptionThatGivesMore() {
        guarded.report(new RuntimeException("Job aborted", new OutOfMemoryError("Java heap space")), true);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("surprisal: The job failed: Java heap space"
                        + " (in local mode --driver-memory gives more, on a cluster also --executor-memory)");
    }

    /** Not an error of the JVM. */
    @Test
    void wantOfMemoryOfSparkDoesToo() {
        String said = "Can't acquire 8388608 bytes memory to build hash relation, got 6306033 bytes.";
        assertThat(guarded.report(
                        new IllegalStateException("Cannot read the table: " + said, new IllegalStateException(said)),
                        false))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("got 6306033 bytes. (in local mode --driver-memory gives more");
    }

    /** Which Spark takes for want of memory. */
    @Test
    void aDiskThatIsFullWhileMemoryIsSpilledIsScratchSpace() {
        guarded.report(
                new RuntimeException(
                        "Job aborted",
                        new OutOfMemoryError("error while calling spill() on Sorter@1 : No space left on device")),
                false);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--conf spark.local.dir=DIR");
    }

    @Test
    void resultsThatAreTooGreatNameTheKeyThatAllowsMore() {
        guarded.report(
                new RuntimeException(
                        "Job aborted due to stage failure: Total size of serialized results of 25 tasks (1062.5"
                                + " MiB) is bigger than spark.driver.maxResultSize (1024.0 MiB)"),
                true);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "(1024.0 MiB) (--conf spark.driver.maxResultSize=SIZE lets the driver take more, --driver-memory"
                                + " gives it room)");
    }

    @Test
    void aFullDiskUnderAShuffleIsToldFromOthers() {
        IOException disk = new IOException("No space left on device");
        disk.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.apache.spark.storage.DiskBlockObjectWriter", "write", "a.scala", 1)
        });
        guarded.report(new RuntimeException("Job aborted", disk), true);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("surprisal: The job failed: No space left on device (Spark's scratch space is full: --conf"
                        + " spark.local.dir=DIR or SPARK_LOCAL_DIRS names a larger disk)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStackTraceIsShownWhenAskedFor(boolean verbose) {
        secrets.add("hunter22");
        guarded.report(new IllegalStateException("Login with hunter22 failed"), verbose);
        guarded.report(new UserException("Login with hunter22 failed"), verbose);
        String shown = err.toString(StandardCharsets.UTF_8);
        assertThat(shown)
                .startsWith("surprisal: The job failed: Login with *** failed")
                .doesNotContain("hunter22");
        assertThat(shown.contains("\tat io.github.surprisal.cli.GuardedTest")).isEqualTo(verbose);
    }
}
