package io.github.surprisal.count.tally;

import io.github.surprisal.scan.Batch;
import io.github.surprisal.spark.TaskMemory;
import io.github.surprisal.table.Column;
import io.github.surprisal.table.Kind;
import io.github.surprisal.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to count one cell, by the type and encoding of its column.
 *
 * <p>A tally counts batches as a scan would hand them on, of 16 columns by a label of two classes: each of the columns is
 * the same vector, but has values, codes and cells of its own. The label's share, once for 16 cells, is in the figure. All
 * values have been met before, as they have in all but the first batches of a column of few values.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CellCost {
    private static final int ROWS = 16_384;

    private static final int COLUMNS = 16;

    private static final int BATCHES = 8;

    private static final long MEMORY = 1L << 28;

    /** How a column is kept in a batch. */
    @Param
    public Kept column;

    /** How many different values it has. */
    @Param({"1000"})
    public int distinct;

    /** The share of nulls. */
    @Param({"0", "0.1"})
    public double nulls;

    private final List<Batch> batches = new ArrayList<>();
    private ScanPlan plan;
    private Tally tally;

    /** Types and encodings. */
    public enum Kept {
        STRING_DICTIONARY,
        STRING,
        LONG_DICTIONARY,
        LONG,
        DOUBLE,
        INT,
        BOOLEAN;

        private DataType type() {
            return switch (this) {
                case STRING_DICTIONARY, STRING -> DataTypes.StringType;
                case LONG_DICTIONARY, LONG -> DataTypes.LongType;
                case DOUBLE -> DataTypes.DoubleType;
                case INT -> DataTypes.IntegerType;
                case BOOLEAN -> DataTypes.BooleanType;
            };
        }
    }

    /** Makes the batches. */
    @Setup(Level.Trial)
    public void fill() {
        plan = plan();
        Random random = new Random(7);
        Dictionary dictionary = new Numbered(distinct);
        for (int b = 0; b < BATCHES; b++) {
            ColumnVector[] vectors = new ColumnVector[COLUMNS + 1];
            Arrays.fill(vectors, vector(random, dictionary));
            vectors[COLUMNS] = label(random);
            batches.add(new Batch(ROWS, vectors));
        }
    }

    /** A tally holds a limited number of rows. */
    @Setup(Level.Iteration)
    public void begin() {
        tally = new Tally(plan, 1, new BitSet(), MEMORY, new TaskMemory().new Share());
        batches.forEach(tally::add);
    }

    /** All batches, once. */
    @Benchmark
    @OperationsPerInvocation(BATCHES * COLUMNS * ROWS)
    public void cell() {
        for (Batch batch : batches) {
            tally.add(batch);
        }
    }

    private ScanPlan plan() {
        List<Column> columns = new ArrayList<>(
                Collections.nCopies(COLUMNS, new Column(column.name(), column.type(), Kind.CATEGORICAL)));
        columns.add(new Column("y", DataTypes.IntegerType, Kind.CATEGORICAL));
        List<Integer> features = IntStream.range(0, COLUMNS).boxed().toList();
        Table.Input input = new Table.Input(List.of(), -1, -1);
        return ScanPlan.of(new Table(null, columns, features, COLUMNS, -1, List.of(), Map.of(), input));
    }

    private WritableColumnVector vector(Random random, Dictionary dictionary) {
        WritableColumnVector vector = new OnHeapColumnVector(ROWS, column.type());
        boolean coded = column == Kept.STRING_DICTIONARY || column == Kept.LONG_DICTIONARY;
        WritableColumnVector codes = coded ? vector.reserveDictionaryIds(ROWS) : null;
        if (coded) {
            vector.setDictionary(new ParquetDictionary(dictionary, false));
        }
        for (int row = 0; row < ROWS; row++) {
            if (random.nextDouble() < nulls) {
                vector.putNull(row);
            } else if (coded) {
                codes.putInt(row, random.nextInt(distinct));
            } else {
                put(vector, row, random.nextInt(distinct));
            }
        }
        return vector;
    }

    private void put(WritableColumnVector vector, int row, int value) {
        switch (column) {
            case STRING -> vector.putByteArray(row, text(value));
            case LONG -> vector.putLong(row, value);
            case DOUBLE -> vector.putDouble(row, value / 7.0);
            case INT -> vector.putInt(row, value);
            case BOOLEAN -> vector.putBoolean(row, value % 2 == 0);
            default -> throw new IllegalStateException("Not a column of plain values: " + column);
        }
    }

    private static WritableColumnVector label(Random random) {
        WritableColumnVector vector = new OnHeapColumnVector(ROWS, DataTypes.IntegerType);
        for (int row = 0; row < ROWS; row++) {
            vector.putInt(row, random.nextDouble() < 0.3 ? 1 : 0);
        }
        return vector;
    }

    private static byte[] text(int value) {
        return ("v" + value).getBytes(StandardCharsets.UTF_8);
    }

    /** A Parquet dictionary whose code i means number i, or its text. */
    private static final class Numbered extends Dictionary {
        private final int size;

        Numbered(int size) {
            super(Encoding.PLAIN);
            this.size = size;
        }

        @Override
        public int getMaxId() {
            return size - 1;
        }

        @Override
        public Binary decodeToBinary(int code) {
            return Binary.fromConstantByteArray(text(code));
        }

        @Override
        public long decodeToLong(int code) {
            return code;
        }
    }
}
