package io.github.surprisal.count.reduce;

import io.github.surprisal.count.CountConfig;
import io.github.surprisal.count.tally.ScanPlan;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the driver is given of each column: its values with the cells of all groups, its values by class alone and of the groups spectra, or
 * spectra of the whole table too. Which of these follows from the rows alone: from how many values there are, and pairs of value and group, of
 * the column and of all columns together.
 *
 * @param distinct how many values there are, by column
 * @param overLimit columns of more values than the driver is given
 * @param grouped other columns, of more pairs of value and group than it is given
 * @param wanted columns of which it is given all, and partitions kept some back
 * @param byClass grouped columns of which partitions kept values back: these it is given by class alone
 * @param cells of how many cells the groups' bins of a number may be together
 */
record DriverShare(long[] distinct, BitSet overLimit, BitSet grouped, BitSet wanted, BitSet byClass, int cells) {
    /** Of all columns together the driver is given no more values than this, at some ten bytes each: a third of what Spark lets it have. */
    static final long MOST_VALUES = 1L << 25;

    /**
     * Nor more counts by value, group and class, rows without a label being a class of their own: with two classes as many pairs of value and
     * group as values. A count takes a byte or more on the way and eight in the tables.
     */
    private static final long MOST_COUNTS = 3 * MOST_VALUES;

    /**
     * What the driver is given of the columns that partitions have reduced.
     *
     * @param groups how many groups there are, the whole table among them
     * @param classes how many classes, none among them
     */
    static DriverShare of(ScanPlan plan, List<Reducer.Reduced> reduced, int groups, int classes, CountConfig config) {
        int columns = plan.counted().length;
        long[] distinct = new long[columns];
        long[] cells = new long[columns];
        BitSet summarised = new BitSet();
        BitSet withheld = new BitSet();
        for (Reducer.Reduced part : reduced) {
            Arrays.setAll(distinct, c -> distinct[c] + part.distinct()[c]);
            // Where the whole table is the only group its values are what is sent, however many.
            Arrays.setAll(cells, c -> groups == 1 ? 0 : cells[c] + part.cells()[c]);
            part.summaries().keySet().forEach(summarised::set);
            withheld.or(part.withheld());
        }
        int mostValues = most(distinct, config.maxCategories(), MOST_VALUES);
        long pairs = Math.min(MOST_VALUES, MOST_COUNTS / classes);
        BitSet overLimit =
                where(columns, c -> distinct[c] > (plan.keyOfCounted(c) < 0 ? mostValues : config.maxCategories()));
        int mostCells = most(
                IntStream.range(0, columns)
                        .filter(c -> !overLimit.get(c))
                        .mapToLong(c -> cells[c])
                        .toArray(),
                config.maxGroupCells(),
                pairs);
        BitSet grouped = where(
                columns,
                c -> !overLimit.get(c) && cells[c] > (plan.keyOfCounted(c) < 0 ? mostCells : config.maxGroupCells()));
        BitSet wanted = where(columns, c -> summarised.get(c) && !overLimit.get(c) && !grouped.get(c));
        BitSet byClass = (BitSet) grouped.clone();
        byClass.and(withheld);
        long binned = where(columns, c -> plan.numeric()[plan.counted()[c]] && (overLimit.get(c) || grouped.get(c)))
                .cardinality();
        return new DriverShare(distinct, overLimit, grouped, wanted, byClass, (int)
                Math.min(config.maxGroupCells(), pairs / Math.max(1, binned)));
    }

    /**
     * How many values, or pairs, a column may have for the driver to be given them: as many as the config says, or, where those of all columns
     * together are more than there may be, as many as make them no more.
     */
    static int most(long[] ofColumns, int given, long together) {
        int least = 0;
        int most = given;
        while (least < most) {
            int middle = (int) ((1L + least + most) / 2);
            // The greatest limit by which not too much is given: values of columns over it are not.
            long all = Arrays.stream(ofColumns).filter(some -> some <= middle).sum();
            if (all <= together) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return least;
    }

    private static BitSet where(int columns, IntPredicate is) {
        BitSet where = new BitSet();
        IntStream.range(0, columns).filter(is).forEach(where::set);
        return where;
    }

    /** Columns that are summarised in part or whole. */
    BitSet summarised() {
        BitSet all = (BitSet) overLimit.clone();
        all.or(grouped);
        return all;
    }
}
