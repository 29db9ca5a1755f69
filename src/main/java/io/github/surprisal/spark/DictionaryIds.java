package io.github.surprisal.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * All that is known here of the insides of Spark's vectors: the dictionary codes of a batch, and what they mean.
 *
 * <p>Spark wraps Parquet's dictionary anew for every batch, so that the wrapper does not tell whether two batches share
 * it. The wrapped one does, but it is private. Where it cannot be reached, there are no codes and a {@link Guard} fires: the vector is read value by
 * value, which is slower and as right. What a code means is read through a vector of Spark's own, so that every
 * conversion is Spark's.
 */
public final class DictionaryIds {
    private static final VarHandle WRAPPER = field(
            Guard.DICTIONARIES,
            WritableColumnVector.class,
            "dictionary",
            org.apache.spark.sql.execution.vectorized.Dictionary.class);

    private static final VarHandle WRAPPED =
            field(Guard.DICTIONARIES, ParquetDictionary.class, "dictionary", Dictionary.class);

    private static final VarHandle INTS = field(Guard.ARRAYS, OnHeapColumnVector.class, "intData", int[].class);

    private static final VarHandle BYTES = field(Guard.ARRAYS, OnHeapColumnVector.class, "byteData", byte[].class);

    private DictionaryIds() {}

    /** A field of another class, or null if there is no such field or no way to it. */
    private static VarHandle field(Guard guard, Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException | RuntimeException e) {
            guard.fire(e);
            return null;
        }
    }

    /** What tells one dictionary from another: the same object means the same dictionary. Null where there is none. */
    public static Dictionary dictionary(ColumnVector vector) {
        if (WRAPPER == null || WRAPPED == null) {
            return null;
        }
        return vector instanceof WritableColumnVector writable
                        && writable.hasDictionary()
                        && WRAPPER.get(writable) instanceof ParquetDictionary wrapper
                ? (Dictionary) WRAPPED.get(wrapper)
                : null;
    }

    /** The codes of a vector with a dictionary, maybe more of them than rows. Anything where the value is null. */
    public static int[] codes(ColumnVector vector, int rows) {
        WritableColumnVector codes = ((WritableColumnVector) vector).getDictionaryIds();
        return codes instanceof OnHeapColumnVector onHeap && INTS != null && (int[]) INTS.get(onHeap) != null
                ? (int[]) INTS.get(onHeap)
                : codes.getInts(0, rows);
    }

    /** The array that a vector of strings without a dictionary has them in, null where it cannot be had. */
    public static byte[] bytes(ColumnVector vector) {
        return BYTES != null
                        && vector instanceof OnHeapColumnVector strings
                        && !strings.hasDictionary()
                        && strings.getChild(0) instanceof OnHeapColumnVector data
                ? (byte[]) BYTES.get(data)
                : null;
    }

    /**
     * Some rows of a vector with a dictionary, by the same one.
     *
     * @param some the places of the rows
     * @param size how many they are
     * @param into has room for them
     */
    public static void choose(ColumnVector vector, int rows, int[] some, int size, OnHeapColumnVector into) {
        into.reset();
        into.setDictionary(
                (org.apache.spark.sql.execution.vectorized.Dictionary) WRAPPER.get((WritableColumnVector) vector));
        WritableColumnVector chosen = into.reserveDictionaryIds(Math.max(1, size));
        boolean hasNull = vector.hasNull();
        int[] codes = codes(vector, rows);
        for (int i = 0; i < size; i++) {
            if (hasNull && vector.isNullAt(some[i])) {
                into.putNull(i);
            } else {
                chosen.putInt(i, codes[some[i]]);
            }
        }
    }

    /** A vector whose row number i holds what code i means. */
    public static WritableColumnVector meanings(ColumnVector vector, Dictionary dictionary) {
        int size = dictionary.getMaxId() + 1;
        OnHeapColumnVector meanings = new OnHeapColumnVector(Math.max(1, size), vector.dataType());
        meanings.setDictionary(
                (org.apache.spark.sql.execution.vectorized.Dictionary) WRAPPER.get((WritableColumnVector) vector));
        WritableColumnVector codes = meanings.reserveDictionaryIds(Math.max(1, size));
        for (int code = 0; code < size; code++) {
            codes.putInt(code, code);
        }
        return meanings;
    }
}
