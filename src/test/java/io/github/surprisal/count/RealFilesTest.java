package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.table.Source;
import io.github.surprisal.table.Table;
import io.github.surprisal.table.TableConfig;
import io.github.surprisal.table.TableReader;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.CollationFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real files of many writers, damaged ones among them: each column's values occur as often as in the rows that Spark's own reader
 * gives, or one line names the file and says what is wrong.
 */
@ExtendWith(SparkExtension.class)
@EnabledIfEnvironmentVariable(named = "SURPRISAL_DATA", matches = ".+", disabledReason = "SURPRISAL_DATA is not set")
class RealFilesTest {
    private static final String DATA = System.getenv("SURPRISAL_DATA");

    static Stream<Path> parquetFiles() throws IOException {
        if (DATA == null) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.walk(Path.of(DATA))) {
            return all.filter(path -> path.toString().endsWith(".parquet")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("parquetFiles")
    void theCountsOfSparksRowsOrOneLine(Path file) {
        String name = Pattern.quote(file.getFileName().toString());
        Table table;
        try {
            table = TableReader.read(
                    SparkExtension.session(), config(new Source.Files(file.toString(), "parquet", Map.of(), "")));
        } catch (UserException e) {
            assertThat(e.getMessage())
                    .matches("(?s)(Cannot (read|look into)|Table) .*" + name + ".*")
                    .doesNotContain("\n\tat ");
            return;
        }
        List<StructField> fields = List.of(table.rows().schema().fields());
        assertThat(fields).allMatch(field -> ValueReader.of(field.dataType()).isPresent());
        try {
            Counts counts = CountScan.count(table, new CountConfig(1 << 20));
            assertThat(frequencies(counts)).isEqualTo(frequencies(table.rows().collectAsList(), fields));
        } catch (UserException e) {
            assertThat(e.getMessage())
                    .matches("Cannot read '\\S*" + name + "': (column '[^']+'|the file) is damaged or not supported: .+"
                            + "|Cannot count .*no rows.*");
            if (isWhole(table.rows())) {
                assertThat(e).hasMessageContaining("CRC checksum verification failed");
            }
        }
    }

    private static boolean isWhole(Dataset<Row> rows) {
        try {
            return !rows.collectAsList().isEmpty();
        } catch (Exception e) {
            return false;
        }
    }

    private static Table table(Dataset<Row> rows) {
        return TableReader.read(rows.sparkSession(), config(new Source.Rows(rows)));
    }

    private static TableConfig config(Source source) {
        return TestTables.config(source);
    }

    /** The nulls of each column, then how often each of its values occurs, in ascending order. */
    private static List<List<Long>> frequencies(Counts counts) {
        List<List<Long>> all = new ArrayList<>();
        for (ColumnCounts column : counts.columns()) {
            ContingencyTable table = column.overall().table();
            List<Long> found = new ArrayList<>();
            for (int row = 0; row < table.size(); row++) {
                found.add((long) table.rowTotal(row));
            }
            found.sort(null);
            found.add(0, (long) Arrays.stream(column.overall().nulls()).sum());
            all.add(found);
        }
        return all;
    }

    private static List<List<Long>> frequencies(List<Row> rows, List<StructField> columns) {
        List<List<Long>> all = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            Map<Object, Long> found = new HashMap<>();
            long nulls = 0;
            for (Row row : rows) {
                if (row.isNullAt(c)) {
                    nulls++;
                } else {
                    found.merge(comparable(row.get(c), columns.get(c).dataType()), 1L, Long::sum);
                }
            }
            List<Long> sorted = new ArrayList<>(found.values());
            sorted.sort(null);
            sorted.add(0, nulls);
            all.add(sorted);
        }
        return all;
    }

    /** As GROUP BY compares: arrays by what is in them, strings by their collation, one zero. */
    private static Object comparable(Object value, DataType type) {
        if (type instanceof StringType text) {
            return CollationFactory.getCollationKey(UTF8String.fromString((String) value), text.collationId())
                    .toString();
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        } else if (value instanceof Double number) {
            return number == 0 ? 0.0 : number;
        }
        return value instanceof Float number && number == 0 ? Float.valueOf(0) : value;
    }

    @Test
    void aPageOfBooleansThatEndsBeforeItsValuesDo(SparkSession session) {
        Dataset<Row> rows = session.read().parquet(DATA + "/field/01-bool-plain-cut.parquet");
        assertThatThrownBy(() -> CountScan.count(table(rows), new CountConfig(100)))
                .isInstanceOf(UserException.class)
                .message()
                .matches("Cannot read '\\S*/field/01-bool-plain-cut\\.parquet': column 'b' is damaged or not supported:"
                        + " A page ends before its values do");
    }

    @Test
    void theSamePageWithItsValues(SparkSession session, @TempDir Path folder) throws IOException {
        PageFile file = new PageFile(Files.readAllBytes(Path.of(DATA, "field", "01-bool-plain-cut.parquet")));
        PageFile.Chunk chunk = file.chunks().get(0);
        PageFile.Page page = file.opened(chunk, chunk.pages().get(0));
        // Behind seven bytes of levels every third of 600 bits is set.
        byte[] whole = Arrays.copyOf(page.values, 7 + 600 / 8);
        for (int i = page.values.length; i < whole.length; i++) {
            whole[i] = whole[i - 3];
        }
        page.values = whole;
        Path written = Files.write(folder.resolve("whole.parquet"), file.bytes(true));
        Counts counts = CountScan.count(table(session.read().parquet(written.toString())), new CountConfig(1000));
        List<Long> found = frequencies(counts).get(0);
        assertThat(counts.columns().get(0).name()).isEqualTo("b");
        assertThat(found).containsExactly(0L, 200L, 400L);
        assertThat(entropy(found.subList(1, 3))).isCloseTo(0.9183, within(5e-5));
    }

    @Test
    void aFileOfGzipThatIsCutShort(SparkSession session) {
        Dataset<Row> rows = session.read()
                .option("header", "true")
                .schema("a STRING, b STRING")
                .csv(DATA + "/field/cut.csv.gz");
        assertThatThrownBy(() -> CountScan.count(table(rows), new CountConfig(100)))
                .isInstanceOf(UserException.class)
                .message()
                .matches("Cannot read '\\S*/field/cut\\.csv\\.gz': the file is damaged or not supported: Unexpected end"
                        + " of input stream");
    }

    @Test
    void aColumnOfTwoTypes(SparkSession session) throws IOException {
        Dataset<Row> rows;
        try (Stream<Path> files = Files.walk(Path.of(DATA, "field", "01-int-to-long"))) {
            Path first = files.filter(path -> path.toString().endsWith(".parquet"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            rows = session.read()
                    .schema(session.read().parquet(first.toString()).schema())
                    .option("recursiveFileLookup", "true")
                    .parquet(DATA + "/field/01-int-to-long");
        }
        assertThatThrownBy(() -> CountScan.count(table(rows), new CountConfig(100)))
                .isInstanceOf(UserException.class)
                .message()
                .matches("Cannot read '\\S*/field/01-int-to-long/\\S*\\.parquet': column '\\w+' has the type INT64"
                        + " there, expected int; table\\.schema can name a type that holds both");
    }

    @Test
    void spellingsThatACollationHoldsToBeEqual(SparkSession session) {
        Dataset<Row> rows = session.read().parquet(DATA + "/field/07-collation");
        Counts counts = CountScan.count(table(rows), new CountConfig(100));
        List<List<Long>> bySpark = new ArrayList<>();
        for (String column : rows.columns()) {
            List<Long> found = new ArrayList<>();
            rows.na()
                    .drop(new String[] {column})
                    .groupBy(column)
                    .count()
                    .collectAsList()
                    .forEach(row -> found.add(row.getLong(1)));
            found.sort(null);
            found.add(0, rows.where(rows.col(column).isNull()).count());
            bySpark.add(found);
        }
        assertThat(frequencies(counts)).isEqualTo(bySpark).anySatisfy(found -> {
            assertThat(found).hasSize(4);
            assertThat(entropy(found.subList(1, 4))).isCloseTo(1.3710, within(5e-5));
        });
    }

    /** In bits. */
    private static double entropy(List<Long> frequencies) {
        double rows = frequencies.stream().mapToLong(n -> n).sum();
        return -frequencies.stream()
                .mapToDouble(n -> n / rows * Math.log(n / rows) / Math.log(2))
                .sum();
    }
}
