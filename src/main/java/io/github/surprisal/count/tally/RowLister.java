package io.github.surprisal.count.tally;

import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.ValueHash;
import io.github.surprisal.scan.CategoryType;
import io.github.surprisal.scan.ValueReader;
import io.github.surprisal.spark.DictionaryIds;
import java.util.Arrays;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Lists the rows of a batch in the buckets of a {@link RawRuns}: first where each belongs, then bucket by bucket. There are
 * many more buckets than a processor's caches and page tables hold, so that each is written to once a batch, not once a
 * row.
 */
final class RowLister {
    private final int[] starts;
    private int[] bucketOf = new int[0];
    private int[] order = new int[0];
    private long[] keys = new long[0];
    private long[] hashes = new long[0];
    private int[][] strata = new int[0][];
    private long[] wholes = new long[0];
    private long[] fractions = new long[0];

    RowLister(int buckets) {
        starts = new int[buckets + 1];
    }

    /**
     * Says in what strata and with what weights the rows of the next columns are.
     *
     * @param rowStrata by base grouping
     * @param rowWholes the weights' whole parts; empty where there is no weight, as are {@code rowFractions}
     */
    void start(int rows, int[][] rowStrata, long[] rowWholes, long[] rowFractions) {
        strata = rowStrata;
        wholes = rowWholes;
        fractions = rowFractions;
        if (bucketOf.length < rows) {
            bucketOf = new int[rows];
            order = new int[rows];
            keys = new long[rows];
            hashes = new long[rows];
        }
    }

    /** Lists the rows in which a column is not null. */
    void list(ValueReader reader, ColumnVector vector, int rows, RawRuns run) {
        boolean isText = reader.type().base() == CategoryType.Base.STRING;
        byte[] array = isText && !reader.isCollated() ? DictionaryIds.bytes(vector) : null;
        boolean isOfKeys = !reader.type().isBytes() && strata.length == 1 && wholes.length == 0;
        hash(reader, vector, array, rows);
        arrange(vector, rows);
        for (int bucket = 0; bucket < starts.length - 1; bucket++) {
            int end = starts[bucket + 1];
            if (starts[bucket] < end) {
                Block.Writer writer = run.bucket(bucket, end - starts[bucket]);
                if (isOfKeys) {
                    writer.listed(keys, strata[0], order, starts[bucket], end);
                    continue;
                }
                for (int i = starts[bucket]; i < end; i++) {
                    int row = order[i];
                    if (array != null) {
                        WritableColumnVector texts = (WritableColumnVector) vector;
                        writer.bytes(array, texts.getArrayOffset(row), texts.getArrayLength(row));
                    } else if (reader.type().isBytes()) {
                        UTF8String text = text(reader, vector, row);
                        writer.bytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
                    } else {
                        writer.bits(keys[row]);
                    }
                    writeRest(writer, row);
                }
            }
        }
    }

    /** Finds the hashes of values, and the keys of those that have one. */
    private void hash(ValueReader reader, ColumnVector vector, byte[] array, int rows) {
        if (!reader.type().isBytes()) {
            reader.keys(vector, rows, keys);
            for (int row = 0; row < rows; row++) {
                hashes[row] = ValueHash.hash(keys[row]);
            }
            return;
        }
        boolean hasNull = vector.hasNull();
        for (int row = 0; row < rows; row++) {
            if (hasNull && vector.isNullAt(row)) {
                continue;
            }
            if (array != null) {
                WritableColumnVector texts = (WritableColumnVector) vector;
                long offset = (long) Platform.BYTE_ARRAY_OFFSET + texts.getArrayOffset(row);
                hashes[row] = ValueHash.hash(array, offset, texts.getArrayLength(row));
            } else {
                UTF8String text = text(reader, vector, row);
                hashes[row] = ValueHash.hash(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
            }
        }
    }

    private static UTF8String text(ValueReader reader, ColumnVector vector, int row) {
        return reader.type().base() == CategoryType.Base.STRING
                ? reader.text(vector, row)
                : UTF8String.fromBytes(reader.bytes(vector, row));
    }

    private void writeRest(Block.Writer writer, int row) {
        for (int[] stratumIds : strata) {
            writer.number(stratumIds[row]);
        }
        if (wholes.length > 0) {
            writer.number(wholes[row]);
            writer.bits(fractions[row]);
        }
    }

    /** Puts the rows that are not null in the order of their buckets. */
    private void arrange(ColumnVector vector, int rows) {
        int buckets = starts.length - 1;
        boolean hasNull = vector.hasNull();
        Arrays.fill(starts, 0);
        for (int row = 0; row < rows; row++) {
            bucketOf[row] = hasNull && vector.isNullAt(row) ? -1 : ValueHash.bucket(hashes[row], buckets);
            if (bucketOf[row] >= 0) {
                starts[bucketOf[row] + 1]++;
            }
        }
        for (int bucket = 0; bucket < buckets; bucket++) {
            starts[bucket + 1] += starts[bucket];
        }
        for (int row = 0; row < rows; row++) {
            if (bucketOf[row] >= 0) {
                order[starts[bucketOf[row]]++] = row;
            }
        }
        // Each start has moved to the next one's place.
        System.arraycopy(starts, 0, starts, 1, buckets);
        starts[0] = 0;
    }
}
