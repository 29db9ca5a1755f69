package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * What the driver still wants to know of the reduce partitions' columns once it has the first answer of all of them: values that were kept back,
 * and once it has these, bins.
 *
 * @param wanted columns of which all is wanted: values with the cells of all groups
 * @param byClass columns of which the groups are summarised: values with the cells of the whole table
 * @param edges by column, the edges of the whole table's bins, and of the groups' unless they have some of their own: bin numbers in
 *     place of values
 * @param groupEdges by column, the edges of the groups' bins
 * @param strata how many strata there are, which bins have cells in
 */
public record SecondPass(
        BitSet wanted,
        BitSet byClass,
        HashMap<Integer, Categories> edges,
        HashMap<Integer, Categories> groupEdges,
        int strata)
        implements Serializable {
    /** About what a bin takes in an answer, and a cell of it. */
    private static final long BYTES_PER_BIN = 10;

    private static final long BYTES_PER_CELL = 2;

    /** The driver is sent no more than this, of answers that are all alike: a quarter of what Spark lets it have. */
    private static final long MOST_SENT = 1L << 28;

    /** Answers are put together once they are this long, and then once they are twice as long as what came of that. */
    private static final long MUCH = 1L << 26;

    static SecondPass ofValues(BitSet wanted, BitSet byClass) {
        return new SecondPass(wanted, byClass, new HashMap<>(), new HashMap<>(), 0);
    }

    static SecondPass ofBins(HashMap<Integer, Categories> edges, HashMap<Integer, Categories> groupEdges, int strata) {
        return new SecondPass(new BitSet(), new BitSet(), edges, groupEdges, strata);
    }

    /** Whether there is nothing to ask. */
    boolean isEmpty() {
        return wanted.isEmpty() && byClass.isEmpty() && edges.isEmpty() && groupEdges.isEmpty();
    }

    /** A reduce partition's answer. */
    public byte[] answer(BlockSet set) {
        return written(set, (column, number, cuts) -> {
            ColumnTally bins = emptyBins(set);
            set.merge(column, bins, Numbering.ofBins(bins.values(), new BinIndex(cuts)));
            return number == column
                    ? bins
                    : bins.byClassAlone(set.stratification().onlyOfClass());
        });
    }

    /** The answers of all partitions, put together on the executors where they would be too much for the driver as they are. */
    public List<byte[]> sent(ScanPlan plan, JavaRDD<byte[]> answers) {
        long bins = edges.values().stream().mapToLong(Categories::size).sum()
                + groupEdges.values().stream().mapToLong(Categories::size).sum();
        long bytes = 1 + bins * (BYTES_PER_BIN + BYTES_PER_CELL * strata);
        int fitting = (int) Math.max(1, Math.min(answers.getNumPartitions(), MOST_SENT / bytes));
        if (fitting == answers.getNumPartitions()) {
            return answers.collect();
        }
        return answers.mapPartitionsWithIndex(SecondPass::numbered, true)
                .mapToPair(answer -> answer)
                .partitionBy(new HashPartitioner(fitting))
                .values()
                .mapPartitions(some -> List.of(merged(plan, some)).iterator())
                .collect();
    }

    private static Iterator<Tuple2<Integer, byte[]>> numbered(int partition, Iterator<byte[]> answers) {
        return List.of(new Tuple2<>(partition, answers.next())).iterator();
    }

    /** Answers as one. */
    byte[] merged(ScanPlan plan, Iterator<byte[]> answers) {
        BlockSet set = new BlockSet(plan);
        long size = 0;
        long enough = MUCH;
        while (answers.hasNext()) {
            byte[] next = answers.next();
            set.add(next);
            size += next.length;
            if (size > enough) {
                byte[] all = merged(set);
                set = new BlockSet(plan);
                set.add(all);
                size = all.length;
                enough = Math.max(MUCH, 2 * size);
            }
        }
        return merged(set);
    }

    private byte[] merged(BlockSet set) {
        return written(set, (column, number, cuts) -> numbered(set, number));
    }

    /** The bin numbers that answers hold of a column. */
    static ColumnTally numbered(BlockSet answers, int column) {
        ColumnTally bins = emptyBins(answers);
        answers.merge(column, bins, Numbering.of(bins.values()));
        return bins;
    }

    private static ColumnTally emptyBins(BlockSet of) {
        return of.stratification().tally(new ValueIndex(CategoryType.of(CategoryType.Base.INTEGER)));
    }

    /** Where the bins of a column come from. */
    private interface Bins {
        /** @param number by which they are written: another than the column's where they are those of the whole table by class alone */
        ColumnTally of(int column, int number, Categories cuts);
    }

    private byte[] written(BlockSet set, Bins bins) {
        Block.Writer block = new Block.Writer(1 << 12);
        set.stratification().write(block, false);
        ColumnSection section = new ColumnSection();
        for (int c = wanted.nextSetBit(0); c >= 0; c = wanted.nextSetBit(c + 1)) {
            set.column(c).writeAll(section.part(0));
            section.moveTo(block, c);
        }
        for (int c = byClass.nextSetBit(0); c >= 0; c = byClass.nextSetBit(c + 1)) {
            // Answers have them by class alone already.
            set.withByClass(c).byClassAlone(set.stratification().onlyOfClass()).writeAll(section.part(0));
            section.moveTo(block, set.byClassAlone(c));
        }
        edges.forEach((c, cuts) -> {
            int number = groupEdges.containsKey(c) ? set.byClassAlone(c) : c;
            bins.of(c, number, cuts).writeAll(section.part(0));
            section.moveTo(block, number);
        });
        groupEdges.forEach((c, cuts) -> {
            bins.of(c, c, cuts).writeAll(section.part(0));
            section.moveTo(block, c);
        });
        return block.toBytes();
    }
}
