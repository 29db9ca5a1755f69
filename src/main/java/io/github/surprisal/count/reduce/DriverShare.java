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
 * @param overLimit columns of more values than the driver is given
 * @param grouped other columns, of more pairs of value and group than it is given
 * @param wanted columns of which it is given all, and partitions kept some back
 * @param ofAll grouped columns of which partitions kept values back
 * @param cells of how many cells the groups' bins of a number may be together
 */
record DriverShare(BitSet overLimit, BitSet grouped, BitSet wanted, BitSet ofAll, int cells) {
    /**
     * Of all columns together the driver is given no more values than this, at some ten bytes each: a third of what Spark lets it have. And no
     * more pairs of value and group, at some three bytes each, and 20 in the counts.
     */
    private static final long MOST = 1L << 25;

    /** @param groups how many groups there are, the whole table among them */
    static DriverShare of(ScanPlan plan, List<Reducer.Reduced> reduced, int groups, CountConfig config) {
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
        int mostValues = most(distinct, config.maxCategories());
        BitSet overLimit =
                where(columns, c -> distinct[c] > (plan.keyOfCounted(c) < 0 ? mostValues : config.maxCategories()));
        int mostCells = most(
                IntStream.range(0, columns)
                        .filter(c -> !overLimit.get(c))
                        .mapToLong(c -> cells[c])
                        .toArray(),
                config.maxGroupCells());
        BitSet grouped = where(
                columns,
                c -> !overLimit.get(c) && cells[c] > (plan.keyOfCounted(c) < 0 ? mostCells : config.maxGroupCells()));
        BitSet wanted = where(columns, c -> summarised.get(c) && !overLimit.get(c) && !grouped.get(c));
        BitSet ofAll = (BitSet) grouped.clone();
        ofAll.and(withheld);
        long binned = where(columns, c -> plan.numeric()[plan.counted()[c]] && (overLimit.get(c) || grouped.get(c)))
                .cardinality();
        return new DriverShare(
                overLimit, grouped, wanted, ofAll, (int) Math.min(config.maxGroupCells(), MOST / Math.max(1, binned)));
    }

    /**
     * How many values a column may have for the driver to be given them: as many as the config says, or, where those of all columns together are
     * more than there may be, as many as make them no more.
     */
    static int most(long[] ofColumns, int given) {
        int least = 0;
        int most = given;
        while (least < most) {
            int middle = (int) ((1L + least + most) / 2);
            // The greatest limit by which not too much is given: values of columns over it are not.
            long all = Arrays.stream(ofColumns).filter(some -> some <= middle).sum();
            if (all <= MOST) {
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
