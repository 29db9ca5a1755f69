package io.github.surprisal.scan.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.util.RebaseDateTime.RebaseSpec;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Which columns of Parquet files are read page by page: flat ones of types, encodings and calendars that are known here. */
final class PageTypes {
    @SuppressWarnings("deprecation")
    private static final Set<Encoding> READABLE = Set.of(
            Encoding.PLAIN, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY, Encoding.RLE, Encoding.BIT_PACKED);

    private PageTypes() {}

    /** The descriptors of a schema's columns, in its order; empty where one of them is not read here. */
    static Optional<List<ColumnDescriptor>> descriptors(
            ParquetFileReader reader, StructType schema, String... rebaseModes) {
        Calendar calendar = new Calendar(reader.getFileMetaData(), rebaseModes[0], rebaseModes[1]);
        MessageType found = reader.getFileMetaData().getSchema();
        List<ColumnDescriptor> descriptors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Map<String, Type> fields = distinct(found);
        for (StructField field : schema.fields()) {
            Type type = fields.get(field.name());
            if (type == null || !isReadable(type, field.dataType(), calendar)) {
                return Optional.empty();
            }
            descriptors.add(found.getColumnDescription(new String[] {type.getName()}));
            names.add(type.getName());
        }
        for (BlockMetaData group : reader.getRowGroups()) {
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                String[] path = chunk.getPath().toArray();
                if (path.length == 1 && names.contains(path[0]) && !READABLE.containsAll(chunk.getEncodings())) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(descriptors);
    }

    /** The fields by name; not those that have the name of another in another case: Spark knows what is meant then. */
    private static Map<String, Type> distinct(MessageType schema) {
        Map<String, Integer> times = new HashMap<>();
        schema.getFields().forEach(type -> times.merge(type.getName().toLowerCase(Locale.ROOT), 1, Integer::sum));
        Map<String, Type> fields = new HashMap<>();
        for (Type type : schema.getFields()) {
            if (times.get(type.getName().toLowerCase(Locale.ROOT)) == 1) {
                fields.put(type.getName(), type);
            }
        }
        return fields;
    }

    /** Whether the bits in the file are those of Spark's vectors. */
    private static boolean isReadable(Type type, DataType wanted, Calendar calendar) {
        if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        PrimitiveType primitive = type.asPrimitiveType();
        LogicalTypeAnnotation logical = primitive.getLogicalTypeAnnotation();
        boolean isPlain = logical == null || (logical instanceof IntLogicalTypeAnnotation number && number.isSigned());
        PrimitiveTypeName name = primitive.getPrimitiveTypeName();
        if (wanted instanceof IntegerType || wanted instanceof ShortType || wanted instanceof ByteType) {
            return name == PrimitiveTypeName.INT32 && isPlain;
        } else if (wanted instanceof LongType) {
            return name == PrimitiveTypeName.INT64 && isPlain;
        } else if (wanted instanceof FloatType) {
            return name == PrimitiveTypeName.FLOAT && logical == null;
        } else if (wanted instanceof DoubleType) {
            return name == PrimitiveTypeName.DOUBLE && logical == null;
        } else if (wanted instanceof BooleanType) {
            return name == PrimitiveTypeName.BOOLEAN;
        } else if (wanted instanceof StringType || wanted instanceof BinaryType) {
            return name == PrimitiveTypeName.BINARY && !(logical instanceof DecimalLogicalTypeAnnotation);
        } else if (wanted instanceof DateType) {
            return name == PrimitiveTypeName.INT32 && logical instanceof DateLogicalTypeAnnotation && calendar.isOurs();
        } else if (wanted instanceof TimestampType || wanted instanceof TimestampNTZType) {
            boolean isUtc = wanted instanceof TimestampType;
            return (name == PrimitiveTypeName.INT96 && isUtc && calendar.isInt96Ours())
                    || (name == PrimitiveTypeName.INT64
                            && logical instanceof TimestampLogicalTypeAnnotation time
                            && time.getUnit() == LogicalTypeAnnotation.TimeUnit.MICROS
                            && time.isAdjustedToUTC() == isUtc
                            && calendar.isOurs());
        } else if (wanted instanceof DecimalType decimal && logical instanceof DecimalLogicalTypeAnnotation written) {
            PrimitiveTypeName expected = decimal.precision() <= Decimal.MAX_INT_DIGITS()
                    ? PrimitiveTypeName.INT32
                    : decimal.precision() <= Decimal.MAX_LONG_DIGITS()
                            ? PrimitiveTypeName.INT64
                            : PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
            return written.getScale() == decimal.scale()
                    && written.getPrecision() == decimal.precision()
                    && name == expected;
        }
        return false;
    }

    /**
     * By which calendar a file's dates are.
     *
     * @param mode what to think of files that do not say so
     * @param int96Mode the same, of timestamps of 96 bits
     */
    private record Calendar(FileMetaData file, String mode, String int96Mode) {
        boolean isOurs() {
            return isCorrected(DataSourceUtils.datetimeRebaseSpec(
                    key -> file.getKeyValueMetaData().get(key), mode));
        }

        /** Of files that others wrote, Spark may move these timestamps to its own time zone. */
        boolean isInt96Ours() {
            return file.getCreatedBy() != null
                    && file.getCreatedBy().startsWith("parquet-mr")
                    && isCorrected(DataSourceUtils.int96RebaseSpec(
                            key -> file.getKeyValueMetaData().get(key), int96Mode));
        }

        private static boolean isCorrected(RebaseSpec spec) {
            return spec.mode().toString().equals("CORRECTED");
        }
    }
}
