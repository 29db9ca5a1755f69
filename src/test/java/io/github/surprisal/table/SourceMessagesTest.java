package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of sources that cannot be read: whole sentences, with the next step. */
@ExtendWith(SparkExtension.class)
class SourceMessagesTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Table read(Source source) {
        return TableReader.read(session, TestTables.config(source));
    }

    private Table read(String path, String format) {
        return read(new Source.Files(path, format, Map.of(), ""));
    }

    private void assertSays(Source source, String message) {
        assertThatThrownBy(() -> read(source)).isInstanceOf(UserException.class).hasMessage(message);
    }

    private void assertSays(String path, String format, String message) {
        assertSays(new Source.Files(path, format, Map.of(), ""), message);
    }

    @Test
    void pathsThatAreNotThere() throws IOException {
        Files.writeString(folder.resolve("people.csv"), "a,b\n1,2\n");
        assertSays(
                folder + "/poeple.csv",
                "",
                "Cannot read '" + folder + "/poeple.csv': there is no such file or folder, did you mean 'people.csv'?");
        assertSays(
                folder + "/x.parquet",
                "parquet",
                "Cannot read '" + folder + "/x.parquet': there is no such file or folder; its folder holds"
                        + " 'people.csv'");
        assertSays(
                folder + "/z[1].csv",
                "",
                "Cannot read '" + folder + "/z[1].csv': no file matches it ({ } [ ] * ? make a pattern; a backslash"
                        + " before one means the character itself); its folder holds 'people.csv'");
        assertSays(
                Files.createDirectory(folder.resolve("none")).toString(),
                "",
                "Cannot read '" + folder + "/none' as parquet: it holds no files of data");
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://h/shop?user=u, ''", "jdbc:sqlite:/a/b.db, jdbc", "JDBC:h2:mem:x, parquet"})
    void anAddressOfADatabaseIsNoPath(String path, String format) {
        assertSays(
                path,
                format,
                "Cannot read '" + path
                        + "' as a path: a database is read with table.format = jdbc and table.options { url ="
                        + " \"jdbc:..\", dbtable = \"schema.table\" }, without table.path");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/people.csv, '', https",
        "HTTP://example.org/people, csv, http",
        "ftp://example.org/people.parquet, parquet, ftp"
    })
    void tablesAreNotReadOverTheWeb(String path, String format, String scheme) {
        assertSays(
                path,
                format,
                "Cannot read '" + path + "': tables are not read over " + scheme
                        + "; download it and give the path of the copy, or name it as its object store does, such as"
                        + " s3a://bucket/key");
    }

    @ParameterizedTest
    @CsvSource({"a[1].csv", "b{x,y}.csv", "'c*.csv'", "d e%20.csv"})
    void aPathThatExistsIsTakenAsItStands(String name) throws IOException {
        Files.writeString(folder.resolve(name), "a,b\n1,2\n");
        Files.writeString(folder.resolve("a1.csv"), "z\n3\n");
        Files.writeString(folder.resolve("cc.csv"), "z\n3\n");
        Table table = read(folder + "/" + name, "");
        assertThat(table.columns().get(0).name()).isEqualTo("a");
        assertThat(table.rows().collectAsList().toString()).isEqualTo("[[1,2]]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        _delta_log/00000000000000000000.json | Delta   | table.format = delta reads
        .hoodie/hoodie.properties            | Hudi    | table.format = hudi reads
        metadata/v1.metadata.json            | Iceberg | table.table = NAME reads
        """)
    void foldersOfLakehouseTablesAreRefused(String file, String kind, String cure) throws IOException {
        Path table = folder.resolve("orders");
        Files.createDirectories(table.resolve(file).getParent());
        Files.writeString(table.resolve(file), "{}");
        session.range(3).write().parquet(table + "/data/day=1");
        String end = ", whose files hold replaced and deleted rows too; " + cure;
        for (String path : List.of(table.toString(), folder + "/ord*")) {
            assertThatThrownBy(() -> read(path, ""))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith(
                            "Cannot read '" + path + "' as parquet: it is the " + kind + " table" + end);
        }
        String part = table + "/data/day=1";
        assertThatThrownBy(() -> read(part, "PARQUET"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot read '" + part + "' as parquet: it is part of the " + kind + " table '"
                        + table + "'" + end)
                .hasMessageEndingWith(
                        "To count the files as they are: table.query = \"SELECT * FROM parquet.`" + part + "`\"");
        assertThat(read(new Source.Query("SELECT * FROM parquet.`" + part + "`"))
                        .columns())
                .hasSize(1);
    }

    @Test
    void aSchemaNamesAColumnOnce() {
        assertSays(
                new Source.Files("no/such/file.csv", "", Map.of(), "a INT, b STRING, B STRING"),
                "Cannot read the schema \"a INT, b STRING, B STRING\" of table.schema or drift.reference.schema: expected"
                        + " each column to have a name of its own, whatever its case, found 'B' twice");
    }

    @Test
    void aFileThatIsNotWhatItIsNamed() throws IOException {
        Path junk = Files.writeString(folder.resolve("junk.parquet"), "junk\n");
        assertSays(
                junk.toString(),
                "",
                "Cannot read '" + junk
                        + "' as parquet: 'junk.parquet' is no parquet file, though named so: it may be damaged;"
                        + " it looks like csv; table.format = csv reads that");
    }

    @Test
    void whatTheFileLooksLike() throws IOException {
        Path csv = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
        assertSays(
                csv.toString(),
                "parquet",
                "Cannot read '" + csv + "' as parquet: 'a.csv' looks like csv; table.format = csv reads that");
        Files.writeString(folder.resolve("b.json"), "{\"a\": 1}\n");
        assertSays(
                folder.toString(),
                "",
                "Cannot read '" + folder
                        + "': expected files of one format, found csv and json; table.format says which"
                        + " to read them as, a pattern in table.path which files");
        Path zip = Files.writeString(folder.resolve("c.csv.zip"), "PK");
        assertSays(
                zip.toString(),
                "",
                "Cannot read '" + zip
                        + "': 'c.csv.zip' is an archive that Spark cannot unpack; unpack it, or compress its"
                        + " files with gzip or bzip2");
    }

    @Test
    void codecsThatNeedHadoopsNativeLibrary() throws IOException {
        Path packed = Files.write(folder.resolve("c.csv.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
        assertSays(
                packed.toString(),
                "",
                "Cannot read '" + packed
                        + "': Its codec needs Hadoop's native library, which is not here (native zStandard library not"
                        + " available: this version of libhadoop was built without zstd support); unpack it, or compress"
                        + " it with gzip or bzip2");
    }

    private static boolean hasS3() {
        try {
            Class.forName("org.apache.hadoop.fs.s3a.S3AFileSystem");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Test
    void librariesThatAreNotHere() {
        assumeFalse(hasS3(), "The tests of stores have the library for s3a:// with them");
        assertSays(
                "s3a://bucket/x.parquet",
                "",
                "Cannot read 's3a://bucket/x.parquet': the library for s3a:// is not here; add --packages"
                        + " org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion());
        assertSays(
                "s3://bucket/x.parquet",
                "",
                "Cannot read 's3://bucket/x.parquet': write s3a:// for s3://, and add --packages"
                        + " org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion());
        assertSays(
                folder.toString(),
                "delta",
                "Cannot read '" + folder + "' as delta: the library that reads it is not here; add --packages"
                        + " io.delta:delta-spark_2.13:VERSION");
        assertSays(
                folder.toString(),
                "cvs",
                "Cannot read '" + folder + "' as cvs: there is no format 'cvs', did you mean 'csv'?");
    }

    @Test
    void jdbcWithoutWhatItNeeds() {
        assertThatThrownBy(() -> read("", "jdbc"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Cannot read from jdbc: ")
                .hasMessageEndingWith(
                        "; table.options needs url, and dbtable = \"schema.table\" or query = \"SELECT ..\"");
        assertThatThrownBy(() -> read(new Source.Files(
                        "", "jdbc", Map.of("url", "jdbc:postgresql://localhost/x", "dbtable", "t"), "")))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read from jdbc: No suitable driver; the database's driver is not here: add its jar"
                        + " with --jars, or for PostgreSQL --packages org.postgresql:postgresql:VERSION, for MySQL"
                        + " com.mysql:mysql-connector-j:VERSION");
    }

    @Test
    void tablesAndQueries() {
        session.range(3).createOrReplaceTempView("clicks_of_may");
        assertSays(
                new Source.Catalog("clicks_of_my"),
                "Cannot read table.table 'clicks_of_my': there is no table or view 'clicks_of_my', did you mean"
                        + " 'clicks_of_may'?");
        assertSays(
                new Source.Query("select idd from clicks_of_may"),
                "Cannot read table.query: A column, variable, or function parameter with name `idd` cannot be resolved."
                        + " Did you mean one of the following? [`id`]");
    }

    @Test
    void jsonOfSeveralLines() throws IOException {
        Path array = Files.writeString(folder.resolve("a.json"), "[\n {\"a\": 1},\n {\"a\": 2}\n]\n");
        Table table = read(array.toString(), "");
        assertThat(table.rows().collectAsList().toString()).isEqualTo("[[1], [2]]");
        assertThat(table.notes()).hasSize(2);
        Path broken = Files.writeString(folder.resolve("b.json"), "{\"a\": 1}\nno\n{\"a\": 2}\n");
        assertThat(read(broken.toString(), "").notes().get(1))
                .isEqualTo(
                        "Some lines of '" + broken + "' are not JSON: all their columns are null; table.options.mode ="
                                + " FAILFAST refuses them, = DROPMALFORMED leaves them out");
    }
}
