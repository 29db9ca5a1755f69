package io.github.surprisal.scan.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.xerial.snappy.Snappy;

/**
 * Decompresses pages from array to array where the codec can, which is Snappy and Zstandard: Parquet's own way makes a
 * stream with a buffer for each page, and copies a page three times. The arrays of pages that were read are used again.
 */
final class PageCodecs implements CompressionCodecFactory {
    /** A page that says to be greater than all of its column's is believed up to here: what a page has at most in practice. */
    private static final int ALWAYS = 1 << 26;

    /** The longest array that a JVM makes. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final CompressionCodecFactory others;
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

    /** Weakly: a dictionary's array is never given back. */
    private final Set<byte[]> lent = Collections.newSetFromMap(new WeakHashMap<>());

    private long most = ALWAYS;

    PageCodecs(Configuration hadoop) {
        others = HadoopCodecs.newFactory(hadoop, 0);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return others.getCompressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case SNAPPY -> new Whole(PageCodecs::ofSnappy, this::take, others.getDecompressor(codec));
            case ZSTD -> new Whole(PageCodecs::ofZstd, this::take, others.getDecompressor(codec));
            default -> new Checked(this::expectPlausible, others.getDecompressor(codec));
        };
    }

    /** Says how many bytes the columns' chunks have at most, so that a damaged page does not make room for more. */
    void setMost(long bytes) {
        most = Math.max(ALWAYS, bytes);
    }

    private void expectPlausible(int size) throws IOException {
        if (size < 0 || size > most) {
            throw new IOException("A page of " + size + " bytes in a column of " + most + " at most");
        }
    }

    /** An array of at least this length, anything in it. */
    private byte[] take(int length) throws IOException {
        expectPlausible(length);
        for (Iterator<byte[]> some = spare.iterator(); some.hasNext(); ) {
            byte[] array = some.next();
            if (array.length >= length) {
                some.remove();
                lent.add(array);
                return array;
            }
        }
        spare.poll();
        byte[] array = new byte[(int) Math.min((long) length + (length >>> 3), MAX_ARRAY)];
        lent.add(array);
        return array;
    }

    /** Takes back an array that holds a decompressed page: it will hold another. Others are left alone. */
    void giveBack(byte[] array) {
        if (lent.remove(array)) {
            spare.add(array);
        }
    }

    private static long ofSnappy(byte[] from, int start, int length, byte[] into, int expected) throws IOException {
        // Snappy trusts that there is room enough.
        int size = Snappy.uncompressedLength(from, start, length);
        return size == expected ? Snappy.uncompress(from, start, length, into, 0) : size;
    }

    private static long ofZstd(byte[] from, int start, int length, byte[] into, int expected) throws IOException {
        try {
            return Zstd.decompressByteArray(into, 0, expected, from, start, length);
        } catch (ZstdException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void release() {
        others.release();
    }

    /** Decompresses an array into one that has room for what is expected, and says how long the result is. */
    private interface Codec {
        long decompress(byte[] from, int start, int length, byte[] into, int expected) throws IOException;
    }

    /** Arrays for pages. */
    private interface Arrays {
        byte[] take(int length) throws IOException;
    }

    /** Whether a size can be that of a page. */
    private interface Sizes {
        void expectPlausible(int size) throws IOException;
    }

    /** Looks at the size before there is an array of it. */
    private record Checked(Sizes sizes, BytesInputDecompressor decompressor) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            sizes.expectPlausible(decompressedSize);
            return decompressor.decompress(bytes, decompressedSize);
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            decompressor.decompress(input, compressedSize, output, decompressedSize);
        }

        @Override
        public void release() {
            decompressor.release();
        }
    }

    /** Decompresses a page out of the array that it lies in, or out of a copy of its bytes. */
    private record Whole(Codec codec, Arrays arrays, BytesInputDecompressor others) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            if (decompressedSize == 0) {
                return BytesInput.empty();
            }
            ByteBuffer page = bytes.toInputStream().slice((int) bytes.size());
            byte[] from = page.hasArray() ? page.array() : new byte[page.remaining()];
            int start = page.hasArray() ? page.arrayOffset() + page.position() : 0;
            int length = page.remaining();
            if (!page.hasArray()) {
                page.get(from);
            }
            byte[] into = arrays.take(decompressedSize);
            long size = codec.decompress(from, start, length, into, decompressedSize);
            if (size != decompressedSize) {
                throw new IOException("Cannot decompress a page of a Parquet file: expected " + decompressedSize
                        + " bytes, found " + size);
            }
            return BytesInput.from(into, 0, decompressedSize);
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            others.decompress(input, compressedSize, output, decompressedSize);
        }

        @Override
        public void release() {
            others.release();
        }
    }
}
