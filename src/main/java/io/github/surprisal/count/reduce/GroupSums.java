package io.github.surprisal.count.reduce;

import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.Counters;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.Strata;
import io.github.surprisal.count.tally.Stratification;
import java.util.Arrays;

/**
 * Sums strata up to groups: every grouping's groups, the whole table among them, by class of the label.
 * One value of one column at a time: {@link #load} it, then read the groups that it touches.
 */
final class GroupSums {
    private final Strata[] groupings;
    private final int[] offsets;
    private final int[] strides;
    private final int[][] groupsOf;
    private final int[][] classOf;
    private final int groups;
    private final int classes;
    private final long[] wholes;
    private final long[] fractions;
    private final int[] touched;
    private final boolean[] isTouched;
    private int touchedCount;
    private boolean isWhole;

    /**
     * @param classOfLabel the class of each label id, at index 0 that of a null label, which is the greatest
     */
    GroupSums(Stratification stratification, int[] classOfLabel) {
        ScanPlan plan = stratification.plan();
        int bases = plan.bases().size();
        classes = classOfLabel[0] + 1;
        groupings = new Strata[plan.groupings().size()];
        Arrays.setAll(groupings, g -> new Strata(plan.groupings().get(g).columns().length));
        strides = new int[bases];
        plan.groupings().forEach(roll -> strides[roll.base()]++);
        groupsOf = new int[bases][];
        classOf = new int[bases][];
        for (int b = 0; b < bases; b++) {
            Strata strata = stratification.strata(b);
            groupsOf[b] = new int[strata.size() * strides[b]];
            classOf[b] = new int[strata.size()];
            for (int s = 0; s < strata.size(); s++) {
                classOf[b][s] = classOfLabel[strata.key(s, strata.width() - 1)];
                localGroups(plan, b, strata, s);
            }
        }
        offsets = new int[groupings.length];
        int next = 0;
        for (int g = 0; g < groupings.length; g++) {
            offsets[g] = next;
            next += groupings[g].size();
        }
        groups = next;
        toFlatIds(plan);
        wholes = new long[Math.multiplyExact(groups, classes)];
        fractions = new long[wholes.length];
        touched = new int[groups];
        isTouched = new boolean[groups];
    }

    /** Sums of the same groups with counts of their own, for another thread. */
    GroupSums copy() {
        return new GroupSums(this);
    }

    private GroupSums(GroupSums other) {
        groupings = other.groupings;
        offsets = other.offsets;
        strides = other.strides;
        groupsOf = other.groupsOf;
        classOf = other.classOf;
        groups = other.groups;
        classes = other.classes;
        wholes = new long[groups * classes];
        fractions = new long[wholes.length];
        touched = new int[groups];
        isTouched = new boolean[groups];
    }

    /** For each grouping that this base serves, the group of the stratum within that grouping. */
    private void localGroups(ScanPlan plan, int base, Strata strata, int stratum) {
        int[] baseColumns = plan.bases().get(base);
        int next = stratum * strides[base];
        for (int g = 0; g < groupings.length; g++) {
            ScanPlan.Roll roll = plan.groupings().get(g);
            if (roll.base() == base) {
                int[] tuple = new int[roll.columns().length];
                for (int i = 0; i < tuple.length; i++) {
                    tuple[i] = strata.key(stratum, indexOf(baseColumns, roll.columns()[i]));
                }
                groupsOf[base][next++] = groupings[g].idOf(tuple);
            }
        }
    }

    private void toFlatIds(ScanPlan plan) {
        for (int b = 0; b < groupsOf.length; b++) {
            for (int at = 0; at < groupsOf[b].length; ) {
                for (int g = 0; g < groupings.length; g++) {
                    if (plan.groupings().get(g).base() == b) {
                        groupsOf[b][at++] += offsets[g];
                    }
                }
            }
        }
    }

    private static int indexOf(int[] array, int value) {
        for (int i = 0; i < array.length; i++) {
            if (array[i] == value) {
                return i;
            }
        }
        throw new IllegalStateException("Not in the base grouping: " + value);
    }

    /** Number of groups over all groupings. */
    int groups() {
        return groups;
    }

    /** Number of classes, the unlabelled as the last one. */
    int classes() {
        return classes;
    }

    int groupingOf(int group) {
        int g = groupings.length - 1;
        while (offsets[g] > group || groupings[g].size() == 0) {
            g--;
        }
        return g;
    }

    /** The key ids of a group's values. */
    int[] tupleOf(int group) {
        int g = groupingOf(group);
        int[] tuple = new int[groupings[g].width()];
        Arrays.setAll(tuple, i -> groupings[g].key(group - offsets[g], i));
        return tuple;
    }

    /** The group of a grouping with these key ids, which must exist. */
    int groupOf(int grouping, int[] tuple) {
        int before = groupings[grouping].size();
        int id = groupings[grouping].idOf(tuple);
        if (id >= before) {
            throw new IllegalStateException("Unknown group");
        }
        return offsets[grouping] + id;
    }

    /** Sums the cells of one value. */
    void load(CellTable.ByValue[] byBase, int value) {
        clear();
        for (int b = 0; b < byBase.length; b++) {
            CellTable.ByValue cells = byBase[b];
            int stride = strides[b];
            if (cells.isDense()) {
                loadDense(b, cells.dense(), value);
                continue;
            }
            boolean fractional = cells.fractions().length > 0;
            isWhole &= !fractional;
            for (int at = cells.starts()[value]; at < cells.starts()[value + 1]; at++) {
                int stratum = cells.strata()[at];
                int labelClass = classOf[b][stratum];
                long whole = cells.wholes()[at];
                for (int i = stratum * stride; i < (stratum + 1) * stride; i++) {
                    int group = groupsOf[b][i];
                    touch(group);
                    wholes[group * classes + labelClass] += whole;
                    if (fractional) {
                        addFraction(group * classes + labelClass, cells.fractions()[at]);
                    }
                }
            }
        }
    }

    private void loadDense(int base, Counters counts, int value) {
        int stride = strides[base];
        int first = value * counts.stride();
        int known = value < counts.rows() ? Math.min(counts.stride(), classOf[base].length) : 0;
        for (int stratum = 0; stratum < known; stratum++) {
            long whole = counts.get(first + stratum);
            if (whole != 0) {
                for (int i = stratum * stride; i < (stratum + 1) * stride; i++) {
                    int group = groupsOf[base][i];
                    touch(group);
                    wholes[group * classes + classOf[base][stratum]] += whole;
                }
            }
        }
    }

    /** Whether the whole table is the only group, so that {@link #loadPlain} serves. */
    boolean isPlain() {
        return groups == 1 && classOf.length == 1;
    }

    /**
     * The same where there is but one group and no fractions.
     *
     * @return the sum over all classes
     */
    long loadPlain(CellTable cells, int value) {
        clear();
        touch(0);
        int[] classOfStratum = classOf[0];
        long all = 0;
        for (int stratum = 0; stratum < classOfStratum.length; stratum++) {
            long whole = cells.whole(value, stratum);
            wholes[classOfStratum[stratum]] += whole;
            all += whole;
        }
        return all;
    }

    /**
     * The same of the rows of one key.
     *
     * @return the sum over all classes
     */
    long loadPlain(KeyPiece.Rows rows, int from, int to) {
        clear();
        touch(0);
        long all = 0;
        int[] strata = rows.strata();
        for (int i = from; i < to; i++) {
            long whole = rows.whole(i);
            wholes[classOf[0][strata[i]]] += whole;
            all += whole;
        }
        return all;
    }

    /** The class of a stratum of the first base. */
    int classOf(int stratum) {
        return classOf[0][stratum];
    }

    private void touch(int group) {
        if (!isTouched[group]) {
            isTouched[group] = true;
            touched[touchedCount++] = group;
        }
    }

    private void addFraction(int slot, long fraction) {
        long before = fractions[slot];
        fractions[slot] = before + fraction;
        wholes[slot] += Long.compareUnsigned(before + fraction, before) < 0 ? 1 : 0;
    }

    private void clear() {
        for (int i = 0; i < touchedCount; i++) {
            int group = touched[i];
            isTouched[group] = false;
            for (int slot = group * classes; slot < (group + 1) * classes; slot++) {
                wholes[slot] = 0;
                fractions[slot] = 0;
            }
        }
        touchedCount = 0;
        isWhole = true;
    }

    /** Whether the loaded value has no fractions, so that {@link #wholes} says all. */
    boolean isWhole() {
        return isWhole;
    }

    /** The loaded value's counts by group and class. */
    long[] wholes() {
        return wholes;
    }

    /** How many groups the loaded value touches. */
    int touched() {
        return touchedCount;
    }

    int touchedGroup(int i) {
        return touched[i];
    }

    double count(int group, int labelClass) {
        return CellTable.toDouble(wholes[group * classes + labelClass], fractions[group * classes + labelClass]);
    }

    /** The counts of a group by class. */
    double[] counts(int group) {
        double[] counts = new double[classes];
        Arrays.setAll(counts, k -> count(group, k));
        return counts;
    }

    /** The sum over some classes, added up exactly. */
    double total(int group, int fromClass, int toClass) {
        long whole = 0;
        long fraction = 0;
        for (int k = fromClass; k < toClass; k++) {
            long before = fraction;
            fraction += fractions[group * classes + k];
            whole += wholes[group * classes + k] + (Long.compareUnsigned(fraction, before) < 0 ? 1 : 0);
        }
        return CellTable.toDouble(whole, fraction);
    }
}
