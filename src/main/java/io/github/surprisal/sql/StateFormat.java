package io.github.surprisal.sql;

import io.github.surprisal.ids.ArrayLength;
import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The bytes of {@link TupleCounts}, in tables of states and between Spark's tasks:
 *
 * <pre>
 * byte    1                    the version of the format
 * varint  arguments            and of each: UTF the type's name, byte the words of a value
 * varint  tuples               and of each: its words, 8 bytes each, the highest first; varint how often it was seen
 * </pre>
 *
 * <p>A varint has seven bits a byte, the lowest first, and the eighth bit on all bytes but its last. A state that is handed to
 * the user has its tuples in ascending order: the same rows give the same bytes. Between tasks, and there alone, whole numbers that
 * {@linkplain NumberPlaces lie close together} are sent by place:
 *
 * <pre>
 * byte    −1
 * varint  arguments, varint tuples     as above, of one word
 * 8 bytes the least number, varint places, and how often each number from the least on was seen, which may be 0
 * varint  others               and of each: its word, varint how often it was seen
 * </pre>
 */
final class StateFormat {
    static final byte VERSION = 1;

    private static final byte PLACED = -1;

    private static final int MAX_ARGUMENTS = 1 << 10;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private StateFormat() {}

    /** The type of the one argument of functions of states. */
    static Seq<AbstractDataType> inputTypes() {
        return CollectionConverters.asScala(List.<AbstractDataType>of(DataTypes.BinaryType))
                .toSeq();
    }

    /** In any order, for Spark's tasks. */
    static byte[] bytes(TupleCounts counts) {
        return counts.numbers().map(numbers -> placed(counts, numbers)).orElseGet(() -> {
            Writer writer = new Writer(counts.types(), counts.size());
            counts.forEach(writer);
            return writer.bytes();
        });
    }

    private static byte[] placed(TupleCounts counts, NumberPlaces numbers) {
        Writer writer = new Writer(PLACED, counts.types(), counts.size());
        writer.ensure(Long.BYTES + Writer.VARINT);
        writer.word(numbers.least());
        writer.varint(numbers.length());
        for (int place = 0; place < numbers.length(); place++) {
            writer.ensure(Writer.VARINT);
            writer.varint(numbers.count(place));
        }
        writer.ensure(Writer.VARINT);
        writer.varint(counts.size() - numbers.size());
        counts.forEachOther(writer);
        return writer.bytes();
    }

    /** In ascending order, for tables. */
    static byte[] sortedBytes(TupleCounts counts) {
        Writer writer = new Writer(counts.types(), counts.size());
        List<long[]> tuples = new ArrayList<>(counts.size());
        counts.forEach((words, from, count) -> {
            long[] tuple = Arrays.copyOfRange(words, from, from + writer.width + 1);
            tuple[writer.width] = count;
            tuples.add(tuple);
        });
        tuples.sort(Arrays::compare);
        for (long[] tuple : tuples) {
            writer.visit(tuple, 0, tuple[writer.width]);
        }
        return writer.bytes();
    }

    /**
     * The counts that these are the bytes of.
     *
     * @throws UserException if they are of no state, or of another version
     */
    static TupleCounts counts(byte[] bytes, int limit, TaskMemory memory) {
        try {
            Reader in = new Reader(bytes);
            int version = in.next();
            if (version != VERSION && version != PLACED) {
                throw new UserException(
                        "Cannot read a state: expected version " + VERSION + ", found " + version
                                + "; states come from contingency_accumulate and contingency_combine of this or an older version");
            }
            List<ValueType> types = new ArrayList<>();
            int arguments = (int) in.varint(MAX_ARGUMENTS);
            for (int i = 0; i < arguments; i++) {
                String name = in.text();
                types.add(new ValueType(name, in.words()));
            }
            int width = types.stream().mapToInt(ValueType::words).sum();
            TupleCounts counts =
                    version == PLACED ? placed(in, types, limit, memory) : tuples(in, types, width, limit, memory);
            if (!in.isAtEnd()) {
                throw new IOException("not as long as it says");
            }
            return counts;
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new UserException(
                    "Cannot read a state of " + bytes.length + " bytes: expected what contingency_accumulate or"
                            + " contingency_combine gave, found something else or a part of it",
                    e);
        }
    }

    private static TupleCounts tuples(Reader in, List<ValueType> types, int width, int limit, TaskMemory memory)
            throws IOException {
        int size = (int) in.varint(in.bytes.length / Math.max(1, Long.BYTES * width));
        TupleCounts counts = width == 1
                ? in.withRoomForWords(types, size, limit, memory)
                : TupleCounts.withRoom(types, size, 0, -1, limit, memory);
        long[] words = new long[width];
        for (int i = 0; i < size; i++) {
            for (int w = 0; w < width; w++) {
                words[w] = in.word();
            }
            counts.add(words, 0, in.times());
        }
        if (counts.size() != size || (width == 0 && size > 0)) {
            throw new IOException("tuples that stand twice");
        }
        return counts;
    }

    private static TupleCounts placed(Reader in, List<ValueType> types, int limit, TaskMemory memory)
            throws IOException {
        int size = (int) in.varint(in.bytes.length);
        long[] word = {in.word()};
        int length = (int) in.varint(in.bytes.length);
        TupleCounts counts =
                TupleCounts.withRoom(types, size, word[0], word[0] + Math.max(0, length - 1), limit, memory);
        for (int place = 0; place < length; place++, word[0]++) {
            long times = in.varint(Long.MAX_VALUE);
            if (times > 0) {
                counts.add(word, 0, times);
            }
        }
        for (int others = (int) in.varint(in.bytes.length); others > 0; others--) {
            word[0] = in.word();
            counts.add(word, 0, in.times());
        }
        return counts;
    }

    /** Beyond the end there is an {@link IndexOutOfBoundsException}. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        byte next() {
            return bytes[at++];
        }

        long word() {
            long word = (long) WORDS.get(bytes, at);
            at += Long.BYTES;
            return word;
        }

        long varint(long most) throws IOException {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    if (value < 0 || value > most) {
                        throw new IOException("a number of " + value);
                    }
                    return value;
                }
            }
            throw new IOException("a number that does not end");
        }

        /** How many words a value of a column takes. */
        int words() throws IOException {
            int words = next();
            if (words < 1 || words > 2) {
                throw new IOException("values of " + words + " words");
            }
            return words;
        }

        /** How often a tuple was seen. */
        long times() throws IOException {
            long times = varint(Long.MAX_VALUE);
            if (times == 0) {
                throw new IOException("a tuple that was not seen");
            }
            return times;
        }

        String text() throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, at, bytes.length - at));
            String text = in.readUTF();
            at = bytes.length - in.available();
            return text;
        }

        /** No tuples yet, and room for those of one word that are next. */
        TupleCounts withRoomForWords(List<ValueType> types, int size, int limit, TaskMemory memory) throws IOException {
            int start = at;
            long least = Long.MAX_VALUE;
            long greatest = Long.MIN_VALUE;
            for (int i = 0; i < size; i++) {
                long word = word();
                least = Math.min(least, word);
                greatest = Math.max(greatest, word);
                varint(Long.MAX_VALUE);
            }
            at = start;
            return TupleCounts.withRoom(types, size, least, greatest, limit, memory);
        }

        boolean isAtEnd() {
            return at == bytes.length;
        }
    }

    /** Writes a state tuple by tuple. */
    static final class Writer implements TupleCounts.Visitor {
        /** Of a varint, at most. */
        private static final int VARINT = 10;

        private final int width;
        private byte[] bytes;
        private int size;

        /** For a state of so many tuples, whose words and counts are to come. */
        Writer(List<ValueType> types, int tuples) {
            this(VERSION, types, tuples);
        }

        private Writer(byte version, List<ValueType> types, int tuples) {
            width = types.stream().mapToInt(ValueType::words).sum();
            bytes = new byte[(int) Math.min(1 << 30, 64 + tuples * ((long) Long.BYTES * width + 2))];
            bytes[size++] = version;
            varint(types.size());
            for (ValueType type : types) {
                byte[] text = text(type.name());
                ensure(text.length + 1 + 2 * VARINT);
                System.arraycopy(text, 0, bytes, size, text.length);
                size += text.length;
                bytes[size++] = (byte) type.words();
            }
            varint(tuples);
        }

        private static byte[] text(String text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public void visit(long[] words, int from, long count) {
            ensure(Long.BYTES * width + VARINT);
            for (int w = from; w < from + width; w++) {
                word(words[w]);
            }
            varint(count);
        }

        private void word(long word) {
            WORDS.set(bytes, size, word);
            size += Long.BYTES;
        }

        private void ensure(int more) {
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, ArrayLength.grown(bytes.length, (long) size + more));
            }
        }

        private void varint(long value) {
            long rest = value;
            while (rest > 0x7f) {
                bytes[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, size);
        }
    }
}
