package io.github.surprisal.evaluate;

import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.math.ExactSums;
import io.github.surprisal.spark.Exchange;
import io.github.surprisal.train.BlockScorer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The area under the ROC curve, exactly: the probability that a row of the second class has a greater margin than one of the
 * first, a tie counting half. Tasks cut their rows into ranges of the margin, which travel as blocks of columns; each
 * range is then put in order by itself. A first pass over the ranges counts the classes in each, so that each knows what lies
 * below it; the second one adds up, for each margin, (rows of the second class) · (rows of the first class below + half of those
 * that tie), in all datasets and groups at once.
 */
final class RocArea {
    /** Of the memory for cached data, where the rows themselves are: these here are a fraction of them. */
    private static final double SHARE_OF_MEMORY = 0.25;

    /** All ranges' sums are brought to the driver, no more than this of them: a quarter of what Spark lets it have. */
    private static final long MOST_SENT = 1L << 28;

    private RocArea() {}

    /**
     * What the order of the margins tells.
     *
     * @param roc the area under the ROC curve
     * @param precision the area under the precision-recall curve as a sum of steps, Σ precision · growth of recall over the
     *     margins from the greatest down (average precision)
     */
    record Areas(double roc, double precision) {}

    /** The area for each {@link LossTallies#cell} that has rows; NaN where they are all of one class. */
    static Map<Integer, Areas> areas(
            EncodedTable table, BlockScorer scorer, LossTallies tallies, Map<Integer, LossTally> byCell) {
        Map<Integer, double[]> totals = new HashMap<>();
        byCell.forEach((cell, tally) -> totals.put(cell, new double[] {tally.classRows(0), tally.classRows(1)}));
        MarginRows.Traits traits =
                new MarginRows.Traits(tallies.groupings(), tallies.isWhole(), !table.weighted(), tallies.isTied());
        Cells cells = new Cells(2 * table.groups().size(), traits.whole());
        JavaRDD<EncodedBlock> blocks = table.blocks();
        long[] bounds = tallies.bounds(ranges(blocks.getNumPartitions(), cells.size(), traits.whole()));
        JavaPairRDD<Integer, byte[]> parts =
                blocks.mapPartitionsToPair(part -> new Parts(part, scorer, new MarginRows.Builder(traits, bounds)));
        try (Exchange exchange = Exchange.of(parts, bounds.length + 1, SHARE_OF_MEMORY, 0)) {
            return areas(exchange.map(some -> MarginRows.of(some, traits)), cells, totals);
        }
    }

    /** How many ranges of margins there are: one for each task, but where there are many groups fewer. */
    static int ranges(int tasks, int sums, boolean whole) {
        return (int) Math.max(1, Math.min(tasks, MOST_SENT / Masses.bytes(sums, whole)));
    }

    /** @param ranges one object of rows in order per range, the ranges in order */
    private static Map<Integer, Areas> areas(JavaRDD<MarginRows> ranges, Cells cells, Map<Integer, double[]> totals) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(ranges.context());
        ranges.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<Masses> below = new ArrayList<>();
            Masses sum = cells.masses();
            for (Masses range : ranges.map(cells::ofClasses).collect()) {
                Masses before = cells.masses();
                before.addAll(sum, cells.size());
                below.add(before);
                sum.addAll(range, cells.size());
            }
            // Each task gets what lies below its own range alone.
            ExactSums sums = ranges.zipPartitions(context.parallelize(below, below.size()), (rows, before) -> List.of(
                                    cells.areas(rows.next(), before.next(), totals))
                            .iterator())
                    .treeReduce(ExactSums::merge);
            return cells.areas(sums, totals);
        } finally {
            ranges.unpersist(false);
        }
    }

    /** A task's rows, chunk by chunk, as the parts that go to each range. */
    private static final class Parts implements Iterator<Tuple2<Integer, byte[]>> {
        private final Iterator<EncodedBlock> blocks;
        private final BlockScorer scorer;
        private final MarginRows.Builder builder;
        private byte[][] cut = {};
        private int next;

        Parts(Iterator<EncodedBlock> blocks, BlockScorer scorer, MarginRows.Builder builder) {
            this.blocks = blocks;
            this.scorer = scorer;
            this.builder = builder;
        }

        @Override
        public boolean hasNext() {
            while (true) {
                while (next < cut.length && cut[next] == null) {
                    next++;
                }
                if (next < cut.length) {
                    return true;
                }
                if (!blocks.hasNext()) {
                    return false;
                }
                while (blocks.hasNext() && !builder.isFull()) {
                    EncodedBlock block = blocks.next();
                    builder.add(block, scorer.margins(block)[0]);
                }
                cut = builder.cut();
                next = 0;
            }
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Tuple2<Integer, byte[]> part = new Tuple2<>(next, cut[next]);
            cut[next] = null;
            return part;
        }
    }

    /**
     * What is added up for each cell.
     *
     * @param count how many cells there may be
     * @param isWhole whether weights are whole numbers
     */
    private record Cells(int count, boolean isWhole) implements Serializable {
        private static final int TWICE_AREA = 0;
        private static final int PRECISION = 1;

        /** The rows of the first class in cell c are sum 2c, those of the second 2c + 1. */
        Masses masses() {
            return new Masses(size(), isWhole);
        }

        int size() {
            return 2 * count;
        }

        Masses ofClasses(MarginRows rows) {
            Masses ofKinds = new Masses(rows.kindCount(), isWhole);
            for (int row = 0; row < rows.size(); row++) {
                ofKinds.add(rows.kind(row), rows.weight(row));
            }
            Masses masses = masses();
            for (int kind = 0; kind < rows.kindCount(); kind++) {
                int[] cells = rows.cellsOf(kind);
                for (int c = 1; cells != null && c < cells.length; c++) {
                    masses.addAll(2 * cells[c] + cells[0], ofKinds, kind);
                }
            }
            return masses;
        }

        /** Sums of a range for each cell, where {@code below} is what lies below it; it is moved on. */
        ExactSums areas(MarginRows rows, Masses below, Map<Integer, double[]> totals) {
            Growing growing = new Growing(this, below, totals);
            Masses tied = masses();
            int[] touched = new int[count];
            boolean[] isTouched = new boolean[count];
            int from = 0;
            while (from < rows.size()) {
                int end = rows.tieEnd(from);
                if (end == from + 1) {
                    growing.alone(rows.cellsOf(rows.kind(from)), rows.weight(from));
                    from = end;
                    continue;
                }
                int cellsTouched = 0;
                for (int row = from; row < end; row++) {
                    int[] cells = rows.cellsOf(rows.kind(row));
                    for (int c = 1; c < cells.length; c++) {
                        tied.add(2 * cells[c] + cells[0], rows.weight(row));
                        if (!isTouched[cells[c]]) {
                            isTouched[cells[c]] = true;
                            touched[cellsTouched++] = cells[c];
                        }
                    }
                }
                for (int t = 0; t < cellsTouched; t++) {
                    isTouched[touched[t]] = false;
                    growing.endTie(touched[t], tied);
                }
                from = end;
            }
            return growing.sums();
        }

        Map<Integer, Areas> areas(ExactSums sums, Map<Integer, double[]> totals) {
            Map<Integer, Areas> areas = new HashMap<>();
            totals.forEach((cell, total) -> areas.put(
                    cell,
                    new Areas(
                            RocCurve.area(sums.value(2 * cell + TWICE_AREA), total[0], total[1]),
                            total[0] > 0 ? sums.value(2 * cell + PRECISION) / total[1] : Double.NaN)));
            return areas;
        }
    }

    /** The areas' sums over margins that ascend. */
    private static final class Growing {
        private final Masses below;
        private final double[][] total;
        private final ExactSums sums;

        /** By cell, where they are whole numbers below 2⁶², those added to its area that are not in the sums yet. */
        private final long[] twiceArea;

        private final boolean[] isWhole;

        Growing(Cells cells, Masses below, Map<Integer, double[]> totals) {
            this.below = below;
            this.total = new double[cells.count()][];
            this.sums = new ExactSums(cells.size());
            this.twiceArea = new long[cells.count()];
            this.isWhole = new boolean[cells.count()];
            totals.forEach((cell, ofClasses) -> {
                total[cell] = ofClasses;
                isWhole[cell] = cells.isWhole() && ofClasses[0] * ofClasses[1] < 0x1p61;
            });
        }

        /** A row that ties with no other: what {@link #endTie} does, without sums of those that do. */
        void alone(int[] cells, double weight) {
            for (int c = 1; c < cells.length; c++) {
                int cell = cells[c];
                if (cells[0] == 1) {
                    addArea(cell, weight, 0);
                }
                below.add(2 * cell + cells[0], weight);
            }
        }

        /** All rows of a margin: {@code tied} has their weights, and is left with none of this cell's. */
        void endTie(int cell, Masses tied) {
            double second = tied.value(2 * cell + 1);
            if (second > 0) {
                addArea(cell, second, tied.value(2 * cell));
            }
            for (int sum = 2 * cell; sum <= 2 * cell + 1; sum++) {
                below.addAll(sum, tied, sum);
                tied.clear(sum);
            }
        }

        private void addArea(int cell, double second, double firstTied) {
            double firstBelow = below.value(2 * cell);
            if (isWhole[cell]) {
                twiceArea[cell] += ((long) second) * ((long) (2 * firstBelow + firstTied));
            } else {
                sums.add(2 * cell + Cells.TWICE_AREA, second * (2 * firstBelow + firstTied));
            }
            double secondFromHere = total[cell][1] - below.value(2 * cell + 1);
            double firstFromHere = total[cell][0] - firstBelow;
            sums.add(2 * cell + Cells.PRECISION, second * (secondFromHere / (secondFromHere + firstFromHere)));
        }

        ExactSums sums() {
            for (int cell = 0; cell < twiceArea.length; cell++) {
                // In two halves, each of which is a double exactly.
                sums.add(2 * cell + Cells.TWICE_AREA, 0x1p32, twiceArea[cell] >>> 32);
                sums.add(2 * cell + Cells.TWICE_AREA, 1, twiceArea[cell] & 0xFFFF_FFFFL);
                twiceArea[cell] = 0;
            }
            return sums;
        }
    }
}
