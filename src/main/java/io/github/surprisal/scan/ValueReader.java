package io.github.surprisal.scan;

import io.github.surprisal.scan.CategoryType.Base;
import io.github.surprisal.table.ReadFailure;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.CollationFactory;
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
import org.apache.spark.unsafe.types.UTF8String;

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
        if (sparkType instanceof StringType text && text.collationId() != CollationFactory.UTF8_BINARY_COLLATION_ID) {
            return isReadable(text)
                    ? Optional.of(new CategoryType(Base.STRING, 0, text.collationId()))
                    : Optional.empty();
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

    /**
     * Whether the key by which a collation groups strings is one of them. That of the collations of Unicode and of languages is
     * a row of weights, which nobody can read.
     */
    private static boolean isReadable(StringType text) {
        return CollationFactory.fetchCollation(text.collationId()).provider.equals(CollationFactory.PROVIDER_SPARK);
    }

    /** Why values of a type cannot be counted, and what helps: the end of a sentence about a column of that type. */
    static String refusal(String column, DataType type) {
        return type instanceof StringType text
                ? "its strings compare by the collation %s, which is not counted by; give table.columns.\"%s\".expression ="
                                .formatted(CollationFactory.fetchCollation(text.collationId()).collationName, column)
                        + " \"CAST(lower(`%s`) AS STRING)\" to take upper and lower case as one,".formatted(column)
                        + " \"CAST(`%s` AS STRING)\" to tell all spellings apart, or leave it out with table.ignore"
                                .formatted(column)
                : "type must be atomic, found " + type.catalogString() + " (leave it out with table.ignore)";
    }

    /** A non-null string; of those that its collation holds to be equal, always the same one. */
    public UTF8String text(SpecializedGetters row, int ordinal) {
        UTF8String value = row.getUTF8String(ordinal);
        return isCollated() ? CollationFactory.getCollationKey(value, type.collation()) : value;
    }

    /** The same of a vector. */
    public UTF8String text(ColumnVector vector, int row) {
        UTF8String value = vector.getUTF8String(row);
        return isCollated() ? CollationFactory.getCollationKey(value, type.collation()) : value;
    }

    /** Whether strings are equal that differ in their bytes. */
    public boolean isCollated() {
        return type.collation() != CollationFactory.UTF8_BINARY_COLLATION_ID;
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
            case DECIMAL -> decimal(row, ordinal).toUnscaledLong();
            case DATE, YEAR_MONTH_INTERVAL -> row.getInt(ordinal);
            case TIMESTAMP, TIMESTAMP_NTZ, DAY_TIME_INTERVAL -> row.getLong(ordinal);
            case STRING, BINARY, BIG_DECIMAL -> throw new IllegalStateException("Not a 64-bit type: " + type);
        };
    }

    /** The byte string of a non-null value: its own copy. */
    public byte[] bytes(SpecializedGetters row, int ordinal) {
        return switch (type.base()) {
            case STRING -> text(row, ordinal).getBytes();
            case BINARY -> row.getBinary(ordinal).clone();
            case BIG_DECIMAL ->
                decimal(row, ordinal).toJavaBigDecimal().unscaledValue().toByteArray();
            default -> throw new IllegalStateException("Not a byte string type: " + type);
        };
    }

    /** A decimal; its bytes lie in the file as they are, and may be those of no decimal of its type. */
    private Decimal decimal(SpecializedGetters row, int ordinal) {
        DecimalType decimal = (DecimalType) sparkType;
        try {
            return row.getDecimal(ordinal, decimal.precision(), decimal.scale());
        } catch (ArithmeticException | NumberFormatException e) {
            throw ReadFailure.ofFile(
                    TableBatches.currentFile(),
                    new IOException("A value of type " + decimal.simpleString() + ": " + e.getMessage(), e));
        }
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
    public long key(ColumnVector vector, int row) {
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
