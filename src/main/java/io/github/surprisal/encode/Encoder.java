package io.github.surprisal.encode;

import io.github.surprisal.count.Counts;
import io.github.surprisal.encode.EncodedTable.GroupName;
import io.github.surprisal.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Encodes tables. */
public final class Encoder {
    /** How many partitions there are depends on the rows alone, since sums are made partition by partition. */
    private static final long ROWS_PER_PARTITION = 100_000;

    private Encoder() {}

    /**
     * The labelled rows of a table, in an order that depends on their values alone. Rows of weight 0 are left out.
     *
     * @param encoding made from the counts of this table, or of the table that was trained on
     * @param counts of the same table as the encoding
     * @param split which rows to test on; with {@link Split#allTest} the table may be another one than was counted, and its
     *     rows are left as they come
     */
    public static EncodedTable encode(Table table, Encoding encoding, Counts counts, Split split) {
        RowEncoder encoder = RowEncoder.of(table, encoding, counts);
        JavaRDD<InternalRow> rows = table.rows().queryExecution().toRdd().toJavaRDD();
        return split.isAllTest()
                ? encodeTest(table, encoder, counts, rows)
                : encodeSplit(table, encoder, counts, rows, split);
    }

    private static EncodedTable encodeSplit(
            Table table, RowEncoder encoder, Counts counts, JavaRDD<InternalRow> rows, Split split) {
        long size = counts.weighted() ? rows.count() : (long) counts.overall().rows();
        JavaPairRDD<Object, byte[]> pairs = rows.mapPartitionsToPair(encoder::pairs);
        JavaRDD<byte[]> packed =
                SortedShuffle.sortUniform(pairs, partitions(size)).mapPartitions(sorted -> split(sorted, split));
        return result(table, encoder, packed, List.of());
    }

    private static EncodedTable encodeTest(Table table, RowEncoder encoder, Counts counts, JavaRDD<InternalRow> rows) {
        Unseen unseen = rows.mapPartitions(
                        partition -> List.of(encoder.unseen(partition)).iterator())
                .treeAggregate(new Unseen(), Unseen::merge, Unseen::merge);
        RowEncoder extended = encoder.withGroups(unseen.groups());
        JavaRDD<byte[]> packed = rows.mapPartitions(extended::allTest);
        return result(table, extended, packed, unseen.warnings(counts.label()));
    }

    private static EncodedTable result(Table table, RowEncoder encoder, JavaRDD<byte[]> packed, List<String> warnings) {
        List<GroupName> groups = encoder.groupNames();
        return new EncodedTable(
                interpreted(table.rows().sparkSession()),
                packed.persist(StorageLevel.MEMORY_AND_DISK()),
                table.columns().get(table.label()).name(),
                encoder.terms(),
                groups,
                table.hasWeight(),
                warnings);
    }

    /**
     * A session of its own for what MLlib does with SQL. There SQL only hands rows over and writes small files, and compiling
     * plans for that takes longer than training on a small table.
     */
    private static SparkSession interpreted(SparkSession session) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.codegen.wholeStage", "false");
        own.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        own.conf().set("spark.sql.adaptive.enabled", "false");
        return own;
    }

    private static int partitions(long rows) {
        return Math.max(1, Math.toIntExact((rows + ROWS_PER_PARTITION - 1) / ROWS_PER_PARTITION));
    }

    /** Rows that are equal follow each other here, so they can be numbered. */
    private static Iterator<byte[]> split(Iterator<Tuple2<Object, byte[]>> sorted, Split split) {
        return new Iterator<>() {
            private long previous;
            private long copy = -1;

            @Override
            public boolean hasNext() {
                return sorted.hasNext();
            }

            @Override
            public byte[] next() {
                Tuple2<Object, byte[]> pair = sorted.next();
                long hash = (long) pair._1();
                copy = copy >= 0 && hash == previous ? copy + 1 : 0;
                previous = hash;
                byte[] packed = pair._2();
                if (split.isTest(hash, copy)) {
                    EncodedRow.markTest(packed);
                }
                return packed;
            }
        };
    }
}
