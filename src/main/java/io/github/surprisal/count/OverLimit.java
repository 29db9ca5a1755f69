package io.github.surprisal.count;

import io.github.surprisal.count.ColumnGroup.TopValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What one reduce partition knows of a column whose values are too many to bring to the driver: spectra and most frequent
 * values per group, and for a numeric column a sample of its values.
 */
final class OverLimit implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many of the most frequent values are kept, per group. */
    static final int TOP = 10;

    /** How many distinct values the sample of a numeric column holds over all partitions. */
    static final int SAMPLE = 1 << 16;

    /** Fractional masses keep this many binary digits, so that their spectrum stays small. */
    private static final int FRACTIONAL_DIGITS = 16;

    /** A value of the sample: its hash, number and count over the whole table. */
    record Sampled(long hash, double number, double count) implements Serializable {}

    /** Parts by group: the id of the group in the {@link Rollup} of the one who made this. */
    private final Map<Integer, Part> parts = new HashMap<>();

    private List<Sampled> sample = new ArrayList<>();

    /** The spectra of one group. */
    static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;
        final HashMap<Double, Long> values = new HashMap<>();
        final HashMap<Double, Long> labelled = new HashMap<>();
        final HashMap<Integer, HashMap<Pair, Long>> joint = new HashMap<>();
        final List<TopValue> top = new ArrayList<>();

        /** The same with other numbers for the classes. */
        Part withClasses(IntUnaryOperator map) {
            HashMap<Integer, HashMap<Pair, Long>> mapped = new HashMap<>();
            joint.forEach((labelClass, pairs) -> mapped.put(map.applyAsInt(labelClass), pairs));
            joint.clear();
            joint.putAll(mapped);
            return this;
        }
    }

    record Pair(double cell, double total) implements Serializable {}

    Map<Integer, Part> parts() {
        return parts;
    }

    List<Sampled> sample() {
        return sample;
    }

    /** Summarises one column of a tally that holds all cells of each of its values. */
    static OverLimit of(Tally tally, Rollup rollup, int column, boolean numeric, int sampleSize) {
        OverLimit result = new OverLimit();
        Values values = tally.values(column);
        CellTable.ByValue[] byBase = tally.byValue(column, values.size());
        PriorityQueue<Sampled> smallest =
                new PriorityQueue<>(Comparator.comparingLong((Sampled s) -> s.hash() + Long.MIN_VALUE)
                        .reversed());
        for (int id = 1; id <= values.size(); id++) {
            rollup.load(byBase, id);
            for (int i = 0; i < rollup.touched(); i++) {
                int group = rollup.touchedGroup(i);
                add(result.parts.computeIfAbsent(group, g -> new Part()), rollup, group, values, id);
            }
            if (numeric && rollup.touched() > 0 && !Double.isNaN(values.number(id))) {
                int overall = rollup.groupOf(0, new int[0]);
                smallest.add(new Sampled(
                        values.hash(id, Hashing.SAMPLE_SEED),
                        values.number(id),
                        rollup.total(overall, 0, rollup.classes())));
                if (smallest.size() > sampleSize) {
                    smallest.poll();
                }
            }
        }
        result.sample = new ArrayList<>(smallest);
        return result;
    }

    /** Takes in what another partition knows; ids of groups, classes and values already those of this one. */
    static void merge(Part into, Part part, CategoryType type) {
        part.values.forEach((count, times) -> into.values.merge(count, times, Long::sum));
        part.labelled.forEach((count, times) -> into.labelled.merge(count, times, Long::sum));
        part.joint.forEach((labelClass, pairs) -> pairs.forEach((pair, times) ->
                into.joint.computeIfAbsent(labelClass, k -> new HashMap<>()).merge(pair, times, Long::sum)));
        part.top.forEach(top -> offer(into.top, top, type));
    }

    /** The finished spectra, with one joint spectrum for each of {@code classes} classes. */
    static ColumnGroup.Spectra spectra(Part part, int classes) {
        List<JointSpectrum> joint = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            joint.add(jointSpectrum(part.joint.getOrDefault(k, new HashMap<>())));
        }
        return new ColumnGroup.Spectra(
                Spectrum.of(new TreeMap<>(part.values)),
                Spectrum.of(new TreeMap<>(part.labelled)),
                joint,
                List.copyOf(part.top));
    }

    private static JointSpectrum jointSpectrum(HashMap<Pair, Long> pairs) {
        List<Map.Entry<Pair, Long>> sorted = new ArrayList<>(pairs.entrySet());
        sorted.sort(Comparator.comparingDouble(
                        (Map.Entry<Pair, Long> e) -> e.getKey().cell())
                .thenComparingDouble(e -> e.getKey().total()));
        return new JointSpectrum(
                sorted.stream().mapToDouble(e -> e.getKey().cell()).toArray(),
                sorted.stream().mapToDouble(e -> e.getKey().total()).toArray(),
                sorted.stream().mapToLong(Map.Entry::getValue).toArray());
    }

    private static void offer(List<TopValue> top, TopValue candidate, CategoryType type) {
        int at = top.size();
        while (at > 0 && before(candidate, top.get(at - 1), type)) {
            at--;
        }
        if (at < TOP) {
            top.add(at, candidate);
            if (top.size() > TOP) {
                top.remove(TOP);
            }
        }
    }

    private static boolean before(TopValue a, TopValue b, CategoryType type) {
        if (a.count() != b.count()) {
            return a.count() > b.count();
        }
        return TopValue.compare(type, a, b) < 0;
    }

    private static double rounded(double mass) {
        if (mass == Math.rint(mass)) {
            return mass;
        }
        double ulp = Math.scalb(1.0, Math.getExponent(mass) - FRACTIONAL_DIGITS);
        return Math.rint(mass / ulp) * ulp;
    }

    private static void add(Part part, Rollup rollup, int group, Values values, int id) {
        int unlabelled = rollup.classes() - 1;
        double all = rollup.total(group, 0, rollup.classes());
        double labelled = rounded(rollup.total(group, 0, unlabelled));
        part.values.merge(rounded(all), 1L, Long::sum);
        if (labelled > 0) {
            part.labelled.merge(labelled, 1L, Long::sum);
        }
        for (int k = 0; k < unlabelled; k++) {
            double cell = rounded(rollup.count(group, k));
            if (cell > 0) {
                part.joint.computeIfAbsent(k, c -> new HashMap<>()).merge(new Pair(cell, labelled), 1L, Long::sum);
            }
        }
        if (part.top.size() < TOP || all >= part.top.get(TOP - 1).count()) {
            CategoryType type = values.type();
            offer(
                    part.top,
                    type.isBytes()
                            ? new TopValue(0, values.bytes(id), all)
                            : new TopValue(values.key(id), new byte[0], all),
                    type);
        }
    }
}
