package io.github.surprisal.scan.parquet;

import io.github.surprisal.table.ReadFailure;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.apache.spark.sql.types.ShortType;

/**
 * One flat column of a row group, read page by page into a vector: codes of its dictionary where a page has them.
 *
 * <p>Nothing is believed that a page says of itself: a value is read only if its bytes are there, a code only if the
 * dictionary has it. What is wrong is an exception that names the column.
 */
final class PageColumn {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ColumnDescriptor descriptor;
    private final PageReader pages;
    private final boolean isMixed;
    private final Dictionary dictionary;
    private final BatchRoom room;
    private final OnHeapColumnVector vector;
    private final HybridDecoder levels = new HybridDecoder();
    private final HybridDecoder numbers = new HybridDecoder();
    private final int[] present;
    private final int[] codes;
    private final PageCodecs codecs;
    private boolean hasCodes;

    /** Whether a page's codes have more bits than its dictionary needs. */
    private boolean mayExceed;

    private int left;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /**
     * @param isMixed whether some of its pages may have codes and others not
     * @param room what rows are read into
     * @param codecs what the pages are decompressed by
     */
    PageColumn(ColumnDescriptor descriptor, PageReader pages, boolean isMixed, BatchRoom room, PageCodecs codecs)
            throws IOException {
        this.codecs = codecs;
        this.descriptor = descriptor;
        this.pages = pages;
        this.isMixed = isMixed;
        this.room = room;
        this.vector = room.vector();
        this.dictionary = dictionary();
        this.present = room.present();
        this.codes = room.codes();
    }

    BatchRoom room() {
        return room;
    }

    /** The chunk's dictionary, null if it has none. */
    private Dictionary dictionary() throws IOException {
        try {
            DictionaryPage page = pages.readDictionaryPage();
            return page == null ? null : PageDictionary.of(descriptor, page);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private PrimitiveTypeName type() {
        return descriptor.getPrimitiveType().getPrimitiveTypeName();
    }

    private ReadFailure.InColumn damaged(Exception e) {
        return new ReadFailure.InColumn(name(), ReadFailure.reason(e), e);
    }

    OnHeapColumnVector vector() {
        return vector;
    }

    /** How many rows may be read at once so that a vector has codes for all of them or for none. */
    int limit() throws IOException {
        if (!isMixed) {
            return Integer.MAX_VALUE;
        }
        try {
            while (left == 0) {
                next();
            }
            return left;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    /** Reads the next rows into the vector. */
    void read(int rows) throws IOException {
        try {
            readRows(rows);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private void readRows(int rows) throws IOException {
        vector.reset();
        vector.setDictionary(null);
        for (int row = 0; row < rows; ) {
            if (left == 0) {
                boolean before = hasCodes;
                next();
                if (row > 0 && hasCodes != before) {
                    throw new IOException("Its pages are of more encodings than the file says");
                }
            }
            int some = Math.min(left, rows - row);
            read(row, some);
            left -= some;
            row += some;
        }
        room.filled();
        if (hasCodes) {
            vector.reserveDictionaryIds(rows).putInts(0, rows, codes, 0);
            vector.setDictionary(new ParquetDictionary(dictionary, false));
        }
    }

    @SuppressWarnings("deprecation")
    private void next() throws IOException {
        DataPage page = pages.readPage();
        if (page == null) {
            throw new IOException("It has fewer values than its row group has rows");
        }
        left = page.getValueCount();
        if (left < 0) {
            throw new IOException("A page of " + left + " values");
        }
        Encoding encoding;
        if (page instanceof DataPageV2 second) {
            encoding = second.getDataEncoding();
            byte[] levelBytes = second.getDefinitionLevels().toByteArray();
            levels.start(levelBytes, 0, levelBytes.length, 1, left);
            open(second.getData());
        } else {
            DataPageV1 first = (DataPageV1) page;
            encoding = first.getValueEncoding();
            open(first.getBytes());
            if (descriptor.getMaxDefinitionLevel() > 0) {
                expect(first.getDlEncoding(), Encoding.RLE);
                int start = at + Integer.BYTES;
                at = endAfterLength();
                levels.start(bytes, start, at, 1, left);
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
            if (dictionary == null) {
                throw new IOException("Its values are codes of a dictionary that is not there");
            }
            // A page of nulls alone may end here: then there is no code to be taken, of whatever width.
            int width = at < end ? bytes[at] : 1;
            numbers.start(bytes, Math.min(at + 1, end), end, width, left);
            mayExceed = 1L << width > dictionary.getMaxId() + 1L;
        } else if (isBoolean() && encoding == Encoding.RLE) {
            numbers.start(bytes, at + Integer.BYTES, endAfterLength(), 1, left);
        } else {
            expect(encoding, Encoding.PLAIN);
            numbers.startPacked(bytes, at, end, 1);
        }
    }

    private boolean isBoolean() {
        return type() == PrimitiveTypeName.BOOLEAN;
    }

    private String name() {
        return String.join(".", descriptor.getPath());
    }

    private void expect(Encoding found, Encoding expected) throws IOException {
        if (found != expected) {
            throw new IOException("Expected the encoding " + expected + ", found " + found);
        }
    }

    private void read(int from, int count) {
        if (count == 0) {
            return;
        }
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
            readCodes(from, found);
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
            readCodes(from, count);
            return;
        }
        switch (type()) {
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
                expectBytes((long) PageDictionary.INT96_BYTES * count);
                for (int row = from; row < from + count; row++) {
                    vector.putLong(row, PageDictionary.micros(bytes, at));
                    at += PageDictionary.INT96_BYTES;
                }
            }
        }
    }

    private void readCodes(int from, int count) {
        numbers.read(codes, from, count);
        if (!mayExceed) {
            return;
        }
        int greatest = dictionary.getMaxId();
        // The sign is that of a code below 0 or above the greatest; a loop without a branch takes many at a time.
        int outside = 0;
        for (int i = from; i < from + count; i++) {
            outside |= codes[i] | (greatest - codes[i]);
        }
        if (outside < 0) {
            throw new IllegalStateException(
                    "A value has a code that its dictionary of " + (greatest + 1L) + " does not have");
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
            throw new IllegalStateException(HybridDecoder.ENDS_EARLY);
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

    /** The bytes of all values are copied at once, with the lengths that stand between them. */
    private void readStrings(int from, int count) {
        WritableColumnVector data = vector.arrayData();
        int base = data.getElementsAppended() - at;
        int start = at;
        for (int row = from; row < from + count; row++) {
            expectBytes(Integer.BYTES);
            int length = (int) INTS.get(bytes, at);
            expectBytes(Integer.BYTES + Integer.toUnsignedLong(length));
            vector.putArray(row, base + at + Integer.BYTES, length);
            at += Integer.BYTES + length;
        }
        data.appendBytes(at - start, bytes, start);
    }
}
