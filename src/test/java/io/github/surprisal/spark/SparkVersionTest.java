package io.github.surprisal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SparkVersionTest {
    private static final String REFUSAL =
            "Cannot run on Spark %s: expected Spark 4.0 or later; set SPARK_HOME to one, or"
                    + " unset it and take spark-submit off the PATH to use the Spark from Maven";

    @ParameterizedTest
    @ValueSource(strings = {"3.5.6", "3.5.1-amzn-0", "3.4.4", "2.4.8", "0.9.1"})
    void isRefusedBelowFour(String version) {
        assertThat(SparkVersion.refusal(version)).isEqualTo(REFUSAL.formatted(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.0.0", "4.0.0-preview2", "4.1.0-SNAPSHOT", "4.3.0", "10.0.0", "<unknown>", ""})
    void isTakenFromFourOn(String version) {
        assertThat(SparkVersion.refusal(version)).isEmpty();
    }

    @Test
    void thisOneIsTaken() {
        assertThat(SparkVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(SparkVersion.refusal(SparkVersion.current())).isEmpty();
    }

    /** Before it is started: on an old Java a Spark that is too old could not even load the program. */
    @ParameterizedTest
    @ValueSource(
            strings = {"spark-core_2.12-3.5.6.jar", "spark-core_2.13-3.5.1-amzn-0.jar", "spark-core_2.11-2.4.8.jar"})
    void theLauncherRefusesBeforeItStarts(String core, @TempDir Path home) throws Exception {
        String version = core.replaceAll("^spark-core_[^-]*-|\\.jar$", "");
        spark(home, core);

        Ended ended = submit(Map.of("SPARK_HOME", home.toString()), "profile", "people.csv");

        assertThat(ended.err()).isEqualTo("surprisal: " + REFUSAL.formatted(version) + "\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void theLauncherRefusesTheSparkOnThePathToo(@TempDir Path home) throws Exception {
        spark(home, "spark-core_2.12-3.5.6.jar");
        Path elsewhere = Files.createDirectory(home.resolve("links"));
        Files.createSymbolicLink(elsewhere.resolve("spark-submit"), home.resolve("bin/spark-submit"));

        Ended ended = submit(Map.of("PATH", elsewhere + ":" + System.getenv("PATH")), "profile", "people.csv");

        assertThat(ended.err()).isEqualTo("surprisal: " + REFUSAL.formatted("3.5.6") + "\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    private static void spark(Path home, String core) throws IOException {
        Path submit = Files.createDirectory(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(submit, "#!/bin/sh\necho started >&2\nexit 99\n");
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        Files.createFile(Files.createDirectory(home.resolve("jars")).resolve(core));
    }

    private record Ended(int code, String err) {}

    private static Ended submit(Map<String, String> environment, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of("submit/surprisal").toAbsolutePath().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), err);
    }
}
