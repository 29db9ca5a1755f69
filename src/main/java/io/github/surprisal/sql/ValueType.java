package io.github.surprisal.sql;

import io.github.surprisal.ids.ColumnCoder;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.util.CollationFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The type of an argument's values, and what a value becomes: the one word of its {@link CategoryType} key, or two where
 * values are byte strings, which are known by 128 bits of their hash. Values are the same here that are the same there.
 *
 * @param name what states say of the type: states of types with different names do not go together
 * @param words how many words a value takes
 */
record ValueType(String name, int words) implements Serializable {
    /** These two seeds are in every stored state: they never change. */
    private static final long FIRST_SEED = 0x5375727072697361L;

    private static final long SECOND_SEED = 0x6c53746174653031L;

    static final ValueType DOUBLE = new ValueType("double", 1);

    /** Reads values of one Spark type. */
    interface Reader extends Serializable {
        ValueType type();

        /** Writes the words of the value at an ordinal, which is not null. */
        void read(SpecializedGetters row, int ordinal, long[] words, int at);

        /** What a column's values can be numbered by; empty where they have no keys or byte strings. */
        default Optional<ValueReader> values() {
            return Optional.empty();
        }

        /** Writes the words of a value that has been numbered. */
        default void words(ColumnCoder values, int id, long[] words, int at) {
            throw new IllegalStateException("Values are not numbered: " + type().name());
        }
    }

    /** A reader, or none where values of that type are not counted: nested and opaque ones. */
    static Optional<Reader> reader(DataType type) {
        if (type instanceof NullType) {
            return Optional.of(new Nothing(new ValueType("void", 1)));
        }
        if (type.typeName().startsWith("time(")) {
            return Optional.of(new Nanos(new ValueType("time", 1)));
        }
        if (type instanceof StringType text && ValueReader.of(type).isEmpty()) {
            CollationFactory.Collation collation = CollationFactory.fetchCollation(text.collationId());
            String name = "string collate " + collation.collationName + " " + collation.version;
            return Optional.of(new Weights(new ValueType(name, 2), text.collationId()));
        }
        return ValueReader.of(type).map(values -> {
            CategoryType category = values.type();
            String name = category.base().name().toLowerCase(Locale.ROOT);
            if (category.scale() != 0) {
                name += "(" + category.scale() + ")";
            }
            if (values.isCollated()) {
                name += " collate " + CollationFactory.fetchCollation(category.collation()).collationName;
            }
            return category.isBytes()
                    ? new Hash(new ValueType(name, 2), values)
                    : new Word(new ValueType(name, 1), values);
        });
    }

    /** One zero and one NaN, as keys have. */
    static long word(double value) {
        return Double.doubleToLongBits(value == 0.0 ? 0.0 : value);
    }

    private static void hash(Object base, long offset, int length, long[] words, int at) {
        words[at] = XXH64.hashUnsafeBytes(base, offset, length, FIRST_SEED);
        words[at + 1] = XXH64.hashUnsafeBytes(base, offset, length, SECOND_SEED);
    }

    private record Word(ValueType type, ValueReader reader) implements Reader {
        @Override
        public void read(SpecializedGetters row, int ordinal, long[] words, int at) {
            words[at] = reader.key(row, ordinal);
        }

        @Override
        public Optional<ValueReader> values() {
            return Optional.of(reader);
        }

        @Override
        public void words(ColumnCoder values, int id, long[] words, int at) {
            words[at] = values.key(id);
        }
    }

    /** Of a column of nulls alone. */
    private record Nothing(ValueType type) implements Reader {
        @Override
        public void read(SpecializedGetters row, int ordinal, long[] words, int at) {
            throw new IllegalStateException("A value of no type");
        }
    }

    private record Nanos(ValueType type) implements Reader {
        @Override
        public void read(SpecializedGetters row, int ordinal, long[] words, int at) {
            words[at] = row.getLong(ordinal);
        }
    }

    private record Hash(ValueType type, ValueReader reader) implements Reader {
        @Override
        public void read(SpecializedGetters row, int ordinal, long[] words, int at) {
            if (reader.type().base() == CategoryType.Base.STRING) {
                UTF8String text = reader.text(row, ordinal);
                hash(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), words, at);
            } else {
                byte[] bytes = reader.bytes(row, ordinal);
                hash(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, words, at);
            }
        }

        @Override
        public Optional<ValueReader> values() {
            return Optional.of(reader);
        }

        @Override
        public void words(ColumnCoder values, int id, long[] words, int at) {
            byte[] bytes = values.bytes(id);
            hash(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, words, at);
        }
    }

    /** Strings of the collations of Unicode and of languages, by the weights that they are compared by. */
    private record Weights(ValueType type, int collation) implements Reader {
        @Override
        public void read(SpecializedGetters row, int ordinal, long[] words, int at) {
            byte[] weights = CollationFactory.getCollationKeyBytes(row.getUTF8String(ordinal), collation);
            hash(weights, Platform.BYTE_ARRAY_OFFSET, weights.length, words, at);
        }
    }
}
