package io.github.surprisal.metric.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricStoreTest {
    private static final List<String> TWO = List.of("entropies", "gains");

    private static MetricStore open(Path folder, String runId) {
        return MetricStore.open(Attempts.HADOOP, folder.toString(), runId);
    }

    @Test
    void anUncommittedRunLeavesNothing(@TempDir Path folder) throws IOException {
        Attempts.write(open(folder, "a"), TWO);
        List<String> before = Attempts.everything(folder);
        try (MetricStore store = open(folder, "a")) {
            Attempts.writeOnly(store, List.of("gains", "others"));
            assertThat(Attempts.everything(folder)).hasSizeGreaterThan(before.size());
        }
        assertThat(Attempts.everything(folder)).isEqualTo(before);
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
    }

    @Test
    void theSameIdReplacesEveryDatasetOfTheRun(@TempDir Path folder) throws IOException {
        Attempts.write(open(folder, "b"), TWO);
        Attempts.write(open(folder, "a"), List.of("gains", "others"));
        Attempts.write(open(folder, "a"), TWO);
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
        assertThat(Attempts.counting(folder, "b")).isEqualTo(TWO);
        assertThat(Attempts.everything(folder))
                .as("a file of each dataset, a row and a model of each run")
                .hasSize(2 * (2 + 1 + 1))
                .noneMatch(file -> file.contains("others"))
                .noneMatch(file -> file.startsWith("_"));
    }

    @ParameterizedTest
    @EnumSource(Replacement.class)
    void everyWayOfReplacingLeavesOneRow(Replacement replacement, @TempDir Path folder) throws IOException {
        for (int i = 0; i < 3; i++) {
            OutputFolder output = OutputFolder.of(Attempts.HADOOP, folder.toString());
            MetricStore store = new MetricStore(output, replacement, "a");
            store.begin();
            Attempts.write(store, TWO);
            assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
            assertThat(output.published("a").orElseThrow().attempt()).isEqualTo(store.attempt());
            assertThat(output.parquet(output.run("runs", "a"))).hasSize(1);
            assertThat(folder.resolve("_attempts")).doesNotExist();
        }
    }

    @Test
    void fileSystemsReplaceInTheirOwnWays() {
        assertThat(List.of("file", "hdfs", "s3a", "gs", "abfss", "unknown"))
                .extracting(Replacement::of)
                .containsExactly(
                        Replacement.MOVE,
                        Replacement.RENAME,
                        Replacement.PUT,
                        Replacement.PUT,
                        Replacement.BESIDE,
                        Replacement.PUT);
    }

    /** A checksum of the old row beside the new one would make reading it fail. */
    @Test
    void anOldChecksumDoesNotOutliveItsFile(@TempDir Path folder) throws IOException {
        Path row = folder.resolve("runs/run_id=a/part-00000.snappy.parquet");
        Attempts.write(open(folder, "a"), TWO);
        org.apache.hadoop.fs.Path inHadoop = new org.apache.hadoop.fs.Path(row.toUri());
        byte[] content = Files.readAllBytes(row);
        try (var out = inHadoop.getFileSystem(Attempts.HADOOP).create(inHadoop, true)) {
            out.write(content);
        }
        assertThat(row.resolveSibling("." + row.getFileName() + ".crc")).exists();
        Attempts.write(open(folder, "a"), TWO);
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
        assertThat(row.resolveSibling("." + row.getFileName() + ".crc")).doesNotExist();
    }

    @Test
    void filesOfBeforeThereWereAttemptsAreReplaced(@TempDir Path folder) throws IOException {
        for (String old : List.of(
                "gains/run_id=a/part-00000.snappy.parquet",
                "counts/run_id=a/part-00000-2c3f-c000.snappy.parquet",
                "counts/run_id=a/_SUCCESS",
                "model/run_id=a/metadata/part-00000",
                "gains/run_id=b/part-00000.snappy.parquet")) {
            Files.createDirectories(folder.resolve(old).getParent());
            Files.writeString(folder.resolve(old), "old");
        }
        Attempts.writeRow(folder.resolve("runs/run_id=a/part-00000.snappy.parquet"), "");
        try (MetricStore store = open(folder, "a")) {
            Attempts.writeOnly(store, TWO);
        }
        assertThat(Attempts.everything(folder)).as("given up").hasSize(6);
        Attempts.write(open(folder, "a"), TWO);
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
        assertThat(Attempts.everything(folder))
                .hasSize(2 + 1 + 1 + 1)
                .contains("gains/run_id=b/part-00000.snappy.parquet")
                .noneMatch(file -> file.startsWith("counts") || file.startsWith("model/run_id=a/metadata"));
    }

    @Test
    void deadAttemptsAreSweptOnceTheyAreOld(@TempDir Path folder) throws IOException {
        Attempts.write(open(folder, "a"), TWO);
        MetricStore dead = open(folder, "a");
        Attempts.writeOnly(dead, List.of("gains", "others"));
        MetricStore alive = open(folder, "c");
        Attempts.writeOnly(alive, TWO);
        Instant old = Instant.now().minus(MetricStore.ABANDONED).minusSeconds(60);

        Attempts.write(open(folder, "b"), TWO);
        assertThat(Attempts.everything(folder)).as("young").anyMatch(file -> file.contains(dead.attempt()));

        try (var files = Files.walk(folder.resolve("_attempts/" + dead.attempt() + "-a"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(old));
            }
        }
        Attempts.write(open(folder, "b"), TWO);
        assertThat(Attempts.everything(folder))
                .noneMatch(file -> file.contains(dead.attempt()))
                .anyMatch(file -> file.contains(alive.attempt()));
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
        assertThatThrownBy(() -> Attempts.write(dead, List.of()))
                .as("a run that slept for so long publishes no hole")
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("is gone: expected a sign of life at least every 7 days");
        assertThat(Attempts.counting(folder, "a")).isEqualTo(TWO);
        Attempts.write(alive, List.of());
        assertThat(Attempts.counting(folder, "c")).isEqualTo(TWO);
    }

    @Test
    void runsAtOnceDoNotHarmEachOther(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String id = i % 2 == 0 ? "same" : "run" + i;
            runs.add(threads.submit(() -> {
                Attempts.write(open(folder, id), TWO);
                assertThat(Attempts.counting(folder, id)).isEqualTo(TWO);
                return id;
            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
        assertThat(Attempts.everything(folder)).hasSize(61 * (2 + 1 + 1));
        assertThat(Attempts.counting(folder, "same")).isEqualTo(TWO);
    }

    @Test
    void aPathThatCannotBeWrittenToIsSaidAtOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> open(file.resolve("below"), "a"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot write to output.path '" + file.resolve("below") + "': ");
        assertThatThrownBy(() -> MetricStore.open(Attempts.HADOOP, "nosuchscheme://host/path", "a"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nosuchscheme");
    }
}
