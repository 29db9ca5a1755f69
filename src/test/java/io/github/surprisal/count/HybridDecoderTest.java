package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Parquet's own encoder writes is read. */
class HybridDecoderTest {
    private static final ByteBufferAllocator HEAP = new HeapByteBufferAllocator();

    @SuppressWarnings("deprecation")
    private static byte[] encoded(int width, int... values) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, HEAP)) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            return encoder.toBytes().toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                28, 29, 30, 31, 32
            })
    void everyWidth(int width) throws IOException {
        Random random = new Random(width);
        for (int size : new int[] {1, 7, 8, 9, 500, 4001}) {
            int[] values = new int[size];
            for (int i = 0; i < size; ) {
                int value = width == 0 ? 0 : random.nextInt() >>> (32 - width);
                int times = random.nextInt(10) == 0 ? 1 + random.nextInt(200) : 1;
                for (int end = Math.min(size, i + times); i < end; i++) {
                    values[i] = value;
                }
            }
            byte[] bytes = encoded(width, values);
            // Not at the start of an array, and with nothing behind it.
            byte[] shifted = new byte[bytes.length + 3];
            System.arraycopy(bytes, 0, shifted, 3, bytes.length);
            HybridDecoder decoder = new HybridDecoder();
            decoder.start(shifted, 3, shifted.length, width);
            int[] found = new int[size];
            for (int at = 0; at < size; ) {
                int same = Math.min(size - at, decoder.sameAhead());
                int some = Math.min(size - at, 1 + random.nextInt(100));
                if (same > 0 && random.nextBoolean()) {
                    Arrays.fill(found, at, at + same, decoder.value());
                    decoder.skip(same);
                    some = same;
                } else {
                    decoder.read(found, at, some);
                }
                at += some;
            }
            assertThat(found).isEqualTo(values);
        }
    }

    @Test
    void whatStandsBehindTheEndIsNotRead() {
        HybridDecoder decoder = new HybridDecoder();
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) -1);
        decoder.startPacked(ones, 1, 3, 3);
        int[] found = new int[40];
        decoder.read(found, 0, 40);
        assertThat(Arrays.copyOf(found, 7)).containsExactly(7, 7, 7, 7, 7, 1, 0);
        assertThat(Arrays.copyOfRange(found, 7, 40)).containsOnly(0);
    }

    @Test
    void packedWithoutHeader() {
        HybridDecoder decoder = new HybridDecoder();
        decoder.startPacked(new byte[] {0, (byte) 0b10110010, 0b1}, 1, 3, 1);
        int[] found = new int[9];
        decoder.read(found, 0, 9);
        assertThat(found).containsExactly(0, 1, 0, 0, 1, 1, 0, 1, 1);
    }

    @Test
    void numbersOfNoBitsNeedNoRun() {
        HybridDecoder decoder = new HybridDecoder();
        decoder.start(new byte[1], 1, 1, 0);
        int[] found = {7, 7};
        decoder.read(found, 0, 2);
        assertThat(found).containsExactly(0, 0);
    }

    @Test
    void aPageThatEndsTooEarly() {
        HybridDecoder decoder = new HybridDecoder();
        decoder.start(new byte[] {4}, 0, 1, 8);
        assertThatThrownBy(() -> decoder.read(new int[2], 0, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A page ends before its values do");
    }
}
