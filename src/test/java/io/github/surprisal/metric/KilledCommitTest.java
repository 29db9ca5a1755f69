package io.github.surprisal.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that replace a run again and again are killed at any moment: what they leave is looked at before anything else runs. */
class KilledCommitTest {
    private static final int KILLS = 20;
    private static final List<String> FEW = List.of("entropies", "gains");
    private static final List<String> MORE = List.of("coefficients", "entropies", "gains");

    /** A process of its own: replaces the run {@code a}, by turns with more datasets and with fewer, until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            for (int i = 0; ; i++) {
                Attempts.write(MetricStore.open(Attempts.HADOOP, args[0], "a"), i % 2 == 0 ? MORE : FEW);
                if (i == 2) {
                    System.out.println("ready");
                }
            }
        }
    }

    @Test
    void aKillAtAnyMomentLeavesTheOldRunOrTheNewOne(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Callable<Integer>> kills = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Path output = folder.resolve("out" + i % 2);
            long seed = i;
            kills.add(() -> {
                // One after the other in each folder, so that a later one also begins with what an earlier one left.
                synchronized (output.toString().intern()) {
                    return kill(output, new Random(seed));
                }
            });
        }
        int left = 0;
        for (Future<Integer> kill : threads.invokeAll(kills)) {
            left += kill.get();
        }
        threads.shutdown();
        assertThat(left).as("attempts that were killed under way").isPositive();
    }

    /** How many attempts are left under way. */
    private static int kill(Path output, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path", "").replace(File.pathSeparator + File.pathSeparator, ":"),
                        Writer.class.getName(),
                        output.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
            Thread.sleep(random.nextInt(60));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(Attempts.counting(output, "a")).isIn(FEW, MORE);
        for (String file : Attempts.everything(output)) {
            if (file.endsWith(".parquet") && !file.startsWith("_") && !file.startsWith("runs")) {
                assertThat(Files.readString(output.resolve(file)))
                        .as("a file that is there is whole")
                        .matches("\\S+ (coefficients,)?entropies,gains");
            }
        }
        return OutputFolder.of(Attempts.HADOOP, output.toString()).underWay().size();
    }
}
