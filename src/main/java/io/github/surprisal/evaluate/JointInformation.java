package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.math.Elementary;
import io.github.surprisal.spark.PartitionJob;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The information gain of all features together, H(label) − H(label | combination of values), by dataset and group.
 * Combinations are told apart by a 64-bit hash of their terms: that two of {@value #MAX_CELLS} share one has odds of one in
 * two thousand million. Where there are more of them, the gain is left unknown: it would be next to the entropy of the label,
 * whatever the features. A task that meets more gives up, and so does the sum of two tasks: no more than that many travel.
 */
final class JointInformation implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CELLS = 1 << 17;

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final int classes;

    /** By slot of a hash table, open addressing: the combination, the dataset and group, and the rows of each class. */
    private long[] combinations = new long[1 << 8];

    private int[] cells = new int[1 << 8];
    private double[] counts;
    private int size;
    private boolean isTooMany;

    private JointInformation(int classes) {
        this.classes = classes;
        this.counts = new double[cells.length * classes];
        Arrays.fill(cells, -1);
    }

    /** In nats, by {@link LossTallies#cell}; empty where there are too many combinations. */
    static Map<Integer, Double> of(EncodedTable table, int classes) {
        // Where numbers are nearly all different a partition tells, and the others need not be looked at.
        List<Boolean> first = new PartitionJob<>(table.blocks()).of(new IsTooMuch(classes), new int[] {0});
        if (first.get(0)) {
            return Map.of();
        }
        return table.blocks()
                .treeAggregate(new JointInformation(classes), JointInformation::add, JointInformation::merge)
                .gains();
    }

    private record IsTooMuch(int classes) implements PartitionJob.Function<EncodedBlock, Boolean> {
        @Override
        public Boolean of(Iterator<EncodedBlock> blocks) {
            JointInformation all = new JointInformation(classes);
            while (blocks.hasNext() && !all.isTooMany) {
                all.add(blocks.next());
            }
            return all.isTooMany;
        }
    }

    private JointInformation add(EncodedBlock block) {
        if (isTooMany) {
            return this;
        }
        long[] hashes = new long[block.rows()];
        int[] codes = new int[block.rows()];
        for (CodeColumn column : block.codes()) {
            column.copyTo(codes, 0, codes.length);
            for (int row = 0; row < hashes.length; row++) {
                hashes[row] = mix(hashes[row], codes[row]);
            }
        }
        for (double[] numbers : block.numbers()) {
            for (int row = 0; row < hashes.length; row++) {
                hashes[row] = mix(hashes[row], Double.doubleToLongBits(numbers[row] + 0.0));
            }
        }
        for (int row = 0; row < hashes.length && !isTooMany; row++) {
            int label = block.labels().at(row);
            add(hashes[row], LossTallies.cell(block.test(), 0), label, block.weight(row));
            for (CodeColumn groups : block.groups()) {
                add(hashes[row], LossTallies.cell(block.test(), groups.at(row)), label, block.weight(row));
            }
        }
        return this;
    }

    private void add(long combination, int cell, int label, double weight) {
        int slot = slot(combination, cell);
        if (slot >= 0) {
            counts[slot * classes + label] += weight;
        }
    }

    /** Where a combination is, or now is; less than 0 where there are too many. */
    private int slot(long combination, int cell) {
        if (isTooMany) {
            return -1;
        }
        int mask = cells.length - 1;
        int slot = (int) mix(combination, cell) & mask;
        while (cells[slot] >= 0) {
            if (cells[slot] == cell && combinations[slot] == combination) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        if (size == MAX_CELLS) {
            giveUp();
            return -1;
        }
        if (2 * ++size > cells.length) {
            grow();
            slot = free(combination, cell);
        }
        combinations[slot] = combination;
        cells[slot] = cell;
        return slot;
    }

    private int free(long combination, int cell) {
        int slot = (int) mix(combination, cell) & (cells.length - 1);
        while (cells[slot] >= 0) {
            slot = (slot + 1) & (cells.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldCombinations = combinations;
        int[] oldCells = cells;
        double[] oldCounts = counts;
        combinations = new long[2 * oldCells.length];
        cells = new int[combinations.length];
        counts = new double[combinations.length * classes];
        Arrays.fill(cells, -1);
        for (int old = 0; old < oldCells.length; old++) {
            if (oldCells[old] >= 0) {
                int slot = free(oldCombinations[old], oldCells[old]);
                combinations[slot] = oldCombinations[old];
                cells[slot] = oldCells[old];
                System.arraycopy(oldCounts, old * classes, counts, slot * classes, classes);
            }
        }
    }

    private void giveUp() {
        isTooMany = true;
        combinations = new long[0];
        cells = new int[0];
        counts = new double[0];
        size = 0;
    }

    private JointInformation merge(JointInformation other) {
        if (other.isTooMany && !isTooMany) {
            giveUp();
        }
        for (int from = 0; from < other.cells.length && !isTooMany; from++) {
            if (other.cells[from] >= 0) {
                int slot = slot(other.combinations[from], other.cells[from]);
                for (int k = 0; k < classes && slot >= 0; k++) {
                    counts[slot * classes + k] += other.counts[from * classes + k];
                }
            }
        }
        return this;
    }

    private static long mix(long hash, long value) {
        long z = (Long.rotateLeft(hash, 23) ^ value) * MULTIPLIER;
        return (z ^ (z >>> 32)) * MULTIPLIER;
    }

    /** Σ over combinations of n(c, y)·log(n(c, y)·n / (n(c)·n(y))) / n: terms are added in the order of the combinations. */
    private Map<Integer, Double> gains() {
        int[] sorted = IntStream.range(0, cells.length)
                .filter(slot -> cells[slot] >= 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer slot) -> combinations[slot])
                        .thenComparingInt(slot -> cells[slot]))
                .mapToInt(Integer::intValue)
                .toArray();
        Map<Integer, double[]> ofClass = new HashMap<>();
        for (int slot : sorted) {
            double[] all = ofClass.computeIfAbsent(cells[slot], any -> new double[classes]);
            for (int k = 0; k < classes; k++) {
                all[k] += counts[slot * classes + k];
            }
        }
        Map<Integer, Double> gains = new HashMap<>();
        for (int slot : sorted) {
            double[] all = ofClass.get(cells[slot]);
            double rows = Arrays.stream(all).sum();
            double inCell = 0;
            for (int k = 0; k < classes; k++) {
                inCell += counts[slot * classes + k];
            }
            double gain = 0;
            for (int k = 0; k < classes; k++) {
                double count = counts[slot * classes + k];
                gain += count > 0 ? count / rows * Elementary.log(count / inCell / (all[k] / rows)) : 0;
            }
            gains.merge(cells[slot], gain, Double::sum);
        }
        gains.replaceAll((cell, gain) -> Math.max(0, gain));
        return gains;
    }
}
