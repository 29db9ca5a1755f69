package io.github.surprisal.metric.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The store on S3, as {@code hadoop-aws} speaks to it: PyPI's {@code moto} on this machine. (npm's {@code s3rver} keeps the signatures of chunks as content.) */
class S3StoreTest {
    private static final String MOTO = "moto[server,s3]==5.2.5";
    private static final List<String> FEW = List.of("entropies", "gains");
    private static final List<String> MORE = List.of("coefficients", "entropies", "gains");

    private static int port;
    private static Process server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        System.setProperty("s3.port", Integer.toString(port));
        Path server = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")))
                .resolve("moto");
        Path python = server.resolve("bin/python");
        if (!Files.exists(python)) {
            run(List.of("python3", "-m", "venv", server.toString()));
            run(List.of(python.toString(), "-m", "pip", "install", "--quiet", MOTO));
        }
        S3StoreTest.server = new ProcessBuilder(
                        python.toString(), "-m", "moto.server", "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; !isUp(); i++) {
            assertThat(i).as("half seconds until the server is there").isLessThan(240);
            Thread.sleep(500);
        }
        HttpRequest bucket = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(bucket, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    /** With streams of its own: those of this process carry what Surefire and its tests tell each other. */
    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
    }

    private static boolean isUp() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
    }

    private static OutputFolder output(String name) throws IOException {
        return OutputFolder.of(new Configuration(), "s3a://metrics/" + name);
    }

    @Test
    void theSameIdReplacesEveryDatasetOfTheRun() throws IOException {
        for (List<String> datasets : List.of(MORE, FEW, MORE)) {
            Attempts.write(MetricStore.open(new Configuration(), "s3a://metrics/again", "a"), datasets);
            assertThat(Attempts.counting(output("again"), "a")).isEqualTo(datasets);
        }
        assertThat(output("again").parquet(output("again").run("runs", "a"))).hasSize(1);
        assertThat(output("again").underWay()).isEmpty();
    }

    @Test
    void writersOfOneIdAtOnceLeaveOneWholeRun() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            List<String> datasets = i % 2 == 0 ? MORE : FEW;
            writers.add(() -> {
                Attempts.write(MetricStore.open(new Configuration(), "s3a://metrics/race", "a"), datasets);
                return 0;
            });
        }
        for (Future<Integer> writer : threads.invokeAll(writers)) {
            writer.get();
        }
        threads.shutdown();
        List<String> counting = Attempts.counting(output("race"), "a");
        assertThat(counting).isIn(MORE, FEW);
        int files = 0;
        for (String dataset : MORE) {
            files += output("race").parquet(output("race").run(dataset, "a")).size();
        }
        assertThat(files).as("nothing is left of the others").isEqualTo(counting.size());
    }

    @Test
    void aKillAtAnyMomentLeavesTheOldRunOrTheNewOne() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Ds3.port=" + port,
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledCommitTest.Writer.class.getName(),
                            "s3a://metrics/killed")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(out.readLine()).isEqualTo("ready");
                Thread.sleep(random.nextInt(500));
            } finally {
                writer.destroyForcibly().waitFor();
            }
            assertThat(Attempts.counting(output("killed"), "a")).isIn(FEW, MORE);
        }
    }
}
