package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files as they come, by their path alone. */
@ExtendWith(SparkExtension.class)
class SharedFilesTest {
    private static final String DATA = System.getenv("SURPRISAL_DATA");

    private final SparkSession session = SparkExtension.session();

    @BeforeAll
    static void needsData() {
        if (DATA == null) {
            String message = "Skipped: SURPRISAL_DATA does not name the directory of the real data sets";
            System.err.println("SharedFilesTest: " + message);
            assumeTrue(false, message);
        }
    }

    private Table read(String path) {
        return TableReader.read(session, TestTables.config(new Source.Files(path, "", Map.of(), "")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
        adult/adult.data                ~ 32561  ~ _c0 int, _c1 string, _c2 int              ~ without a header: the first line holds numbers
        adult/adult.test                ~ 16281  ~ _c0 int, _c1 string, _c2 int              ~ the first line has 1 fields where the others have 15
        titanic/titanic.csv             ~ 891    ~ survived int, pclass int, sex string, age double ~ with a header
        titanic/titanic.tab             ~ 2203   ~ status string, age string, sex string, survived string ~ with a header
        nycflights13/planes.csv         ~ 3322   ~ rownames int, tailnum string, year int    ~ with a header
        nycflights13/airlines.csv       ~ 16     ~ rownames int, carrier string, name string ~ with a header
        nycflights13/airports.csv       ~ 1458   ~ rownames int, faa string                  ~ with a header
        movielens-100k/u.user           ~ 943    ~ _c0 int, _c1 int, _c2 string, _c3 string, _c4 string ~ separated by '|', without a header
        movielens-100k/u.data           ~ 100000 ~ _c0 int, _c1 int, _c2 int, _c3 int        ~ separated by tabs
        movielens-100k/u.item           ~ 1682   ~ _c0 int, _c1 string, _c2 string           ~ in Latin-1
        diamonds/diamonds.csv           ~ 53940  ~ carat double, cut string, color string    ~ with a header
        sklearn/iris.csv                ~ 150    ~ 150 double, 4 double, setosa double, versicolor double, virginica int ~ 'setosa' and 2 more stand above
        sklearn/wine_data.csv           ~ 178    ~ _c0 double, _c1 double                    ~ the first line has 5 fields where the others have 14
        sklearn/digits.csv.gz           ~ 1797   ~ _c0 int                                   ~ without a header
        mushroom/agaricus-lepiota.data  ~ 8124   ~ _c0 string, _c1 string                    ~ without a header
        criteo/sample.train             ~ 10000  ~ _c0 int, _c1 int, _c2 int                 ~ separated by tabs, without a header
        higgs-sample/binary.train       ~ 7000   ~ _c0 int, _c1 double                       ~ without a header
        connect-4/connect_4.tsv.gz      ~ 67557  ~ a1 int                                    ~ with a header
        mrmr-microarray/test_lung_s3.csv ~ 73    ~ class int, v1 int                         ~ with a header
        selection/planted.csv.gz        ~ -1     ~ ``                                        ~ with a header
        field/a01_bigint.csv            ~ 1000   ~ id bigint, y int                          ~ with a header
        field/a38_cur.csv               ~ 100    ~ x double                                  ~ with a header
        field/a25_ref.csv               ~ 300    ~ age int, city string, amount int          ~ with a header
        """)
    void csv(String path, long rows, String types, String note) {
        Table table = read(DATA + "/" + path);
        List<String> found = new ArrayList<>();
        table.columns()
                .forEach(column -> found.add(column.name() + " " + column.type().catalogString()));
        assertThat(String.join(", ", found)).startsWith(types);
        assertThat(table.notes().get(0)).contains(note);
        assertThat(rows < 0 ? rows : table.rows().count()).isEqualTo(rows);
        assertThat(table.notes().stream().filter(n -> n.contains("have not"))).isEmpty();
    }

    @Test
    void otherFormatsByTheirContent() {
        assertThat(read(DATA + "/a9a/a9a.t").columns()).hasSize(124);
        assertThat(read(DATA + "/field/control-characters.json").columns()).isNotEmpty();
        assertThat(read(DATA + "/field/07-collation").columns()).isNotEmpty();
        assertThatThrownBy(() -> read(DATA + "/weka/iris.arff"))
                .hasMessage("Cannot read '" + DATA + "/weka/iris.arff': Spark has no reader for .arff files; save the"
                        + " table as CSV or Parquet, or name a reader of your own with table.format");
        assertThatThrownBy(() -> read(DATA + "/field/empty.csv"))
                .hasMessage("Cannot read '" + DATA + "/field/empty.csv' as CSV: the file is empty, it has no columns");
    }

    @Test
    void everyParquetFileIsReadOrRefusedByName() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(DATA, "parquet"))) {
            files = all.filter(path -> path.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
        List<String> failed = new ArrayList<>();
        int read = 0;
        for (Path file : files) {
            try {
                assertThat(read(file.toString()).columns()).isNotEmpty();
                read++;
            } catch (UserException e) {
                assertThat(e).hasMessageContaining(file.getFileName().toString());
            } catch (RuntimeException e) {
                failed.add(file + ": " + e);
            }
        }
        assertThat(failed).isEmpty();
        assertThat(read).isGreaterThan(files.size() * 3 / 4);
    }
}
