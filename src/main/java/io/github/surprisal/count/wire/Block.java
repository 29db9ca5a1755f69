package io.github.surprisal.count.wire;

import io.github.surprisal.ids.ArrayLength;
import io.github.surprisal.ids.ShortCopy;
import io.github.surprisal.ids.ValueIndex;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;

/** Writes and reads the bytes in which partial counts travel. Whole numbers take as few bytes as they need. */
public final class Block {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes of a listed row of a key, at most. */
    private static final int LISTED = Long.BYTES + 5;

    private Block() {}

    public static final class Writer {
        private byte[] bytes;
        private int size;

        public Writer(int expected) {
            bytes = new byte[expected];
        }

        /** A writer that has written these bytes, and has room for so many more. */
        public Writer(byte[] start, int more) {
            bytes = Arrays.copyOf(start, start.length + more);
            size = start.length;
        }

        /** A non-negative number. */
        public void number(long value) {
            ensure(10);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        /** Any 64 bits. */
        public void bits(long value) {
            ensure(8);
            LONGS.set(bytes, size, value);
            size += 8;
        }

        /** Listed rows, each a key and a stratum's number. */
        public void listed(long[] keys, int[] strata, int[] order, int from, int to) {
            ensure((to - from) * LISTED);
            byte[] into = bytes;
            int next = size;
            for (int i = from; i < to; i++) {
                int row = order[i];
                LONGS.set(into, next, keys[row]);
                next += Long.BYTES;
                int rest = strata[row];
                while (rest > 0x7F) {
                    into[next++] = (byte) (rest | 0x80);
                    rest >>>= 7;
                }
                into[next++] = (byte) rest;
            }
            size = next;
        }

        public void bytes(byte[] value) {
            bytes(value, 0, value.length);
        }

        public void bytes(byte[] from, int start, int length) {
            number(length);
            ensure(length);
            ShortCopy.copy(from, start, bytes, size, length);
            size += length;
        }

        public void bytes(Object base, long offset, int length) {
            if (base instanceof byte[] array) {
                bytes(array, (int) (offset - Platform.BYTE_ARRAY_OFFSET), length);
                return;
            }
            number(length);
            ensure(length);
            Platform.copyMemory(base, offset, bytes, (long) Platform.BYTE_ARRAY_OFFSET + size, length);
            size += length;
        }

        /** A value by its id. */
        public void value(ValueIndex values, int id) {
            if (!values.type().isBytes()) {
                bits(values.key(id));
                return;
            }
            int length = values.length(id);
            number(length);
            ensure(length);
            values.copyTo(id, bytes, size);
            size += length;
        }

        public void text(String value) {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }

        /** What another one holds, without its length. */
        void append(Writer other) {
            ensure(other.size);
            System.arraycopy(other.bytes, 0, bytes, size, other.size);
            size += other.size;
        }

        /** Some bytes, without their length. */
        public void append(byte[] from, int start, int length) {
            ensure(length);
            System.arraycopy(from, start, bytes, size, length);
            size += length;
        }

        public int size() {
            return size;
        }

        public int memory() {
            return bytes.length;
        }

        public void clear() {
            size = 0;
        }

        /** What was written, perhaps with some bytes behind it that mean nothing: they are not copied where these are few. */
        byte[] toBytesAndMore() {
            return bytes.length - size <= size >>> 4 ? bytes : toBytes();
        }

        public byte[] toBytes() {
            return Arrays.copyOf(bytes, size);
        }

        private void ensure(int more) {
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, ArrayLength.grown(bytes.length, (long) size + more));
            }
        }
    }

    public static final class Reader {
        private final byte[] bytes;
        private int at;

        public Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        public int position() {
            return at;
        }

        public void seek(int position) {
            at = position;
        }

        boolean atEnd() {
            return at == bytes.length;
        }

        public long number() {
            byte first = bytes[at++];
            return first >= 0 ? first : longNumber(first & 0x7FL);
        }

        private long longNumber(long start) {
            long value = start;
            int shift = 7;
            while (bytes[at] < 0) {
                value |= (bytes[at++] & 0x7FL) << shift;
                shift += 7;
            }
            return value | ((long) bytes[at++]) << shift;
        }

        /** The next byte, unsigned. */
        public int next() {
            return bytes[at++] & 0xFF;
        }

        public int integer() {
            return Math.toIntExact(number());
        }

        public long bits() {
            long value = (long) LONGS.get(bytes, at);
            at += 8;
            return value;
        }

        public byte[] bytes() {
            int length = integer();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        public String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        /** Reads listed rows, each a key and a stratum's number, to where they belong. */
        public void listed(int rows, long[] keys, int[] strata, int from, int[] strataMap) {
            byte[] source = bytes;
            int next = at;
            for (int i = from; i < from + rows; i++) {
                keys[i] = (long) LONGS.get(source, next);
                next += Long.BYTES;
                int stratum = source[next++];
                if (stratum < 0) {
                    at = next - 1;
                    stratum = integer();
                    next = at;
                }
                strata[i] = strataMap[stratum];
            }
            at = next;
        }

        /** Reads a value and gives it an id. */
        public int value(ValueIndex values) {
            if (!values.type().isBytes()) {
                return values.idOf(bits());
            }
            int length = integer();
            at += length;
            return values.idOf(bytes, (long) Platform.BYTE_ARRAY_OFFSET + at - length, length);
        }
    }
}
