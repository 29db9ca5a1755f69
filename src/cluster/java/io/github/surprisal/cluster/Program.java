package io.github.surprisal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.cluster.TaskFence.Mode;
import io.github.surprisal.cluster.TaskFence.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of the program as a user starts it, on a cluster, in a process of its own: the driver. */
final class Program {
    /** What a task that reads the table has at most: there are some thirty, more than executors. */
    static final int PART_BYTES = 1 << 16;

    private static final long MINUTES = 4;
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:-UseParallelGC -XX:+UseSerialGC";

    private final Path signals;
    private final Process process;

    private Program(Path signals, Process process) {
        this.signals = signals;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param signals a new folder for what its tasks tell, and for its log
     * @param options of spark-submit, over those that all runs have
     */
    static Program start(Cluster cluster, Mode mode, Path signals, List<String> options, List<String> command)
            throws IOException {
        Files.createDirectories(signals);
        List<String> all = new ArrayList<>(
                List.of(Path.of("submit", "surprisal").toAbsolutePath().toString(), "--master", cluster.url()));
        all.addAll(List.of("--driver-memory", "700m"));
        String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
        List<String> conf = new ArrayList<>(List.of(
                "spark.plugins=" + TaskFence.class.getName(),
                TaskFence.FOLDER + "=" + signals,
                TaskFence.MODE + "=" + mode,
                "spark.driver.extraClassPath=" + classes,
                "spark.executor.extraClassPath=" + classes,
                "spark.executor.cores=1",
                "spark.executor.memory=640m",
                // Most of such a run is starting: what is run a few times only is not worth optimising.
                "spark.driver.extraJavaOptions=" + QUICK,
                "spark.executor.extraJavaOptions=" + QUICK,
                "spark.surprisal.trees.taskCells=0",
                "spark.sql.files.openCostInBytes=0",
                "spark.sql.files.maxPartitionBytes=" + PART_BYTES,
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.locality.wait=0"));
        conf.addAll(options);
        conf.forEach(setting -> all.addAll(List.of("--conf", setting)));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(signals.resolve("log.txt").toFile());
        builder.environment().remove("SPARK_HOME");
        // Making it costs more than it saves so few starts.
        builder.environment().put("SURPRISAL_ARCHIVE", "off");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_LOCAL_HOSTNAME", "127.0.0.1");
        return new Program(signals, builder.start());
    }

    /** Waits until a task of a phase is held back, and gives the executor in which it is. */
    ProcessHandle awaitHeld(Phase phase) {
        List<ProcessHandle> executors = new ArrayList<>();
        Cluster.await("a task of " + phase + ", see " + signals, () -> {
            assertThat(process.isAlive())
                    .as("the run has not ended, see " + signals)
                    .isTrue();
            executors.clear();
            names(phase.held())
                    .flatMap(name ->
                            ProcessHandle.of(
                                    Long.parseLong(name.substring(phase.held().length())
                                            .split("\\.")[0]))
                                    .stream())
                    .filter(ProcessHandle::isAlive)
                    .forEach(executors::add);
            return !executors.isEmpty();
        });
        return executors.get(0);
    }

    /** Lets the tasks of a phase go on. */
    void open(Phase phase) throws IOException {
        Files.writeString(signals.resolve(phase.open()), "");
    }

    /** The notes of tasks that begin with this. */
    Stream<String> names(String prefix) {
        String[] names = signals.toFile().list((folder, name) -> name.startsWith(prefix));
        return Stream.of(Optional.ofNullable(names).orElse(new String[0]));
    }

    /** Kills the driver, as the kernel does when memory runs out. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for a good end. */
    void awaitSuccess() throws Exception {
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("a good end of " + signals + ":\n" + tail())
                .isTrue();
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(signals.resolve("log.txt"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
