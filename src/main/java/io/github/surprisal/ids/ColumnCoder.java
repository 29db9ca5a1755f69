package io.github.surprisal.ids;

import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.DictionaryIds;
import io.github.surprisal.spark.Guard;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Gives the values of one column their ids, a vector at a time. Where the vector is dictionary-encoded, a value is looked
 * up once per dictionary and not once per row.
 */
public final class ColumnCoder {
    /** About what a value of a dictionary takes: key, place in a table at its emptiest, and the id of its code. */
    private static final long BYTES_PER_MEANING = 40;

    private final ValueReader reader;
    private final ValueIndex values;
    private Dictionary dictionary;
    private int[] idOfCode = new int[0];

    /** For a column read by this reader, whose values it keeps itself. */
    public ColumnCoder(ValueReader reader) {
        this(reader, new ValueIndex(reader.type()));
    }

    /** For a column read by this reader, whose values are numbered here. */
    public ColumnCoder(ValueReader reader, ValueIndex values) {
        this.reader = reader;
        this.values = values;
    }

    /**
     * The dictionary codes of a vector's first values, if it has a dictionary and no nulls; null otherwise. What they mean
     * says {@link #idOfCode}.
     */
    public int[] codes(ColumnVector vector, int rows) {
        if (vector.hasNull() || !learn(vector, rows)) {
            return null;
        }
        return DictionaryIds.codes(vector, rows);
    }

    /** The ids of the codes in the vector last asked about. */
    public int[] idOfCode() {
        return idOfCode;
    }

    /**
     * Gives each row the id of its value.
     *
     * @param into receives the ids of the vector's first values, 0 for null
     * @param scratch as long as there are rows
     */
    public void ids(ColumnVector vector, int rows, int[] into, long[] scratch) {
        ids(vector, rows, into, scratch, true);
    }

    /**
     * The same.
     *
     * @param byDictionary whether all values of a dictionary may have ids; else only those that a row has
     */
    public void ids(ColumnVector vector, int rows, int[] into, long[] scratch, boolean byDictionary) {
        if (byDictionary && learn(vector, rows)) {
            decode(vector, DictionaryIds.codes(vector, rows), rows, into);
        } else if (vector instanceof ConstantColumnVector) {
            Arrays.fill(into, 0, rows, rows == 0 || vector.isNullAt(0) ? 0 : idOf(vector, 0));
        } else {
            lookUp(vector, rows, into, scratch);
        }
    }

    /**
     * The same for some rows, one by one: no other's values have ids.
     *
     * @param some the places of the rows
     * @param size how many they are
     */
    public void ids(ColumnVector vector, int[] some, int size, int[] into) {
        for (int i = 0; i < size; i++) {
            into[i] = vector.isNullAt(some[i]) ? 0 : idOf(vector, some[i]);
        }
    }

    /** How many values have ids: from 1 to this. */
    public int size() {
        return values.size();
    }

    /** About how many bytes the values take. */
    public long memory() {
        return values.memory();
    }

    /** The value of an id, where values are 64-bit keys. */
    public long key(int id) {
        return values.key(id);
    }

    /** The value of an id, where values are byte strings. */
    public byte[] bytes(int id) {
        return values.bytes(id);
    }

    private void decode(ColumnVector vector, int[] codes, int rows, int[] into) {
        int[] ids = idOfCode;
        if (vector.hasNull()) {
            for (int row = 0; row < rows; row++) {
                into[row] = vector.isNullAt(row) ? 0 : ids[codes[row]];
            }
        } else {
            for (int row = 0; row < rows; row++) {
                into[row] = ids[codes[row]];
            }
        }
    }

    private void lookUp(ColumnVector vector, int rows, int[] into, long[] scratch) {
        boolean hasNull = vector.hasNull();
        if (reader.type().isBytes()) {
            for (int row = 0; row < rows; row++) {
                into[row] = hasNull && vector.isNullAt(row) ? 0 : idOf(vector, row);
            }
        } else {
            reader.keys(vector, rows, scratch);
            for (int row = 0; row < rows; row++) {
                into[row] = hasNull && vector.isNullAt(row) ? 0 : values.idOf(scratch[row]);
            }
        }
    }

    /**
     * Whether all values of the vector's dictionary should have ids at once, which is a lookup for each of them and none for a row. Not where
     * it has more of them than there are rows and they would take more than there is room for: ten thousand columns, each of 20,000 values,
     * would take 8 GB after the first of their rows.
     *
     * @param room in bytes
     */
    public boolean canLearn(ColumnVector vector, int rows, long room) {
        Dictionary found = DictionaryIds.dictionary(vector);
        int size = found == null ? 0 : found.getMaxId() + 1;
        return size <= rows || size * BYTES_PER_MEANING <= room;
    }

    /** Whether the vector has a dictionary that tells what it is; then all of its values have ids. */
    public boolean learn(ColumnVector vector, int rows) {
        Dictionary found = DictionaryIds.dictionary(vector);
        if (found == null) {
            return false;
        }
        boolean isNew = found != dictionary;
        if (isNew || !agrees(vector, rows)) {
            if (!isNew) {
                Guard.DICTIONARIES.fire(new IllegalStateException("a dictionary changes"));
            }
            try (WritableColumnVector meanings = DictionaryIds.meanings(vector, found)) {
                int size = found.getMaxId() + 1;
                idOfCode = new int[size];
                lookUp(meanings, size, idOfCode, new long[reader.type().isBytes() ? 0 : size]);
            }
            dictionary = found;
        }
        return true;
    }

    /** Whether what is known of the dictionary is true of the first value: it always is, or Spark is not what it was. */
    private boolean agrees(ColumnVector vector, int rows) {
        int row = 0;
        while (row < rows && vector.isNullAt(row)) {
            row++;
        }
        return row == rows || idOfCode[DictionaryIds.codes(vector, rows)[row]] == idOf(vector, row);
    }

    private int idOf(ColumnVector vector, int row) {
        return switch (reader.type().base()) {
            case STRING -> {
                UTF8String value = reader.text(vector, row);
                yield values.idOf(value.getBaseObject(), value.getBaseOffset(), value.numBytes());
            }
            case BINARY, BIG_DECIMAL -> values.idOf(reader.bytes(vector, row));
            default -> values.idOf(reader.key(vector, row));
        };
    }
}
