package io.github.surprisal.count.reduce;

import io.github.surprisal.count.Categories;
import io.github.surprisal.count.ContingencyTable;
import io.github.surprisal.count.Group;
import io.github.surprisal.count.tally.CellTable;
import io.github.surprisal.count.tally.ColumnTally;
import io.github.surprisal.count.tally.ScanPlan;
import io.github.surprisal.count.tally.Stratification;
import io.github.surprisal.ids.ValueIndex;
import io.github.surprisal.scan.CategoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Complete counts seen by groups and classes in their canonical order: classes ascending, groups grouping by grouping
 * and ascending by value, null first.
 */
final class CanonicalOrder {
    private final Stratification strata;
    private final GroupSums sums;
    private final int[] classOfLabel;
    private final int[] order;
    private final int[] rank;

    CanonicalOrder(Stratification strata) {
        this.strata = strata;
        this.classOfLabel = sortedClasses(strata);
        this.sums = new GroupSums(strata, classOfLabel);
        Integer[] sorted = new Integer[sums.groups()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, this::compareGroups);
        order = Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
        rank = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i;
        }
    }

    private static int[] sortedClasses(Stratification strata) {
        if (!strata.plan().label()) {
            return new int[1];
        }
        int[] ascending = strata.key(strata.plan().labelKey()).ascending();
        int[] classes = new int[ascending.length + 1];
        for (int i = 0; i < ascending.length; i++) {
            classes[ascending[i]] = i;
        }
        classes[0] = ascending.length;
        return classes;
    }

    private int compareGroups(int a, int b) {
        int grouping = sums.groupingOf(a);
        int byGrouping = Integer.compare(grouping, sums.groupingOf(b));
        if (byGrouping != 0) {
            return byGrouping;
        }
        int[] columns = strata.plan().groupings().get(grouping).columns();
        int[] mine = sums.tupleOf(a);
        int[] other = sums.tupleOf(b);
        for (int i = 0; i < columns.length; i++) {
            int order = strata.key(columns[i]).compare(mine[i], other[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    GroupSums sums() {
        return sums;
    }

    /** The canonical position of a group. */
    int rank(int group) {
        return rank[group];
    }

    int classOf(int labelId) {
        return classOfLabel[labelId];
    }

    /** Number of classes of the label, the unlabelled not among them. */
    int classes() {
        return sums.classes() - 1;
    }

    Categories classCategories() {
        if (!strata.plan().label()) {
            return Categories.empty(CategoryType.of(CategoryType.Base.STRING));
        }
        ValueIndex label = strata.key(strata.plan().labelKey());
        return categories(label, label.ascending());
    }

    /** The values with these ids, which must be ascending by value. */
    static Categories categories(ValueIndex values, int[] ascending) {
        return values.type().isBytes()
                ? Categories.ofBytes(
                        values.type(),
                        Arrays.stream(ascending).mapToObj(values::bytes).toArray(byte[][]::new))
                : Categories.ofKeys(
                        values.type(),
                        Arrays.stream(ascending).mapToLong(values::key).toArray());
    }

    /** The groups with their totals. */
    List<Group> groups() {
        ScanPlan plan = strata.plan();
        GroupSums sums = this.sums.copy();
        sums.load(strata.totals(), 0);
        List<Group> groups = new ArrayList<>();
        for (int group : order) {
            int[] columns = plan.groupings().get(sums.groupingOf(group)).columns();
            int[] tuple = sums.tupleOf(group);
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.length; i++) {
                names.add(plan.names().get(plan.keys()[columns[i]]));
                values.add(tuple[i] == 0 ? null : strata.key(columns[i]).text(tuple[i]));
            }
            groups.add(new Group(names, values, sums.total(group, 0, sums.classes()), sums.counts(group)));
        }
        return groups;
    }

    /** Whether the column is split by class. */
    private boolean byClass(int column) {
        return column < strata.plan().features();
    }

    /** The nulls of a column by group and class; groups without any have one row of noughts together. */
    double[][] nulls(int column, ColumnTally tally) {
        GroupSums sums = this.sums.copy();
        int classes = byClass(column) ? sums.classes() : 1;
        double[][] nulls = new double[order.length][];
        Arrays.fill(nulls, new double[classes]);
        sums.load(tally.nulls(), 0);
        for (int i = 0; i < sums.touched(); i++) {
            int group = sums.touchedGroup(i);
            double[] own = new double[classes];
            Arrays.setAll(own, k -> cell(sums, group, k, classes));
            nulls[rank[group]] = own;
        }
        return nulls;
    }

    /**
     * The tables of a column by group, of the first {@code groups} ones.
     *
     * @param codes the code of each of the ids
     */
    ContingencyTable[] tables(int column, ColumnTally tally, int[] ids, int[] codes, int groups) {
        GroupSums sums = this.sums.copy();
        int classes = byClass(column) ? sums.classes() : 1;
        int[][] categories = new int[groups][4];
        double[][] counts = new double[groups][4 * classes];
        int[] sizes = new int[groups];
        CellTable.ByValue[] byBase = tally.byValueRepeating();
        for (int position = 0; position < ids.length; position++) {
            sums.load(byBase, ids[position]);
            for (int i = 0; i < sums.touched(); i++) {
                int group = sums.touchedGroup(i);
                int at = rank[group];
                if (at >= groups) {
                    continue;
                }
                if (sizes[at] == categories[at].length) {
                    categories[at] = Arrays.copyOf(categories[at], 2 * sizes[at]);
                    counts[at] = Arrays.copyOf(counts[at], 2 * sizes[at] * classes);
                }
                categories[at][sizes[at]] = codes[position];
                for (int k = 0; k < classes; k++) {
                    counts[at][sizes[at] * classes + k] = cell(sums, group, k, classes);
                }
                sizes[at]++;
            }
        }
        ContingencyTable[] tables = new ContingencyTable[groups];
        Arrays.setAll(
                tables,
                g -> new ContingencyTable(
                        Arrays.copyOf(categories[g], sizes[g]), classes, Arrays.copyOf(counts[g], sizes[g] * classes)));
        return tables;
    }

    private static double cell(GroupSums sums, int group, int labelClass, int classes) {
        return classes == sums.classes() ? sums.count(group, labelClass) : sums.total(group, 0, sums.classes());
    }
}
