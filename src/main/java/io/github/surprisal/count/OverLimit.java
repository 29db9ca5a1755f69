package io.github.surprisal.count;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What is known of a column whose values are too many to bring to the driver: spectra and most frequent values per group,
 * and for a numeric column a sample of its values.
 */
final class OverLimit implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many distinct values the sample of a numeric column holds over all partitions. */
    static final int SAMPLE = 1 << 16;

    /** Fractional masses keep this many binary digits, so that their spectrum stays small. */
    private static final int FRACTIONAL_DIGITS = 16;

    private final CategoryType type;
    private final SpectrumTable spectra = new SpectrumTable();
    private TopValues[] top = new TopValues[0];
    private final BottomK sample;

    /** @param sampleSize how many values to sample, 0 for a column that is not numeric */
    OverLimit(CategoryType type, int sampleSize) {
        this.type = type;
        this.sample = new BottomK(sampleSize);
    }

    /** Adds values with all of their cells; groups get the ids that they have in the rollup. */
    void add(ColumnTally column, Rollup rollup, boolean numeric) {
        Values values = column.values();
        int overall = rollup.groupOf(0, new int[0]);
        boolean plain = rollup.isPlain() && column.cells(0).isPlain();
        CellTable.ByValue[] byBase = plain ? new CellTable.ByValue[0] : column.byValue();
        double[] byClass = new double[rollup.classes() - 1];
        for (int id = 1; id <= values.size(); id++) {
            double all;
            if (plain) {
                long[] counts = rollup.loadPlain(column.cells(0), id);
                long labelled = 0;
                for (int k = 0; k < byClass.length; k++) {
                    byClass[k] = counts[k];
                    labelled += counts[k];
                }
                all = labelled + counts[byClass.length];
                add(overall, values, id, all, (double) labelled, byClass);
            } else {
                rollup.load(byBase, id);
                for (int i = 0; i < rollup.touched(); i++) {
                    int group = rollup.touchedGroup(i);
                    Arrays.setAll(byClass, k -> rollup.count(group, k));
                    add(
                            group,
                            values,
                            id,
                            rollup.total(group, 0, rollup.classes()),
                            rollup.total(group, 0, byClass.length),
                            byClass);
                }
                all = rollup.total(overall, 0, rollup.classes());
            }
            if (numeric) {
                sample(values, id, all);
            }
        }
    }

    /** Adds a value's counts within one group: all of them, the labelled ones, and those by class. */
    private void add(int group, Values values, int id, double all, double labelled, double[] byClass) {
        if (all == 0) {
            return;
        }
        double roundedLabelled = rounded(labelled);
        spectra.add(group, SpectrumTable.VALUES, rounded(all), rounded(all));
        if (roundedLabelled > 0) {
            spectra.add(group, SpectrumTable.LABELLED, roundedLabelled, roundedLabelled);
            for (int k = 0; k < byClass.length; k++) {
                double cell = rounded(byClass[k]);
                if (cell > 0) {
                    spectra.add(group, SpectrumTable.JOINT + k, cell, roundedLabelled);
                }
            }
        }
        top(group).offer(values, id, all);
    }

    private void sample(Values values, int id, double count) {
        long hash = values.sampleHash(id);
        if (sample.wants(hash) && count > 0 && !Double.isNaN(values.number(id))) {
            sample.add(hash, values.number(id), count);
        }
    }

    private TopValues top(int group) {
        if (group >= top.length) {
            top = Arrays.copyOf(top, Math.max(group + 1, 2 * top.length));
        }
        if (top[group] == null) {
            top[group] = new TopValues(type);
        }
        return top[group];
    }

    /**
     * Takes in what another partition knows.
     *
     * @param groupOf the group here of a group there
     * @param classOf the class here of a class there
     */
    void merge(OverLimit other, IntUnaryOperator groupOf, IntUnaryOperator classOf) {
        other.spectra.forEach((group, kind, cell, total, times) -> spectra.add(
                groupOf.applyAsInt(group),
                kind < SpectrumTable.JOINT
                        ? kind
                        : SpectrumTable.JOINT + classOf.applyAsInt(kind - SpectrumTable.JOINT),
                cell,
                total,
                times));
        for (int group = 0; group < other.top.length; group++) {
            if (other.top[group] != null) {
                top(groupOf.applyAsInt(group)).addAll(other.top[group]);
            }
        }
        sample.addAll(other.sample);
    }

    BottomK sample() {
        return sample.cut();
    }

    private static double rounded(double mass) {
        if (mass == Math.rint(mass)) {
            return mass;
        }
        double ulp = Math.scalb(1.0, Math.getExponent(mass) - FRACTIONAL_DIGITS);
        return Math.rint(mass / ulp) * ulp;
    }

    /** One entry of the spectra. */
    private record Entry(int group, int kind, double cell, double total, long times) {}

    /** The finished spectra of {@code groups} groups, with one joint spectrum for each of {@code classes} classes. */
    ColumnGroup.Spectra[] finish(int groups, int classes) {
        List<Entry> entries = new ArrayList<>(spectra.size());
        spectra.forEach((group, kind, cell, total, times) -> entries.add(new Entry(group, kind, cell, total, times)));
        entries.sort(Comparator.comparingInt(Entry::group)
                .thenComparingInt(Entry::kind)
                .thenComparingDouble(Entry::cell)
                .thenComparingDouble(Entry::total));
        ColumnGroup.Spectra[] finished = new ColumnGroup.Spectra[groups];
        int from = 0;
        for (int group = 0; group < groups; group++) {
            int to = from;
            while (to < entries.size() && entries.get(to).group() == group) {
                to++;
            }
            finished[group] = finish(entries.subList(from, to), classes, group < top.length ? top[group] : null);
            from = to;
        }
        return finished;
    }

    private static ColumnGroup.Spectra finish(List<Entry> entries, int classes, TopValues top) {
        JointSpectrum[] joint = new JointSpectrum[classes];
        Arrays.setAll(joint, k -> jointSpectrum(ofKind(entries, SpectrumTable.JOINT + k)));
        return new ColumnGroup.Spectra(
                spectrum(ofKind(entries, SpectrumTable.VALUES)),
                spectrum(ofKind(entries, SpectrumTable.LABELLED)),
                List.of(joint),
                top == null ? List.of() : top.list());
    }

    private static List<Entry> ofKind(List<Entry> sorted, int kind) {
        return sorted.stream().filter(e -> e.kind() == kind).toList();
    }

    private static Spectrum spectrum(List<Entry> entries) {
        return new Spectrum(
                entries.stream().mapToDouble(Entry::cell).toArray(),
                entries.stream().mapToLong(Entry::times).toArray());
    }

    private static JointSpectrum jointSpectrum(List<Entry> entries) {
        return new JointSpectrum(
                entries.stream().mapToDouble(Entry::cell).toArray(),
                entries.stream().mapToDouble(Entry::total).toArray(),
                entries.stream().mapToLong(Entry::times).toArray());
    }
}
