package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

final class JvmOptionsTest {
    /** Left out: it prints a warning on every start and is for MLlib's dense algebra alone. */
    private static final String VECTOR = "--add-modules=jdk.incubator.vector";

    @Test
    void submitStartsTheJvmAsEverySparkDoes() throws IOException {
        List<String> ours = Files.readAllLines(Path.of("submit", "jvm.options"));

        assertThat(ours)
                .containsAll(Stream.of(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> !option.equals(VECTOR))
                        .toList());
    }
}
