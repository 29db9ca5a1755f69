package io.github.surprisal.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what one run leaves; closing it deletes it. */
record Scratch(Path path) implements AutoCloseable {
    static Scratch in(Path parent, String prefix) throws IOException {
        return new Scratch(Files.createTempDirectory(parent, prefix));
    }

    /** In the folder for what is not to stay. */
    static Scratch of(String prefix) throws IOException {
        return new Scratch(Files.createTempDirectory(prefix));
    }

    /** The beginning of a command line: a JVM with the options of submit/surprisal, such a heap and the classes of this one. */
    static List<String> jvm(String heap) {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "@submit/jvm.options",
                "-Xss4m",
                "-Xmx" + heap,
                "-Dlog4j2.configurationFile=submit/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path")));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
