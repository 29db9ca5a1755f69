package io.github.surprisal.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InputTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"job.conf", "no/such.conf", "-.conf", ""})
    void aNameThatEndsInConfIsAConfig(String argument) {
        assertThat(Input.of(argument)).isEqualTo(new Input(argument, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"people.csv", "no/such.json", "s3a://bucket/x", "data/*.parquet", "a\u0000b", "people"})
    void whatIsNoFileIsATable(String argument) {
        assertThat(Input.of(argument)).isEqualTo(new Input("", argument));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            job.json    | {"table": {"path": "a.csv"}, "output": {"path": "out"}} | true
            job.txt     | table { path = a.csv }                                  | true
            job         | table.path = a.csv                                      | true
            rows.json   | {"table": 4, "chairs": 12}                              | false
            rows.json   | {"a": {"table": {"legs": 4}}}                           | false
            rows.csv    | table,count                                             | false
            list.json   | [{"table": {"legs": 4}}]                                | false
            """)
    void otherFilesAreConfigsIfTheyReadAsOne(String name, String content, boolean isConfig) throws IOException {
        String path = Files.writeString(folder.resolve(name), content).toString();
        assertThat(Input.of(path)).isEqualTo(isConfig ? new Input(path, "") : new Input("", path));
    }

    @Test
    void linesOfJsonAreATable() throws IOException {
        String path = Files.writeString(
                        folder.resolve("rows.json"), "{\"table\": {\"legs\": 4}}\n{\"table\": {\"legs\": 3}}\n")
                .toString();
        assertThat(Input.of(path).table()).isEqualTo(path);
    }

    /** A stranger's table does not make the program open what it names. */
    @Test
    void nothingIsIncludedToTellATableFromAConfig() throws IOException {
        Path other = Files.writeString(folder.resolve("other.conf"), "table { path = a.csv }");
        for (String include : List.of("include file(\"" + other + "\")", "include url(\"" + other.toUri() + "\")")) {
            String path =
                    Files.writeString(folder.resolve("rows"), include + "\n").toString();
            assertThat(Input.of(path).table()).isEqualTo(path);
        }
        String table = Files.writeString(folder.resolve("rows.CSV"), "table { path = a.csv }")
                .toString();
        assertThat(Input.of(table).table()).isEqualTo(table);
    }

    /** What only reads as a config is a config, but a stranger may have written it. */
    @ParameterizedTest
    @ValueSource(strings = {"job.txt", "job.json", "job"})
    void onlyAFileThatIsNamedAsAConfigIncludesOthers(String name) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.conf";
            String other = Files.writeString(folder.resolve("other.conf"), "table.path = a.csv")
                    .toString();
            ConfigFile files = new ConfigFile(Map.of(), new Secrets(), ConfigFile.SET);
            for (String include :
                    List.of("url(\"" + url + "\")", "file(\"" + other + "\")", "\"other.conf\"", "classpath(\"x\")")) {
                String path = Files.writeString(folder.resolve(name), "table {}\ninclude " + include + "\n")
                        .toString();
                assertThat(Input.of(path)).as(include).isEqualTo(new Input(path, ""));
                String what = include.replaceFirst("^\\w+\\(", "").replaceAll("[\")]", "");
                assertThatThrownBy(() -> files.read(path, List.of()))
                        .isInstanceOf(UserException.class)
                        .hasMessage(
                                "Cannot read config '" + path + "': it includes '" + what
                                        + "', which only a config whose name ends in .conf may; give it such a name if you trust it");
            }
            assertThat(requests).hasValue(0);
            String job = Files.writeString(folder.resolve("job.conf"), "include \"other.conf\"\ntable.label = y")
                    .toString();
            assertThat(files.read(job, List.of()).toConfig().getString("table.path"))
                    .isEqualTo("a.csv");
            String optional = Files.writeString(
                            folder.resolve("optional.conf"), "include \"gone.conf\"\ntable.label = y")
                    .toString();
            assertThat(files.read(optional, List.of()).toConfig().getString("table.label"))
                    .isEqualTo("y");
            String lacking = Files.writeString(folder.resolve("lacking.conf"), "include required(\"gone.conf\")")
                    .toString();
            assertThatThrownBy(() -> files.read(lacking, List.of()))
                    .isInstanceOf(UserException.class)
                    .hasMessage("Cannot read config '" + lacking
                            + "': 'gone.conf', which it includes, is not there or cannot be read");
        } finally {
            server.stop(0);
        }
    }
}
