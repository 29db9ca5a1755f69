package io.github.surprisal.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;

/** What tasks of other machines send is what they have counted; tasks of this one hand it over. */
class CellsTest {
    private static Cells sent(Cells cells) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(cells);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (Cells) in.readObject();
        }
    }

    /** By the serializer that a cluster may be told to send results by. */
    private static Cells sentByKryo(Cells cells) {
        SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
        ClassTag<Cells> type = ClassTag.apply(Cells.class);
        return kryo.deserialize(kryo.serialize(cells, type), type);
    }

    @Test
    void kryoBringsThemToo() {
        long[] sums = new long[4];

        sentByKryo(Cells.of(new int[] {1, 70_000})).addTo(sums, 0, 0, 2);
        sentByKryo(Cells.of(new long[] {3, Long.MAX_VALUE})).addTo(sums, 2, 0, 2);

        assertThat(sums).containsExactly(1, 70_000, 3, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, Integer.MAX_VALUE})
    void countsArriveAsTheyAre(int most) throws Exception {
        int[] counts = IntStream.range(0, 100).map(i -> i == 40 ? most : i).toArray();
        long[] sums = new long[60];
        Arrays.fill(sums, 7);

        sent(Cells.of(counts)).addTo(sums, 10, 5, 50);

        assertThat(sums[9]).isEqualTo(7);
        assertThat(Arrays.copyOfRange(sums, 10, 60))
                .isEqualTo(IntStream.range(5, 55).mapToLong(i -> 7L + counts[i]).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 7})
    void weightsArriveAsTheyAre(long most) throws Exception {
        long[] sums = {7, 7};

        sent(Cells.of(new long[] {1, most, 2})).addTo(sums, 0, 1, 2);

        assertThat(sums).containsExactly(most + 7, 9);
    }

    @Test
    void noneArriveToo() throws Exception {
        sent(Cells.of(new int[0])).addTo(new long[0], 0, 0, 0);
    }
}
