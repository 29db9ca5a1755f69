package io.github.surprisal.scan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of rows that came one by one: with it, rows are counted like any other batch of columns. */
final class RowVector extends ColumnVector {
    private final ValueReader reader;
    private final boolean[] nulls;
    private final long[] keys;
    private final int[] ends;
    private byte[] arena = new byte[0];
    private int size;
    private int nullCount;

    RowVector(ValueReader reader, int capacity) {
        super(reader.sparkType());
        this.reader = reader;
        this.nulls = new boolean[capacity];
        this.keys = new long[reader.type().isBytes() ? 0 : capacity];
        this.ends = new int[reader.type().isBytes() ? capacity : 0];
    }

    void clear() {
        size = 0;
        nullCount = 0;
    }

    /** How many bytes its byte strings take. */
    int bytes() {
        return ends.length == 0 ? 0 : start(size);
    }

    void add(SpecializedGetters row, int ordinal) {
        boolean isNull = row.isNullAt(ordinal);
        addNull(isNull);
        if (!reader.type().isBytes()) {
            keys[size++] = isNull ? 0 : reader.key(row, ordinal);
        } else if (!isNull && reader.type().base() == CategoryType.Base.STRING) {
            UTF8String value = reader.text(row, ordinal);
            addBytes(value.getBaseObject(), value.getBaseOffset(), value.numBytes());
        } else {
            addBytes(isNull ? new byte[0] : reader.bytes(row, ordinal));
        }
    }

    private void addNull(boolean isNull) {
        nulls[size] = isNull;
        nullCount += isNull ? 1 : 0;
    }

    private void addBytes(byte[] value) {
        addBytes(value, Platform.BYTE_ARRAY_OFFSET, value.length);
    }

    private void addBytes(Object base, long offset, int length) {
        int start = start(size);
        if (arena.length - start < length) {
            arena = Arrays.copyOf(arena, Math.max(2 * arena.length, Math.addExact(start, length)));
        }
        Platform.copyMemory(base, offset, arena, (long) Platform.BYTE_ARRAY_OFFSET + start, length);
        ends[size++] = start + length;
    }

    private int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    @Override
    public void close() {
        clear();
    }

    @Override
    public boolean hasNull() {
        return nullCount > 0;
    }

    @Override
    public int numNulls() {
        return nullCount;
    }

    @Override
    public boolean isNullAt(int row) {
        return nulls[row];
    }

    @Override
    public boolean getBoolean(int row) {
        return keys[row] != 0;
    }

    @Override
    public byte getByte(int row) {
        return (byte) keys[row];
    }

    @Override
    public short getShort(int row) {
        return (short) keys[row];
    }

    @Override
    public int getInt(int row) {
        return (int) keys[row];
    }

    @Override
    public long getLong(int row) {
        return keys[row];
    }

    @Override
    public float getFloat(int row) {
        return (float) Double.longBitsToDouble(keys[row]);
    }

    @Override
    public double getDouble(int row) {
        return Double.longBitsToDouble(keys[row]);
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        return reader.type().isBytes()
                ? Decimal.apply(new BigDecimal(new BigInteger(getBinary(row)), scale), precision, scale)
                : Decimal.createUnsafe(keys[row], precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int row) {
        return UTF8String.fromBytes(arena, start(row), ends[row] - start(row));
    }

    @Override
    public byte[] getBinary(int row) {
        return Arrays.copyOfRange(arena, start(row), ends[row]);
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw new UnsupportedOperationException("Nested types are not counted");
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw new UnsupportedOperationException("Nested types are not counted");
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw new UnsupportedOperationException("Nested types are not counted");
    }
}
