package io.github.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.surprisal.SparkExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are not written where the next run would read them as rows of the table. */
@ExtendWith(SparkExtension.class)
class OutputPlaceTest {
    @TempDir
    private Path folder;

    private Path table;

    @BeforeEach
    void writeATable() throws IOException {
        SparkExtension.session();
        table = Files.createDirectories(folder.resolve("t"));
        Files.writeString(table.resolve("a.csv"), "x,y\n1,u\n2,v\n");
        Files.writeString(table.resolve("b.csv"), "x,y\n3,u\n4,v\n");
        Files.createSymbolicLink(folder.resolve("link"), table);
    }

    private String surprisal(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = Main.execute(args, new Terminal(both, both, Map.of("SURPRISAL_PROGRESS", "false")));
        return code + " " + out.toString(StandardCharsets.UTF_8).strip();
    }

    private String in(String text) {
        return text.replace("T", table.toString()).replace("F", folder.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "T, T/out",
        "T, T",
        "T/, T/a/b/../out/",
        "file:T, T/out",
        "T, F/link/out",
        "F/link, T/out",
        "T/a.csv, T/a.csv",
        "F/*, T/out",
        "F/*/, F/new",
        "F/*/, F/_new",
        "'F/{t,u}', F/u",
        "T/*.csv, T/out.csv"
    })
    void aPlaceAmongTheTablesFilesIsRefused(String input, String output) {
        assertThat(surprisal("profile", in(input), "--output", in(output)))
                .startsWith("2 surprisal: Cannot write to output.path '" + in(output)
                        + "': expected a folder outside of the table '" + in(input)
                        + "', found one where its files are read; ")
                .endsWith(" leaves the table as it is")
                .hasLineCount(1);
    }

    @Test
    void soIsOneAmongTheFilesOfAReferenceATestTableAndAQuery() {
        String csv = table + "/a.csv";
        String out = table + "/out";
        assertThat(surprisal("drift", csv, "--reference", table.toString(), "--output", out))
                .startsWith("2 surprisal: Cannot write to output.path '" + out + "': ");
        assertThat(surprisal("train", csv, "--label", "y", "--set", "train.test-path=" + table, "--output", out))
                .startsWith("2 surprisal: Cannot write to output.path '" + out + "': ");
        assertThat(surprisal("profile", "--set", "table.query=select * from csv.`" + table + "`", "--output", out))
                .startsWith("2 surprisal: Cannot write to output.path '" + out + "': ");
        assertThat(Path.of(out)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"T, T/_out", "T, T/.out/deep", "T, F/t2", "T/*.csv, T/out", "T/a.csv, T/out", "T/a.csv, F"})
    void aPlaceThatIsNotReadIsWrittenTo(String input, String output) {
        for (int i = 0; i < 2; i++) {
            assertThat(surprisal("profile", in(input), "--output", in(output)))
                    .startsWith("0 ")
                    .contains("Written to ");
        }
    }

    @Test
    void aDatasetOfResultsIsNotReadWhileItIsWritten() {
        String out = folder.resolve("out").toString();
        assertThat(surprisal("profile", table.toString(), "--output", out)).startsWith("0 ");
        assertThat(surprisal("profile", out + "/column_entropy", "--output", out))
                .isEqualTo(
                        "2 surprisal: Cannot write to output.path '" + out
                                + "': expected a folder outside of the table '" + out
                                + "/column_entropy', found one where its files are read; --output another folder leaves the table as it is");
    }

    /** The folder in the way is named, not what was to be put there. */
    @Test
    void aPlaceThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        String csv = table + "/a.csv";
        String out = file + "/out";
        String reason = "': '" + file + "' is a file, not a folder; --output names another ";
        assertThat(surprisal("profile", csv, "--output", out))
                .isEqualTo("2 surprisal: Cannot write to output.path '" + out + reason + "folder");
        assertThat(surprisal("generate", "--output", out))
                .isEqualTo("2 surprisal: Cannot write to output.path '" + out + reason + "folder");
        String results = folder.resolve("results").toString();
        assertThat(surprisal("profile", csv, "--output", results)).startsWith("0 ");
        assertThat(surprisal("report", results, "--output", file + "/page.html"))
                .isEqualTo("2 surprisal: Cannot write the page to '" + file + "/page.html': '" + file
                        + "' is a file, not a folder; --output FILE names another place");
        assumeTrue(Files.isDirectory(Path.of("/proc")));
        assertThat(surprisal("profile", csv, "--output", "/proc/nope"))
                .isEqualTo("2 surprisal: Cannot write to output.path '/proc/nope': nothing can be made in the folder"
                        + " '/proc'; --output names another folder");
        assertThat(surprisal("report", results, "--output", "/proc/x.html"))
                .isEqualTo("2 surprisal: Cannot write the page to '/proc/x.html': nothing can be made in the folder"
                        + " '/proc'; --output FILE names another place");
    }
}
