package io.github.surprisal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.count.Categories;
import io.github.surprisal.scan.ValueReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.dictionary.PlainValuesDictionary.PlainIntegerDictionary;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchColumnTest {
    private static final ValueReader READER =
            ValueReader.of(DataTypes.IntegerType).orElseThrow();
    private static final int VALUES = 5_000;
    private static final int ROWS = 2_000;
    private static final int BATCHES = 5;

    /** Of a thousand columns a task cannot know all values that it has met: how many it knows changes nothing. */
    @ParameterizedTest
    @CsvSource({"false, 6400", "false, 640000", "true, 6400", "true, 210000", "true, 640000"})
    void whatIsForgottenIsWorkedOutAgain(boolean hasDictionary, long room) throws IOException {
        Categories thirds = Categories.ofKeys(
                READER.type(),
                LongStream.range(0, VALUES).filter(v -> v % 3 == 0).toArray());
        Bins bins = new Bins(
                new FeatureEncoding.Binned(
                        "x", DataTypes.IntegerType, Categories.ofKeys(READER.type(), 999, 2499, 2500, 4000), true),
                READER.type());
        BatchColumn category = new BatchColumn(READER, null, thirds, false, null, false, room);
        BatchColumn group = new BatchColumn(READER, null, null, false, null, true, room);
        BatchColumn measured = new BatchColumn(READER, null, null, true, bins, false, room);
        long[] scratch = new long[ROWS];
        SplittableRandom random = new SplittableRandom(5);
        int[] idOf = new int[VALUES + 1];
        Dictionary dictionary = dictionary();
        for (int batch = 0; batch < BATCHES; batch++) {
            int[] values = random.ints(ROWS, -1, VALUES).toArray();
            try (WritableColumnVector vector = vector(values, hasDictionary ? dictionary : null)) {
                long[][] hashes = new long[3][ROWS];
                category.read(vector, ROWS, hashes[0], scratch);
                group.read(vector, ROWS, hashes[1], scratch);
                measured.read(vector, ROWS, hashes[2], scratch);
                assertThat(hashes[1]).isEqualTo(hashes[0]);
                assertThat(hashes[2]).isEqualTo(hashes[0]);
                for (int row = 0; row < ROWS; row++) {
                    int value = values[row];
                    int id = category.ids()[row];
                    assertThat(id == 0).isEqualTo(value < 0);
                    assertThat(category.codes()[id]).isEqualTo(value >= 0 && value % 3 == 0 ? value / 3 : -1);
                    assertThat(group.text(row)).isEqualTo(value < 0 ? null : Integer.toString(value));
                    assertThat(measured.values()[row])
                            .isEqualTo(value < 0 ? Double.valueOf(Double.NaN) : (Double) (double) value);
                    assertThat(measured.terms()[row]).isEqualTo(value < 0 ? bins.missing() : bins.of((long) value));
                    int known = idOf[value + 1];
                    idOf[value + 1] = group.ids()[row];
                    assertThat(known == 0 || known == idOf[value + 1])
                            .as("rows are grouped by ids, which stay")
                            .isTrue();
                }
            }
        }
    }

    private static Dictionary dictionary() throws IOException {
        ByteBuffer page = ByteBuffer.allocate(4 * VALUES).order(ByteOrder.LITTLE_ENDIAN);
        for (int v = 0; v < VALUES; v++) {
            page.putInt(v);
        }
        return new PlainIntegerDictionary(new DictionaryPage(BytesInput.from(page.array()), VALUES, Encoding.PLAIN));
    }

    private static WritableColumnVector vector(int[] values, Dictionary dictionary) {
        WritableColumnVector vector = new OnHeapColumnVector(values.length, DataTypes.IntegerType);
        WritableColumnVector to = vector;
        if (dictionary != null) {
            to = vector.reserveDictionaryIds(values.length);
            vector.setDictionary(new ParquetDictionary(dictionary, false));
        }
        for (int row = 0; row < values.length; row++) {
            if (values[row] < 0) {
                vector.putNull(row);
            } else {
                to.putInt(row, values[row]);
            }
        }
        assertThat(Arrays.stream(values).filter(v -> v < 0).count()).isEqualTo(vector.numNulls());
        return vector;
    }
}
