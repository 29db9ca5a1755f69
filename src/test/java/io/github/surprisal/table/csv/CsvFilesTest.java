package io.github.surprisal.table.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of CSV files, and files in which more stands than one header and its rows. */
@ExtendWith(SparkExtension.class)
class CsvFilesTest {
    private static final String APART =
            "; read files that differ by themselves, with a pattern in table.path, or take columns by position with"
                    + " table.options.enforceSchema = true";

    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Table read(String path, String format, Map<String, String> options, String schema) {
        TableConfig config = TestTables.config(new Source.Files(path, format, options, schema));
        return TableReader.read(session, config);
    }

    private Table read(Path path) {
        return read(path.toString(), "", Map.of(), "");
    }

    /** A file whose lines are written with a slash between them. */
    private Path file(String name, String lines) throws IOException {
        return file(name, lines, StandardCharsets.UTF_8);
    }

    private Path file(String name, String lines, Charset charset) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, (lines.replace('/', '\n') + "\n").getBytes(charset));
    }

    private static String names(Table table) {
        return table.columns().stream().map(Column::name).toList().toString();
    }

    private static String rows(Table table) {
        return table.rows().collectAsList().stream()
                .map(Object::toString)
                .sorted()
                .toList()
                .toString();
    }

    private void refused(Path path, String why) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read '" + path + "' as CSV: " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        x,y/1,2~y,x/3,4~has the columns of 'a.csv' in another order: expected 'x' as column 1, found 'y'
        ,x,y/r,1,2~,y,x/r,3,4~has the columns of 'a.csv' in another order: expected 'x' as column 2, found 'y'
        x,x,y/1,2,3~x,y,x/1,2,3~has the columns of 'a.csv' in another order: expected 'x' as column 2, found 'y'
        x, y/1, 2~y, x/3, 4~has the columns of 'a.csv' in another order: expected 'x' as column 1, found 'y'
        "x","y"/1,2~"y","x"/3,4~has the columns of 'a.csv' in another order: expected 'x' as column 1, found 'y'
        x,y/1,2~x,z/3,4~has other columns than 'a.csv': expected 2, found 2, it lacks 'y', it has 'z'
        x,y/1,2~x/3~has other columns than 'a.csv': expected 2, found 1, it lacks 'y'
        ,x,y/r,1,2~,x,y,z/r,3,4,5~has other columns than 'a.csv': expected 3, found 4, it has 'z'
        x,x,y/1,2,3~x,y/1,2~has other columns than 'a.csv': expected 3, found 2
        1,a/2,b~1,a,5/2,b,6~has 3 fields a line, 'a.csv' has 2; expected the same columns in every file
        """)
    void otherHeadersAreRefused(String first, String second, String why) throws IOException {
        file("t/a.csv", first);
        file("t/b.csv", second);
        refused(folder.resolve("t"), "'b.csv' " + why + APART);
        assertThatThrownBy(() -> read(folder + "/t/[ab].csv", "csv", Map.of(), ""))
                .hasMessage("Cannot read '" + folder + "/t/[ab].csv' as CSV: 'b.csv' " + why + APART);
        Table byPosition = read(folder.resolve("t").toString(), "", Map.of("enforceSchema", "true"), "");
        assertThat(byPosition.rows().count()).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        x,y/1,2~3,4~begins with '3, 4' and not with the header of 'a.csv'; expected 'x, y'; write the header above its rows, or leave the file out with a pattern in table.path
        1,2/3,4~x,y/5,6~begins with a header, 'x, y', and 'a.csv' does not; expected one in every file or in none; write it above the others, or delete it (table.options.header = false takes it as a row)
        2,a/1,2,3/4,5,6~1,2,3/4,5,6~begins with a row where the first line of 'a.csv' has 2 fields and would be left out of each file; expected such a line in every file; write one above it, or delete those of the others
        """)
    void aHeaderIsInEveryFileOrInNone(String first, String second, String why) throws IOException {
        file("t/a.csv", first);
        file("t/b.csv", second);
        refused(folder.resolve("t"), "'b.csv' " + why);
    }

    @Test
    void headersThatAreWrittenOtherwiseAreTheSame() throws IOException {
        file("t/a.csv", "x,y/1,2");
        file("t/b.csv", "\ufeff\"X\", y,/3,4,");
        file("t/c.csv", "x,y");
        file("t/d.csv", "");
        Files.createFile(folder.resolve("t/0.csv"));
        assertThat(rows(read(folder.resolve("t")))).isEqualTo("[[1,2], [3,4]]");
    }

    @Test
    void everyFileOfManyIsCompared() throws IOException {
        for (int i = 0; i < 40; i++) {
            file("t/day=" + i + "/a.csv", ",x,y/r,1,2");
        }
        assertThat(read(folder.resolve("t")).rows().count()).isEqualTo(40);
        file("t/day=33/a.csv", ",y,x/r,1,2");
        refused(
                folder.resolve("t"),
                "'day=33/a.csv' has the columns of 'day=0/a.csv' in another order: expected 'x' as column 2, found"
                        + " 'y'" + APART);
    }

    @Test
    void aHeaderLongerThanWhatIsReadFirst() throws IOException {
        StringBuilder header = new StringBuilder("x0");
        StringBuilder row = new StringBuilder("0");
        for (int i = 1; i < 20_000; i++) {
            header.append(",x").append(i);
            row.append(",").append(i);
        }
        file("t/a.csv", header + "/" + row);
        file("t/b.csv", header + "z/" + row);
        refused(
                folder.resolve("t"),
                "'b.csv' has other columns than 'a.csv': expected 20000, found 20000, it lacks 'x19999', it has"
                        + " 'x19999z'" + APART);
    }

    @Test
    void theDialectIsOfAFileWithRows() throws IOException {
        file("t/a.csv", "red,round");
        file("t/b.csv", "blue,square/red,flat/blue,round/red,round");
        assertThat(rows(read(folder.resolve("t"))))
                .isEqualTo("[[blue,round], [blue,square], [red,flat], [red,round], [red,round]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "csv"})
    void whatLiesBesideCsvFilesIsLeftOut(String format) throws IOException {
        file("t/a.csv", "x,y/1,2");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t/b.CSV.gz")))) {
            out.write("x,y\n3,4\n".getBytes(StandardCharsets.UTF_8));
        }
        file("t/README.txt", "All about x, and y./Have fun.");
        file("t/LICENSE", "Free");
        file("t/notes.md", "# Notes");
        file("t/book.xlsx", "PK\0\0");
        file("t/_hidden", "x");
        file("t/.hidden.csv", "x");
        Table table = read(folder.resolve("t").toString(), format, Map.of(), "");
        assertThat(rows(table)).isEqualTo("[[1,2], [3,4]]");
        assertThat(table.input().files()).isEqualTo(2);
        assertThat(table.notes().get(0))
                .startsWith((format.isEmpty() ? "Read as CSV by its ending, " : "CSV read ")
                        + "without 'LICENSE', 'README.txt', 'book.xlsx' and 1 more, not named as CSV files"
                        + " (table.options.pathGlobFilter says which files to take), separated by ','");
        Table pattern = read(folder + "/t/*", format, Map.of(), "x INT, y INT");
        assertThat(rows(pattern)).isEqualTo("[[1,2], [3,4]]");
    }

    @Test
    void whereNoFileIsNamedAsCsvAllAreTaken() throws IOException {
        file("t/part-0000", "x,y/1,2");
        file("t/part-0001", "x,y/3,4");
        file("t/u.txt", "x,y/5,6");
        assertThat(rows(read(folder.resolve("t")))).isEqualTo("[[1,2], [3,4], [5,6]]");
        file("t/readme", "All about x, and y.");
        refused(
                folder.resolve("t"),
                "'readme' begins with 'All about x, and y.' and not with the header of 'part-0000'; expected 'x, y';"
                        + " write the header above its rows, or leave the file out with a pattern in table.path");
        Table some = read(folder.resolve("t").toString(), "", Map.of("pathGlobFilter", "part-*"), "");
        assertThat(rows(some)).isEqualTo("[[1,2], [3,4]]");
    }

    @Test
    void filesInFoldersThatAreNoPartitions() throws IOException {
        file("t/old/a.csv", "x,y/1,2");
        refused(
                folder.resolve("t"),
                "it holds no files but in folders, such as 'old', which are no partitions (NAME=VALUE);"
                        + " table.options.recursiveFileLookup = true reads files at any depth");
        Table deep = read(folder.resolve("t").toString(), "", Map.of("recursiveFileLookup", "true"), "");
        assertThat(rows(deep)).isEqualTo("[[1,2]]");
    }

    @Test
    void oneEncodingForAll() throws IOException {
        file("t/a.csv", "ort,n/Ulm,1");
        file("t/b.csv", "ort,n/Köln,2", StandardCharsets.ISO_8859_1);
        Table table = read(folder.resolve("t"));
        assertThat(rows(table)).isEqualTo("[[Köln,2], [Ulm,1]]");
        assertThat(table.notes().get(0)).contains("in Latin-1, not being UTF-8");
        file("t/c.csv", "ort,n/Köln,3");
        refused(
                folder.resolve("t"),
                "'c.csv' is in UTF-8, 'b.csv' in ISO-8859-1; expected one encoding; write the files in one, or read"
                        + " those of each by themselves with a pattern in table.path");
        file("t/b.csv", "ort,n/Koeln,2", StandardCharsets.UTF_16);
        refused(
                folder.resolve("t"),
                "'b.csv' is in UTF-16, 'a.csv' in UTF-8; expected one encoding; write the files in one, or read"
                        + " those of each by themselves with a pattern in table.path");
    }

    @Test
    void wideCharactersWithoutAMarkAndNoTextAtAll() throws IOException {
        assertThat(rows(read(file("le.csv", "ort,n/Köln,1", StandardCharsets.UTF_16LE))))
                .isEqualTo("[[Köln,1]]");
        Table big = read(file("be.csv", "ort,n/Köln,1", StandardCharsets.UTF_16BE));
        assertThat(rows(big)).isEqualTo("[[Köln,1]]");
        assertThat(big.notes().get(0)).contains("in UTF-16BE");
        refused(
                file("zip.csv", "PK\3\4\0\0\1\0,/\0"),
                "'zip.csv' is no text, it holds zero bytes as workbooks and packed files do; expected lines of text; an"
                        + " ending such as .gz or .parquet, or table.format, says what a file is");
    }

    /** Lines are written with a slash between them. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        Report of 2024//x,y,z/1,2,a/3,4,b/5,6,c         ~ a line ~ is ~ Report of 2024 ~ 3
        Report of 2024/by us//x,y,z/1,2,a/3,4,b/5,6,c   ~ 2 lines ~ are ~ Report of 2024 ~ 3
        Report, of 2024/x,y,z/p,q,a/r,s,b/t,q,c         ~ a line ~ is ~ Report of 2024 ~ 3
        Report;;/;;/x;y;z/1;2;a/3;4;b                   ~ 2 lines ~ are ~ Report ~ 3
        "Report, so",,/x,y,z/1,2,a/3,4,b                ~ a line ~ is ~ Report, so ~ 3
        Report/x,y/1,2/3,4                              ~ a line ~ is ~ Report ~ 2
        One/Two/1,2,3/4,5,6/7,8,9                       ~ 2 lines ~ are ~ One ~ 3
        """)
    void titlesAreRefused(String lines, String some, String are, String title, int columns) throws IOException {
        String why = "'t.csv' begins with " + some + " that " + are + " no row of the table, '" + title + "'; expected"
                + " the header, or a row, of " + columns
                + " fields in the first line; delete what is above it, or write"
                + " # before each such line, which makes it a comment";
        Path path = file("t.csv", lines);
        refused(path, why);
        assertThatThrownBy(() -> read(path.toString(), "csv", Map.of("header", "true"), ""))
                .hasMessage("Cannot read '" + path + "' as CSV: " + why);
        if (some.equals("a line") && !lines.contains(",,")) {
            assertThat(read(file("m.csv", "# " + lines)).columns()).hasSize(columns);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        x,y/1,2,/3,4,~[x, y, _c2]~[[1,2,null], [3,4,null]]
        x,y,/1,2,/3,4,~[x, y, _c2]~[[1,2,null], [3,4,null]]
        x,y,/1,2/3,4~[x, y]~[[1,2], [3,4]]
        n,x,y/1,2/3,4/5,6~[n, x, y]~[[1,2,null], [3,4,null], [5,6,null]]
        x,y/a,b/c,d/x,y/x,y~[_c0, _c1]~[[a,b], [c,d], [x,y], [x,y], [x,y]]
        x,y/r,1,2/s,3,4~[_c0, x, y]~[[r,1,2], [s,3,4]]
        x,y,z/1/2,3,4/5,6,7~[x, y, z]~[[1,null,null], [2,3,4], [5,6,7]]
        """)
    void rowsThatAreNoTitles(String lines, String names, String rows) throws IOException {
        Table table = read(file("t.csv", lines));
        assertThat(names(table)).isEqualTo(names);
        assertThat(rows(table)).isEqualTo(rows);
    }

    @Test
    void theHeaderAgainInTheMidst() throws IOException {
        Table table = read(file("t.csv", "x, y,z/1,a,2020-01-01/x, y,z/2,b,2020-01-02/\"x\",y,z/3,c,2020-01-03"));
        assertThat(rows(table)).isEqualTo("[[1,a,2020-01-01], [2,b,2020-01-02], [3,c,2020-01-03]]");
        assertThat(table.notes()).contains("Left out of '" + folder + "/t.csv': 2 lines that hold the header again");
        Table typed = read(file("u.csv", "x,y/1,a/x,y/2,b"));
        assertThat(typed.rows().schema().catalogString()).isEqualTo("struct<c0:int,c1:string>");
        assertThat(rows(typed)).isEqualTo("[[1,a], [2,b]]");
        assertThat(typed.notes()).contains("Left out of '" + folder + "/u.csv': 1 line that holds the header again");
    }

    @Test
    void blankLinesOfOneColumnAreTold() throws IOException {
        Path path = file("t.csv", "x/1// /3/\t/4");
        Table table = read(path);
        assertThat(rows(table)).isEqualTo("[[1], [3], [4]]");
        String told =
                "3 blank lines of '" + path + "' are left out and not counted as missing; write missing values of a"
                        + " file of one column as a word, such as NA with table.null-values = [\"NA\"]";
        assertThat(table.notes()).contains(told);
        assertThat(read(path.toString(), "", Map.of(), "x INT").notes()).contains(told);
        assertThat(read(file("u.csv", "x/1/2")).notes()).hasSize(1);
        assertThat(read(file("v.csv", "x,y/1,2//3,4")).notes()).hasSize(1);
    }

    @Test
    void everyEndOfALine() throws IOException {
        for (String end : List.of("\r", "\r\n", "\n")) {
            Path path =
                    Files.writeString(folder.resolve("t.csv"), "\ufeff\"x\",\"y z\"" + end + "1,\"a\"" + end + "2,b");
            Table table = read(path);
            assertThat(names(table)).isEqualTo("[x, y z]");
            assertThat(rows(table)).isEqualTo("[[1,a], [2,b]]");
        }
    }
}
