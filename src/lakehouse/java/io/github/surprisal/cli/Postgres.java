package io.github.surprisal.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of its own in a temporary folder, where the machine has one installed; otherwise the test is skipped aloud. */
final class Postgres implements AutoCloseable {
    static final String USER = "surprisal";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path bin;
    private final Path data;
    private final int port;

    private Postgres(Path bin, Path data, int port) {
        this.bin = bin;
        this.data = data;
        this.port = port;
    }

    static Postgres start() throws IOException {
        Path bin = installed();
        if (bin == null) {
            String skipped = "PostgreSQL is not tested: found no initdb in " + DEBIAN + " (apt-get install postgresql)";
            System.err.println(skipped);
            Assumptions.abort(skipped);
        }
        // Where the server's user can go: it refuses to be root.
        Path data = Files.createTempDirectory(Path.of("/tmp"), "surprisal-postgres");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Postgres server = new Postgres(bin, data, port);
        if (isRoot()) {
            run(List.of("chown", "postgres", data.toString()));
        }
        server.command("initdb", "-D", data.toString(), "-A", "trust", "-U", USER, "-E", "UTF8");
        server.command(
                "pg_ctl",
                "-D",
                data.toString(),
                "-l",
                data.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + data + " -c listen_addresses=127.0.0.1",
                "-w",
                "start");
        return server;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private static Path installed() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo)
                    .orElse(null);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void command(String program, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(args));
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path log = Files.createTempFile("surprisal-postgres", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = ended(process);
        String said = Files.readString(log, StandardCharsets.UTF_8);
        Files.delete(log);
        if (code != 0) {
            throw new IOException("Cannot run " + command + ": " + said);
        }
    }

    private static int ended(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped waiting for " + process.info(), e);
        }
    }

    @Override
    public void close() throws IOException {
        command("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
        run(List.of("rm", "-r", data.toString()));
    }
}
