package io.github.surprisal.count;

import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What is known of a column whose cells are too many to bring to the driver: spectra and the most frequent value of each
 * group, the most frequent values of the whole table, and for a numeric column a sample of its values.
 */
final class ColumnSummary {
    /** How many distinct values the sample of a numeric column holds over all partitions. */
    static final int SAMPLE = 1 << 16;

    /** The group that is the whole table. */
    private static final int OVERALL = 0;

    /** Fractional masses keep this many binary digits, so that their spectrum stays small. */
    private static final int FRACTIONAL_DIGITS = 16;

    private final CategoryType type;
    private final SpectrumTable spectra;
    private final TopValues top;
    private final Modes modes;
    private final BottomK sample;

    /**
     * For what others wrote.
     *
     * @param sampleSize how many values to sample, 0 for none
     */
    ColumnSummary(CategoryType type, int sampleSize) {
        this(type, sampleSize, new SpectrumTable());
    }

    /** For values of the rollup's groups. */
    ColumnSummary(CategoryType type, int sampleSize, Rollup rollup) {
        this(type, sampleSize, new SpectrumTable(rollup.groups(), rollup.classes()));
    }

    private ColumnSummary(CategoryType type, int sampleSize, SpectrumTable spectra) {
        this.type = type;
        this.spectra = spectra;
        this.top = new TopValues(type);
        this.modes = new Modes(type);
        this.sample = new BottomK(type, sampleSize);
    }

    /**
     * Adds values with all of their cells; groups get the ids that they have in the rollup.
     *
     * @return how many pairs of a value and a group there are
     */
    long add(ColumnTally column, Rollup rollup) {
        Values values = column.values();
        if (rollup.isPlain() && column.cells(0).isPlain()) {
            addPlain(values, column.cells(0), rollup);
            return values.size();
        }
        CellTable.ByValue[] byBase = column.byValueRepeating();
        Modes.Round round = modes.round(values, rollup.groups());
        long cells = 0;
        for (int id = 1; id <= values.size(); id++) {
            rollup.load(byBase, id);
            for (int i = 0; i < rollup.touched(); i++) {
                int group = rollup.touchedGroup(i);
                if (rollup.isWhole()) {
                    spectra.addWhole(group, rollup.wholes(), group * rollup.classes());
                } else {
                    add(rollup, group);
                }
                if (group != OVERALL) {
                    round.offer(group, id, rollup.total(group, 0, rollup.classes()));
                }
            }
            cells += rollup.touched();
            offer(values, id, rollup.total(OVERALL, 0, rollup.classes()));
        }
        round.end();
        return cells;
    }

    /** Adds values of which the whole table is the only group, and without fractions. */
    private void addPlain(Values values, CellTable cells, Rollup rollup) {
        for (int id = 1; id <= values.size(); id++) {
            long all = rollup.loadPlain(cells, id);
            spectra.addWhole(OVERALL, rollup.wholes(), 0);
            offer(values, id, (double) all);
        }
    }

    /**
     * Adds the rows of keys that are in no other piece, where the whole table is the only group.
     *
     * @return how many keys there are
     */
    long add(KeyPiece piece, Rollup rollup) {
        KeyPiece.Rows alone = piece.alone();
        int[] once = new int[rollup.classes()];
        for (int i = 0; i < alone.size(); i++) {
            once[rollup.classOf(alone.strata()[i])]++;
        }
        for (int k = 0; k < once.length; k++) {
            spectra.addOnes(OVERALL, k, once[k]);
        }
        top.offerOnes(alone.keys(), alone.size());
        addSample(alone);
        KeyPiece.Rows sorted = piece.sorted();
        long distinct = alone.size();
        int end;
        for (int from = 0; from < sorted.size(); from = end) {
            end = sorted.end(from);
            double all = (double) rollup.loadPlain(sorted, from, end);
            spectra.addWhole(OVERALL, rollup.wholes(), 0);
            long key = sorted.keys()[from];
            top.offer(key, all);
            if (sample.isWanted()) {
                addSample(key, Hashing.sampleHash(key), all);
            }
            distinct++;
        }
        return distinct;
    }

    /** Few keys are in the sample: a loop that hashes them is faster for doing nothing else. */
    private void addSample(KeyPiece.Rows alone) {
        long[] keys = alone.keys();
        int size = sample.isWanted() ? alone.size() : 0;
        for (int i = 0; i < size; i++) {
            long hash = Hashing.sampleHash(keys[i]);
            if (sample.wants(hash)) {
                addSample(keys[i], hash, 1);
            }
        }
    }

    private void addSample(long key, long hash, double count) {
        if (sample.wants(hash) && !Double.isNaN(type.number(key))) {
            sample.add(hash, 0, Places.low(type, key), count);
        }
    }

    /** Adds the loaded value's weights within one group. */
    private void add(Rollup rollup, int group) {
        int unlabelled = rollup.classes() - 1;
        double all = rounded(rollup.total(group, 0, rollup.classes()));
        double labelled = rounded(rollup.total(group, 0, unlabelled));
        if (all > 0) {
            spectra.add(group, SpectrumTable.VALUES, all, all, 1);
        }
        if (labelled > 0) {
            spectra.add(group, SpectrumTable.LABELLED, labelled, labelled, 1);
            for (int k = 0; k < unlabelled; k++) {
                double cell = rounded(rollup.count(group, k));
                if (cell > 0) {
                    spectra.add(group, SpectrumTable.JOINT + k, cell, labelled, 1);
                }
            }
        }
    }

    /** To the most frequent values, and to the sample. */
    private void offer(Values values, int id, double count) {
        if (count > 0) {
            top.offer(values, id, count);
        }
        if (sample.isWanted()) {
            long hash = values.sampleHash(id);
            if (sample.wants(hash) && count > 0 && !Double.isNaN(values.number(id))) {
                sample.add(hash, values.high(id), values.low(id), count);
            }
        }
    }

    void write(Block.Writer writer) {
        spectra.write(writer);
        top.write(writer);
        modes.write(writer);
        sample.write(writer);
    }

    /**
     * Takes in what another partition wrote.
     *
     * @param groupOf the group here of a group there
     * @param classOf the class here of a class there
     */
    void merge(Block.Reader reader, IntUnaryOperator groupOf, IntUnaryOperator classOf) {
        SpectrumTable.read(
                reader,
                (group, kind, cell, total, times) -> spectra.add(
                        groupOf.applyAsInt(group),
                        kind < SpectrumTable.JOINT
                                ? kind
                                : SpectrumTable.JOINT + classOf.applyAsInt(kind - SpectrumTable.JOINT),
                        cell,
                        total,
                        times));
        top.addAll(reader);
        modes.addAll(reader, groupOf);
        sample.addAll(reader);
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

    /** The finished spectra of {@code groups} groups, with one joint spectrum for each of {@code classes} classes. */
    ColumnGroup.Spectra[] finish(int groups, int classes) {
        SpectrumTable.Entries entries = spectra.sorted();
        ColumnGroup.Spectra[] finished = new ColumnGroup.Spectra[groups];
        int at = 0;
        for (int group = 0; group < groups; group++) {
            Spectrum[] plain = {Spectrum.EMPTY, Spectrum.EMPTY};
            JointSpectrum[] joint = new JointSpectrum[classes];
            Arrays.fill(joint, JointSpectrum.EMPTY);
            while (at < entries.size() && entries.group(at) == group) {
                int from = at;
                int kind = entries.kind(from);
                while (at < entries.size() && entries.group(at) == group && entries.kind(at) == kind) {
                    at++;
                }
                if (kind < SpectrumTable.JOINT) {
                    plain[kind] = new Spectrum(entries.cells(from, at), entries.times(from, at));
                } else if (kind - SpectrumTable.JOINT < classes) {
                    joint[kind - SpectrumTable.JOINT] = new JointSpectrum(
                            entries.cells(from, at), entries.totals(from, at), entries.times(from, at));
                }
            }
            finished[group] = new ColumnGroup.Spectra(
                    plain[SpectrumTable.VALUES],
                    plain[SpectrumTable.LABELLED],
                    List.of(joint),
                    group == OVERALL ? top.list() : modes.list(group));
        }
        return finished;
    }
}
