package io.github.surprisal.encode;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The labelled rows of a table as codes and numbers, cached; every later pass runs on these. Close it to free the cache.
 *
 * @param session a session for handing the rows to MLlib and for saving its models, which interprets plans
 * @param cached what is freed
 * @param blocks the rows, training and test rows in blocks of their own
 * @param label the user's name of the label
 * @param layout how terms lie in the blocks
 * @param groups what the group indices of the rows mean; the whole table first
 * @param weighted whether rows have weights other than 1
 * @param warnings what the user should know of the rows left out, one line each
 */
public record EncodedTable(
        SparkSession session,
        JavaRDD<EncodedBlock> cached,
        JavaRDD<EncodedBlock> blocks,
        String label,
        Layout layout,
        List<GroupName> groups,
        boolean weighted,
        List<String> warnings)
        implements AutoCloseable {
    /**
     * A group of rows.
     *
     * @param columns the columns of the grouping; empty for the whole table
     * @param values their values as text, null where the value is null
     */
    public record GroupName(List<String> columns, List<String> values) {}

    /** Of blocks that are cached themselves, or not at all. */
    public EncodedTable(
            SparkSession session,
            JavaRDD<EncodedBlock> blocks,
            String label,
            Layout layout,
            List<GroupName> groups,
            boolean weighted,
            List<String> warnings) {
        this(session, blocks, blocks, label, layout, groups, weighted, warnings);
    }

    /**
     * The same rows, each block with its place among all training rows instead of those of its partition.
     *
     * @param training how many rows for training each partition has
     */
    EncodedTable placed(List<Long> training) {
        long[] before = new long[training.size()];
        for (int p = 1; p < before.length; p++) {
            before[p] = before[p - 1] + training.get(p - 1);
        }
        JavaRDD<EncodedBlock> placed =
                blocks.mapPartitionsWithIndex((partition, some) -> new Placed(before[partition], some), true);
        return new EncodedTable(session, cached, placed, label, layout, groups, weighted, warnings);
    }

    /** The rows one by one, training and test alike. */
    public JavaRDD<EncodedRow> rows() {
        Layout of = layout;
        return blocks.flatMap(block -> rows(block, of));
    }

    private static Iterator<EncodedRow> rows(EncodedBlock block, Layout layout) {
        return IntStream.range(0, block.rows())
                .mapToObj(row -> block.row(row, layout))
                .iterator();
    }

    /**
     * The same rows with some of their features, cut out of the same cached blocks. To close it frees nothing.
     *
     * @param of what the rows were encoded by
     * @param some of its features
     */
    public EncodedTable only(Encoding of, Encoding some) {
        Layout whole = layout;
        Layout part = Layout.of(some);
        int[] features = some.features().stream()
                .mapToInt(feature -> of.features().indexOf(feature))
                .toArray();
        int[] numbers = whole.columns(features, true);
        int[] codes = whole.columns(features, false);
        return new EncodedTable(
                session, blocks.map(block -> block.only(numbers, codes)), label, part, groups, weighted, warnings);
    }

    /**
     * The training rows without a fold, to which they are dealt in turn, cached. Close it to free that.
     *
     * @param fold from 0
     * @param folds how many there are
     */
    public EncodedTable without(int fold, int folds) {
        JavaRDD<EncodedBlock> kept = blocks.filter(block -> !block.test())
                .map(block -> block.without(fold, folds))
                .filter(block -> block.rows() > 0)
                .persist(StorageLevel.MEMORY_AND_DISK());
        return new EncodedTable(session, kept, label, layout, groups, weighted, warnings);
    }

    /** What some work gives; if it fails these rows are let go of. */
    public <T> T orClose(Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) { // Scala throws the checked SparkException without declaring it
            close();
            throw e;
        }
    }

    /** Blocks of a partition with so many rows for training before it. */
    private record Placed(long rowsBefore, Iterator<EncodedBlock> blocks) implements Iterator<EncodedBlock> {
        @Override
        public boolean hasNext() {
            return blocks.hasNext();
        }

        @Override
        public EncodedBlock next() {
            return blocks.next().after(rowsBefore);
        }
    }

    @Override
    public void close() {
        cached.unpersist(false);
    }
}
