package io.github.surprisal.count;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.EncodingStats;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
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
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.vectorized.ColumnVectorUtils;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
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
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The batches of a part of a Parquet file, read page by page. What Spark's reader would give, in greater batches: a column
 * of a batch has either codes for all of its rows or for none.
 */
final class PageBatches implements Iterator<ColumnarBatch>, AutoCloseable {
    private static final int MAX_ROWS = 1 << 15;

    private static final int LEAST_ROWS = 1 << 10;

    /** Code or key, level and null of a value in a batch, beside what it takes in the file. */
    private static final long BYTES_PER_VALUE = 16;

    /** About how many bytes the vectors of a batch may take. */
    private static final long MAX_BYTES = 1L << 25;

    @SuppressWarnings("deprecation")
    private static final Set<Encoding> READABLE = Set.of(
            Encoding.PLAIN, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY, Encoding.RLE, Encoding.BIT_PACKED);

    private final ParquetFileReader reader;
    private final PageCodecs codecs;
    private final StructType schema;
    private final List<ColumnDescriptor> descriptors;
    private final ConstantColumnVector[] constants;
    private final Iterator<BlockMetaData> groups;
    private PageColumn[] columns = new PageColumn[0];
    private ColumnarBatch batch;
    private int capacity;
    private long left;

    private PageBatches(
            ParquetFileReader reader,
            PageCodecs codecs,
            StructType schema,
            List<ColumnDescriptor> descriptors,
            ConstantColumnVector... constants) {
        this.reader = reader;
        this.codecs = codecs;
        this.schema = schema;
        this.descriptors = descriptors;
        this.constants = constants;
        this.groups = reader.getRowGroups().iterator();
    }

    /**
     * Opens a part of a file, if all of its columns are of types and encodings that are read here.
     *
     * @param schema the columns wanted of the file, by the names that they have there
     * @param partition the columns that the file's directory has the values of
     * @param rebaseModes Spark's for dates and for INT96, of files that do not say by which calendar they are
     */
    static Optional<PageBatches> open(
            PartitionedFile file,
            Configuration hadoop,
            StructType schema,
            StructType partition,
            String... rebaseModes) {
        ParquetFileReader reader = null;
        try {
            HadoopReadOptions.Builder options = HadoopReadOptions.builder(hadoop, file.toPath());
            options.withRange(file.start(), file.start() + file.length());
            PageCodecs codecs = new PageCodecs(hadoop);
            options.withCodecFactory(codecs);
            reader = ParquetFileReader.open(HadoopInputFile.fromPath(file.toPath(), hadoop), options.build());
            Optional<List<ColumnDescriptor>> descriptors = descriptors(reader, schema, rebaseModes);
            if (descriptors.isPresent()) {
                PageBatches batches =
                        new PageBatches(reader, codecs, schema, descriptors.get(), constants(file, partition));
                reader = null;
                return Optional.of(batches);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // Spark's reader says what is wrong with the file, if it finds so too; or Spark's insides are not as they
            // were.
            return Optional.empty();
        } finally {
            closeQuietly(reader);
        }
        return Optional.empty();
    }

    private static void closeQuietly(ParquetFileReader reader) {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConstantColumnVector[] constants(PartitionedFile file, StructType partition) {
        ConstantColumnVector[] constants = new ConstantColumnVector[partition.size()];
        for (int i = 0; i < constants.length; i++) {
            constants[i] = new ConstantColumnVector(MAX_ROWS, partition.apply(i).dataType());
            ColumnVectorUtils.populate(constants[i], file.partitionValues(), i);
        }
        return constants;
    }

    private static Optional<List<ColumnDescriptor>> descriptors(
            ParquetFileReader reader, StructType schema, String... rebaseModes) {
        Calendar calendar = new Calendar(reader.getFileMetaData(), rebaseModes[0], rebaseModes[1]);
        MessageType found = reader.getFileMetaData().getSchema();
        List<ColumnDescriptor> descriptors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (StructField field : schema.fields()) {
            Type type = only(found, field.name());
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

    /** The field of a name; null if there is none, or others of the name in another case: Spark knows what is meant then. */
    private static Type only(MessageType schema, String name) {
        long named = schema.getFields().stream()
                .filter(type -> type.getName().equalsIgnoreCase(name))
                .count();
        return named == 1 && schema.containsField(name) ? schema.getType(name) : null;
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

    @Override
    public boolean hasNext() {
        try {
            while (left == 0) {
                if (!groups.hasNext()) {
                    close();
                    return false;
                }
                start(groups.next());
            }
            return true;
        } catch (IOException e) {
            throw asItIs(e);
        }
    }

    @Override
    public ColumnarBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            int rows = (int) Math.min(left, capacity);
            for (PageColumn column : columns) {
                rows = Math.min(rows, column.limit());
            }
            for (PageColumn column : columns) {
                column.read(rows);
            }
            left -= rows;
            batch.setNumRows(rows);
            return batch;
        } catch (IOException e) {
            throw asItIs(e);
        }
    }

    /** Throws what Spark decides by, its type, whether a file is missing, corrupt or neither. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException asItIs(IOException e) throws E {
        throw (E) e;
    }

    private void start(BlockMetaData group) throws IOException {
        if (group.getRowCount() == 0) {
            // Reading passes over such a group, and would give the next one's pages.
            reader.skipNextRowGroup();
            return;
        }
        for (PageColumn column : columns) {
            column.close();
        }
        // Not by the descriptors themselves: that method is Parquet 1.16's, and Spark 4.0 has 1.15.
        List<Type> types = descriptors.stream()
                .<Type>map(ColumnDescriptor::getPrimitiveType)
                .toList();
        reader.setRequestedSchema(new MessageType("columns", types));
        PageReadStore pages = reader.readNextRowGroup();
        left = group.getRowCount();
        long bytes = group.getTotalByteSize() / left + BYTES_PER_VALUE * descriptors.size();
        capacity = (int) Math.min(left, Math.max(LEAST_ROWS, Math.min(MAX_ROWS, MAX_BYTES / bytes)));
        columns = new PageColumn[descriptors.size()];
        ColumnVector[] vectors = new ColumnVector[columns.length + constants.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnDescriptor descriptor = descriptors.get(i);
            columns[i] = new PageColumn(
                    descriptor,
                    schema.apply(i).dataType(),
                    pages.getPageReader(descriptor),
                    isMixed(group, descriptor),
                    capacity,
                    codecs);
            vectors[i] = columns[i].vector();
        }
        System.arraycopy(constants, 0, vectors, columns.length, constants.length);
        batch = new ColumnarBatch(vectors);
    }

    /** Whether a column may have pages with codes and pages without. */
    @SuppressWarnings("deprecation")
    private static boolean isMixed(BlockMetaData group, ColumnDescriptor descriptor) {
        for (ColumnChunkMetaData chunk : group.getColumns()) {
            if (Arrays.equals(chunk.getPath().toArray(), descriptor.getPath())) {
                EncodingStats stats = chunk.getEncodingStats();
                return stats != null
                        ? stats.hasDictionaryEncodedPages() && stats.hasNonDictionaryEncodedPages()
                        : chunk.getEncodings().contains(Encoding.PLAIN_DICTIONARY)
                                || chunk.getEncodings().contains(Encoding.RLE_DICTIONARY);
            }
        }
        return true;
    }

    /** Lets go of file and vectors. */
    @Override
    public void close() {
        columns = new PageColumn[0];
        left = 0;
        closeQuietly(reader);
    }
}
