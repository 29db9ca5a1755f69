package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.count.wire.ColumnSection;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.BitSet;
import java.util.Map;

/** A reduce partition's second answer: what the driver still wants to know of its columns once it has the first one of all partitions. */
public final class SecondPass {
    private SecondPass() {}

    /**
     * For columns that turned out small after all, their values; for those with edges, bin numbers in place of values.
     *
     * @param edges by column, the edges of the whole table's bins, and of the groups' unless they have some of their own
     * @param groupEdges by column, the edges of the groups' bins
     */
    public static byte[] block(
            BlockSet set, BitSet wanted, Map<Integer, Categories> edges, Map<Integer, Categories> groupEdges) {
        Block.Writer block = new Block.Writer(1 << 12);
        set.stratification().write(block, false);
        ColumnSection section = new ColumnSection();
        for (int c = wanted.nextSetBit(0); c >= 0; c = wanted.nextSetBit(c + 1)) {
            set.column(c).writeAll(section.part(0));
            section.moveTo(block, c);
        }
        edges.forEach((column, cuts) -> {
            ColumnTally bins = bins(set, column, cuts);
            boolean alone = groupEdges.containsKey(column);
            (alone ? bins.byClassAlone(set.stratification().onlyOfClass()) : bins).writeAll(section.part(0));
            section.moveTo(block, alone ? set.byClassAlone(column) : column);
        });
        groupEdges.forEach((column, cuts) -> {
            bins(set, column, cuts).writeAll(section.part(0));
            section.moveTo(block, column);
        });
        return block.toBytes();
    }

    private static ColumnTally bins(BlockSet set, int column, Categories edges) {
        ColumnTally bins = set.stratification().tally(new ValueIndex(CategoryType.of(CategoryType.Base.INTEGER)));
        set.merge(column, bins, Numbering.ofBins(bins.values(), new BinIndex(edges)));
        return bins;
    }
}
