package io.github.surprisal.scan.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The dictionary of a column's chunk, with timestamps of 96 bits as the microseconds that Spark has them in. */
final class PageDictionary {
    static final int INT96_BYTES = 12;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private PageDictionary() {}

    /** The dictionary that a page holds. */
    @SuppressWarnings("deprecation")
    static Dictionary of(ColumnDescriptor descriptor, DictionaryPage page) throws IOException {
        // Of some codecs, bytes can be taken out of a page only once.
        byte[] bytes = page.getBytes().toByteArray();
        expectEntries(descriptor.getPrimitiveType(), bytes, page.getDictionarySize());
        DictionaryPage taken = new DictionaryPage(BytesInput.from(bytes), page.getDictionarySize(), page.getEncoding());
        Dictionary written = page.getEncoding().initDictionary(descriptor, taken);
        boolean isInt96 = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96;
        return isInt96 ? new Timestamps(written) : written;
    }

    /** Parquet makes room for as many entries as a dictionary says it has, and takes a string's bytes wherever they end. */
    private static void expectEntries(PrimitiveType type, byte[] bytes, int entries) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean isThere = entries >= 0 && entries <= rest.remaining() / leastBytes(type);
        boolean isText = type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
        for (int entry = 0; isText && isThere && entry < entries; entry++) {
            int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
            isThere = length >= 0 && length <= rest.remaining();
            if (isThere) {
                rest.position(rest.position() + length);
            }
        }
        if (!isThere) {
            throw new IOException("A dictionary ends before its " + entries + " values do");
        }
    }

    /** How many bytes a plain value takes at least. */
    private static int leastBytes(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> INT96_BYTES;
            case FIXED_LEN_BYTE_ARRAY -> Math.max(1, type.getTypeLength());
            case BOOLEAN -> 1;
            case INT32, FLOAT, BINARY -> Integer.BYTES;
        };
    }

    /** A timestamp as nanoseconds of a Julian day, in microseconds since 1970. */
    static long micros(byte[] from, int start) {
        long nanos = (long) LONGS.get(from, start);
        int day = (int) INTS.get(from, start + Long.BYTES);
        return (day - JULIAN_DAY_OF_EPOCH) * MICROS_PER_DAY + nanos / 1000;
    }

    /** The timestamps of a dictionary, as microseconds. */
    private static final class Timestamps extends Dictionary {
        private final long[] micros;

        Timestamps(Dictionary written) {
            super(written.getEncoding());
            micros = new long[written.getMaxId() + 1];
            Arrays.setAll(
                    micros,
                    id -> PageDictionary.micros(written.decodeToBinary(id).getBytes(), 0));
        }

        @Override
        public int getMaxId() {
            return micros.length - 1;
        }

        @Override
        public long decodeToLong(int id) {
            return micros[id];
        }
    }
}
