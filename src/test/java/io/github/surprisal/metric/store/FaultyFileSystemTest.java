package io.github.surprisal.metric.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever operation of a file system is the last one that succeeds, the old run is there or the new one. */
class FaultyFileSystemTest {
    private static final List<String> OLD = List.of("coefficients", "entropies", "gains");
    private static final List<String> NEW = List.of("entropies", "gains");

    private static MetricStore open(FaultyFileSystem files, Path folder, Replacement replacement) throws IOException {
        OutputFolder output =
                new OutputFolder(files, files.makeQualified(new org.apache.hadoop.fs.Path(folder.toUri())));
        MetricStore store = new MetricStore(output, replacement, "a");
        store.begin();
        return store;
    }

    @ParameterizedTest
    @EnumSource(
            value = Replacement.class,
            names = {"MOVE", "PUT", "BESIDE"})
    void afterEveryOperation(Replacement replacement, @TempDir Path folder) throws IOException {
        boolean isObjectStore = replacement == Replacement.PUT;
        List<List<String>> found = new ArrayList<>();
        boolean wasFailing = true;
        for (int n = 0; wasFailing; n++) {
            Path output = folder.resolve("out" + n);
            Attempts.write(open(FaultyFileSystem.open(isObjectStore, -1), output, replacement), OLD);
            FaultyFileSystem files = FaultyFileSystem.open(isObjectStore, n);
            try {
                Attempts.write(open(files, output, replacement), NEW);
            } catch (IOException | UncheckedIOException e) {
                assertThat(e).hasStackTraceContaining("the machine is gone");
            }
            wasFailing = files.hasFailed();
            found.add(Attempts.counting(output, "a"));

            Attempts.write(open(FaultyFileSystem.open(isObjectStore, -1), output, replacement), OLD);
            assertThat(Attempts.counting(output, "a")).as("the next run").isEqualTo(OLD);
        }
        assertThat(found).hasSizeGreaterThan(20).startsWith(OLD).endsWith(NEW);
        assertThat(found.lastIndexOf(OLD))
                .as("once the new one counts it always does")
                .isLessThan(found.indexOf(NEW));
    }

    @Test
    void aFullDiskLosesNothing(@TempDir Path folder) throws IOException {
        Attempts.write(MetricStore.open(Attempts.HADOOP, folder.toString(), "a"), OLD);
        FaultyFileSystem full = new FaultyFileSystem(false, 8, "No space left on device") {
            @Override
            protected void fail(String why) {
                // What Hadoop's local file system throws then is not an exception but an error of its own.
                try {
                    Constructor<FSError> error = FSError.class.getDeclaredConstructor(Throwable.class);
                    error.setAccessible(true);
                    throw error.newInstance(new IOException(why));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(e.getMessage(), e);
                }
            }
        };
        full.initialize(java.net.URI.create("file:///"), Attempts.HADOOP);
        MetricStore store = open(full, folder, Replacement.MOVE);
        assertThatThrownBy(() -> Attempts.write(store, NEW))
                .isInstanceOf(UncheckedIOException.class)
                .rootCause()
                .hasMessageStartingWith("Cannot write file:" + folder)
                .hasMessageEndingWith(": No space left on device");
        assertThat(Attempts.counting(folder, "a")).isEqualTo(OLD);
    }
}
