package io.github.surprisal.encode;

import io.github.surprisal.count.CategoryType;
import io.github.surprisal.count.ValueReader;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;

/** The values of one row as the count reads them; refilled row by row, since Spark's rows are reused as well. */
final class Cells {
    private final ValueReader[] readers;
    private final boolean[] nulls;
    private final long[] keys;
    private final byte[][] bytes;

    Cells(List<DataType> types) {
        this.readers = types.stream()
                .map(type -> ValueReader.of(type)
                        .orElseThrow(() -> new IllegalStateException("Not a type that can be counted: " + type)))
                .toArray(ValueReader[]::new);
        this.nulls = new boolean[readers.length];
        this.keys = new long[readers.length];
        this.bytes = new byte[readers.length][];
    }

    void read(SpecializedGetters row) {
        for (int i = 0; i < readers.length; i++) {
            nulls[i] = row.isNullAt(i);
            if (nulls[i]) {
                continue;
            }
            if (type(i).isBytes()) {
                bytes[i] = readers[i].bytes(row, i);
            } else {
                keys[i] = readers[i].key(row, i);
            }
        }
    }

    CategoryType type(int column) {
        return readers[column].type();
    }

    boolean isNull(int column) {
        return nulls[column];
    }

    long key(int column) {
        return keys[column];
    }

    byte[] bytes(int column) {
        return bytes[column];
    }

    /** The value as a number; NaN for null and for what is no number. */
    double number(int column) {
        if (nulls[column]) {
            return Double.NaN;
        }
        return type(column).isBytes()
                ? type(column).number(bytes[column])
                : type(column).number(keys[column]);
    }

    /** The value as text; null for null. */
    String text(int column) {
        if (nulls[column]) {
            return null;
        }
        return type(column).isBytes()
                ? type(column).text(bytes[column])
                : type(column).text(keys[column]);
    }
}
