package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.spark.SortedShuffle;
import io.github.surprisal.train.BlockScorer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The area under the ROC curve, exactly: the probability that a row of the second class has a greater margin than one of the
 * first, a tie counting half. Rows are sorted by margin across the cluster; a first pass counts the first class in each
 * partition, the second one adds up, for each margin, (rows of the second class) · (rows of the first class below + half of
 * those that tie), in all datasets and groups at once.
 */
final class RocArea {
    private RocArea() {}

    /**
     * What the order of the margins tells.
     *
     * @param roc the area under the ROC curve
     * @param precision the area under the precision-recall curve as a sum of steps, Σ precision · growth of recall over the
     *     margins from the greatest down (average precision)
     */
    record Areas(double roc, double precision) {}

    /** The area for each {@link Tallies#cell} that has rows; NaN where they are all of one class. */
    static Map<Integer, Areas> areas(EncodedTable table, BlockScorer scorer, Map<Integer, double[]> totals) {
        int partitions = table.blocks().getNumPartitions();
        JavaPairRDD<Object, byte[]> sorted = SortedShuffle.sort(
                table.blocks().flatMapToPair(block -> pairs(block, scorer)), Math.max(1, partitions));
        if (partitions <= 1) {
            return merged(
                    sorted.mapPartitions(rows -> one(sum(rows, new RankSums(totals))))
                            .collect(),
                    totals);
        }
        sorted.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<RankSums> before = new ArrayList<>();
            RankSums below = new RankSums(totals);
            for (RankSums partition : sorted.mapPartitions(rows -> one(sum(rows, new RankSums(totals))))
                    .collect()) {
                before.add(below.next());
                below.addBelow(partition);
            }
            return merged(
                    sorted.mapPartitionsWithIndex((partition, rows) -> one(sum(rows, before.get(partition))), true)
                            .collect(),
                    totals);
        } finally {
            sorted.unpersist(false);
        }
    }

    private static <T> Iterator<T> one(T value) {
        return List.of(value).iterator();
    }

    private static Iterator<Tuple2<Object, byte[]>> pairs(EncodedBlock block, BlockScorer scorer) {
        double[][] margins = scorer.margins(block);
        return IntStream.range(0, block.rows())
                .mapToObj(row -> SortedShuffle.pair(SortedShuffle.key(margins[0][row]), packed(block, row)))
                .iterator();
    }

    private static byte[] packed(EncodedBlock block, int row) {
        ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES + Integer.BYTES * (2 + block.groups().length));
        buffer.putDouble(block.weight(row)).putInt(block.labels().at(row)).putInt(Tallies.cell(block.test(), 0));
        for (CodeColumn groups : block.groups()) {
            buffer.putInt(Tallies.cell(block.test(), groups.at(row)));
        }
        return buffer.array();
    }

    private static RankSums sum(Iterator<Tuple2<Object, byte[]>> rows, RankSums sums) {
        long previous = 0;
        while (rows.hasNext()) {
            Tuple2<Object, byte[]> row = rows.next();
            long key = (long) row._1();
            if (key != previous) {
                sums.endTie();
                previous = key;
            }
            sums.add(ByteBuffer.wrap(row._2()));
        }
        sums.endTie();
        return sums;
    }

    private static Map<Integer, Areas> merged(List<RankSums> partitions, Map<Integer, double[]> totals) {
        RankSums all = new RankSums(totals);
        partitions.forEach(all::merge);
        return all.areas();
    }
}
