package io.github.surprisal.table;

import io.github.surprisal.table.files.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The schema of Parquet files of which Spark cannot type some column, without that column. Columns of the top level whose
 * values are plain underneath are kept: timestamps of nanoseconds are cut to Spark's microseconds, times of day are counted
 * as their number of units, UUIDs as their text.
 */
final class ParquetColumns {
    /** How the name of Spark's type of times of day begins: {@code time(6)}. */
    private static final String TIME = "time(";

    private final ParquetToSparkSchemaConverter converter;
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, UnaryOperator<String>> made = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private ParquetColumns(SQLConf conf) {
        this.converter = new ParquetToSparkSchemaConverter(conf);
    }

    /**
     * A schema and what to do with what is read by it.
     *
     * @param schema for Spark's reader
     * @param made column → the SQL that makes it from what was read under its name
     * @param missing columns of the file that the schema has not: name → type
     * @param notes what happens to values
     */
    record Typed(
            StructType schema,
            Map<String, UnaryOperator<String>> made,
            Map<String, String> missing,
            List<String> notes) {
        /** What was read by the schema, as columns. */
        Dataset<Row> of(Dataset<Row> rows) {
            if (made.isEmpty()) {
                return rows;
            }
            String[] names = rows.columns();
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                UnaryOperator<String> sql = made.get(names[i]);
                columns.add((sql == null ? functions.col("c" + i) : functions.expr(sql.apply("c" + i))).as(names[i]));
            }
            return rows.toDF(Names.safe(names.length)).select(columns.toArray(Column[]::new));
        }
    }

    /** The schema of the first file as far as Spark has types; empty where it has them all, or the file is damaged. */
    static Optional<Typed> of(Location location, SQLConf conf) throws IOException {
        Optional<FileStatus> first = location.first();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        MessageType schema;
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromStatus(first.get(), location.hadoop()))) {
            schema = reader.getFileMetaData().getSchema();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        ParquetColumns columns = new ParquetColumns(conf);
        StructType typed = columns.struct("", schema);
        boolean none = columns.missing.isEmpty() && columns.made.isEmpty();
        return none ? Optional.empty() : Optional.of(new Typed(typed, columns.made, columns.missing, columns.notes));
    }

    private StructType struct(String above, GroupType group) {
        StructType struct = new StructType();
        for (Type field : group.getFields()) {
            String name = above + field.getName();
            Optional<DataType> type = typed(field);
            if (type.isEmpty() && above.isEmpty()) {
                type = made(field);
            }
            if (type.isEmpty()
                    && !field.isPrimitive()
                    && field.getLogicalTypeAnnotation() == null
                    && !isRepeated(field)) {
                StructType inner = struct(name + ".", field.asGroupType());
                type = inner.isEmpty() ? Optional.empty() : Optional.of(inner);
            } else if (type.isEmpty()) {
                missing.put(name, described(field));
            }
            if (type.isPresent()) {
                struct = struct.add(new StructField(
                        field.getName(), type.get(), true, org.apache.spark.sql.types.Metadata.empty()));
            }
        }
        return struct;
    }

    private static boolean isRepeated(Type field) {
        return field.isRepetition(Type.Repetition.REPEATED);
    }

    private Optional<DataType> typed(Type field) {
        try {
            DataType type =
                    converter.convert(new MessageType("one", field)).fields()[0].dataType();
            return hasTime(type) ? Optional.empty() : Optional.of(type);
        } catch (Exception e) {
            // Spark's own word on a type that it has no counterpart of: AnalysisException, which is not checked in
            // Scala.
            return Optional.empty();
        }
    }

    /** Whether a type is or holds Spark's own for times of day: 4.1 and later have it, and no reader of files takes it. */
    private static boolean hasTime(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).anyMatch(field -> hasTime(field.dataType()));
        }
        if (type instanceof ArrayType array) {
            return hasTime(array.elementType());
        }
        return type instanceof MapType map
                ? hasTime(map.keyType()) || hasTime(map.valueType())
                : type.typeName().startsWith(TIME);
    }

    /** Reads the values underneath a type of which they are easily made. */
    private Optional<DataType> made(Type field) {
        if (!field.isPrimitive() || isRepeated(field)) {
            return Optional.empty();
        }
        String name = field.getName();
        LogicalTypeAnnotation annotation = field.getLogicalTypeAnnotation();
        PrimitiveTypeName primitive = field.asPrimitiveType().getPrimitiveTypeName();
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp
                && timestamp.getUnit() == TimeUnit.NANOS
                && primitive == PrimitiveTypeName.INT64) {
            made.put(name, timestamp.isAdjustedToUTC() ? ParquetColumns::instant : ParquetColumns::local);
            notes.add("Nanoseconds of '" + name + "' are cut to microseconds");
            return Optional.of(DataTypes.LongType);
        }
        if (annotation instanceof UUIDLogicalTypeAnnotation && primitive == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
            made.put(name, ParquetColumns::uuid);
            return Optional.of(DataTypes.BinaryType);
        }
        if (annotation instanceof TimeLogicalTypeAnnotation time) {
            notes.add("Times of '" + name + "' are numbers of "
                    + switch (time.getUnit()) {
                        case MILLIS -> "milliseconds";
                        case MICROS -> "microseconds";
                        case NANOS -> "nanoseconds";
                    }
                    + " since midnight");
            made.put(name, column -> column);
            return Optional.of(primitive == PrimitiveTypeName.INT32 ? DataTypes.IntegerType : DataTypes.LongType);
        }
        return Optional.empty();
    }

    private static String micros(String nanos) {
        return "((" + nanos + " - pmod(" + nanos + ", 1000)) div 1000)";
    }

    private static String instant(String nanos) {
        return "timestamp_micros(" + micros(nanos) + ")";
    }

    private static String local(String nanos) {
        return "timestampadd(MICROSECOND, " + micros(nanos) + ", TIMESTAMP_NTZ'1970-01-01 00:00:00')";
    }

    private static String uuid(String bytes) {
        return "regexp_replace(lower(hex(" + bytes + ")), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '$1-$2-$3-$4-$5')";
    }

    private static String described(Type field) {
        if (!field.isPrimitive()) {
            return "a group " + field.getLogicalTypeAnnotation();
        }
        LogicalTypeAnnotation annotation = field.getLogicalTypeAnnotation();
        return "Parquet's " + field.asPrimitiveType().getPrimitiveTypeName()
                + (annotation == null ? "" : " (" + annotation + ")");
    }
}
