package io.github.surprisal.evaluate;

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
    private static final int SIZE = 6;

    private final Map<Integer, ExactSums> cells = new HashMap<>();
    private final Set<Integer> tied = new HashSet<>();

    /** Sums for rows that follow these ones: what was seen so far is below them. */
    RankSums next() {
        RankSums next = new RankSums();
        cells.forEach((cell, sums) -> next.sums(cell).addAll(BELOW, sums, BELOW));
        return next;
    }

    /** Counts what other rows have seen as below these ones. */
    void addBelow(RankSums others) {
        others.cells.forEach((cell, sums) -> sums(cell).addAll(BELOW, sums, BELOW));
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
            sums.addAll(BELOW, sums, TIED_FIRST);
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

    /** The area of each cell; NaN where there is only one class. */
    Map<Integer, Double> areas() {
        Map<Integer, Double> areas = new HashMap<>();
        cells.forEach(
                (cell, sums) -> areas.put(cell, sums.value(TWICE_AREA) / 2 / sums.value(FIRST) / sums.value(SECOND)));
        return areas;
    }

    private ExactSums sums(int cell) {
        return cells.computeIfAbsent(cell, any -> new ExactSums(SIZE));
    }
}
