package io.github.surprisal.count;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes and reads the bytes in which partial counts travel. Whole numbers take as few bytes as they need. */
final class Block {
    private Block() {}

    static final class Writer {
        private byte[] bytes;
        private int size;

        /** Starts with these bytes. */
        Writer(byte[] start) {
            bytes = Arrays.copyOf(start, start.length + 1024);
            size = start.length;
        }

        /** A non-negative number. */
        void number(long value) {
            ensure(10);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        /** Any 64 bits. */
        void bits(long value) {
            ensure(8);
            for (int shift = 0; shift < 64; shift += 8) {
                bytes[size++] = (byte) (value >>> shift);
            }
        }

        void bytes(byte[] value) {
            number(value.length);
            ensure(value.length);
            System.arraycopy(value, 0, bytes, size, value.length);
            size += value.length;
        }

        void text(String value) {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }

        void value(Values values, int id) {
            if (values.type().isBytes()) {
                bytes(values.bytes(id));
            } else {
                bits(values.key(id));
            }
        }

        int size() {
            return size;
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, size);
        }

        private void ensure(int more) {
            if (bytes.length - size < more) {
                long wanted = Math.max(2L * bytes.length, (long) size + more);
                bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
            }
        }
    }

    static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean atEnd() {
            return at == bytes.length;
        }

        long number() {
            long value = 0;
            int shift = 0;
            while (bytes[at] < 0) {
                value |= (bytes[at++] & 0x7FL) << shift;
                shift += 7;
            }
            return value | ((long) bytes[at++]) << shift;
        }

        int integer() {
            return Math.toIntExact(number());
        }

        long bits() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 8) {
                value |= (bytes[at++] & 0xFFL) << shift;
            }
            return value;
        }

        byte[] bytes() {
            int length = integer();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        int value(Values values) {
            return values.type().isBytes() ? values.idOf(bytes()) : values.idOf(bits());
        }
    }
}
