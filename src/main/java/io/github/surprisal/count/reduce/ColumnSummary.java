package io.github.surprisal.count.reduce;

import io.github.surprisal.count.ColumnGroup;
import io.github.surprisal.count.JointSpectrum;
import io.github.surprisal.count.Spectrum;
import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.wire.Block;
import io.github.surprisal.ids.Places;
import io.github.surprisal.ids.ValueHash;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What is known of a column whose cells are too many to bring to the driver: spectra and the most frequent value of each
 * group, the most frequent values of the whole table, and for a numeric column a sample of its values.
 */
public final class ColumnSummary {
    /** How many distinct values the sample of a numeric column holds over all partitions, where there is room for that of all columns. */
    private static final int SAMPLE = 1 << 16;

    /**
     * And of all columns together, at some nine bytes each: of up to 256 columns as many as of one, of ten thousand 1,677, which a table of
     * 20,000 rows that are all different was counted with in a heap of 11 GB.
     */
    private static final int MAX_SAMPLED = 1 << 24;

    /** The group that is the whole table. */
    private static final int OVERALL = 0;

    /** Fractional masses keep this many binary digits, so that their spectrum stays small. */
    private static final int FRACTIONAL_DIGITS = 16;

    private final CategoryType type;
    private final SpectrumTable spectra;
    private final TopOverall topOverall;
    private final TopByGroup topByGroup;
    private final BottomK sample;

    /**
     * For what others wrote.
     *
     * @param sampleSize how many values to sample, 0 for none
     */
    ColumnSummary(CategoryType type, int sampleSize) {
        this(type, sampleSize, new SpectrumTable());
    }

    /** An empty one for values of these groups. */
    ColumnSummary(CategoryType type, int sampleSize, GroupSums sums) {
        this(type, sampleSize, new SpectrumTable(sums.groups(), sums.classes()));
    }

    private ColumnSummary(CategoryType type, int sampleSize, SpectrumTable spectra) {
        this.type = type;
        this.spectra = spectra;
        this.topOverall = new TopOverall(type);
        this.topByGroup = new TopByGroup(type);
        this.sample = new BottomK(type, sampleSize);
    }

    /** How many values are sampled of each of so many columns. */
    public static int sample(int columns) {
        return Math.min(SAMPLE, MAX_SAMPLED / Math.max(1, columns));
    }

    /**
     * Adds values with all of their cells; groups get the ids that they have in the sums by group.
     *
     * @return how many pairs of a value and a group there are
     */
    long add(ColumnTally column, GroupSums sums) {
        ValueIndex values = column.values();
        if (sums.isPlain() && column.cells(0).isPlain()) {
            addPlain(values, column.cells(0), sums);
            return values.size();
        }
        CellTable.ByValue[] byBase = column.byValueRepeating();
        TopByGroup.Round round = topByGroup.round(values, sums.groups());
        long cells = 0;
        for (int id = 1; id <= values.size(); id++) {
            sums.load(byBase, id);
            for (int i = 0; i < sums.touched(); i++) {
                int group = sums.touchedGroup(i);
                if (sums.isWhole()) {
                    spectra.addWhole(group, sums.wholes(), group * sums.classes());
                } else {
                    add(sums, group);
                }
                if (group != OVERALL) {
                    round.offer(group, id, sums.total(group, 0, sums.classes()));
                }
            }
            cells += sums.touched();
            offer(values, id, sums.total(OVERALL, 0, sums.classes()));
        }
        round.end();
        return cells;
    }

    /** Adds values of which the whole table is the only group, and without fractions. */
    private void addPlain(ValueIndex values, CellTable cells, GroupSums sums) {
        for (int id = 1; id <= values.size(); id++) {
            long all = sums.loadPlain(cells, id);
            spectra.addWhole(OVERALL, sums.wholes(), 0);
            offer(values, id, (double) all);
        }
    }

    /**
     * Adds the rows of keys that are in no other piece, where the whole table is the only group.
     *
     * @return how many keys there are
     */
    long add(KeyPiece piece, GroupSums sums) {
        KeyPiece.Rows alone = piece.alone();
        int[] once = new int[sums.classes()];
        for (int i = 0; i < alone.size(); i++) {
            once[sums.classOf(alone.strata()[i])]++;
        }
        for (int k = 0; k < once.length; k++) {
            spectra.addOnes(OVERALL, k, once[k]);
        }
        topOverall.offerOnes(alone.keys(), alone.size());
        addSample(alone);
        KeyPiece.Rows sorted = piece.sorted();
        long distinct = alone.size();
        int end;
        for (int from = 0; from < sorted.size(); from = end) {
            end = sorted.end(from);
            double all = (double) sums.loadPlain(sorted, from, end);
            spectra.addWhole(OVERALL, sums.wholes(), 0);
            long key = sorted.keys()[from];
            topOverall.offer(key, all);
            if (sample.isWanted()) {
                addSample(key, ValueHash.sampleHash(key), all);
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
            long hash = ValueHash.sampleHash(keys[i]);
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
    private void add(GroupSums sums, int group) {
        int unlabelled = sums.classes() - 1;
        double all = rounded(sums.total(group, 0, sums.classes()));
        double labelled = rounded(sums.total(group, 0, unlabelled));
        if (all > 0) {
            spectra.add(group, SpectrumTable.VALUES, all, all, 1);
        }
        if (labelled > 0) {
            spectra.add(group, SpectrumTable.LABELLED, labelled, labelled, 1);
            for (int k = 0; k < unlabelled; k++) {
                double cell = rounded(sums.count(group, k));
                if (cell > 0) {
                    spectra.add(group, SpectrumTable.JOINT + k, cell, labelled, 1);
                }
            }
        }
    }

    /** Offers a value to the most frequent ones and to the sample. */
    private void offer(ValueIndex values, int id, double count) {
        if (count > 0) {
            topOverall.offer(values, id, count);
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
        topOverall.write(writer);
        topByGroup.write(writer);
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
        topOverall.addAll(reader);
        topByGroup.addAll(reader, groupOf);
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
            Spectrum values = plain[SpectrumTable.VALUES];
            Spectrum labelled = plain[SpectrumTable.LABELLED];
            finished[group] = new ColumnGroup.Spectra(
                    values,
                    // Where all rows have a label it is there once, as there may be millions of groups and columns.
                    labelled.equals(values) ? values : labelled,
                    List.of(joint),
                    group == OVERALL ? topOverall.list() : topByGroup.list(group));
        }
        return finished;
    }
}
