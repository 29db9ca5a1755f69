package io.github.surprisal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A standalone Spark cluster on the loopback address: a master and workers of one core, each a process of its own. */
final class Cluster implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final long PATIENCE_MILLIS = 120_000;

    private final Path folder;
    private final Process master;
    private final String url;
    private final List<Process> workers = new ArrayList<>();
    private int started;

    /** @param folder for logs, work and the layout of a distribution */
    Cluster(Path folder) throws IOException {
        this.folder = folder;
        layOut();
        this.master = daemon("master", "127.0.0.1", "org.apache.spark.deploy.master.Master");
        String[] found = new String[1];
        await("the master", () -> {
            Matcher matcher = URL.matcher(log("master"));
            found[0] = matcher.find() ? matcher.group(1) : null;
            return found[0] != null;
        });
        this.url = found[0];
    }

    /** To Spark, jars beside a file RELEASE are a distribution. */
    private void layOut() throws IOException {
        Files.createFile(folder.resolve("RELEASE"));
        Path jars = Files.createDirectory(folder.resolve("jars"));
        for (String jar :
                Files.readString(Path.of("target", "classpath.txt")).strip().split(":")) {
            Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
    }

    private Process daemon(String name, String host, String main, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("submit", "jvm.options").toAbsolutePath(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder.resolve("jars") + "/*",
                main,
                "--host",
                host,
                "--port",
                "0",
                "--webui-port",
                "0"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", folder.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_DIRS", folder.toString());
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("SPARK_LOCAL_HOSTNAME", host);
        return builder.start();
    }

    String url() {
        return url;
    }

    /** Starts another worker and waits until the master knows it. */
    Process addWorker() throws IOException {
        int number = ++started;
        Process worker = daemon(
                "worker-" + number,
                // An address of its own, as Spark starts no copy of a task on the host where the first one runs.
                "127.0.0." + (1 + number),
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work-" + number).toString(),
                url);
        workers.add(worker);
        await("worker " + number, () -> log("master").split("Registering worker ", -1).length > number);
        return worker;
    }

    /** Kills the worker whose executor this is, and waits until that has seen it and is gone too. */
    void killWorkerOf(ProcessHandle executor) {
        Process worker = workers.stream()
                .filter(Process::isAlive)
                .filter(some -> some.children().anyMatch(executor::equals))
                .findFirst()
                .orElseThrow();
        kill(worker);
        await("the executor of a killed worker to end", () -> !executor.isAlive());
    }

    /** Kills a worker. */
    void kill(Process worker) {
        worker.destroyForcibly();
        await("a killed worker to be gone", () -> !worker.isAlive());
        workers.remove(worker);
    }

    List<Process> workers() {
        return List.copyOf(workers);
    }

    /** Waits until nothing runs on it. */
    void awaitIdle() {
        await("the executors to end", () -> workers.stream()
                .noneMatch(worker -> worker.children().findAny().isPresent()));
    }

    private String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits for something that is to be in two minutes. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!condition.getAsBoolean()) {
            assertThat(System.currentTimeMillis()).as("waited for " + what).isLessThan(end);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        // Workers end their executors when they are asked to end; who does not is killed.
        Stream.concat(workers.stream(), Stream.of(master)).forEach(process -> {
            List<ProcessHandle> below = process.descendants().toList();
            process.destroy();
            try {
                process.onExit().get(5, java.util.concurrent.TimeUnit.SECONDS);
            } catch (Exception e) {
                process.destroyForcibly();
            }
            below.forEach(ProcessHandle::destroyForcibly);
        });
    }
}
