package io.github.surprisal.evaluate;

import io.github.surprisal.math.ExactSums;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** For each cell, the sums that its {@link RocArea} follows from. Rows come in ascending order of margin. */
final class RankSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int BELOW = 0;
    private static final int TIED_FIRST = 1;
    private static final int TIED_SECOND = 2;
    private static final int FIRST = 3;
    private static final int SECOND = 4;
    private static final int TWICE_AREA = 5;
    private static final int BELOW_SECOND = 6;
    private static final int PRECISION = 7;
    private static final int SIZE = 8;

    private final Map<Integer, ExactSums> cells = new HashMap<>();
    private final Set<Integer> tied = new HashSet<>();
    private final Map<Integer, double[]> totals;

    /** @param totals the rows of each class, by cell */
    RankSums(Map<Integer, double[]> totals) {
        this.totals = totals;
    }

    /** Sums for rows that follow these ones: what was seen so far is below them. */
    RankSums next() {
        RankSums next = new RankSums(totals);
        next.addBelow(this);
        return next;
    }

    /** Counts what other rows have seen as below these ones. */
    void addBelow(RankSums others) {
        others.cells.forEach((cell, sums) -> {
            sums(cell).addAll(BELOW, sums, BELOW);
            sums(cell).addAll(BELOW_SECOND, sums, BELOW_SECOND);
        });
    }

    /** A row: weight, label, then the cells it belongs to. */
    void add(ByteBuffer row) {
        double weight = row.getDouble();
        int tie = row.getInt() == 1 ? TIED_SECOND : TIED_FIRST;
        while (row.hasRemaining()) {
            int cell = row.getInt();
            sums(cell).add(tie, weight);
            tied.add(cell);
        }
    }

    /** The rows since the last call had one margin; those to come have a greater one. */
    void endTie() {
        for (int cell : tied) {
            ExactSums sums = sums(cell);
            double first = sums.value(TIED_FIRST);
            double second = sums.value(TIED_SECOND);
            sums.add(TWICE_AREA, second * (2 * sums.value(BELOW) + first));
            double[] total = totals.get(cell);
            double secondFromHere = total[1] - sums.value(BELOW_SECOND);
            double firstFromHere = total[0] - sums.value(BELOW);
            sums.add(PRECISION, second * (secondFromHere / (secondFromHere + firstFromHere)));
            sums.addAll(BELOW, sums, TIED_FIRST);
            sums.addAll(BELOW_SECOND, sums, TIED_SECOND);
            sums.addAll(FIRST, sums, TIED_FIRST);
            sums.addAll(SECOND, sums, TIED_SECOND);
            sums.clear(TIED_FIRST);
            sums.clear(TIED_SECOND);
        }
        tied.clear();
    }

    /** Joins the sums of two partitions, each made with the earlier ones below it. */
    RankSums merge(RankSums other) {
        other.cells.forEach((cell, sums) -> sums(cell).merge(sums));
        return this;
    }

    /** The areas of each cell; NaN where there is only one class. */
    Map<Integer, RocArea.Areas> areas() {
        Map<Integer, RocArea.Areas> areas = new HashMap<>();
        cells.forEach((cell, sums) -> {
            double first = sums.value(FIRST);
            double second = sums.value(SECOND);
            areas.put(
                    cell,
                    new RocArea.Areas(
                            sums.value(TWICE_AREA) / 2 / first / second,
                            first > 0 ? sums.value(PRECISION) / second : Double.NaN));
        });
        return areas;
    }

    private ExactSums sums(int cell) {
        return cells.computeIfAbsent(cell, any -> new ExactSums(SIZE));
    }
}
