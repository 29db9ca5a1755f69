package io.github.surprisal.scan.parquet;

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
            decoder.start(shifted, 3, shifted.length, width, 1 << 20);
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
        decoder.read(found, 0, 5);
        assertThat(Arrays.copyOf(found, 5)).containsExactly(7, 7, 7, 7, 7);
        assertThatThrownBy(() -> decoder.read(found, 5, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A page ends before its values do");
    }

    /** By the values taken: of two groups of eight values of three bits, six bytes, ten values need four. */
    @Test
    void thePaddingOfTheLastRunMayBeMissing() throws IOException {
        int[] values = {1, 2, 5, 1, 4, 6, 5, 7, 1, 2};
        byte[] bytes = encoded(3, values);
        assertThat(bytes).hasSize(7);
        HybridDecoder decoder = new HybridDecoder();
        decoder.start(bytes, 0, 5, 3, 1 << 20);
        int[] found = new int[11];
        decoder.read(found, 0, 10);
        assertThat(Arrays.copyOf(found, 10)).isEqualTo(values);
        assertThatThrownBy(() -> decoder.read(found, 10, 1)).hasMessage("A page ends before its values do");
        decoder.start(bytes, 0, 4, 3, 1 << 20);
        assertThatThrownBy(() -> decoder.read(found, 0, 10)).hasMessage("A page ends before its values do");
    }

    @Test
    void runsThatCannotBe() {
        HybridDecoder decoder = new HybridDecoder();
        assertThatThrownBy(() -> decoder.start(new byte[8], 0, 8, 33, 1 << 20))
                .hasMessage("Values of 33 bits, expected 0 to 32");
        assertThatThrownBy(() -> decoder.start(new byte[8], 0, 8, -1, 1 << 20))
                .hasMessage("Values of -1 bits, expected 0 to 32");
        decoder.start(new byte[] {4, 2}, 0, 2, 1, 1 << 20);
        assertThatThrownBy(() -> decoder.read(new int[2], 0, 2)).hasMessage("A value of 2 where values have 1 bits");
        decoder.start(new byte[] {-1, -1, -1, -1, -1, 1}, 0, 6, 1, 1 << 20);
        assertThatThrownBy(() -> decoder.read(new int[2], 0, 2))
                .hasMessage("The length of a run has more than 32 bits");
        decoder.start(new byte[] {-1, -1, -1, -1, 15}, 0, 5, 1, 1 << 20);
        assertThatThrownBy(() -> decoder.read(new int[2], 0, 2))
                .hasMessage("A run of 2147483647 groups of eight values");
        byte[] twoGroups = {5, 0b1010};
        decoder.start(twoGroups, 0, 2, 1, 9);
        decoder.read(new int[8], 0, 8);
        decoder.start(twoGroups, 0, 2, 1, 8);
        assertThatThrownBy(() -> decoder.read(new int[8], 0, 8)).hasMessage("A run of 2 groups of eight values");
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
        decoder.start(new byte[1], 1, 1, 0, 1 << 20);
        int[] found = {7, 7};
        decoder.read(found, 0, 2);
        assertThat(found).containsExactly(0, 0);
    }

    @Test
    void aPageThatEndsTooEarly() {
        HybridDecoder decoder = new HybridDecoder();
        decoder.start(new byte[] {4}, 0, 1, 8, 1 << 20);
        assertThatThrownBy(() -> decoder.read(new int[2], 0, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A page ends before its values do");
    }
}
