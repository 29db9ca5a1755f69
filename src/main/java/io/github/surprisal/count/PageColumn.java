package io.github.surprisal.count;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ShortType;

/** One flat column of a row group, read page by page into a vector: codes of its dictionary where a page has them. */
final class PageColumn {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int INT96_BYTES = 12;

    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final ColumnDescriptor descriptor;
    private final PageReader pages;
    private final boolean isMixed;
    private final Dictionary dictionary;
    private final OnHeapColumnVector vector;
    private final HybridDecoder levels = new HybridDecoder();
    private final HybridDecoder numbers = new HybridDecoder();
    private final int[] present;
    private final int[] codes;
    private final PageCodecs codecs;
    private boolean hasCodes;
    private int left;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /**
     * @param isMixed whether some of its pages may have codes and others not
     * @param capacity how many rows are read at a time at most
     * @param codecs what the pages are decompressed by
     */
    PageColumn(
            ColumnDescriptor descriptor,
            DataType type,
            PageReader pages,
            boolean isMixed,
            int capacity,
            PageCodecs codecs)
            throws IOException {
        this.codecs = codecs;
        this.descriptor = descriptor;
        this.pages = pages;
        this.isMixed = isMixed;
        this.vector = new OnHeapColumnVector(capacity, type);
        DictionaryPage page = pages.readDictionaryPage();
        this.dictionary = page == null ? null : dictionary(descriptor, page);
        this.present = new int[descriptor.getMaxDefinitionLevel() == 0 ? 0 : capacity];
        this.codes = new int[dictionary == null && !isBoolean() ? 0 : capacity];
    }

    private static Dictionary dictionary(ColumnDescriptor descriptor, DictionaryPage page) throws IOException {
        Dictionary written = page.getEncoding().initDictionary(descriptor, page);
        boolean isInt96 = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96;
        return isInt96 ? new Timestamps(written) : written;
    }

    OnHeapColumnVector vector() {
        return vector;
    }

    /** How many rows may be read at once so that a vector has codes for all of them or for none. */
    int limit() throws IOException {
        if (!isMixed) {
            return Integer.MAX_VALUE;
        }
        if (left == 0) {
            next();
        }
        return left;
    }

    /** Reads the next rows into the vector. */
    void read(int rows) throws IOException {
        vector.reset();
        vector.setDictionary(null);
        for (int row = 0; row < rows; ) {
            if (left == 0) {
                boolean before = hasCodes;
                next();
                if (row > 0 && hasCodes != before) {
                    throw new IOException("Cannot read column '" + name() + "' of a Parquet file: its pages are of more"
                            + " encodings than the file says");
                }
            }
            int some = Math.min(left, rows - row);
            read(row, some);
            left -= some;
            row += some;
        }
        if (hasCodes) {
            vector.reserveDictionaryIds(rows).putInts(0, rows, codes, 0);
            vector.setDictionary(new ParquetDictionary(dictionary, false));
        }
    }

    @SuppressWarnings("deprecation")
    private void next() throws IOException {
        DataPage page = pages.readPage();
        if (page == null) {
            throw new IOException("Cannot read column '" + name()
                    + "' of a Parquet file: it has fewer values than its row group has rows");
        }
        left = page.getValueCount();
        Encoding encoding;
        if (page instanceof DataPageV2 second) {
            encoding = second.getDataEncoding();
            byte[] levelBytes = second.getDefinitionLevels().toByteArray();
            levels.start(levelBytes, 0, levelBytes.length, 1);
            open(second.getData());
        } else {
            DataPageV1 first = (DataPageV1) page;
            encoding = first.getValueEncoding();
            open(first.getBytes());
            if (descriptor.getMaxDefinitionLevel() > 0) {
                expect(first.getDlEncoding(), Encoding.RLE);
                int start = at + Integer.BYTES;
                at = endAfterLength();
                levels.start(bytes, start, at, 1);
            }
        }
        values(encoding);
    }

    /** What Parquet would have called instead hands out buffers to give back; these arrays are on the heap anyway. */
    @SuppressWarnings("deprecation")
    private void open(BytesInput input) throws IOException {
        codecs.giveBack(bytes);
        ByteBuffer buffer = input.toByteBuffer();
        bytes = buffer.hasArray() ? buffer.array() : input.toByteArray();
        at = buffer.hasArray() ? buffer.arrayOffset() + buffer.position() : 0;
        end = at + buffer.remaining();
    }

    /** Lets go of the page that was read last. */
    void close() {
        codecs.giveBack(bytes);
        bytes = new byte[0];
    }

    @SuppressWarnings("deprecation")
    private void values(Encoding encoding) throws IOException {
        hasCodes = encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
        if (hasCodes) {
            // A page of nulls alone may end here.
            int width = at < end ? bytes[at] : 0;
            numbers.start(bytes, at + 1, end, width);
        } else if (isBoolean() && encoding == Encoding.RLE) {
            numbers.start(bytes, at + Integer.BYTES, endAfterLength(), 1);
        } else {
            expect(encoding, Encoding.PLAIN);
            numbers.startPacked(bytes, at, end, 1);
        }
    }

    private boolean isBoolean() {
        return descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN;
    }

    private String name() {
        return String.join(".", descriptor.getPath());
    }

    private void expect(Encoding found, Encoding expected) throws IOException {
        if (found != expected) {
            throw new IOException("Cannot read column '" + name() + "' of a Parquet file: expected the encoding "
                    + expected + ", found " + found);
        }
    }

    private void read(int from, int count) {
        if (descriptor.getMaxDefinitionLevel() == 0) {
            readPresent(from, count);
            return;
        }
        for (int row = from; row < from + count; ) {
            int rest = from + count - row;
            int same = Math.min(rest, levels.sameAhead());
            if (same > 0) {
                if (levels.value() == 0) {
                    vector.putNulls(row, same);
                } else {
                    readPresent(row, same);
                }
                levels.skip(same);
                row += same;
            } else {
                int some = Math.min(rest, levels.ahead());
                levels.read(present, 0, some);
                readSome(row, some);
                row += some;
            }
        }
    }

    /** Reads rows of which {@code present} says which ones are not null. */
    private void readSome(int from, int count) {
        if (hasCodes) {
            int found = 0;
            for (int i = 0; i < count; i++) {
                found += present[i];
            }
            numbers.read(codes, from, found);
            int next = found - 1;
            for (int i = count - 1; i >= 0; i--) {
                if (present[i] == 0) {
                    vector.putNull(from + i);
                } else {
                    codes[from + i] = codes[from + next--];
                }
            }
            return;
        }
        for (int start = 0; start < count; ) {
            int end = start + 1;
            while (end < count && present[end] == present[start]) {
                end++;
            }
            if (present[start] == 0) {
                vector.putNulls(from + start, end - start);
            } else {
                readPresent(from + start, end - start);
            }
            start = end;
        }
    }

    private void readPresent(int from, int count) {
        if (hasCodes) {
            numbers.read(codes, from, count);
            return;
        }
        switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> readInts(from, count);
            case INT64 -> {
                expectBytes((long) Long.BYTES * count);
                vector.putLongsLittleEndian(from, count, bytes, at);
                at += Long.BYTES * count;
            }
            case FLOAT -> {
                expectBytes((long) Float.BYTES * count);
                vector.putFloatsLittleEndian(from, count, bytes, at);
                at += Float.BYTES * count;
            }
            case DOUBLE -> {
                expectBytes((long) Double.BYTES * count);
                vector.putDoublesLittleEndian(from, count, bytes, at);
                at += Double.BYTES * count;
            }
            case BOOLEAN -> {
                numbers.read(codes, from, count);
                for (int row = from; row < from + count; row++) {
                    vector.putBoolean(row, codes[row] != 0);
                }
            }
            case BINARY -> readStrings(from, count);
            case FIXED_LEN_BYTE_ARRAY -> readFixed(from, count);
            case INT96 -> {
                expectBytes((long) INT96_BYTES * count);
                for (int row = from; row < from + count; row++) {
                    vector.putLong(row, micros(bytes, at));
                    at += INT96_BYTES;
                }
            }
        }
    }

    /** Where the part of a page ends whose length the reader stands before. */
    private int endAfterLength() {
        expectBytes(Integer.BYTES);
        int length = (int) INTS.get(bytes, at);
        expectBytes(Integer.BYTES + Integer.toUnsignedLong(length));
        return at + Integer.BYTES + length;
    }

    /** Vectors copy what they are told, from wherever that may be; and behind a page its array holds what it held before. */
    private void expectBytes(long wanted) {
        if (wanted > end - at) {
            throw new IllegalStateException("A page ends before its values do");
        }
    }

    private void readInts(int from, int count) {
        expectBytes((long) Integer.BYTES * count);
        if (vector.dataType() instanceof ByteType) {
            for (int row = from; row < from + count; row++) {
                vector.putByte(row, (byte) (int) INTS.get(bytes, at + Integer.BYTES * (row - from)));
            }
        } else if (vector.dataType() instanceof ShortType) {
            for (int row = from; row < from + count; row++) {
                vector.putShort(row, (short) (int) INTS.get(bytes, at + Integer.BYTES * (row - from)));
            }
        } else {
            vector.putIntsLittleEndian(from, count, bytes, at);
        }
        at += Integer.BYTES * count;
    }

    private void readFixed(int from, int count) {
        int length = descriptor.getPrimitiveType().getTypeLength();
        expectBytes((long) length * count);
        int base = vector.arrayData().appendBytes(length * count, bytes, at);
        for (int row = from; row < from + count; row++) {
            vector.putArray(row, base + length * (row - from), length);
        }
        at += length * count;
    }

    /** A timestamp as nanoseconds of a Julian day, in microseconds since 1970. */
    private static long micros(byte[] from, int start) {
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
            Arrays.setAll(micros, id -> micros(written.decodeToBinary(id).getBytes(), 0));
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

    /** The bytes of all values are copied at once, with the lengths that stand between them. */
    private void readStrings(int from, int count) {
        WritableColumnVector data = vector.arrayData();
        int base = data.getElementsAppended() - at;
        int start = at;
        for (int row = from; row < from + count; row++) {
            int length = (int) INTS.get(bytes, at);
            expectBytes(Integer.BYTES + Integer.toUnsignedLong(length));
            vector.putArray(row, base + at + Integer.BYTES, length);
            at += Integer.BYTES + length;
        }
        data.appendBytes(at - start, bytes, start);
    }
}
