package io.github.surprisal.evaluate;

import io.github.surprisal.encode.CodeColumn;
import io.github.surprisal.encode.EncodedBlock;
import io.github.surprisal.encode.EncodedTable;
import io.github.surprisal.math.Elementary;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The information gain of all features together, H(label) − H(label | combination of values), by dataset and group.
 * Combinations are told apart by a 64-bit hash of their terms: that two of {@value #MAX_CELLS} share one has odds of one in
 * two thousand million. Where there are more of them, the gain is left unknown: it would be next to the entropy of the label,
 * whatever the features.
 */
final class JointInformation {
    private static final int MAX_CELLS = 1 << 17;

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /** The rows of one dataset and group with one combination of values. */
    private record Cell(int cell, long combination) implements Serializable {}

    private static final Cell TOO_MANY = new Cell(-1, 0);

    private JointInformation() {}

    /** In nats, by {@link Tallies#cell}; empty where there are too many combinations. */
    static Map<Integer, Double> of(EncodedTable table, int classes) {
        List<HashMap<Cell, double[]>> parts = table.blocks()
                .mapPartitions(blocks -> {
                    HashMap<Cell, double[]> cells = new HashMap<>();
                    while (blocks.hasNext() && cells.size() <= MAX_CELLS) {
                        add(blocks.next(), classes, cells);
                    }
                    return List.of(cells.size() <= MAX_CELLS ? cells : tooMany())
                            .iterator();
                })
                .collect();
        Map<Cell, double[]> all = new HashMap<>();
        for (HashMap<Cell, double[]> part : parts) {
            part.forEach((cell, counts) -> all.merge(cell, counts, JointInformation::sum));
            if (all.size() > MAX_CELLS || all.containsKey(TOO_MANY)) {
                return Map.of();
            }
        }
        return gains(all, classes);
    }

    private static HashMap<Cell, double[]> tooMany() {
        HashMap<Cell, double[]> mark = new HashMap<>();
        mark.put(TOO_MANY, new double[0]);
        return mark;
    }

    private static void add(EncodedBlock block, int classes, Map<Cell, double[]> cells) {
        for (int row = 0; row < block.rows() && cells.size() <= MAX_CELLS; row++) {
            long hash = 0;
            for (CodeColumn codes : block.codes()) {
                hash = mix(hash, codes.at(row));
            }
            for (double[] numbers : block.numbers()) {
                hash = mix(hash, Double.doubleToLongBits(numbers[row] + 0.0));
            }
            int label = block.labels().at(row);
            add(new Cell(Tallies.cell(block.test(), 0), hash), label, block.weight(row), classes, cells);
            for (CodeColumn groups : block.groups()) {
                add(
                        new Cell(Tallies.cell(block.test(), groups.at(row)), hash),
                        label,
                        block.weight(row),
                        classes,
                        cells);
            }
        }
    }

    private static void add(Cell cell, int label, double weight, int classes, Map<Cell, double[]> cells) {
        cells.computeIfAbsent(cell, any -> new double[classes])[label] += weight;
    }

    private static long mix(long hash, long value) {
        long z = (Long.rotateLeft(hash, 23) ^ value) * MULTIPLIER;
        return (z ^ (z >>> 32)) * MULTIPLIER;
    }

    private static double[] sum(double[] a, double[] b) {
        for (int k = 0; k < a.length; k++) {
            a[k] += b[k];
        }
        return a;
    }

    /** Σ over combinations of n(c, y)·log(n(c, y)·n / (n(c)·n(y))) / n: terms are added in the order of the combinations. */
    private static Map<Integer, Double> gains(Map<Cell, double[]> cells, int classes) {
        Map<Integer, double[]> ofClass = new HashMap<>();
        List<Map.Entry<Cell, double[]>> sorted = cells.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<Cell, double[]> e) -> e.getKey().combination())
                        .thenComparing(e -> e.getKey().cell()))
                .toList();
        sorted.forEach(e -> sum(ofClass.computeIfAbsent(e.getKey().cell(), any -> new double[classes]), e.getValue()));
        Map<Integer, Double> gains = new HashMap<>();
        for (Map.Entry<Cell, double[]> entry : sorted) {
            double[] all = ofClass.get(entry.getKey().cell());
            double rows = total(all);
            double inCell = total(entry.getValue());
            double gain = 0;
            for (int k = 0; k < classes; k++) {
                double count = entry.getValue()[k];
                gain += count > 0 ? count / rows * Elementary.log(count / inCell / (all[k] / rows)) : 0;
            }
            gains.merge(entry.getKey().cell(), gain, Double::sum);
        }
        gains.replaceAll((cell, gain) -> Math.max(0, gain));
        return gains;
    }

    private static double total(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        return total;
    }
}
