package io.github.surprisal.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.TestTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Columns of Parquet files that Spark has no type for, or one that it does not read. */
@ExtendWith(SparkExtension.class)
class ParquetColumnsTest {
    private final SparkSession session = SparkExtension.session();

    @TempDir
    private Path folder;

    private Table table(MessageType schema, Group row) throws IOException {
        Path file = folder.resolve("t.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withType(schema)
                .build()) {
            writer.write(row);
        }
        return TableReader.read(session, TestTables.config(new Source.Files(file.toString(), "", Map.of(), "")));
    }

    @Test
    void timesOfDayAreNumbersOfTheirUnits() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message t {
                  required int32 millis (TIME(MILLIS,true));
                  required int64 micros (TIME(MICROS,false));
                  required int64 nanos (TIME(NANOS,true));
                  required group g { required int64 inner (TIME(MICROS,false)); required int32 n; }
                  required int32 x;
                }
                """);
        Group row = new SimpleGroupFactory(schema).newGroup();
        row.append("millis", 1).append("micros", 2L).append("nanos", 3L);
        row.addGroup("g").append("inner", 4L).append("n", 5);
        row.append("x", 6);
        Table table = table(schema, row);
        assertThat(table.columns().stream().map(Column::name)).containsExactly("millis", "micros", "nanos", "g.n", "x");
        assertThat(table.rows().collectAsList()).hasToString("[[1,2,3,5,6]]");
        assertThat(table.notes())
                .contains(
                        "Times of 'millis' are numbers of milliseconds since midnight",
                        "Times of 'micros' are numbers of microseconds since midnight",
                        "Times of 'nanos' are numbers of nanoseconds since midnight")
                .anySatisfy(note -> assertThat(note).contains("'g.inner' (Parquet's INT64 (TIME(MICROS,false)))"));
    }

    @Test
    void nanosecondsAndIdentifiers() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message t {
                  required int64 instant (TIMESTAMP(NANOS,true));
                  required int64 local (TIMESTAMP(NANOS,false));
                  required fixed_len_byte_array(16) id (UUID);
                }
                """);
        Group row = new SimpleGroupFactory(schema).newGroup();
        row.append("instant", 1_999L).append("local", -1L);
        row.append(
                "id", Binary.fromConstantByteArray(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
        Table table = table(schema, row);
        assertThat(table.rows().selectExpr("unix_micros(c0)", "c1", "c2").collectAsList())
                .hasToString("[[1,1969-12-31T23:59:59.999999,00010203-0405-0607-0809-0a0b0c0d0e0f]]");
    }
}
