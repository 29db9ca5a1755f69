package io.github.surprisal.scan.parquet;

import io.github.surprisal.spark.Guard;
import io.github.surprisal.table.ReadFailure;
import io.github.surprisal.table.UserException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.EncodingStats;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.vectorized.ColumnVectorUtils;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The batches of a part of a Parquet file, read page by page. What Spark's reader would give, in greater batches: a column
 * of a batch has either codes for all of its rows or for none.
 */
public final class PageBatches implements Iterator<ColumnarBatch>, AutoCloseable {
    private static final int MAX_ROWS = 1 << 15;

    private static final int LEAST_ROWS = 1 << 10;

    /** Where a column's chunk has more bytes, a batch ends with a page, lest its values outgrow an array. */
    private static final long MAX_CHUNK_BYTES = 1L << 30;

    /** Code or key, level and null of a value in a batch, beside what it takes in the file. */
    private static final long BYTES_PER_VALUE = 16;

    /** About how many bytes the vectors of a batch may take. */
    private static final long MAX_BYTES = 1L << 25;

    private final String file;
    private final InputFile input;
    private final ParquetFileReader reader;
    private final PageCodecs codecs;
    private final StructType schema;
    private final List<ColumnDescriptor> descriptors;
    private final ConstantColumnVector[] constants;
    private final Iterator<BlockMetaData> groups;
    private PageReadStore pages;
    private PageColumn[] columns = new PageColumn[0];
    private int started;
    private ColumnarBatch batch;
    private int capacity;
    private long left;

    private PageBatches(
            String file,
            InputFile input,
            ParquetFileReader reader,
            PageCodecs codecs,
            StructType schema,
            List<ColumnDescriptor> descriptors,
            ConstantColumnVector... constants) {
        this.file = file;
        this.input = input;
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
    public static Optional<PageBatches> open(
            PartitionedFile file,
            Configuration hadoop,
            StructType schema,
            StructType partition,
            String... rebaseModes) {
        ParquetFileReader reader = null;
        try {
            HadoopReadOptions.Builder options = HadoopReadOptions.builder(hadoop, file.toPath());
            long end = file.start() + file.length();
            boolean isLast = end == file.fileSize();
            options.withRange(file.start() == 0 ? Long.MIN_VALUE : file.start(), isLast ? Long.MAX_VALUE : end);
            PageCodecs codecs = new PageCodecs(hadoop);
            options.withCodecFactory(codecs);
            options.usePageChecksumVerification(true);
            InputFile found = HadoopInputFile.fromPath(file.toPath(), hadoop);
            InputFile input = "file".equals(file.toPath().toUri().getScheme()) ? new ChunkFile(found) : found;
            reader = ParquetFileReader.open(input, options.build());
            expectWithin(file, reader.getRowGroups());
            Optional<List<ColumnDescriptor>> descriptors = PageTypes.descriptors(reader, schema, rebaseModes);
            if (descriptors.isPresent()) {
                PageBatches batches = new PageBatches(
                        file.urlEncodedPath(),
                        input,
                        reader,
                        codecs,
                        schema,
                        descriptors.get(),
                        constants(file, partition));
                reader = null;
                return Optional.of(batches);
            }
        } catch (UserException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Spark's reader says what is wrong with the file, if it finds so too.
            return Optional.empty();
        } catch (LinkageError e) {
            Guard.PAGES.fire(e);
            return Optional.empty();
        } finally {
            closeQuietly(reader);
        }
        return Optional.empty();
    }

    /**
     * A row group belongs to the part of the file that its middle is in. One whose middle is outside of the file belongs to
     * none, and its rows would be lost without a word, so the first and the last part ask for what lies before and behind.
     */
    private static void expectWithin(PartitionedFile file, List<BlockMetaData> groups) {
        for (BlockMetaData group : groups) {
            long start = group.getStartingPos();
            long middle = start + group.getCompressedSize() / 2;
            if (start < 0 || (file.fileSize() > 0 && middle >= file.fileSize())) {
                throw ReadFailure.ofFile(
                        file.urlEncodedPath(),
                        new IOException(String.format(
                                Locale.ROOT,
                                "Its footer puts a row group at byte %,d of %,d",
                                start,
                                file.fileSize())));
            }
        }
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
        } catch (IOException | RuntimeException e) {
            throw failed(e);
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
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /**
     * A damaged file is named; what else goes wrong stays as it is, for Spark decides by its type whether a file is missing, may
     * not be read or should be tried again.
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private <E extends Exception> RuntimeException failed(Exception e) throws E {
        if (e instanceof FileNotFoundException || e instanceof AccessControlException || ReadFailure.isMachine(e)) {
            throw (E) e;
        }
        return ReadFailure.ofFile(file, e);
    }

    private void start(BlockMetaData group) throws IOException {
        int number = started++;
        if (group.getRowCount() == 0) {
            // Reading passes over such a group, and would give the next one's pages.
            reader.skipNextRowGroup();
            return;
        }
        // What is left of the row group before is let go of first: two of them may be more than there is room for.
        List<Optional<BatchRoom>> rooms = new ArrayList<>(Collections.nCopies(descriptors.size(), Optional.empty()));
        for (int i = 0; i < columns.length; i++) {
            columns[i].close();
            rooms.set(i, Optional.of(columns[i].room()));
        }
        columns = new PageColumn[0];
        batch = null;
        letGo();
        Map<String, ColumnChunkMetaData> chunks = chunks(group);
        expectRows(group, chunks);
        pages = pages(number);
        left = group.getRowCount();
        long bytes = Math.max(1, group.getTotalByteSize() / left + BYTES_PER_VALUE * descriptors.size());
        capacity = (int) Math.min(left, Math.max(LEAST_ROWS, Math.min(MAX_ROWS, MAX_BYTES / bytes)));
        columns = new PageColumn[descriptors.size()];
        ColumnVector[] vectors = new ColumnVector[columns.length + constants.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnDescriptor descriptor = descriptors.get(i);
            DataType type = schema.apply(i).dataType();
            columns[i] = new PageColumn(
                    descriptor,
                    pages.getPageReader(descriptor),
                    isMixed(chunks.get(descriptor.getPath()[0])),
                    rooms.get(i).filter(room -> room.fits(capacity)).orElseGet(() -> new BatchRoom(capacity, type)),
                    codecs);
            vectors[i] = columns[i].vector();
        }
        System.arraycopy(constants, 0, vectors, columns.length, constants.length);
        batch = new ColumnarBatch(vectors);
    }

    private void letGo() {
        if (pages != null) {
            pages.close();
            pages = null;
        }
    }

    /** A flat column has as many values as its row group has rows, nulls among them. */
    private void expectRows(BlockMetaData group, Map<String, ColumnChunkMetaData> chunks) throws IOException {
        if (group.getRowCount() < 0) {
            throw new IOException("A row group of " + group.getRowCount() + " rows");
        }
        long most = 0;
        for (ColumnDescriptor descriptor : descriptors) {
            ColumnChunkMetaData chunk = chunks.get(descriptor.getPath()[0]);
            if (chunk == null) {
                throw new ReadFailure.InColumn(descriptor.getPath()[0], "A row group lacks it");
            }
            if (chunk.getValueCount() != group.getRowCount()) {
                throw new ReadFailure.InColumn(
                        descriptor.getPath()[0],
                        "It has " + chunk.getValueCount() + " values in a row group of " + group.getRowCount()
                                + " rows");
            }
            most = Math.max(most, chunk.getTotalUncompressedSize());
        }
        codecs.setMost(most);
    }

    /** The pages of the next row group. Parquet does not say in which column it met something wrong: each is tried then. */
    private PageReadStore pages(int number) throws IOException {
        try {
            request(number, descriptors);
            return roomFor(number, reader::readNextRowGroup);
        } catch (IOException | RuntimeException e) {
            for (ColumnDescriptor descriptor : ReadFailure.isMachine(e) ? List.<ColumnDescriptor>of() : descriptors) {
                try {
                    request(number, List.of(descriptor));
                    roomFor(number, () -> reader.readRowGroup(number));
                } catch (IOException | RuntimeException again) {
                    throw new ReadFailure.InColumn(descriptor.getPath()[0], ReadFailure.reason(again), again);
                }
            }
            throw e;
        }
    }

    /** Reads pages. */
    private interface Reading {
        PageReadStore read() throws IOException;
    }

    /** Parquet makes room for as many bytes as a page says to have: whether the column has them is asked where there is no room. */
    private PageReadStore roomFor(int number, Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (OutOfMemoryError e) {
            for (ColumnDescriptor descriptor : descriptors) {
                String name = descriptor.getPath()[0];
                PageSizes.expectWithin(
                        input, chunks(reader.getRowGroups().get(number)).get(name), name);
            }
            throw e;
        }
    }

    /** Asks for columns of a row group, not by the descriptors themselves: that method is Parquet 1.16's, and Spark 4.0 has 1.15. */
    private void request(int number, List<ColumnDescriptor> wanted) {
        List<Type> types =
                wanted.stream().<Type>map(ColumnDescriptor::getPrimitiveType).toList();
        reader.setRequestedSchema(new MessageType("columns", types));
        if (input instanceof ChunkFile disk) {
            Map<String, ColumnChunkMetaData> chunks =
                    chunks(reader.getRowGroups().get(number));
            disk.expect(wanted.stream()
                    .mapToLong(column -> chunks.get(column.getPath()[0]).getTotalSize())
                    .sum());
        }
    }

    /** The chunks of a row group's flat columns by name. */
    private static Map<String, ColumnChunkMetaData> chunks(BlockMetaData group) {
        Map<String, ColumnChunkMetaData> chunks = new HashMap<>();
        for (ColumnChunkMetaData chunk : group.getColumns()) {
            String[] path = chunk.getPath().toArray();
            if (path.length == 1) {
                chunks.put(path[0], chunk);
            }
        }
        return chunks;
    }

    /** Whether a batch may not go beyond a page: the next one may have codes where this one has none, or be too much. */
    @SuppressWarnings("deprecation")
    private static boolean isMixed(ColumnChunkMetaData chunk) {
        EncodingStats stats = chunk.getEncodingStats();
        boolean isMixed = stats != null
                ? stats.hasDictionaryEncodedPages() && stats.hasNonDictionaryEncodedPages()
                : chunk.getEncodings().contains(Encoding.PLAIN_DICTIONARY)
                        || chunk.getEncodings().contains(Encoding.RLE_DICTIONARY);
        return isMixed || chunk.getTotalUncompressedSize() > MAX_CHUNK_BYTES;
    }

    /** Lets go of file and vectors. */
    @Override
    public void close() {
        columns = new PageColumn[0];
        left = 0;
        letGo();
        closeQuietly(reader);
    }
}
