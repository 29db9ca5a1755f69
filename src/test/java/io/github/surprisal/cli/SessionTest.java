package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;

final class SessionTest {
    /** Whoever starts the program through Spark's own scripts is told no more than by ours. */
    @Test
    void withoutAConfigurationLoggingIsThatOfTheSubmitFolder() throws IOException {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("submit/log4j2.properties"))) {
            file.load(reader);
        }
        Map<String, Level> levels = new TreeMap<>(Map.of(LogManager.ROOT_LOGGER_NAME, level(file, "rootLogger")));
        file.stringPropertyNames().stream()
                .filter(key -> key.matches("logger\\.\\w+\\.name"))
                .forEach(key -> levels.put(file.getProperty(key), level(file, key.replace(".name", ""))));
        assertThat(new TreeMap<>(Session.LOGGING)).isEqualTo(levels);
    }

    private static Level level(Properties file, String logger) {
        return Level.valueOf(file.getProperty(logger + ".level").replaceAll("\\$\\{.*:-(\\w+)}", "$1"));
    }
}
