package io.github.surprisal.metric.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that replace a run again and again are killed at any moment: what they leave is looked at before anything else runs. */
class KilledCommitTest {
    /** Each kills two commits. */
    private static final int KILLS = 10;

    private static final List<String> FEW = List.of("entropies", "gains");
    private static final List<String> MORE = List.of("coefficients", "entropies", "gains");

    /**
     * A process of its own: replaces the run {@code a} of several outputs at once, by turns with more datasets and with fewer, until
     * it is killed.
     */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch ready = new CountDownLatch(args.length);
            for (String output : args) {
                new Thread(() -> {
                            for (int i = 0; ; i++) {
                                Attempts.write(MetricStore.open(Attempts.HADOOP, output, "a"), i % 2 == 0 ? MORE : FEW);
                                if (i == 2) {
                                    ready.countDown();
                                }
                            }
                        })
                        .start();
            }
            ready.await();
            System.out.println("ready");
        }
    }

    /** One after the other in the same outputs, so that a later one also begins with what an earlier one left. */
    @Test
    void aKillAtAnyMomentLeavesTheOldRunOrTheNewOne(@TempDir Path folder) throws Exception {
        List<Path> outputs = List.of(folder.resolve("out0"), folder.resolve("out1"));
        int left = 0;
        for (int i = 0; i < KILLS; i++) {
            kill(outputs, new Random(i));
            for (Path output : outputs) {
                left += look(output);
            }
        }
        assertThat(left).as("attempts that were killed under way").isPositive();
    }

    private static void kill(List<Path> outputs, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path", "").replace(File.pathSeparator + File.pathSeparator, ":"),
                        Writer.class.getName(),
                        outputs.get(0).toString(),
                        outputs.get(1).toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
            Thread.sleep(random.nextInt(60));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** How many attempts are left under way. */
    private static int look(Path output) throws IOException {
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
