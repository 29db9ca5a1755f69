package io.github.surprisal.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricStoreTest {
    private static MetricStore open(Path folder, String runId) {
        return MetricStore.open(new Configuration(), folder.toString(), runId);
    }

    private static void stage(MetricStore store, String dataset, String content) {
        try {
            Path folder = Path.of(store.staged(dataset).toUri().getPath());
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("part"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, String runId, String content) {
        try (MetricStore store = open(folder, runId)) {
            stage(store, "gains", content);
            stage(store, "runs", content);
            store.commit();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anUncommittedRunLeavesNothing(@TempDir Path folder) throws IOException {
        write(folder, "a", "1");
        try (MetricStore store = open(folder, "a")) {
            stage(store, "gains", "2");
        }
        assertThat(files(folder)).containsExactly("gains/run_id=a/part", "runs/run_id=a/part");
        assertThat(folder.resolve("gains/run_id=a/part")).hasContent("1");
        assertThat(folder.resolve("_staging")).doesNotExist();
    }

    @Test
    void theSameIdReplacesEveryDatasetOfTheRun(@TempDir Path folder) throws IOException {
        write(folder, "b", "other");
        try (MetricStore store = open(folder, "a")) {
            stage(store, "old", "1");
            stage(store, "gains", "1");
            stage(store, "runs", "1");
            store.commit();
        }
        write(folder, "a", "2");
        assertThat(files(folder))
                .containsExactly(
                        "gains/run_id=a/part", "gains/run_id=b/part", "runs/run_id=a/part", "runs/run_id=b/part");
        assertThat(folder.resolve("gains/run_id=a/part")).hasContent("2");
    }

    @Test
    void runsAtOnceDoNotHarmEachOther(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String id = i % 2 == 0 ? "same" : "run" + i;
            String content = "content " + i;
            runs.add(threads.submit(() -> write(folder, id, content)));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
        assertThat(files(folder)).hasSize(122);
        assertThat(Files.readString(folder.resolve("gains/run_id=same/part")))
                .isEqualTo(Files.readString(folder.resolve("runs/run_id=same/part")));
    }

    @Test
    void aPathThatCannotBeWrittenToIsSaidAtOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> open(file.resolve("below"), "a"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot write to output.path '" + file + "/below': ");
        assertThatThrownBy(() -> open(Path.of("nosuchscheme:/x"), "a"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nosuchscheme");
    }
}
