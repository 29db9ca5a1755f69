package io.github.surprisal.count;

import io.github.surprisal.count.CategoryType.Base;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * Reads the values of one Spark type as the keys and byte strings of its {@link CategoryType}. The one place where a
 * Spark type meets the count's own.
 */
public final class ValueReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final CategoryType type;
    private final DataType sparkType;

    private ValueReader(CategoryType type, DataType sparkType) {
        this.type = type;
        this.sparkType = sparkType;
    }

    /** The reader for a Spark type, or none where values of that type cannot be counted (nested and opaque types). */
    public static Optional<ValueReader> of(DataType sparkType) {
        return categoryType(sparkType).map(type -> new ValueReader(type, sparkType));
    }

    private static Optional<CategoryType> categoryType(DataType sparkType) {
        if (sparkType instanceof DecimalType decimal) {
            Base base = decimal.precision() <= Decimal.MAX_LONG_DIGITS() ? Base.DECIMAL : Base.BIG_DECIMAL;
            return Optional.of(new CategoryType(base, decimal.scale()));
        }
        Base base = null;
        if (sparkType instanceof StringType || sparkType instanceof CharType || sparkType instanceof VarcharType) {
            base = Base.STRING;
        } else if (sparkType instanceof BinaryType) {
            base = Base.BINARY;
        } else if (sparkType instanceof BooleanType) {
            base = Base.BOOLEAN;
        } else if (sparkType instanceof ByteType
                || sparkType instanceof ShortType
                || sparkType instanceof IntegerType
                || sparkType instanceof LongType) {
            base = Base.INTEGER;
        } else if (sparkType instanceof FloatType) {
            base = Base.FLOAT;
        } else if (sparkType instanceof DoubleType) {
            base = Base.DOUBLE;
        } else if (sparkType instanceof DateType) {
            base = Base.DATE;
        } else if (sparkType instanceof TimestampType) {
            base = Base.TIMESTAMP;
        } else if (sparkType instanceof TimestampNTZType) {
            base = Base.TIMESTAMP_NTZ;
        } else if (sparkType instanceof YearMonthIntervalType) {
            base = Base.YEAR_MONTH_INTERVAL;
        } else if (sparkType instanceof DayTimeIntervalType) {
            base = Base.DAY_TIME_INTERVAL;
        }
        return Optional.ofNullable(base).map(CategoryType::of);
    }

    public CategoryType type() {
        return type;
    }

    /** The 64-bit key of a non-null value. */
    public long key(SpecializedGetters row, int ordinal) {
        return switch (type.base()) {
            case BOOLEAN -> row.getBoolean(ordinal) ? 1 : 0;
            case INTEGER -> integer(row, ordinal);
            case FLOAT -> floating(row.getFloat(ordinal));
            case DOUBLE -> floating(row.getDouble(ordinal));
            case DECIMAL -> {
                DecimalType decimal = (DecimalType) sparkType;
                yield row.getDecimal(ordinal, decimal.precision(), decimal.scale())
                        .toUnscaledLong();
            }
            case DATE, YEAR_MONTH_INTERVAL -> row.getInt(ordinal);
            case TIMESTAMP, TIMESTAMP_NTZ, DAY_TIME_INTERVAL -> row.getLong(ordinal);
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + type);
        };
    }

    /** The byte string of a non-null value: its own copy. */
    public byte[] bytes(SpecializedGetters row, int ordinal) {
        return switch (type.base()) {
            case STRING -> row.getUTF8String(ordinal).getBytes();
            case BINARY -> row.getBinary(ordinal).clone();
            case BIG_DECIMAL -> {
                DecimalType decimal = (DecimalType) sparkType;
                yield row.getDecimal(ordinal, decimal.precision(), decimal.scale())
                        .toJavaBigDecimal()
                        .unscaledValue()
                        .toByteArray();
            }
            default -> throw new IllegalStateException("Not a byte string type: " + type);
        };
    }

    /** The keys of a vector's first values; anything where the value is null. */
    public void keys(ColumnVector vector, int rows, long[] into) {
        if (!vector.hasNull() && sparkType instanceof LongType) {
            for (int row = 0; row < rows; row++) {
                into[row] = vector.getLong(row);
            }
        } else if (!vector.hasNull() && sparkType instanceof IntegerType) {
            for (int row = 0; row < rows; row++) {
                into[row] = vector.getInt(row);
            }
        } else if (!vector.hasNull() && sparkType instanceof DoubleType) {
            for (int row = 0; row < rows; row++) {
                into[row] = floating(vector.getDouble(row));
            }
        } else {
            ColumnarBatchRow value = row(vector, 0);
            for (int row = 0; row < rows; row++) {
                value.rowId = row;
                into[row] = value.isNullAt(0) ? 0 : key(value, 0);
            }
        }
    }

    /** The 64-bit key of a non-null value of a vector. */
    long key(ColumnVector vector, int row) {
        return key(row(vector, row), 0);
    }

    /** The byte string of a non-null value of a vector: its own copy. */
    public byte[] bytes(ColumnVector vector, int row) {
        return bytes(row(vector, row), 0);
    }

    private static ColumnarBatchRow row(ColumnVector vector, int row) {
        ColumnarBatchRow value = new ColumnarBatchRow(new ColumnVector[] {vector});
        value.rowId = row;
        return value;
    }

    DataType sparkType() {
        return sparkType;
    }

    private long integer(SpecializedGetters row, int ordinal) {
        if (sparkType instanceof IntegerType) {
            return row.getInt(ordinal);
        } else if (sparkType instanceof LongType) {
            return row.getLong(ordinal);
        } else if (sparkType instanceof ShortType) {
            return row.getShort(ordinal);
        }
        return row.getByte(ordinal);
    }

    /** The bits of the double, with one zero and one NaN. */
    private static long floating(double value) {
        return Double.doubleToLongBits(value == 0.0 ? 0.0 : value);
    }
}
