package io.github.surprisal.sql;

import io.github.surprisal.table.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
 * the user has its tuples in ascending order: the same rows give the same bytes.
 */
final class StateFormat {
    static final int VERSION = 1;

    private static final int MAX_ARGUMENTS = 1 << 10;

    private StateFormat() {}

    /** The type of the one argument of functions of states. */
    static Seq<AbstractDataType> inputTypes() {
        return CollectionConverters.asScala(List.<AbstractDataType>of(DataTypes.BinaryType))
                .toSeq();
    }

    /** In any order, for Spark's tasks. */
    static byte[] bytes(TupleCounts counts) {
        Writer writer = new Writer(counts);
        counts.forEach(writer);
        return writer.bytes();
    }

    /** In ascending order, for tables. */
    static byte[] sortedBytes(TupleCounts counts) {
        Writer writer = new Writer(counts);
        for (long[] tuple : counts.sorted()) {
            writer.visit(tuple, 0, tuple[tuple.length - 1]);
        }
        return writer.bytes();
    }

    /**
     * The counts that these are the bytes of.
     *
     * @throws UserException if they are of no state, or of another version
     */
    static TupleCounts counts(byte[] bytes, int limit, TaskMemory memory) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new UserException(
                        "Cannot read a state: expected version " + VERSION + ", found " + version
                                + "; states come from contingency_accumulate and contingency_combine of this or an older version");
            }
            List<ValueType> types = new ArrayList<>();
            int arguments = (int) varint(in, MAX_ARGUMENTS);
            for (int i = 0; i < arguments; i++) {
                String name = in.readUTF();
                types.add(new ValueType(name, in.readByte()));
            }
            int width = types.stream().mapToInt(ValueType::words).sum();
            int size = (int) varint(in, bytes.length / Math.max(1, Long.BYTES * width));
            TupleCounts counts = TupleCounts.withRoom(types, size, limit, memory);
            long[] words = new long[width];
            for (int i = 0; i < size; i++) {
                for (int w = 0; w < width; w++) {
                    words[w] = in.readLong();
                }
                long times = varint(in, Long.MAX_VALUE);
                if (times == 0) {
                    throw new IOException("a tuple that was not seen");
                }
                counts.add(words, 0, times);
            }
            if (counts.size() != size || in.read() >= 0 || (width == 0 && size > 0)) {
                throw new IOException("not as long as it says");
            }
            return counts;
        } catch (IOException e) {
            throw new UserException(
                    "Cannot read a state of " + bytes.length + " bytes: expected what contingency_accumulate or"
                            + " contingency_combine gave, found something else or a part of it",
                    e);
        }
    }

    private static long varint(DataInputStream in, long most) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (value < 0 || value > most) {
                    throw new IOException("a number of " + value);
                }
                return value;
            }
        }
        throw new IOException("a number that does not end");
    }

    private static final class Writer implements TupleCounts.Visitor {
        private final ByteArrayOutputStream bytes;
        private final DataOutputStream out;
        private final int width;

        Writer(TupleCounts counts) {
            width = counts.types().stream().mapToInt(ValueType::words).sum();
            bytes = new ByteArrayOutputStream(32 + (int) Math.min(1 << 28, counts.size() * (8L * width + 2)));
            out = new DataOutputStream(bytes);
            try {
                out.writeByte(VERSION);
                varint(counts.types().size());
                for (ValueType type : counts.types()) {
                    out.writeUTF(type.name());
                    out.writeByte(type.words());
                }
                varint(counts.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void visit(long[] words, int from, long count) {
            try {
                for (int w = from; w < from + width; w++) {
                    out.writeLong(words[w]);
                }
                varint(count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void varint(long value) throws IOException {
            long rest = value;
            while (rest > 0x7f) {
                out.writeByte((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.writeByte((int) rest);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
