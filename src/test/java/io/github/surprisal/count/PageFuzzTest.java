package io.github.surprisal.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.surprisal.SparkExtension;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.scan.parquet.PageBatches;
import io.github.surprisal.table.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: small ones of every encoding, codec and page version that is read page by page, with a few bytes changed or a page
 * cut. What is read of them is what Spark's own reader reads, or it is an error that names the file: never other values, another
 * exception, or no end.
 */
@ExtendWith(SparkExtension.class)
class PageFuzzTest {
    /** More, from elsewhere: {@code -Dsurprisal.fuzz.variants=100000 -Dsurprisal.fuzz.seed=7}. */
    private static final int VARIANTS = Integer.getInteger("surprisal.fuzz.variants", 2_200);

    private static final long SEED = Long.getLong("surprisal.fuzz.seed", 20_261_125L);

    private static final int ROWS = 230;

    private static final int MOST_FAULTS = 10;

    private static final StructType SCHEMA =
            StructType.fromDDL("b BOOLEAN, i INT, l BIGINT, f FLOAT, d DOUBLE, s STRING,"
                    + " x DECIMAL(20,2), t TIMESTAMP, y TINYINT, h SMALLINT, e DATE, m DECIMAL(9,2), z BINARY");

    private static final Configuration HADOOP = hadoop();

    @TempDir
    private static Path folder;

    private static final List<byte[]> ORIGINALS = new ArrayList<>();

    private static Configuration hadoop() {
        Configuration hadoop = new Configuration();
        hadoop.setBoolean("spark.sql.caseSensitive", false);
        hadoop.setBoolean("spark.sql.parquet.binaryAsString", false);
        hadoop.setBoolean("spark.sql.parquet.int96AsTimestamp", true);
        hadoop.setBoolean("spark.sql.parquet.inferTimestampNTZ.enabled", true);
        hadoop.setBoolean("spark.sql.optimizer.nestedSchemaPruning.enabled", true);
        hadoop.setBoolean("spark.sql.legacy.parquet.nanosAsLong", false);
        hadoop.setBoolean("spark.sql.parquet.fieldId.read.enabled", false);
        return hadoop;
    }

    private static MessageType schema(boolean nulls) {
        String r = nulls ? "optional" : "required";
        return MessageTypeParser.parseMessageType(
                ("message t { R boolean b; R int32 i; R int64 l; R float f; R double d;"
                                + " R binary s (STRING); R fixed_len_byte_array(9) x (DECIMAL(20,2)); R int96 t;"
                                + " R int32 y (INTEGER(8,true)); R int32 h (INTEGER(16,true)); R int32 e (DATE);"
                                + " R int32 m (DECIMAL(9,2)); R binary z; }")
                        .replace("R ", r + " "));
    }

    @BeforeAll
    static void write() throws IOException {
        CompressionCodecName[] codecs = {
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW
        };
        for (CompressionCodecName codec : codecs) {
            for (int kind = 0; kind < 6; kind++) {
                boolean nulls = kind % 2 == 0;
                boolean dictionary = kind / 2 > 0;
                WriterVersion version = kind / 2 == 2 ? WriterVersion.PARQUET_2_0 : WriterVersion.PARQUET_1_0;
                byte[] written = written(codec, nulls, dictionary, version);
                ORIGINALS.add(written);
                ORIGINALS.add(new PageFile(written).ofSecondVersion().bytes(false));
            }
        }
    }

    private static byte[] written(CompressionCodecName codec, boolean nulls, boolean dictionary, WriterVersion version)
            throws IOException {
        Path file = folder.resolve(codec + "-" + nulls + dictionary + version + ".parquet");
        MessageType schema = schema(nulls);
        SimpleGroupFactory rows = new SimpleGroupFactory(schema);
        Random random = new Random(7);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withType(schema)
                .withCompressionCodec(codec)
                .withDictionaryEncoding(dictionary)
                .withWriterVersion(version)
                .withPageRowCountLimit(70)
                .withRowGroupSize(1L << 20)
                .build()) {
            for (int row = 0; row < ROWS; row++) {
                Group group = rows.newGroup();
                // Long runs first, then values that change.
                int v = row < 80 ? row / 40 : random.nextInt(20);
                for (int column = 0; column < SCHEMA.size(); column++) {
                    boolean isNull = nulls && (row / 30 % 2 == 0 ? random.nextInt(4) == 0 : row % 60 == 31);
                    if (!isNull) {
                        add(group, SCHEMA.apply(column).name(), v);
                    }
                }
                writer.write(group);
            }
        }
        return Files.readAllBytes(file);
    }

    private static void add(Group group, String column, int v) {
        switch (column) {
            case "b" -> group.add(column, v % 3 == 0);
            case "i" -> group.add(column, v * 1_000_003);
            case "l" -> group.add(column, v * 1_000_000_000_039L);
            case "f" -> group.add(column, v / 4f);
            case "d" -> group.add(column, v / 8d);
            case "s" -> group.add(column, "text".repeat(v % 4) + v);
            case "x" ->
                group.add(
                        column,
                        Binary.fromConstantByteArray(
                                ByteBuffer.allocate(9).put((byte) 0).putLong(v).array()));
            case "t" ->
                group.add(
                        column,
                        Binary.fromConstantByteArray(ByteBuffer.allocate(12)
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                .putLong(v * 1_000_000L)
                                .putInt(2_440_588 + v)
                                .array()));
            case "y", "h", "e", "m" -> group.add(column, v - 10);
            default -> group.add(column, Binary.fromConstantByteArray(("z" + v).getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** A damaged file: which column to read, and what was done. */
    private record Variant(
            byte[] bytes, StructField column, String what, PageFile file, PageFile.Page page, byte[] whole) {
        /**
         * The file where more bytes stand behind the page's values, or the undamaged one if it is not known which page is damaged. A last run may lack the
         * bytes that only pad it, which Spark's reader asks for: what is read without them has to be what Spark reads with any.
         */
        byte[] padded(byte filler) throws IOException {
            if (page == null) {
                return whole;
            }
            byte[] values = page.values;
            byte[] levels = page.levels;
            page.pad(1 << 16, filler, page.sections(file.isOptional(column.name())));
            byte[] bytes = file.bytes(false);
            page.values = values;
            page.levels = levels;
            return bytes;
        }
    }

    private static Variant variant(Random random) throws IOException {
        byte[] original = ORIGINALS.get(random.nextInt(ORIGINALS.size()));
        PageFile file = new PageFile(original);
        boolean checksums = random.nextInt(5) == 0;
        int kind = random.nextInt(8);
        if (kind == 0) {
            byte[] bytes = file.bytes(checksums);
            return new Variant(
                    Damage.bytes(bytes, random),
                    SCHEMA.apply(random.nextInt(SCHEMA.size())),
                    "bytes of the file",
                    file,
                    null,
                    original);
        }
        PageFile.Chunk chunk = file.chunks().get(random.nextInt(file.chunks().size()));
        PageFile.Page page = file.opened(
                chunk, chunk.pages().get(random.nextInt(chunk.pages().size())));
        String what = chunk.column().getMeta_data().getCodec() + " page " + page.header + ": ";
        switch (kind) {
            case 1, 2 -> {
                page.values = Damage.bytes(page.values, random);
                what += "bytes";
            }
            case 3 -> {
                page.values = Arrays.copyOf(page.values, random.nextInt(page.values.length + 1));
                what += "cut";
            }
            case 4 -> {
                // What stands first decides: lengths, widths, runs.
                byte[] first = Damage.bytes(Arrays.copyOf(page.values, Math.min(12, page.values.length)), random);
                System.arraycopy(first, 0, page.values, 0, Math.min(first.length, page.values.length));
                what += "first bytes";
            }
            case 5 -> {
                page.levels = random.nextBoolean()
                        ? Damage.bytes(page.levels, random)
                        : Arrays.copyOf(page.levels, random.nextInt(page.levels.length + 1));
                what += "levels";
            }
            case 6 -> {
                long seed = random.nextLong();
                page.tweak = header -> Damage.header(header, new Random(seed));
                what += "header";
            }
            default -> {
                int size = random.nextInt(page.values.length + 9);
                page.values = Arrays.copyOf(page.values, size);
                if (size > 0) {
                    page.values[random.nextInt(size)] ^= (byte) (1 << random.nextInt(8));
                }
                what += "cut and bytes";
            }
        }
        StructField column = SCHEMA.apply(chunk.name());
        return new Variant(file.bytes(checksums), column, what, file, page, original);
    }

    /** A column's values; empty where the file is left to Spark's reader. */
    private static Optional<List<String>> byPage(Path file, StructField column) throws IOException {
        PartitionedFile part = new PartitionedFile(
                InternalRow.empty(),
                SparkPath.fromPath(new org.apache.hadoop.fs.Path(file.toUri())),
                0,
                Files.size(file),
                new String[0],
                0,
                0,
                scala.collection.immutable.Map$.MODULE$.empty());
        InputFileBlockHolder.set(file.toString(), 0, 1);
        try (PageBatches batches = PageBatches.open(
                        part, HADOOP, new StructType().add(column), new StructType(), "CORRECTED", "CORRECTED")
                .orElse(null)) {
            if (batches == null) {
                return Optional.empty();
            }
            List<String> values = new ArrayList<>();
            while (batches.hasNext()) {
                addTo(values, batches.next(), column);
            }
            return Optional.of(values);
        } finally {
            InputFileBlockHolder.unset();
        }
    }

    private static List<String> bySpark(Path file, StructField column) throws IOException, InterruptedException {
        JobConf conf = new JobConf(HADOOP);
        conf.set("parquet.read.support.class", ParquetReadSupport.class.getName());
        conf.set(
                ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(),
                new StructType().add(column).json());
        try (VectorizedParquetRecordReader reader =
                new VectorizedParquetRecordReader(null, "CORRECTED", "UTC", "CORRECTED", "UTC", false, 4096)) {
            reader.initialize(
                    new FileSplit(new org.apache.hadoop.fs.Path(file.toUri()), 0, Files.size(file), new String[0]),
                    new TaskAttemptContextImpl(conf, new TaskAttemptID()));
            reader.initBatch(new StructType(), InternalRow.empty());
            reader.enableReturningBatches();
            List<String> values = new ArrayList<>();
            while (reader.nextBatch()) {
                addTo(values, reader.resultBatch(), column);
            }
            return values;
        }
    }

    private static void addTo(List<String> values, ColumnarBatch batch, StructField column) {
        ValueReader reader = ValueReader.of(column.dataType()).orElseThrow();
        for (int row = 0; row < batch.numRows(); row++) {
            if (batch.column(0).isNullAt(row)) {
                values.add("null");
            } else if (reader.type().isBytes()) {
                values.add(HexFormat.of().formatHex(reader.bytes(batch.column(0), row)));
            } else {
                values.add(Long.toString(reader.key(batch.column(0), row)));
            }
        }
    }

    /** What became of a variant: "error", "left to Spark", "equal", "unpadded"; anything else is a fault. */
    private static String outcome(Path file, Variant variant) throws IOException {
        StructField column = variant.column();
        Files.write(file, variant.bytes());
        List<String> found;
        try {
            Optional<List<String>> read = byPage(file, column);
            if (read.isEmpty()) {
                return "left to Spark";
            }
            found = read.get();
        } catch (UserException e) {
            return e.getMessage().contains(file.getFileName().toString())
                    ? "error"
                    : "no file named: " + e.getMessage();
        } catch (Throwable e) {
            return "exception " + e + " at "
                    + Arrays.stream(e.getStackTrace()).limit(12).toList();
        }
        try {
            List<String> expected = bySpark(file, column);
            return found.equals(expected) ? "equal" : "differs: " + found + "\nnot " + expected;
        } catch (Throwable e) {
            return isSameWithPadding(file, variant, found)
                    ? "unpadded"
                    : "Spark fails with " + e + " where values are read: " + found;
        }
    }

    private static boolean isSameWithPadding(Path file, Variant variant, List<String> found) throws IOException {
        for (byte filler : new byte[] {0, -1}) {
            Files.write(file, variant.padded(filler));
            try {
                if (!bySpark(file, variant.column()).equals(found)) {
                    return false;
                }
            } catch (Throwable e) {
                return false;
            }
        }
        return true;
    }

    @Test
    void damagedFiles() {
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        Duration most = Duration.ofSeconds(Math.max(60, VARIANTS / 20));
        Assertions.assertTimeoutPreemptively(most, () -> {
            for (int number = 0; number < VARIANTS && faults.size() < MOST_FAULTS; number++) {
                Variant variant = variant(new Random(SEED + number));
                Path file = folder.resolve(number + ".parquet");
                String outcome = outcome(file, variant);
                // Not written over: some file systems make that wait for the disk.
                Files.delete(file);
                outcomes.merge(outcome.length() < 20 ? outcome : "fault", 1, Integer::sum);
                if (outcome.length() >= 20) {
                    faults.add("seed " + (SEED + number) + ", column "
                            + variant.column().name() + ", " + variant.what() + "\n  " + outcome);
                }
            }
        });
        assertThat(faults).as("seed %d: %s", SEED, outcomes).isEmpty();
        // Otherwise nothing was tried: files that nobody can open, or changes that nobody sees.
        assertThat(outcomes.get("equal")).as("%s", outcomes).isGreaterThan(VARIANTS / 20);
        assertThat(outcomes.get("error")).as("%s", outcomes).isGreaterThan(VARIANTS / 4);
        if (Boolean.getBoolean("surprisal.fuzz.print")) {
            System.out.println("OUTCOMES " + outcomes);
        }
    }

    @Test
    void undamagedFiles() throws Exception {
        for (int i = 0; i < ORIGINALS.size(); i++) {
            Path file =
                    Files.write(folder.resolve("whole" + i + ".parquet"), new PageFile(ORIGINALS.get(i)).bytes(true));
            for (StructField column : SCHEMA.fields()) {
                assertThat(byPage(file, column)).as("file %d, %s", i, column).contains(bySpark(file, column));
            }
        }
    }
}
